//! A system in this process, without a proxy in between: what the functions take when nothing else is in the way.

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

/// A system whose emails nobody sends.
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

/// Its form-intake, which finds the table at `endpoint`.
///
/// # Errors
/// If a setting is missing.
pub fn form_intake(system: &System, endpoint: &str) -> Result<Router> {
    let mut settings = system.settings.iter();
    let own = settings.find(|(function, _)| *function == Function::FormIntake);
    let clients = Clients {
        dynamodb: clients::dynamodb(endpoint, Retries::Quick),
        s3: system.engines.s3_client(),
        ses: system.engines.ses_client(),
        secrets: system.engines.secrets_client(),
    };
    let (_, settings) = own.context("form-intake has settings")?;
    let runtime = Runtime::of(settings.clone(), clients, Clock::system());
    Ok(form_intake::router(form_intake::Deps::of(&runtime)?))
}

/// The `n`th person posts the form. Gives back the status.
///
/// # Panics
/// If that makes no request.
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

/// The one call that the post of somebody new makes, seen from a proxy before the table.
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
