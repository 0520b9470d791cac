//! Runs Honored on this machine.

use anyhow::{Context, Result};
use engines::Home;
use local::options::{HELP, Instead, Options};
use local::time::LocalTime;
use local::{RunnerOptions, System};
use runtime::{LogLevels, subscriber};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tracing::level_filters::LevelFilter;

/// The DynamoDB engine allocates so much that this allocator gives it a third more transactions. Functions use the system's
/// allocator, which starts faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(Instead::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(Instead::Version) => {
            println!("honored {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Err(Instead::Wrong(why)) => return wrong(&why),
    };
    let levels = match options.log_level() {
        Ok(ours) => LogLevels {
            ours,
            others: LevelFilter::ERROR,
        },
        Err(why) => return wrong(&why),
    };
    let to_stderr = Arc::new(|line: &str| {
        // Only CloudWatch reads metrics.
        if line.contains("\"_aws\"") {
            return;
        }
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    });
    let _ = tracing::subscriber::set_global_default(subscriber(levels, to_stderr));
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Reports an error in the command line.
fn wrong(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

async fn run(options: Options) -> Result<()> {
    std::fs::create_dir_all(&options.data).with_context(|| {
        let folder = options.data.display();
        format!("the data folder {folder} can't be created; choose another folder with --data")
    })?;
    let time = Arc::new(LocalTime::of(&options.data)?);
    let system = System::start(RunnerOptions {
        home: Home::Folder(options.data.clone()),
        port: options.port,
        smtp_port: options.smtp_port,
        clock: time.clock(),
        time: Some(time),
        settings: options.settings,
        runs_by_itself: options.law_changes.is_none(),
    })
    .await?;
    if let Some(span) = options.pass {
        for line in system.pass(span).await? {
            println!("{line}");
        }
        println!();
    }
    if let Some(day) = options.law_changes {
        let counts = system.law_changes(day).await?;
        println!("On {day}: {counts}.");
        system.stop().await;
        return Ok(());
    }
    let (url, smtp) = (system.url(), system.smtp.endpoint());
    println!(
        "\
{url}
{smtp}
token {}

Three things to try:
  1. Opt out in the browser: open {url}/ and press the button.
  2. Opt out by email: write an email and send it to the privacy inbox.
       printf 'From: Ana <ana@example.org>\\nSubject: Opt out\\n\\nDo not sell my personal information.\\n' > email.eml
       curl {smtp} --mail-from ana@example.org --mail-rcpt privacy@example.com --upload-file email.eml
  3. Read the emails that were sent, and follow their links: open {url}/outbox
     On this page you can also move the clock forward, to see what happens to an open request.
     One example partner is notified by email: follow the link in its email and press the button to finish the opt-out.
     The other one is notified by webhook: see its notifications at {url}/example-partner

The desk, where the privacy team works (this link works once):
  {}

The same for programs:
  curl -H 'authorization: Bearer {}' {url}/api/desk/requests

The data is in {}. Press Ctrl-C to stop.",
        system.token,
        system.sign_in_link(),
        system.token,
        options.data.display(),
    );
    std::io::stdout().flush()?;
    tokio::signal::ctrl_c().await?;
    // The reader of our output may have ended. The system must still stop in order.
    let _ = writeln!(std::io::stdout(), "\nStopping…");
    system.stop().await;
    let _ = writeln!(
        std::io::stdout(),
        "Stopped. Your data is in {}.",
        options.data.display()
    );
    Ok(())
}
