//! Measures a sweep over many open requests, 500 of them due: `cargo bench -p tests --bench sweeper` for 10,000
//! requests, `cargo bench -p tests --bench sweeper -- 1000000` for a million.
//!
//! The sweeper runs in its own process, which is this program again, so that its memory can be measured. Another such
//! process sends the same transactions without the sweeper, with the same client and the same concurrency.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, PutRequest, TransactWriteItem, WriteRequest};
use deadline_sweeper::{Deps, Event, Limit, handle};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::{KeyOwner, ReceiptId};
use domain::request::{Asked, Channel, Submission};
use engines::{Home, clients, proxy, stop_signal};
use jiff::Timestamp;
use local::{RunnerOptions, System};
use runtime::{Clients, Clock, Runtime, Settings};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::process::Command;
use std::time::Instant;
use store::{Handles, Heartbeat};
use tokio::task::JoinSet;

const TABLE: &str = "honored-requests";
const KEYS: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const DUE: usize = 500;
const AT_ONCE: usize = 8;
/// The option that makes this program a measured process.
const PART: &str = "--part";

/// When each round's opt-outs were received, and when their reminder is due.
const ROUNDS: [(&str, &str); 3] = [
    ("2026-11-21T18:00:00Z", "2026-12-02T20:00:00Z"),
    ("2026-11-23T18:00:00Z", "2026-12-03T20:00:00Z"),
    ("2026-11-24T18:00:00Z", "2026-12-04T20:00:00Z"),
];
/// When the other requests were received. They are due in no round.
const OTHERS: &str = "2026-12-01T20:00:00Z";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == PART) {
        let part: Value = serde_json::from_str(&arguments[at + 1])?;
        println!("{}", measured(&part).await?);
        return Ok(());
    }
    let given = arguments.iter().skip(1).find_map(|text| text.parse().ok());
    let open: usize = given.unwrap_or(10_000);
    // The engine has its own threads, as DynamoDB has its own machines.
    let engine = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let engine_runs = engine.spawn(run(open)).await?;
    engine.shutdown_background();
    engine_runs
}

