//! Where a function stands while it is measured: a house with the keys of its settings, by the machine's clock.

use anyhow::{Result, ensure};
use local::Function;
use engines::{EXPORTS, Home};
use engines::lambda::{Lambda, SETTINGS};
use runtime::Clock;
use serde_json::Value;
use tests::{Build, House};

/// Who has a role in what is measured, as the gateway names them.
pub const CALLER: &str = "arn:aws:sts::123456789012:assumed-role/Callers/ana";

/// What some functions are set beside [`SETTINGS`].
const MORE: &[(&str, &str)] = &[
    (
        "ROLES",
        "decide=arn:aws:sts::123456789012:assumed-role/Callers/* machine=arn:aws:sts::123456789012:assumed-role/Callers/*",
    ),
    ("EXPORT_BUCKET", EXPORTS),
    ("SENDGRID_BASIC_AUTH", "sendgrid:secret"),
    ("STAFF_ADDRESS", "staff@example.com"),
];

/// A house whose data the binaries can read.
pub async fn house(home: Home) -> House {
    // Where the house is, it knows itself: its partners may be on this machine because it is, too.
    let settings = SETTINGS.iter().filter(|(name, _)| *name != "BASE_URL");
    let settings = settings.chain(MORE);
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let house = House::build(Build {
        home,
        settings: settings.collect(),
        ..Build::default()
    })
    .await;
    wind(&house);
    house
}

/// Puts the house's clock, which waits, to the machine's time, by which the binaries go.
pub fn wind(house: &House) {
    house.set_clock(&Clock::system().now().to_string());
}

/// What a form post writes of somebody who is new: the call that it makes.
///
/// # Errors
/// If it makes another number of calls.
pub async fn written(house: &House) -> Result<Value> {
    house.opt_out("first@example.org").await;
    let calls = house.table_of(Function::FormIntake).take_calls();
    ensure!(calls.len() == 1, "a fresh form post is one call");
    Ok(calls[0].json.clone().unwrap_or_default())
}

/// Starts a function before the house's engines, with these settings beside the usual ones.
///
/// # Errors
/// If it can't be started.
pub async fn start(house: &House, binary: &str, settings: &[(&str, &str)]) -> Result<Lambda> {
    let all = [SETTINGS, MORE, settings].concat();
    Lambda::start(binary, &house.system.engines, &all).await
}
