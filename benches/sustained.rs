//! Sustained throughput for a minute on two cores, with functions and engines together, and table and archive on disk:
//! `cargo bench -p benches --bench sustained`.
//!
//! Form posts and the same bare transactions take turns, so both see the same table and the same disturbance. Each turn
//! restarts the engine over the same file, because its transactions scan the tokens of the last ten minutes, which DynamoDB
//! doesn't do. `--one-engine` keeps one engine for all turns. At the end, the benchmark checks that the table holds as many
//! requests as were accepted.

use anyhow::{Context, Result, ensure};
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use axum::Router;
use benches::calls::events::email;
use benches::options::Options;
use benches::{bare, in_process};
use engines::Home;
use engines::lambda::arrival;
use local::System;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The number of turns of each kind.
const TURNS: u32 = 12;
/// The number of messages in a batch of the queue.
const BATCH: usize = 10;
const TABLE: &str = "honored-requests";

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let options = Options::read();
    let time = Duration::from_secs(options.number("--seconds", 60, 6) as u64);
    let at_once = options.number("--at-once", 16, 16);
    println!(
        "| sustained for {} s, {at_once} at once | a second | target | in the table |",
        time.as_secs()
    );
    println!("| --- | --- | --- | --- |");
    forms(time, at_once, !options.given("--one-engine")).await?;
    mails(time, at_once).await
}

/// An amount of work, and its duration.
#[derive(Default)]
struct Done {
    count: usize,
    took: Duration,
}

impl Done {
    fn a_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }
}

/// Runs a piece of work in this many parallel loops, each time with the next number.
async fn keep<W, F>(
    done: &mut Done,
    next: &Arc<AtomicUsize>,
    time: Duration,
    at_once: usize,
    work: W,
) -> Result<()>
where
    W: Fn(usize) -> F + Clone + Send + 'static,
    F: Future<Output = Result<usize>> + Send,
{
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..at_once {
        let (work, next) = (work.clone(), Arc::clone(next));
        workers.spawn(async move {
            let mut count = 0;
            while started.elapsed() < time {
                count += work(next.fetch_add(1, Ordering::Relaxed)).await?;
            }
            anyhow::Ok(count)
        });
    }
    while let Some(counted) = workers.join_next().await {
        done.count += counted??;
    }
    done.took += started.elapsed();
    Ok(())
}

async fn forms(time: Duration, at_once: usize, anew: bool) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut forms = Forms::over(folder.path()).await?;
    let written = in_process::written(&forms.system).await?;
    let written = Arc::new(written.json.context("a call has a body")?);
    let next = Arc::new(AtomicUsize::new(0));
    let (mut posts, mut bares) = (Done::default(), Done::default());
    for turn in 0..2 * TURNS {
        if anew {
            forms.end().await;
            forms = Forms::over(folder.path()).await?;
        }
        let Forms { form, table, .. } = &forms;
        if turn % 2 == 0 {
            let form = form.clone();
            let post = move |n| {
                let form = form.clone();
                async move {
                    let status = in_process::post(&form, n).await;
                    ensure!(status == 303, "a form post was answered {status}");
                    Ok(1)
                }
            };
            keep(&mut posts, &next, time / TURNS, at_once, post).await?;
        } else {
            let (table, written) = (table.clone(), Arc::clone(&written));
            let bare = move |n| {
                let (table, written) = (table.clone(), Arc::clone(&written));
                async move {
                    bare::take(&table, &written, n).await?;
                    Ok(1)
                }
            };
            keep(&mut bares, &next, time / TURNS, at_once, bare).await?;
        }
    }
    // One more request was posted to record what it writes.
    let taken = posts.count + bares.count + 1;
    let found = requests(&forms.table).await?;
    ensure!(
        taken == found,
        "{taken} were taken in, {found} are in the table"
    );
    let ratio = posts.a_second() / bares.a_second();
    println!(
        "| the form's transaction made bare | {:.0} | | {} of {} |",
        bares.a_second(),
        bares.count,
        bares.count
    );
    println!(
        "| form posts | {:.0} | ≥ 700 | {} of {} |",
        posts.a_second(),
        posts.count,
        posts.count
    );
    println!("| form posts to bare transactions | {ratio:.2} | ≥ 0.6 | |");
    forms.end().await;
    Ok(())
}

/// A system over a folder, and its clients.
struct Forms {
    system: System,
    form: Router,
    table: Client,
}

impl Forms {
    async fn over(folder: &Path) -> Result<Self> {
        let system = in_process::system(Home::Folder(folder.to_owned())).await?;
        let form = in_process::form_intake(&system, system.engines.dynamodb.endpoint())?;
        let table = system.engines.dynamodb_client();
        Ok(Self {
            system,
            form,
            table,
        })
    }

    /// Closes the connections that the system would wait for, and stops it.
    async fn end(self) {
        drop((self.form, self.table));
        self.system.stop().await;
    }
}

/// Stores each message as SES does, and then handles it in a batch of ten.
async fn mails(time: Duration, at_once: usize) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let system = in_process::system(Home::Folder(folder.path().to_owned())).await?;
    let deps = system.functions.email_intake.clone();
    let work = move |n: usize| {
        let deps = deps.clone();
        async move {
            let mut batch = SqsEvent::default();
            for n in BATCH * n..BATCH * (n + 1) {
                let key = format!("inbound/{n}");
                deps.archive.put(&key, email(n).into_bytes()).await?;
                let mut message = SqsMessage::default();
                message.message_id = Some(key.clone());
                message.body = Some(arrival(&key, deps.clock.now()));
                batch.records.push(message);
            }
            let answer = email_intake::handle(&deps, batch).await;
            ensure!(
                answer.batch_item_failures.is_empty(),
                "mail goes back to the queue"
            );
            Ok(BATCH)
        }
    };
    let mut done = Done::default();
    keep(&mut done, &Arc::default(), time, at_once, work).await?;
    let found = requests(&system.engines.dynamodb_client()).await?;
    ensure!(
        done.count == found,
        "{} were taken in, {found} are in the table",
        done.count
    );
    println!(
        "| mails, stored and then handled | {:.0} | ≥ 250 | {found} of {} |",
        done.a_second(),
        done.count
    );
    system.stop().await;
    Ok(())
}

/// Counts the requests in the table.
async fn requests(table: &Client) -> Result<usize> {
    let mut pages = table
        .scan()
        .table_name(TABLE)
        .select(Select::Count)
        .filter_expression("begins_with(pk, :request) AND sk = :request_itself")
        .expression_attribute_values(":request", AttributeValue::S("REQUEST#".into()))
        .expression_attribute_values(":request_itself", AttributeValue::S("REQUEST".into()))
        .into_paginator()
        .send();
    let mut found = 0;
    while let Some(page) = pages.next().await {
        found += usize::try_from(page?.count())?;
    }
    Ok(found)
}
