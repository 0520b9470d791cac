//! Cold start: the time from the start of a process to its first response, compared with a function that only greets:
//! `cargo bench -p benches --bench cold_start`.
//!
//! Before its first response, form-intake reads its secrets and writes a request to the table. It uses the production
//! client, which sets up TLS and parses root certificates even if the engines use plain HTTP. The deployed function trusts
//! the roots in its binary. The TLS row trusts a file with the system's roots and our own, and one row measures that file
//! alone. The rounds are interleaved, so a disturbance affects all rows. They include the same transaction from a warm
//! client, which shows the engine's share of each row.

use anyhow::{Context, Result, ensure};
use benches::app;
use benches::bare;
use benches::binaries::{Binaries, HELLO};
use benches::calls::form;
use benches::options::Options;
use benches::samples::{Samples, ms};
use benches::tls::Terminator;
use engines::Home;
use engines::clients::{self, Retries};
use engines::lambda::{SETTINGS, gateway_event};
use local::Function;
use serde_json::Value;
use std::time::Instant;
use tests::TestApp;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read();
    let rounds = options.number("--rounds", 200, 10);
    let binaries = Binaries::ready(&options)?;
    let (hello, intake) = (
        binaries.path(HELLO)?,
        binaries.path(Function::FormIntake.name())?,
    );
    let app = app::open(Home::Memory).await;
    let engines = &app.system.engines;
    let engines = [engines.dynamodb.endpoint(), engines.secrets.endpoint()];
    let terminator = Terminator::before(&engines).await?;
    let roots = terminator.roots()?;
    let plain = in_secrets(&app)?.to_vec();
    let with_file = [&[("SSL_CERT_FILE", roots.as_str())], &plain[..]].concat();
    let behind = terminator.endpoints().iter().map(String::as_str);
    let variables = [
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    ];
    let over_tls = variables.into_iter().zip(behind);
    let over_tls = with_file.iter().copied().chain(over_tls).collect();
    let ways = [
        (
            "form-intake, which read its secrets and wrote a request over plain loopback",
            plain,
            "≤ 2.5",
        ),
        ("the same with the roots of a file", with_file, ""),
        ("the same over TLS", over_tls, ""),
    ];
    let written = app::written(&app).await?;
    let table = clients::dynamodb(app.system.engines.dynamodb.endpoint(), Retries::Quick);
    let (mut greeted, mut bares) = (Samples::default(), Samples::default());
    let mut taken = [(); 3].map(|()| Samples::default());
    for n in 0..rounds {
        let greeting = gateway_event("GET", "/", "", "");
        first_answer(&mut greeted, &app, &hello, &[], greeting, 200).await?;
        for (way, samples) in taken.iter_mut().enumerate() {
            let (settings, event) = (&ways[way].1, form(3 * n + way));
            first_answer(samples, &app, &intake, settings, event, 303).await?;
        }
        bares.add(bare::take(&table, &written, n).await?);
    }
    println!("| spawn to first answer, p50 of {rounds} | measured | to the greeting | target |");
    println!("| --- | --- | --- | --- |");
    println!(
        "| a function that only greets | {} | 1 | |",
        ms(greeted.p50())
    );
    for ((name, _, target), samples) in ways.iter().zip(&taken) {
        let ratio = samples.ratio_to(&greeted);
        println!("| {name} | {} | {ratio:.2} | {target} |", ms(samples.p50()));
    }
    let ratio = bares.ratio_to(&greeted);
    println!(
        "| its transaction alone, made bare by a client that is warm | {} | {ratio:.2} | |",
        ms(bares.p50())
    );
    println!("\nRoots in the file: {}.", terminator.count());
    Ok(())
}

/// Settings that make form-intake read its keys from Secrets Manager.
fn in_secrets(app: &TestApp) -> Result<[(&'static str, &'static str); 4]> {
    for name in ["INDEX_KEYS", "LINK_KEYS"] {
        let key = SETTINGS.iter().find(|(setting, _)| *setting == name);
        let (_, key) = key.context("it is a setting")?;
        app.system.engines.secrets.put(name, key);
    }
    Ok([
        ("INDEX_KEYS", ""),
        ("INDEX_KEYS_SECRET", "INDEX_KEYS"),
        ("LINK_KEYS", ""),
        ("LINK_KEYS_SECRET", "LINK_KEYS"),
    ])
}

/// Starts a function and waits for the response to its first event.
async fn first_answer(
    samples: &mut Samples,
    app: &TestApp,
    binary: &str,
    settings: &[(&str, &str)],
    event: Value,
    status: u16,
) -> Result<()> {
    let started = Instant::now();
    let mut lambda = app::start(app, binary, settings).await?;
    let answer = lambda.invoke(event).await?;
    samples.add(started.elapsed());
    let logs = lambda.stop().await?;
    ensure!(answer["statusCode"] == status, "{answer} {logs}");
    Ok(())
}
