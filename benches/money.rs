//! What 10,000 requests cost: `cargo bench -p benches --bench money`.
//!
//! A mix of requests goes through a test app: of 10 requests, 7 are opt-outs by form, 2 by email, and 1 is a browser's
//! signal. Two partners (or the number after `--partners`) are notified of each and acknowledge. Emails are sent and
//! delivered. The sweeper runs for 60 days. The benchmark counts the calls at the engines and scales the counts up.

use anyhow::{Result, ensure};
use benches::calls::{address, events::email};
use benches::options::Options;
use benches::prices::{self, Price};
use benches::replay::{Replay, Units};
use jiff::SignedDuration;
use local::Function;
use serde_json::json;
use std::collections::BTreeMap;
use tests::{Partner, TestApp};

const SCALE: f64 = 10_000.0;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read();
    let tens = options.number("--tens", 30, 2);
    let app = TestApp::open().await;
    let table = app.system.settings[0]
        .1
        .required(&runtime::settings::TABLE_NAME)?;
    let mut bill = Bill {
        replay: Replay::start(&table).await?,
        functions: BTreeMap::new(),
        idle: BTreeMap::new(),
        s3: (0, 0),
        mails: (0, 0),
        api_calls: 0,
    };
    let (mut partners, mut listed) = (Vec::new(), Vec::new());
    for n in 0..options.number("--partners", 2, 2) {
        let (id, partner) = (format!("partner{n}"), Partner::open().await);
        listed.push(json!({
            "id": id, "name": id, "kind": "third_party", "from": "2020-01-01", "webhook": {"url": partner.url()}
        }));
        partners.push(partner);
    }
    let set = app.list_partners(&listed.into()).await;
    ensure!(set.status == 200, "{}", set.body);
    bill.learn_idle(&app).await?;
    for n in 0..10 * tens {
        match n % 10 {
            0..7 => by_form(&mut bill, &app, n).await?,
            7 | 8 => by_mail(&mut bill, &app, n).await?,
            _ => by_signal(&mut bill, &app).await?,
        }
        pending(&mut bill, &app).await?;
    }
    for _ in 0..60 {
        app.pass(SignedDuration::from_hours(24));
        app.sweep().await;
        bill.ran(Function::DeadlineSweeper);
        bill.count(&app).await?;
    }
    bill.mails.1 = app.emails().len();
    bill.print(SCALE / (10 * tens) as f64);
    app.interrupt().await;
    Ok(())
}

/// The consumption of one function.
#[derive(Default)]
struct Line {
    invocations: usize,
    calls: usize,
    units: Units,
}

/// The consumption of all functions.
struct Bill {
    replay: Replay,
    functions: BTreeMap<Function, Line>,
    /// The consumption of runs that find nothing to do. It isn't part of the cost of requests, because the schedules run
    /// with or without requests.
    idle: BTreeMap<Function, Units>,
    /// Objects that were written and read.
    s3: (usize, usize),
    /// Emails that were received and sent.
    mails: (usize, usize),
    api_calls: usize,
}

impl Bill {
    /// Adds invocations of a function.
    fn invoked(&mut self, function: Function, times: usize) {
        self.functions.entry(function).or_default().invocations += times;
    }

    /// Measures the consumption of runs that find nothing to do. Only these are counted so far.
    async fn learn_idle(&mut self, app: &TestApp) -> Result<()> {
        self.count(app).await?;
        self.functions.clear();
        app.tell_partners().await;
        app.serve_outbox().await;
        app.sweep().await;
        // The first run of the sweeper on a day does more.
        self.count(app).await?;
        self.functions.remove(&Function::DeadlineSweeper);
        app.sweep().await;
        self.count(app).await?;
        for (function, line) in std::mem::take(&mut self.functions) {
            self.idle.insert(function, line.units);
        }
        Ok(())
    }

    /// Adds a scheduled run, without the consumption of a run that finds nothing to do.
    fn ran(&mut self, function: Function) {
        let idle = self.idle.get(&function).copied().unwrap_or_default();
        let line = self.functions.entry(function).or_default();
        line.units.read -= idle.read;
        line.units.write -= idle.write;
    }

    /// Adds a call of the gateway to a function.
    fn answered(&mut self, function: Function) {
        self.api_calls += 1;
        self.invoked(function, 1);
    }

    /// Adds the calls that arrived at the engines since the last count. Between two counts, only one function works.
    async fn count(&mut self, app: &TestApp) -> Result<()> {
        for function in Function::ALL {
            let line = self.functions.entry(function).or_default();
            for call in app.table_of(function).take_calls() {
                let units = self.replay.units(&call).await?;
                line.calls += 1;
                line.units.read += units.read;
                line.units.write += units.write;
            }
            for call in app.archive_of(function).take_calls() {
                match call.operation.starts_with("PUT") {
                    true => self.s3.0 += 1,
                    false => self.s3.1 += 1,
                }
            }
        }
        Ok(())
    }

