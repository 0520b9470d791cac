//! Where a function stands while it is measured: a house with the keys of its settings, by the machine's clock.

use anyhow::{Result, ensure};
use engines::lambda::{Lambda, SETTINGS};
use engines::{EXPORTS, Home};
use local::Function;
use runtime::Clock;
use serde_json::Value;
use tests::{Build, TestApp};

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
pub async fn app(home: Home) -> TestApp {
    // Where the house is, it knows itself: its partners may be on this machine because it is, too.
    let settings = SETTINGS.iter().filter(|(name, _)| *name != "BASE_URL");
    let settings = settings.chain(MORE);
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let app = TestApp::build(Build {
        home,
        settings: settings.collect(),
        ..Build::default()
    })
    .await;
    wind(&app);
    app
}

/// Puts the house's clock, which waits, to the machine's time, by which the binaries go.
pub fn wind(app: &TestApp) {
    app.set_clock(&Clock::system().now().to_string());
}

/// What a form post writes of somebody who is new: the call that it makes.
///
/// # Errors
/// If it makes another number of calls.
pub async fn written(app: &TestApp) -> Result<Value> {
    app.opt_out("first@example.org").await;
    let calls = app.table_of(Function::FormIntake).take_calls();
    ensure!(calls.len() == 1, "a fresh form post is one call");
    Ok(calls[0].json.clone().unwrap_or_default())
}

/// Starts a function before the house's engines, with these settings beside the usual ones.
///
/// # Errors
/// If it can't be started.
pub async fn start(app: &TestApp, binary: &str, settings: &[(&str, &str)]) -> Result<Lambda> {
    let all = [SETTINGS, MORE, settings].concat();
    Lambda::start(binary, &app.system.engines, &all).await
}
