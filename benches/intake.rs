//! The cost of the intake of a form post, as ratios within one run:
//! `cargo bench -p benches --bench intake`.

use benches::bare;
use benches::calls::filled_in;
use benches::in_process::{self, form_intake, post};
use benches::samples::Samples;
use domain::law::Practices;
use domain::receipt::ReceiptId;
use domain::request::Request as Obligation;
use engines::{Home, clients};
use form_intake::{AccountAssertion, Envelope, Requirements, read};
use jiff::Timestamp;
use pages::Pages;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 2_000;
const WARM_UP: usize = 200;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let system = in_process::system(Home::Memory).await?;
    let endpoint = system.engines.dynamodb.endpoint().to_owned();
    let call = in_process::written(&system).await?;
    let written = call.json.expect("a call has a body");

    let table = clients::dynamodb(&endpoint, clients::Retries::Quick);
    let form = form_intake(&system, &endpoint)?;
    let (mut posts, mut bare) = (Samples::default(), Samples::default());
    for round in 0..WARM_UP + ROUNDS {
        let bare_took = bare::take(&table, &written, round).await?;
        let started = Instant::now();
        assert_eq!(post(&form, round).await, 303);
        if round >= WARM_UP {
            posts.add(started.elapsed());
            bare.add(bare_took);
        }
    }
    let decided = decide(&system.functions.form_intake.pages);
    println!("| what | measured | target |");
    println!("| --- | --- | --- |");
    println!(
        "| calls of a fresh form post, counted at the engine | 1 (`{}`, no read) | 1 |",
        call.operation
    );
    println!("| items in it | {} | |", call.inner.len());
    println!(
        "| p50 of the same transaction made bare | {} µs | |",
        bare.p50().as_micros()
    );
    println!("| p50 of a form post | {} µs | |", posts.p50().as_micros());
    println!("| ratio | {:.2} | ≤ 1.3 |", posts.ratio_to(&bare));
    println!(
        "| parsing, validating and deciding, without the store | {:.1} µs | < 50 µs |",
        decided.as_nanos() as f64 / 1000.0
    );
    system.stop().await;
    Ok(())
}

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().expect("a time")
}

/// Measures parsing a post and deciding on it, in batches of a thousand.
fn decide(pages: &Pages) -> Duration {
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    let requirements = Requirements::default();
    let mut samples = Samples::default();
    for sample in 0..50 {
        let bodies: Vec<_> = (0..1_000).map(|n| filled_in(sample * 1_000 + n)).collect();
        let started = Instant::now();
        for body in &bodies {
            let Ok(envelope) = Envelope::open(&headers, body.as_bytes(), pages) else {
                panic!("not a form")
            };
            let id = ReceiptId::from_bytes([1; 16]);
            let vouched = AccountAssertion::BySignature(None);
            let Ok(submission) = read(
                &envelope,
                body.as_bytes(),
                &requirements,
                Practices::USUAL,
                &vouched,
                id,
                now(),
            ) else {
                panic!("not a submission")
            };
            black_box(Obligation::open(submission, now()).expect("a request"));
        }
        samples.add(started.elapsed() / 1_000);
    }
    samples.p50()
}
