//! What taking a form post in costs, as ratios within one run:
//! `cargo bench -p tests --bench intake`.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use axum::Router;
use axum::body::Body;
use domain::digest::Digest;
use domain::receipt::ReceiptId;
use domain::request::Request as Obligation;
use form_intake::{Envelope, Requirements, Vouched, read};
use jiff::Timestamp;
use local::engines::{Home, clients, proxy, stop_signal};
use local::{Function, Places, System};
use runtime::{Clients, Clock};
use serde_json::Value;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tower::ServiceExt;

const ROUNDS: usize = 2_000;
const WARM_UP: usize = 200;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (_stop, stopping) = stop_signal();
    let system = System::start(Places {
        home: Home::Memory,
        port: 0,
        smtp_port: 0,
        clock: Clock::of(now),
        time: None,
        settings: Vec::new(),
        runs_by_itself: false,
    })
    .await?;
    let endpoint = system.engines.dynamodb.endpoint().to_owned();
    let counting = proxy::start(&endpoint, 0, stopping).await?;
    let settings = system
        .settings
        .iter()
        .find(|(function, _)| *function == Function::FormIntake)
        .map(|(_, s)| s.clone());
    let settings = settings.expect("form-intake has settings");
    let through = |endpoint: &str| -> anyhow::Result<Router> {
        let clients = Clients {
            dynamodb: clients::dynamodb(endpoint, clients::Retries::Quick),
            s3: system.engines.s3_client(),
            ses: system.engines.ses_client(),
            secrets: system.engines.secrets_client(),
        };
        let runtime = runtime::Runtime::of(settings.clone(), clients, Clock::of(now));
        Ok(form_intake::router(form_intake::Deps::of(&runtime)?))
    };

    // One post through the counting proxy: how many calls it makes, and what it writes.
    let status = post(&through(counting.endpoint())?, usize::MAX).await;
    let calls = counting.take_calls();
    assert_eq!(
        (status, calls.len()),
        (303, 1),
        "a fresh form post is one call"
    );
    let written = calls[0].json.clone().expect("a call has a body");

    let table = clients::dynamodb(&endpoint, clients::Retries::Quick);
    let form = through(&endpoint)?;
    let (mut posts, mut bare) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let operations = operations(&written, round);
        let started = Instant::now();
        table
            .transact_write_items()
            .set_transact_items(Some(operations))
            .send()
            .await?;
        let bare_took = started.elapsed();
        let started = Instant::now();
        assert_eq!(post(&form, round).await, 303);
        if round >= WARM_UP {
            posts.push(started.elapsed());
            bare.push(bare_took);
        }
    }
    let (post_p50, bare_p50) = (median(&mut posts), median(&mut bare));
    let decided = decide();
    println!("| what | measured | target |");
    println!("| --- | --- | --- |");
    println!(
        "| calls of a fresh form post, counted at the engine | {} (`{}`, no read) | 1 |",
        calls.len(),
        calls[0].operation
    );
    println!("| items in it | {} | |", calls[0].inner.len());
    println!(
        "| p50 of the same transaction made bare | {} µs | |",
        bare_p50.as_micros()
    );
    println!("| p50 of a form post | {} µs | |", post_p50.as_micros());
    println!(
        "| ratio | {:.2} | ≤ 1.3 |",
        post_p50.as_secs_f64() / bare_p50.as_secs_f64()
    );
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

fn body(round: usize) -> String {
    format!(
        "nonce=AAAAAAAAAAAAAAAAAAAAAA&right=opt_out&email=person{round}%40example.org&phone=&name=Ana+Lima&state=CA\
         &identifier_type_1=email&identifier_value_1=&agent_name=&agent_email=&website="
    )
}

async fn post(form: &Router, round: usize) -> u16 {
    let request = http::Request::post("/requests")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body(round)))
        .expect("a request");
    let answer = form
        .clone()
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    answer.status().as_u16()
}

/// The time that understanding a post and deciding on it takes, a thousand at a time.
fn decide() -> Duration {
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    let requirements = Requirements::default();
    let mut samples = Vec::new();
    for sample in 0..50 {
        let bodies: Vec<_> = (0..1_000).map(|n| body(sample * 1_000 + n)).collect();
        let started = Instant::now();
        for body in &bodies {
            let Ok(envelope) = Envelope::open(&headers, body.as_bytes()) else {
                panic!("not a form")
            };
            let id = ReceiptId::from_bytes([1; 16]);
            let vouched = Vouched::BySignature(None);
            let Ok(submission) = read(
                &envelope,
                body.as_bytes(),
                &requirements,
                &vouched,
                id,
                now(),
            ) else {
                panic!("not a submission")
            };
            black_box(Obligation::open(submission, now()).expect("a request"));
        }
        samples.push(started.elapsed() / 1_000);
    }
    median(&mut samples)
}

fn median(samples: &mut [Duration]) -> Duration {
    samples.sort();
    samples[samples.len() / 2]
}

/// The operations that were written, with keys of their own for each round.
fn operations(written: &Value, round: usize) -> Vec<TransactWriteItem> {
    let salt = data_salt(round);
    let all = written["TransactItems"].as_array().expect("operations");
    all.iter()
        .map(|operation| {
            if let Some(put) = operation.get("Put") {
                let put = Put::builder()
                    .table_name(put["TableName"].as_str().expect("a table"))
                    .set_item(Some(attributes(&put["Item"], &salt)))
                    .set_condition_expression(
                        put["ConditionExpression"].as_str().map(str::to_owned),
                    )
                    .build();
                TransactWriteItem::builder()
                    .put(put.expect("a put"))
                    .build()
            } else {
                let update = &operation["Update"];
                let names = update["ExpressionAttributeNames"]
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                let names = names
                    .into_iter()
                    .map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()));
                let update = Update::builder()
                    .table_name(update["TableName"].as_str().expect("a table"))
                    .set_key(Some(attributes(&update["Key"], &salt)))
                    .update_expression(update["UpdateExpression"].as_str().expect("an expression"))
                    .set_expression_attribute_names(Some(names.collect()))
                    .set_expression_attribute_values(Some(attributes(
                        &update["ExpressionAttributeValues"],
                        "",
                    )))
                    .build();
                TransactWriteItem::builder()
                    .update(update.expect("an update"))
                    .build()
            }
        })
        .collect()
}

fn data_salt(round: usize) -> String {
    let digest = Digest::of(&round.to_be_bytes());
    digest.as_bytes()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn attributes(item: &Value, salt: &str) -> HashMap<String, AttributeValue> {
    let item = item.as_object().expect("attributes");
    item.iter()
        .map(|(name, value)| match (name.as_str(), attribute(value)) {
            ("pk" | "due_at", AttributeValue::S(key)) => {
                (name.clone(), AttributeValue::S(format!("{key}{salt}")))
            }
            (_, value) => (name.clone(), value),
        })
        .collect()
}

fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value
        .as_object()
        .and_then(|typed| typed.iter().next())
        .expect("a typed value");
    let text = || value.as_str().unwrap_or_default().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap_or_default()),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(
            value
                .as_array()
                .expect("a set")
                .iter()
                .map(|v| v.as_str().unwrap_or_default().to_owned())
                .collect(),
        ),
        "L" => AttributeValue::L(
            value
                .as_array()
                .expect("a list")
                .iter()
                .map(attribute)
                .collect(),
        ),
        "M" => AttributeValue::M(
            value
                .as_object()
                .expect("a map")
                .iter()
                .map(|(name, value)| (name.clone(), attribute(value)))
                .collect(),
        ),
        _ => AttributeValue::B(Blob::new(Vec::new())),
    }
}
