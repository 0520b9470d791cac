//! Measures checks and screening: `cargo bench -p suppression --bench suppression`. The argument `-- 1000000` screens a
//! list of that many rows instead of 20,000.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use axum::Router;
use axum::body::Body;
use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Submission};
use engines::{Home, clients, proxy, stop_signal};
use jiff::Timestamp;
use local::{RunnerOptions, System};
use runtime::Clock;
use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::time::{Duration, Instant};
use store::Handles;
use suppression::{Deps, router};
use tokio::task::JoinSet;
use tower::ServiceExt;

const TABLE: &str = "honored-requests";
const KEYS: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const ROUNDS: usize = 200;
const WARM_UP: usize = 20;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let given = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let rows: u64 = given.unwrap_or(20_000);
    let system = System::start(RunnerOptions {
        home: Home::Memory,
        port: 0,
        smtp_port: 0,
        clock: Clock::of(now),
        time: None,
        settings: vec![("INDEX_KEYS".to_owned(), KEYS.to_owned())],
        runs_by_itself: false,
    })
    .await?;
    println!("| what | measured | target |");
    println!("| --- | --- | --- |");
    write_units(&system).await?;
    // A fifth of a list is stopped.
    for request in 0..20 {
        let some: Vec<_> = (0..10).map(|n| address(request * 50 + n * 5)).collect();
        opt_out(&system, some.iter().map(|of| email(of)).collect()).await?;
    }
    check(&system).await?;
    one();
    screen(&system, rows).await?;
    system.stop().await;
    Ok(())
}

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().expect("a time")
}

fn address(n: usize) -> String {
    format!("person{n}@example.org")
}

fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).expect("an address")
}

fn store(client: Client) -> Handles {
    let keys = IndexKeys(KeyRing::parse(KEYS).expect("keys"));
    Handles::new(client, TABLE, keys)
}

/// An opt-out by form, as the function writes it.
async fn opt_out(system: &System, identifiers: Vec<Identifier>) -> anyhow::Result<()> {
    let digest = Digest::of(identifiers[0].normalized().as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest.as_bytes()[..16]);
    let submission = Submission {
        receipt: ReceiptId::from_bytes(id),
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: Person::new(None, None, identifiers)?,
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: now(),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest,
    };
    store(system.engines.dynamodb_client())
        .intake
        .submit(submission, now())
        .await?;
    Ok(())
}

/// What an opt-out with three identifiers writes, item by item: twice its kilobytes, as a transaction does, and one
/// unit for each place in an index.
async fn write_units(system: &System) -> anyhow::Result<()> {
    let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143")?;
    let device = "a3f1c2d4-5678-90ab-cdef-1234567890ab";
    let device = Identifier::parse(IdentifierKind::Device, device)?;
    opt_out(system, vec![email("ana.lima@example.org"), phone, device]).await?;
    let client = system.engines.dynamodb_client();
    let items = client.scan().table_name(TABLE).send().await?;
    let mut units: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for item in items.items() {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok());
        let sk = text("sk").cloned().unwrap_or_default();
        let kind = sk.split('#').next().unwrap_or_default().to_lowercase();
        let bytes: usize = item
            .iter()
            .map(|(name, value)| name.len() + size(value))
            .sum();
        let indexes = ["due_kind", "queue_kind"].into_iter();
        let indexed = indexes.filter(|name| text(name).is_some()).count();
        let of = units.entry(kind).or_default();
        of.0 += 1;
        of.1 = of.1.max(bytes);
        of.2 += 2 * bytes.div_ceil(1024) + indexed;
    }
    let total: usize = units.values().map(|(_, _, units)| units).sum();
    for (kind, (count, bytes, units)) in units {
        println!("| write units: {count} × {kind}, {bytes} bytes at most | {units} | |");
    }
    println!("| write units of an opt-out with three identifiers | {total} | ≤ 45 |");
    Ok(())
}

/// What DynamoDB counts of a value.
fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 1,
        AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + size(value)).sum::<usize>(),
        AttributeValue::M(map) => {
            let of = |(name, value): (&String, &AttributeValue)| 1 + name.len() + size(value);
            3 + map.iter().map(of).sum::<usize>()
        }
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        _ => 1,
    }
}

/// A call with these addresses, as JSON.
fn body(addresses: &[String]) -> String {
    let one = |address: &String| serde_json::json!({"type": "email", "value": address});
    let all: Vec<_> = addresses.iter().map(one).collect();
    serde_json::json!({ "identifiers": all }).to_string()
}

async fn post(router: &Router, token: &str, body: &str) -> u16 {
    let request = http::Request::post("/suppression/check")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let answer = router.clone().oneshot(request).await;
    let answer = answer.unwrap_or_else(|never| match never {});
    let status = answer.status().as_u16();
    let read = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    black_box(read.expect("a body"));
    status
}