async fn run(open: usize) -> anyhow::Result<()> {
    let (_stop, stopping) = stop_signal();
    let scratch = tempfile::tempdir()?;
    let home = if open > 100_000 {
        Home::Folder(scratch.path().to_owned())
    } else {
        Home::Memory
    };
    let system = System::start(RunnerOptions {
        home,
        port: 0,
        smtp_port: 0,
        clock: Clock::of(|| time(OTHERS)),
        time: None,
        settings: vec![("INDEX_KEYS".to_owned(), KEYS.to_owned())],
        runs_by_itself: false,
    })
    .await?;
    let endpoint = system.engines.dynamodb.endpoint().to_owned();
    let counting = proxy::start(&endpoint, 0, stopping).await?;
    let client = clients::dynamodb(&endpoint, clients::Retries::Quick);

    let began = Instant::now();
    let other = template(counting.endpoint(), &client, OTHERS).await?;
    fill(
        &client,
        &other,
        1_000_000_000,
        open - ROUNDS.len() * DUE,
        None,
    )
    .await?;
    let mut rounds = Vec::new();
    for (round, (received, now)) in ROUNDS.iter().enumerate() {
        let due = template(counting.endpoint(), &client, received).await?;
        let first = 10_000 * (round + 1);
        // Half of them are for the sweeper. The other half is in a partition that the sweeper doesn't read.
        fill(&client, &due, first, DUE, None).await?;
        fill(&client, &due, first + DUE, DUE, Some("BARE#0")).await?;
        rounds.push((*now, first));
    }
    println!(
        "{open} open requests stored in {:.0} s",
        began.elapsed().as_secs_f64()
    );

    let store = store(&client);
    let (mut ratios, mut steps, mut rows, mut reads, mut memory) =
        (Vec::new(), Vec::new(), 0, 0, 0);
    for (now, first) in rounds {
        let day = domain::calendar::Calendar::California.date_of(time(now));
        store
            .sweep
            .save_heartbeat(&Heartbeat {
                audited: Some(day),
                compared: Some(jiff::civil::date(2026, 11, 30)),
                ..Heartbeat::default()
            })
            .await?;
        let captured = captured(&counting, now, first + DUE).await?;
        let bare = part(&json!({
            "endpoint": endpoint, "transaction": captured, "from": id_of(first + DUE), "first": first + DUE + 1,
        }))?;
        counting.take_calls();
        // The first round is counted and the others are timed, because counting slows calls down.
        let counts = reads == 0;
        let to = if counts {
            counting.endpoint()
        } else {
            &endpoint
        };
        let swept = part(&json!({ "endpoint": to, "now": now }))?;
        let calls = counting.take_calls();
        assert_eq!(swept["moved"], DUE, "{swept}");
        rows = rows.max(swept["rows"].as_u64().unwrap_or_default());
        memory = memory.max(swept["memory_kb"].as_u64().unwrap_or_default());
        let keys = calls.iter().filter(|call| call.operation == "BatchGetItem");
        reads = reads.max(keys.map(|call| call.inner.len()).sum::<usize>());
        let per_second = |part: &Value| {
            part["steps"].as_f64().unwrap_or_default() / part["seconds"].as_f64().unwrap_or(1.0)
        };
        if !counts {
            steps.push(per_second(&swept));
            ratios.push(per_second(&swept) / per_second(&bare));
        }
    }
    let both = |of: &[f64], digits: usize| format!("{:.digits$} and {:.digits$}", of[0], of[1]);
    let most = DUE as f64 * 1.2 + 8.0;
    println!("| what, with {open} open requests and {DUE} due | measured | target |");
    println!("| --- | --- | --- |");
    println!("| rows of the index read | {rows} | ≤ {most:.0} |");
    println!("| requests read | {reads} | {DUE} |");
    println!("| steps per second, twice | {} | |", both(&steps, 0));
    println!(
        "| the same, to bare transactions {AT_ONCE} at once | {} | ≥ 0.7 |",
        both(&ratios, 2)
    );
    println!(
        "| memory of the sweeper's process, at its most | {:.1} MB | < 64 MB |",
        memory as f64 / 1024.0
    );
    system.stop().await;
    Ok(())
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn store(client: &Client) -> Handles {
    let keys = domain::keys::KeyRing::parse(KEYS).expect("keys");
    Handles::new(client.clone(), TABLE, domain::keys::IndexKeys(keys))
}

/// Returns the request ID with this number.
fn id_of(number: usize) -> String {
    ReceiptId::from_idempotency_key(KeyOwner::Anyone, &number.to_string()).to_string()
}

/// Returns the item of an opt-out as the store writes it, and its ID.
async fn template(
    counting: &str,
    client: &Client,
    received: &str,
) -> anyhow::Result<(Value, String)> {
    let (_stop, stopping) = stop_signal();
    let recording = proxy::start(counting, 0, stopping).await?;
    let through = clients::dynamodb(recording.endpoint(), clients::Retries::Quick);
    let receipt = ReceiptId::from_idempotency_key(KeyOwner::Anyone, received);
    let address = format!("{}@example.org", receipt.to_string().to_lowercase());
    let address = Identifier::parse(IdentifierKind::Email, &address)?;
    let submission = Submission {
        receipt,
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: Person::new(None, None, [address])?,
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: time(received),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"bench"),
    };
    store(&through)
        .intake
        .submit(submission, time(received))
        .await?;
    let written = recording.take_calls();
    let items = written[0].json.as_ref().expect("a call has a body")["TransactItems"].clone();
    let puts = items.as_array().cloned().unwrap_or_default();
    let item = puts
        .iter()
        .map(|put| &put["Put"]["Item"])
        .find(|item| item["sk"]["S"] == "REQUEST")
        .expect("a request is written")
        .clone();
    let delete = client.delete_item().table_name(TABLE);
    delete
        .key("pk", AttributeValue::S(format!("REQUEST#{receipt}")))
        .key("sk", AttributeValue::S("REQUEST".to_owned()))
        .send()
        .await?;
    Ok((item, receipt.to_string()))
}

/// Stores copies of this request.
async fn fill(
    client: &Client,
    (item, id): &(Value, String),
    first: usize,
    count: usize,
    place: Option<&str>,
) -> anyhow::Result<()> {
    let text = item.to_string();
    let mut going = JoinSet::new();
    let numbers: Vec<usize> = (first..first + count).collect();
    for some in numbers.chunks(25) {
        let puts = some.iter().map(|number| {
            let mut item = attributes(&text.replace(id, &id_of(*number)));
            let shard = place.map_or_else(|| format!("OPEN#{}", number % 8), str::to_owned);
            item.insert("due_kind".to_owned(), AttributeValue::S(shard));
            let put = PutRequest::builder().set_item(Some(item)).build();
            WriteRequest::builder()
                .put_request(put.expect("a put"))
                .build()
        });
        let write = client
            .batch_write_item()
            .request_items(TABLE, puts.collect());
        if going.len() == AT_ONCE
            && let Some(done) = going.join_next().await
        {
            done??;
        }
        going.spawn(async move { write.send().await.map(|_| ()) });
    }
    while let Some(done) = going.join_next().await {
        done??;
    }
    Ok(())
}

