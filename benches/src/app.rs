//! The test app around a function that is measured. It has the same keys, and its clock is the machine's.

use anyhow::{Result, ensure};
use engines::lambda::{Lambda, SETTINGS};
use engines::{EXPORTS, Home};
use local::Function;
use runtime::Clock;
use serde_json::Value;
use tests::{Build, TestApp};

/// The ARN of the caller of functions that authorize callers.
pub const CALLER: &str = "arn:aws:sts::123456789012:assumed-role/Callers/ana";

/// Settings that some functions need in addition to [`SETTINGS`].
const MORE: &[(&str, &str)] = &[
    (
        "ROLES",
        "decide=arn:aws:sts::123456789012:assumed-role/Callers/* machine=arn:aws:sts::123456789012:assumed-role/Callers/*",
    ),
    ("EXPORT_BUCKET", EXPORTS),
    ("SENDGRID_BASIC_AUTH", "sendgrid:secret"),
    ("STAFF_ADDRESS", "staff@example.com"),
    // The benches measure the work, not the least time of a response.
    ("RESPONSE_MILLISECONDS", "0"),
];

/// Opens an app whose data the binaries can read.
pub async fn open(home: Home) -> TestApp {
    // The app sets its own address. LOCAL_PARTNERS allows partners on this machine.
    let settings = SETTINGS.iter().filter(|(name, _)| *name != "BASE_URL");
    let settings = settings.chain(MORE);
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let app = TestApp::build(Build {
        home,
        settings: settings.collect(),
        ..Build::default()
    })
    .await;
    set_clock(&app);
    app
}

/// Sets the app's clock, which doesn't advance by itself, to the machine's time, which the binaries use.
pub fn set_clock(app: &TestApp) {
    app.set_clock(&Clock::system().now().to_string());
}

/// Records the call that the form post of a new person makes.
///
/// # Errors
/// If it makes another number of calls.
pub async fn written(app: &TestApp) -> Result<Value> {
    app.opt_out("first@example.org").await;
    let calls = app.table_of(Function::FormIntake).take_calls();
    ensure!(calls.len() == 1, "a fresh form post is one call");
    Ok(calls[0].json.clone().unwrap_or_default())
}

/// Starts a function with the app's engines, and with these settings in addition to the usual ones.
///
/// # Errors
/// If the process can't be started.
pub async fn start(app: &TestApp, binary: &str, settings: &[(&str, &str)]) -> Result<Lambda> {
    let all = [SETTINGS, MORE, settings].concat();
    Lambda::start(binary, &app.system.engines, &all).await
}