/// A thousand in one call, and the same reads made bare.
async fn check(system: &System) -> anyhow::Result<()> {
    let (_stop, stopping) = stop_signal();
    let endpoint = system.engines.dynamodb.endpoint().to_owned();
    let counting = proxy::start(&endpoint, 0, stopping).await?;
    let through = |endpoint: &str| Deps {
        store: store(clients::dynamodb(endpoint, clients::Retries::Quick)).suppressions,
        ..system.functions.suppression.clone()
    };
    let addresses: Vec<_> = (0..1_000).map(address).collect();
    let body = body(&addresses);
    assert_eq!(
        post(&router(through(counting.endpoint())), &system.token, &body).await,
        200
    );
    let calls = counting.take_calls();
    println!(
        "| calls for a thousand identifiers | {} (`{}`) | ≤ 10 |",
        calls.len(),
        calls[0].operation
    );
    let keys = IndexKeys(KeyRing::parse(KEYS)?);
    let pks: Vec<_> = addresses
        .iter()
        .map(|of| format!("IDENTIFIER#{}", keys.of(&email(of))))
        .collect();
    let client = clients::dynamodb(&endpoint, clients::Retries::Quick);
    let checks = router(through(&endpoint));
    let (mut bare, mut checked) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let started = Instant::now();
        read_bare(&client, &pks).await?;
        let bare_took = started.elapsed();
        let started = Instant::now();
        assert_eq!(post(&checks, &system.token, &body).await, 200);
        if round >= WARM_UP {
            checked.push(started.elapsed());
            bare.push(bare_took);
        }
    }
    let (bare, checked) = (median(&mut bare), median(&mut checked));
    println!(
        "| p50 of the same reads made bare | {} µs | |",
        bare.as_micros()
    );
    println!(
        "| p50 of a check of a thousand | {} µs | |",
        checked.as_micros()
    );
    let ratio = checked.as_secs_f64() / bare.as_secs_f64();
    println!("| ratio | {ratio:.2} | ≤ 1.3 |");
    Ok(())
}

async fn read_bare(client: &Client, pks: &[String]) -> anyhow::Result<()> {
    let mut reads = JoinSet::new();
    for some in pks.chunks(100) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let key = |pk: &String| {
            HashMap::from([
                ("pk".to_owned(), text(pk)),
                ("sk".to_owned(), text("SUPPRESSION")),
            ])
        };
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(some.iter().map(key).collect()))
            .consistent_read(true)
            .build()?;
        let read = client.batch_get_item().request_items(TABLE, keys);
        reads.spawn(async move { read.send().await });
    }
    while let Some(read) = reads.join_next().await {
        black_box(read??);
    }
    Ok(())
}

/// Everything of one check but the read: parsing, the normal form, hash and index key, the answer.
fn one() {
    let keys = IndexKeys(KeyRing::parse(KEYS).expect("keys"));
    let body = body(&[address(7)]);
    let mut samples = Vec::new();
    for _ in 0..50 {
        let started = Instant::now();
        for _ in 0..1_000 {
            let Ok(request) = suppression::CheckRequest::read(body.as_bytes()) else {
                panic!("not a call")
            };
            for (kind, sha256) in request.0.iter().flatten() {
                black_box(keys.of_hash(*kind, sha256));
            }
            black_box(request.response(vec![store::SuppressionRecord::default()], now()));
        }
        samples.push(started.elapsed() / 1_000);
    }
    let took = median(&mut samples).as_nanos() as f64 / 1_000.0;
    println!("| one identifier, without the store | {took:.1} µs | < 20 µs |");
}

/// A list of so many rows, some of them broken, screened by the command in a process of its own.
async fn screen(system: &System, rows: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let list = folder.path().join("list.csv");
    let mut file = BufWriter::new(std::fs::File::create(&list)?);
    writeln!(file, "name,email")?;
    for row in 0..rows {
        if row % 5_000 == 17 {
            writeln!(file, "\"never closed,x@example.org")?;
        }
        writeln!(file, "Person {row},person{row}@example.org")?;
    }
    drop(file);
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_screen"))
        .arg(&list)
        .args(["--url", &system.url(), "--output"])
        .arg(folder.path().join("stopped.csv"))
        .env("HONORED_TOKEN", &system.token)
        .stderr(std::process::Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", command.id());
    let mut peak = 0;
    let ended = loop {
        let read = std::fs::read_to_string(&status).unwrap_or_default();
        let line = read.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or_default());
        if let Some(ended) = command.try_wait()? {
            break ended;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let took = started.elapsed();
    assert!(ended.success(), "the list was screened");
    let written = std::fs::read_to_string(folder.path().join("stopped.csv"))?;
    let broken = written
        .lines()
        .filter(|line| line.contains("not closed"))
        .count();
    println!(
        "| screening {rows} rows, {broken} of them broken | {:.1} s, peak {} MB | < 64 MB |",
        took.as_secs_f64(),
        peak / 1024
    );
    Ok(())
}

fn median(samples: &mut [Duration]) -> Duration {
    samples.sort();
    samples[samples.len() / 2]
}
