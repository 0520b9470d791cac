//! The peak memory of each function's process after ordinary calls:
//! `cargo bench -p benches --bench memory`. For one function, add `-- --only form-intake`.

use anyhow::{Context, Result, ensure};
use benches::app;
use benches::binaries::Binaries;
use benches::calls::{Caller, events};
use benches::options::Options;
use benches::process::peak_kilobytes;
use engines::Home;
use engines::lambda::Lambda;
use local::Function;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read();
    let calls = options.number("--calls", 1_000, 30);
    let binaries = Binaries::ready(&options)?;
    println!("| function | peak memory after {calls} ordinary calls | target |");
    println!("| --- | --- | --- |");
    let only = options.after("--only");
    let wanted = |function: &Function| only.is_none_or(|only| only == function.name());
    for function in Function::ALL.into_iter().filter(wanted) {
        let peak = ordinary(&binaries, function, calls).await?;
        println!("| {} | {} | ≤ 32 MB |", function.name(), mb(peak));
    }
    if wanted(&Function::EmailIntake) {
        let peak = largest(&binaries).await?;
        println!(
            "| email-intake, a mail of 40 MB | {} | its size in the templates |",
            mb(peak)
        );
    }
    Ok(())
}

/// Returns the peak of a function after this many ordinary calls.
async fn ordinary(binaries: &Binaries, function: Function, calls: usize) -> Result<u64> {
    let app = app::open(Home::Memory).await;
    let binary = binaries.path(function.name())?;
    let caller = Caller::of(&app, function).await;
    let mut lambda = app::start(&app, &binary, &[]).await?;
    for n in 0..calls {
        app::set_clock(&app);
        let event = caller.event(n).await?;
        let answer = lambda.invoke(event).await;
        let answer = answer.with_context(|| function.name())?;
        ensure!(caller.fits(&answer), "{}: {answer}", function.name());
    }
    end(lambda).await
}

/// Returns the peak of email-intake after the largest possible message.
async fn largest(binaries: &Binaries) -> Result<u64> {
    let app = app::open(Home::Memory).await;
    let binary = binaries.path(Function::EmailIntake.name())?;
    let mut lambda = app::start(&app, &binary, &[]).await?;
    let answer = lambda.invoke(events::largest(&app).await?).await?;
    ensure!(answer["batchItemFailures"] == json!([]), "{answer}");
    ensure!(app.count("REQUEST#", "REQUEST").await == 1, "no request");
    end(lambda).await
}

async fn end(lambda: Lambda) -> Result<u64> {
    let peak = peak_kilobytes(lambda.pid().context("it has ended")?)?;
    lambda.dismiss().await?;
    Ok(peak)
}

fn mb(kilobytes: u64) -> String {
    format!("{:.1} MB", kilobytes as f64 / 1_024.0)
}
