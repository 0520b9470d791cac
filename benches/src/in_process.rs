//! A system in this process, without proxies, to measure the functions alone.

use crate::calls;
use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Body;
use engines::clients::{self, Retries};
use engines::proxy::{self, Call};
use engines::{Home, stop_signal};
use local::{Function, RunnerOptions, System};
use runtime::{Clients, Clock, Runtime};
use tower::ServiceExt;

/// Starts a system that does nothing by itself.
///
/// # Errors
/// If it can't be started.
pub async fn system(home: Home) -> Result<System> {
    System::start(RunnerOptions {
        home,
        port: 0,
        smtp_port: 0,
        clock: Clock::system(),
        time: None,
        settings: Vec::new(),
        runs_by_itself: false,
    })
    .await
}

/// Builds a form-intake whose table is at `endpoint`.
///
/// # Errors
/// If a setting is missing.
pub fn form_intake(system: &System, endpoint: &str) -> Result<Router> {
    let runtime = runtime(system, Function::FormIntake, endpoint)?;
    let mut deps = form_intake::Deps::of(&runtime)?;
    // The bench measures the work, not the least time of a response.
    deps.response_time = form_intake::ResponseTime::ZERO;
    Ok(form_intake::router(deps))
}

/// Builds a signals function whose table is at `endpoint`.
///
/// # Errors
/// If a setting is missing.
pub fn signals(system: &System, endpoint: &str) -> Result<Router> {
    let runtime = runtime(system, Function::Signals, endpoint)?;
    Ok(signals::router(signals::Deps::of(&runtime)?))
}

/// Builds the runtime of a function whose table is at `endpoint`.
fn runtime(system: &System, function: Function, endpoint: &str) -> Result<Runtime> {
    let mut settings = system.settings.iter();
    let own = settings.find(|(of, _)| *of == function);
    let (_, settings) = own.context("every function has settings")?;
    let clients = Clients {
        dynamodb: clients::dynamodb(endpoint, Retries::Quick),
        s3: system.engines.s3_client(),
        ses: system.engines.ses_client(),
        secrets: system.engines.secrets_client(),
    };
    Ok(Runtime::of(settings.clone(), clients, Clock::system()))
}

/// Posts the form as the `n`th person. Returns the HTTP status.
///
/// # Panics
/// If the form isn't accepted.
pub async fn post(form: &Router, n: usize) -> u16 {
    let request = http::Request::post("/requests")
        .header("content-type", calls::FORM)
        .body(Body::from(calls::filled_in(n)))
        .expect("a request");
    let answer = form.clone().oneshot(request).await;
    answer
        .unwrap_or_else(|never| match never {})
        .status()
        .as_u16()
}

/// Records the one call to the table that the post of a new person makes.
///
/// # Errors
/// If the post is refused, or makes another number of calls.
pub async fn written(system: &System) -> Result<Call> {
    let (_stop, stopping) = stop_signal();
    let counting = proxy::start(system.engines.dynamodb.endpoint(), 0, stopping).await?;
    let status = post(&form_intake(system, counting.endpoint())?, usize::MAX).await;
    let mut calls = counting.take_calls();
    ensure!(
        (status, calls.len()) == (303, 1),
        "a fresh form post is one call"
    );
    calls.pop().context("it was counted")
}
