//! Page views that report a browser's opt-out signal. New browsers send 1 % of them:
//! `cargo bench -p benches --bench signals [-- --views N]`.
//!
//! The function runs in this process against the engine in memory. First the calls to the table are counted, for a known
//! browser and for a new one. Then the views are measured. At the end, each browser's record is read back.

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use benches::in_process;
use benches::options::Options;
use benches::prices::{
    API_CALL, BILLED, GIGABYTE_SECOND, INVOCATION, Price, READ_UNIT, WRITE_UNIT,
};
use benches::replay::Replay;
use engines::proxy;
use engines::{Home, stop_signal};
use gateway::Source;
use runtime::settings::TABLE_NAME;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// The browsers that are known before the views.
const KNOWN: usize = 1_000;

/// One of this many views is by a new browser.
const NEW_ONE_OF: usize = 100;

/// The callers at the same time.
const CALLERS: usize = 16;

#[tokio::main]
async fn main() -> Result<()> {
    let views = Options::read().number("--views", 100_000, 10_000);
    let system = in_process::system(Home::Memory).await?;
    let counted = count(&system).await?;
    let router = in_process::signals(&system, system.engines.dynamodb.endpoint())?;
    let mut cookies = Vec::new();
    for n in 0..KNOWN {
        cookies.push(new_browser(&router, n).await?);
    }
    let known = Arc::new(cookies.clone());
    let started = Instant::now();
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| tokio::spawn(visit(router.clone(), Arc::clone(&known), caller, views)))
        .collect();
    for caller in callers {
        cookies.extend(caller.await??);
    }
    let took = started.elapsed();
    let browsers = cookies.len();
    for cookie in &cookies {
        ensure!(is_recorded(&router, cookie).await?, "a record was lost");
    }
    report(&counted, views, browsers, took);
    system.stop().await;
    Ok(())
}

/// What one view costs.
#[derive(Default)]
struct Cost {
    calls: Vec<String>,
    writes: f64,
    reads: f64,
}

/// Counts the calls of a new browser's first view and of its second.
async fn count(system: &local::System) -> Result<[Cost; 2]> {
    let (_stop, stopping) = stop_signal();
    let counting = proxy::start(system.engines.dynamodb.endpoint(), 0, stopping).await?;
    let router = in_process::signals(system, counting.endpoint())?;
    let table = system.settings[0].1.required(&TABLE_NAME)?;
    let replay = Replay::start(&table).await?;
    let cost = async || -> Result<Cost> {
        let mut cost = Cost::default();
        for call in counting.take_calls() {
            let units = replay.units(&call).await?;
            cost.writes += units.write;
            cost.reads += units.read;
            cost.calls.push(call.operation);
        }
        Ok(cost)
    };
    let cookie = new_browser(&router, usize::MAX).await?;
    let new = cost().await?;
    known_browser(&router, &cookie, 0).await?;
    let known = cost().await?;
    Ok([new, known])
}

/// Makes one caller's share of the views. Returns the cookies of new browsers.
async fn visit(
    router: Router,
    known: Arc<Vec<String>>,
    caller: usize,
    views: usize,
) -> Result<Vec<String>> {
    let mut new = Vec::new();
    for view in (caller..views).step_by(CALLERS) {
        // Spreads the new browsers over all callers.
        match (view / CALLERS) % NEW_ONE_OF {
            0 => new.push(new_browser(&router, KNOWN + view).await?),
            _ => known_browser(&router, &known[view % known.len()], view).await?,
        }
    }
    Ok(new)
}

/// Reports the signal of a browser without a cookie. Returns its cookie.
async fn new_browser(router: &Router, n: usize) -> Result<String> {
    let (cookie, answer) = report_signal(router, None, n).await?;
    ensure!(answer["recorded"] == true, "{answer}");
    cookie.context("a new browser gets a cookie")
}

async fn known_browser(router: &Router, cookie: &str, n: usize) -> Result<()> {
    let (_, answer) = report_signal(router, Some(cookie), n).await?;
    ensure!(answer["recorded"] == true, "{answer}");
    Ok(())
}

/// Reports a signal from the network address of the `n`th visitor.
async fn report_signal(
    router: &Router,
    cookie: Option<&str>,
    n: usize,
) -> Result<(Option<String>, Value)> {
    let address = Ipv4Addr::from_bits(u32::try_from(n % 1_000_000)? + (10 << 24));
    let mut request = http::Request::post("/signals")
        .header("content-type", "application/json")
        .header("sec-gpc", "1")
        .extension(Source(IpAddr::V4(address)));
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    answer(router, request.body(Body::from(r#"{"gpc":true}"#))?).await
}

/// Reads the record of a browser.
async fn is_recorded(router: &Router, cookie: &str) -> Result<bool> {
    let request = http::Request::get("/signals")
        .header("accept", "application/json")
        .header("cookie", cookie);
    let (_, answer) = answer(router, request.body(Body::empty())?).await?;
    Ok(answer["recorded"] == true)
}

async fn answer(router: &Router, request: http::Request<Body>) -> Result<(Option<String>, Value)> {
    let answer = router.clone().oneshot(request).await?;
    let set = answer.headers().get("set-cookie");
    let cookie = set.and_then(|set| set.to_str().ok()?.split(';').next());
    let cookie = cookie.map(str::to_owned);
    let body = to_bytes(answer.into_body(), 64 * 1024).await?;
    Ok((cookie, serde_json::from_slice(&body)?))
}

fn report([new, known]: &[Cost; 2], views: usize, browsers: usize, took: Duration) {
    let per_second = views as f64 / took.as_secs_f64();
    println!("| what | measured | target |");
    println!("| --- | --- | --- |");
    for (what, cost, target) in [
        ("a known browser", known, "no write, at most one read"),
        ("a new browser", new, "one counter and one transaction"),
    ] {
        let Cost {
            calls,
            writes,
            reads,
        } = cost;
        let calls = calls.join(", ");
        println!("| calls of {what} | {calls}: {writes} write and {reads} read units | {target} |");
    }
    println!("| page views per second, 1 % by new browsers | {per_second:.0} | ≥ 3,000 |");
    println!("| browsers whose record was read back | {browsers} of {browsers} | all |");
    let new_views = 1e6 / NEW_ONE_OF as f64;
    let units = |of: fn(&Cost) -> f64| new_views * of(new) + (1e6 - new_views) * of(known);
    let dollars = |price: Price, units: f64| price.a_million * units / 1e6;
    let (memory, seconds) = BILLED;
    let total = dollars(WRITE_UNIT, units(|cost| cost.writes))
        + dollars(READ_UNIT, units(|cost| cost.reads))
        + dollars(INVOCATION, 1e6)
        + dollars(GIGABYTE_SECOND, 1e6 * memory * seconds)
        + dollars(API_CALL, 1e6);
    let (writes, reads) = (units(|cost| cost.writes), units(|cost| cost.reads));
    println!(
        "| a million page views, 1 % by new browsers | {writes:.0} write and {reads:.0} read units, 1,000,000 invocations and API calls: {total:.2} dollars | |"
    );
}
