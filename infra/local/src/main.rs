//! Honored on this machine, with one command.

use anyhow::Result;
use engines::Home;
use local::options::{HELP, Instead, Options};
use local::time::LocalTime;
use local::{RunnerOptions, System};
use runtime::{LogLevels, subscriber};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tracing::level_filters::LevelFilter;

/// What the DynamoDB engine does most is allocate: with this it takes a third more transactions. Functions keep the
/// system's, which starts sooner.
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
        Err(Instead::Wrong(why)) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let quiet = LogLevels {
        ours: LevelFilter::WARN,
        others: LevelFilter::ERROR,
    };
    let to_stderr = Arc::new(|line: &str| {
        // Metrics are for CloudWatch.
        if line.contains("\"_aws\"") {
            return;
        }
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    });
    let _ = tracing::subscriber::set_global_default(subscriber(quiet, to_stderr));
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<()> {
    std::fs::create_dir_all(&options.data)?;
    let time = Arc::new(LocalTime::of(&options.data)?);
    let system = System::start(RunnerOptions {
        home: Home::Folder(options.data.clone()),
        port: options.port,
        smtp_port: options.smtp_port,
        clock: time.clock(),
        time: Some(time),
        settings: options.settings,
        runs_by_itself: true,
    })
    .await?;
    if let Some(span) = options.pass {
        for line in system.pass(span).await? {
            println!("{line}");
        }
        println!();
    }
    let (url, smtp) = (system.url(), system.smtp.endpoint());
    println!(
        "\
{url}
{smtp}
token {}

Three things to try:
  1. Opt out in the browser: open {url}/ and press the button.
  2. Opt out by mail: write an email and send it to the privacy inbox.
       printf 'From: Ana <ana@example.org>\\nSubject: Opt out\\n\\nDo not sell my personal information.\\n' > email.eml
       curl {smtp} --mail-from ana@example.org --mail-rcpt privacy@example.com --upload-file email.eml
  3. Read the emails that went out, and follow their links: open {url}/outbox
     There you also let time pass, and see what it does to a request that nobody answers.
     One of two partners gets mail there, too: follow its link and press the button, and the opt-out is done. The
     other takes webhooks: see what it was told at {url}/example-partner

What waits for staff, and the steps that they take:
  curl -H 'authorization: Bearer {}' {url}/desk/requests

Data is in {}. Ctrl-C ends it.",
        system.token,
        system.token,
        options.data.display(),
    );
    std::io::stdout().flush()?;
    tokio::signal::ctrl_c().await?;
    // Whoever read our output may be gone; the end must come in order all the same.
    let _ = writeln!(std::io::stdout(), "\nEnding…");
    system.stop().await;
    let _ = writeln!(
        std::io::stdout(),
        "Ended. Your data is in {}.",
        options.data.display()
    );
    Ok(())
}