/// Returns the transaction with which the store writes a deadline check of this request.
async fn captured(counting: &proxy::Proxy, now: &str, number: usize) -> anyhow::Result<Value> {
    let client = clients::dynamodb(counting.endpoint(), clients::Retries::Quick);
    let store = store(&client);
    let id = domain::request::RequestId(id_of(number).parse()?);
    let request = store.desk.request(id).await?.expect("it was stored");
    counting.take_calls();
    let transition = request.apply(domain::request::Command::CheckDeadlines, time(now))?;
    store.sweep.commit(&transition).await?;
    let calls = counting.take_calls();
    Ok(calls[0].json.clone().expect("a call has a body"))
}

/// Runs a measurement in its own process.
fn part(what: &Value) -> anyhow::Result<Value> {
    let output = Command::new(std::env::current_exe()?)
        .args([PART, &what.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|_| anyhow::anyhow!("{said}{error}"))
}

/// Measures plain transactions or a sweep.
async fn measured(part: &Value) -> anyhow::Result<Value> {
    let endpoint = part["endpoint"].as_str().unwrap_or_default();
    let client = clients::dynamodb(endpoint, clients::Retries::Quick);
    // The connection is opened before the measurement starts.
    let _ = client.list_tables().send().await;
    if part.get("transaction").is_some() {
        return bare(part, client).await;
    }
    let now = time(part["now"].as_str().unwrap_or_default());
    let settings = Settings::of([
        ("TABLE_NAME", TABLE),
        ("RAW_MAIL_BUCKET", "none"),
        ("INDEX_KEYS", KEYS),
        ("INBOX_ADDRESS", "privacy@example.com"),
    ]);
    let engines = Clients {
        s3: clients::s3(endpoint, clients::Retries::Never),
        ses: clients::ses(endpoint, clients::Retries::Never),
        secrets: clients::secrets(endpoint, clients::Retries::Never),
        dynamodb: client,
    };
    let deps = Deps::of(&Runtime::of(settings, engines, Clock::of(move || now)))?;
    let began = Instant::now();
    let run = handle(&deps, Event::Schedule, Limit::NONE).await?;
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let memory_kb: u64 = most
        .and_then(|most| most.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default();
    Ok(json!({
        "seconds": seconds, "steps": run.moved, "moved": run.moved, "rows": run.rows, "memory_kb": memory_kb,
    }))
}

async fn bare(part: &Value, client: Client) -> anyhow::Result<Value> {
    let text = part["transaction"].to_string();
    let from = part["from"].as_str().unwrap_or_default();
    let first = usize::try_from(part["first"].as_u64().unwrap_or_default())?;
    let transactions = (first..first + DUE - 1).map(|number| {
        let body: Value = serde_json::from_str(&text.replace(from, &id_of(number))).expect("JSON");
        let puts = body["TransactItems"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        puts.iter().map(|put| operation(&put["Put"])).collect()
    });
    let transactions: Vec<Vec<TransactWriteItem>> = transactions.collect();
    let steps = transactions.len();
    let began = Instant::now();
    let mut going = JoinSet::new();
    for transaction in transactions {
        if going.len() == AT_ONCE
            && let Some(done) = going.join_next().await
        {
            done??;
        }
        let write = client
            .transact_write_items()
            .set_transact_items(Some(transaction));
        going.spawn(async move { write.send().await.map(|_| ()) });
    }
    while let Some(done) = going.join_next().await {
        done??;
    }
    Ok(json!({ "seconds": began.elapsed().as_secs_f64(), "steps": steps }))
}

fn operation(put: &Value) -> TransactWriteItem {
    let values = put.get("ExpressionAttributeValues");
    let put = Put::builder()
        .table_name(TABLE)
        .set_item(Some(attributes(&put["Item"].to_string())))
        .set_condition_expression(put["ConditionExpression"].as_str().map(str::to_owned))
        .set_expression_attribute_values(values.map(|values| attributes(&values.to_string())));
    TransactWriteItem::builder()
        .put(put.build().expect("a put"))
        .build()
}

fn attributes(item: &str) -> HashMap<String, AttributeValue> {
    let item: Value = serde_json::from_str(item).expect("an item");
    let item = item.as_object().expect("attributes");
    item.iter()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

fn attribute(value: &Value) -> AttributeValue {
    let typed = value.as_object().and_then(|typed| typed.iter().next());
    let (kind, value) = typed.expect("a typed value");
    let text = || value.as_str().unwrap_or_default().to_owned();
    let list = || value.as_array().cloned().unwrap_or_default();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap_or_default()),
        "NULL" => AttributeValue::Null(true),
        "L" => AttributeValue::L(list().iter().map(attribute).collect()),
        "M" => AttributeValue::M(attributes(&value.to_string())),
        other => unreachable!("no request holds a {other}"),
    }
}