    fn print(&self, times: f64) {
        let of = |count: f64| format!("{:.0}", count * times);
        println!(
            "| for {SCALE} requests | invocations | calls of the table | write units | read units |"
        );
        println!("| --- | --- | --- | --- | --- |");
        let mut sum = Line::default();
        for (function, line) in &self.functions {
            sum.invocations += line.invocations;
            sum.units.read += line.units.read;
            sum.units.write += line.units.write;
            if line.invocations + line.calls > 0 {
                let (read, write) = (of(line.units.read), of(line.units.write));
                let [invocations, calls] = [line.invocations, line.calls].map(|n| of(n as f64));
                println!(
                    "| {} | {invocations} | {calls} | {write} | {read} |",
                    function.name()
                );
            }
        }
        println!("\n| for {SCALE} requests | count | a million | dollars |");
        println!("| --- | --- | --- | --- |");
        let invocations = sum.invocations as f64;
        let (memory, seconds) = prices::BILLED;
        let counted: [(Price, f64); 10] = [
            (prices::WRITE_UNIT, sum.units.write),
            (prices::READ_UNIT, sum.units.read),
            (prices::INVOCATION, invocations),
            (prices::GIGABYTE_SECOND, invocations * memory * seconds),
            (prices::API_CALL, self.api_calls as f64),
            (prices::MAIL_IN, self.mails.0 as f64),
            (prices::MAIL_OUT, self.mails.1 as f64),
            (prices::S3_PUT, self.s3.0 as f64),
            (prices::S3_GET, self.s3.1 as f64),
            (prices::SQS_CALL, 3.0 * self.mails.0 as f64),
        ];
        let mut dollars = 0.0;
        for (price, count) in counted {
            let costs = count * times * price.a_million / 1e6;
            dollars += costs;
            println!(
                "| {} | {} | {} | {costs:.3} |",
                price.name,
                of(count),
                price.a_million
            );
        }
        println!("| total | | | {dollars:.2} |");
        let idle = self.idle_month();
        println!("\nSchedules that find nothing to do: {idle:.2} dollars a month.");
    }

    /// Returns the cost of a month of schedules without any request.
    fn idle_month(&self) -> f64 {
        const HOURS: f64 = 730.0;
        let (memory, seconds) = prices::BILLED;
        let runs = |function: &Function| match function {
            Function::DeadlineSweeper => HOURS,
            Function::OutboxSender | Function::PartnerNotifier => 60.0 * HOURS,
            _ => 0.0,
        };
        let of = |(function, units): (&Function, &Units)| {
            let run = prices::INVOCATION.a_million
                + memory * seconds * prices::GIGABYTE_SECOND.a_million
                + units.read * prices::READ_UNIT.a_million
                + units.write * prices::WRITE_UNIT.a_million;
            runs(function) * run / 1e6
        };
        self.idle.iter().map(of).sum()
    }
}

/// Opens the form, posts it and opens the status page, as a person does.
async fn by_form(bill: &mut Bill, app: &TestApp, n: usize) -> Result<()> {
    app.open_page("/").await;
    bill.answered(Function::FormIntake);
    let answer = app.opt_out(&address(n)).await;
    bill.answered(Function::FormIntake);
    ensure!(answer.status == 303, "{}", answer.body);
    bill.count(app).await?;
    app.open_page(answer.header("location").unwrap_or_default())
        .await;
    bill.answered(Function::StatusLookup);
    bill.count(app).await
}

/// Stores an email in the archive, as SES does.
async fn by_mail(bill: &mut Bill, app: &TestApp, n: usize) -> Result<()> {
    let (handled, again) = app.deliver(&email(n)).await;
    ensure!((handled, again) == (1, 0), "a mail was not handled");
    bill.mails.0 += 1;
    bill.s3.0 += 1;
    bill.invoked(Function::EmailIntake, 1);
    bill.count(app).await
}

/// Loads a page in a browser with the signal, and then the image with the cookie.
async fn by_signal(bill: &mut Bill, app: &TestApp) -> Result<()> {
    let page = app.send("GET", "/signals", &[("sec-gpc", "1")], "").await;
    bill.answered(Function::Signals);
    let cookie = page.header("set-cookie").unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let headers = [("sec-gpc", "1"), ("cookie", cookie)];
    app.send("GET", "/signals/seen", &headers, "").await;
    bill.answered(Function::Signals);
    bill.count(app).await
}

/// Does what the stream and the schedules trigger: notifies partners, sends emails and records their delivery.
async fn pending(bill: &mut Bill, app: &TestApp) -> Result<()> {
    for _ in 0..2 {
        app.tell_partners().await;
        bill.invoked(Function::PartnerNotifier, 1);
        bill.ran(Function::PartnerNotifier);
        bill.count(app).await?;
        app.serve_outbox().await;
        bill.invoked(Function::OutboxSender, 1);
        bill.ran(Function::OutboxSender);
        bill.count(app).await?;
        let (heard, again) = app.handle_email_events().await;
        ensure!(again == 0, "an event of SES was not handled");
        bill.invoked(Function::EmailEvents, heard);
        bill.count(app).await?;
        app.pass(SignedDuration::from_secs(20));
    }
    Ok(())
}
