//! form-intake compared with the same handler in Python with boto3: `cargo bench -p benches --bench peer`.
//!
//! The peer (`benches/python`) validates the same fields, writes as many items of about the same size in one transaction, and
//! returns the same response. The first rows show this. It runs on AWS's runtime client for Python.

use anyhow::{Context, Result, bail, ensure};
use benches::app;
use benches::binaries::Binaries;
use benches::calls::form;
use benches::options::Options;
use benches::process::{cpu_time, peak_kilobytes};
use benches::samples::{Samples, ms};
use engines::clients::REGION;
use engines::lambda::Lambda;
use engines::{Home, proxy, stop_signal};
use local::Function;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tests::TestApp;

const WARM_UP: usize = 50;
/// The number of turns. Both handlers take turns, so a disturbance affects both.
const TURNS: usize = 10;

/// One of the two handlers.
struct Handler {
    binary: String,
    settings: Vec<(&'static str, String)>,
}

/// The measurements of a handler.
#[derive(Default)]
struct Cost {
    items: usize,
    bytes: usize,
    first: Samples,
    cpu: Duration,
    peak: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read();
    let starts = options.number("--starts", 30, 3);
    let calls = options.number("--calls", 1_000, 50);
    let Some(python) = environment()? else {
        println!("Python 3 with `venv` is not installed, so there is nothing to compare with.");
        return Ok(());
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let ours = Handler {
        binary: Binaries::ready(&options)?.path(Function::FormIntake.name())?,
        settings: Vec::new(),
    };
    let theirs = Handler {
        binary: folder.join("bootstrap").display().to_string(),
        settings: vec![
            ("PYTHON", python),
            ("_HANDLER", "handler.handle".into()),
            ("AWS_DEFAULT_REGION", REGION.into()),
        ],
    };
    let app = app::open(Home::Memory).await;
    let mut costs = [Cost::default(), Cost::default()];
    for (handler, cost) in [&ours, &theirs].into_iter().zip(&mut costs) {
        (cost.items, cost.bytes) = handler.writes(&app).await?;
    }
    many(&app, [&ours, &theirs], &mut costs, calls).await?;
    for _ in 0..starts {
        for (handler, cost) in [&ours, &theirs].into_iter().zip(&mut costs) {
            let started = Instant::now();
            let mut lambda = handler.start(&app, &[]).await?;
            taken(&mut lambda).await?;
            cost.first.add(started.elapsed());
            lambda.stop().await?;
        }
    }
    print(&costs, starts, calls);
    Ok(())
}

fn print([ours, theirs]: &[Cost; 2], starts: usize, calls: usize) {
    println!("| | form-intake | the same in Python | ratio | target |");
    println!("| --- | --- | --- | --- | --- |");
    println!(
        "| items in the transaction | {} | {} | | |",
        ours.items, theirs.items
    );
    println!(
        "| bytes of the call that writes them | {} | {} | | |",
        ours.bytes, theirs.bytes
    );
    println!(
        "| spawn to first answer, p50 of {starts} | {} | {} | 1/{:.0} | ≤ 1/25 |",
        ms(ours.first.p50()),
        ms(theirs.first.p50()),
        theirs.first.ratio_to(&ours.first)
    );
    let [a, b] = [ours.peak, theirs.peak].map(|peak| peak as f64 / 1_024.0);
    println!(
        "| peak memory after {calls} calls | {a:.1} MB | {b:.1} MB | 1/{:.1} | ≤ 1/4 |",
        b / a
    );
    let [a, b] = [ours.cpu, theirs.cpu].map(|cpu| cpu.as_secs_f64() * 1e3 / calls as f64);
    println!(
        "| CPU time of its process for a call | {a:.2} ms | {b:.2} ms | 1/{:.1} | ≤ 1/8 |",
        b / a
    );
}

impl Handler {
    async fn start(&self, app: &TestApp, more: &[(&str, &str)]) -> Result<Lambda> {
        let own = self
            .settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let settings: Vec<_> = own.chain(more.iter().copied()).collect();
        app::start(app, &self.binary, &settings).await
    }

    /// Counts the items, and their bytes, that it writes for a form.
    async fn writes(&self, app: &TestApp) -> Result<(usize, usize)> {
        let (_stop, stopping) = stop_signal();
        let counting = proxy::start(app.system.engines.dynamodb.endpoint(), 0, stopping).await?;
        let through = [("AWS_ENDPOINT_URL_DYNAMODB", counting.endpoint())];
        let mut lambda = self.start(app, &through).await?;
        taken(&mut lambda).await?;
        lambda.stop().await?;
        let written = counting.take_calls();
        let [one] = &written[..] else {
            bail!("{} calls for one form", written.len());
        };
        Ok((one.inner.len(), one.body_bytes))
    }
}

/// Measures many calls of one process of each handler, in turns.
async fn many(
    app: &TestApp,
    handlers: [&Handler; 2],
    costs: &mut [Cost; 2],
    calls: usize,
) -> Result<()> {
    let mut running = Vec::new();
    for handler in handlers {
        let mut lambda = handler.start(app, &[]).await?;
        for _ in 0..WARM_UP {
            taken(&mut lambda).await?;
        }
        let pid = lambda.pid().context("it has ended")?;
        running.push((lambda, pid, cpu_time(pid)?));
    }
    for turn in 0..TURNS {
        for (lambda, ..) in &mut running {
            for _ in calls * turn / TURNS..calls * (turn + 1) / TURNS {
                taken(lambda).await?;
            }
        }
    }
    for ((lambda, pid, before), cost) in running.into_iter().zip(costs) {
        (cost.cpu, cost.peak) = (cpu_time(pid)? - before, peak_kilobytes(pid)?);
        lambda.stop().await?;
    }
    Ok(())
}

/// Posts the form as a new person, and checks that it is accepted.
async fn taken(lambda: &mut Lambda) -> Result<()> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let answer = lambda
        .invoke(form(NEXT.fetch_add(1, Ordering::Relaxed)))
        .await?;
    ensure!(answer["statusCode"] == 303, "{answer}");
    Ok(())
}

/// Returns the interpreter of a virtual environment with the peer's packages, or `None` without Python.
fn environment() -> Result<Option<String>> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-peer");
    let python = environment.join("bin/python");
    let run = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        command.status().is_ok_and(|status| status.success())
    };
    let folder = environment.display().to_string();
    if !python.is_file() && !run(Path::new("python3"), &["-m", "venv", &folder]) {
        return Ok(None);
    }
    let required = [
        "-m",
        "pip",
        "install",
        "-q",
        "-r",
        "python/requirements.txt",
    ];
    ensure!(
        run(&python, &required),
        "what the peer requires can't be installed"
    );
    // Compile once, as in a deployed package.
    ensure!(
        run(&python, &["-m", "compileall", "-q", "python"]),
        "the peer can't be compiled"
    );
    Ok(Some(python.display().to_string()))
}
