//! Checks a company's list against the opt-outs: `screen FILE [--url URL] [--output FILE] [--column NAME=WHAT]…`.
//!
//! The list is CSV, and its first line names the columns. The output is CSV with one line per stopped identifier and per
//! row that was not checked. `screen` never holds the whole list in memory.
//!
//! **Invariant:** the exit status is 0 only if every row was checked.

mod api;
mod columns;
mod credentials;
mod csv;
mod list;
mod progress;

use crate::csv::Rows;
use anyhow::{Context, Result, bail};
use api::Api;
use columns::Columns;
use credentials::Credentials;
use list::Count;
use progress::Progress;
use runtime::{Setting, Settings};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: screen FILE [options]

Checks each row of a CSV list against the opt-outs. FILE is UTF-8, and its first line names the columns. Columns that
are named email, phone, account or device, or the same with _sha256, are checked.

  --url URL              the API (http://127.0.0.1:8080)
  --output FILE          where to write what is stopped and what was not checked (standard output)
  --column NAME=WHAT     what a column holds: email, phone, account or device, or email_sha256 and so on
  --from LINE            continue on this line
  --help                 print this text
  --version              print the version

The token in HONORED_TOKEN authenticates the caller, or this machine's AWS credentials do.
Exit status: 0 if everything was checked, 2 if a row or an identifier was not checked (the output says which and why),
1 if the list could not be checked to its end.";

/// The exit status if the list was read to its end, and a row or identifier was not checked.
const NOT_ALL_CHECKED: u8 = 2;

/// The token that authenticates the caller.
const HONORED_TOKEN: Setting = Setting::required(
    "HONORED_TOKEN",
    "text",
    "The bearer token that the API asks for.",
);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let run = async {
        match Command::read(std::env::args().skip(1))? {
            Command::Print(text) => {
                println!("{text}");
                Ok(ExitCode::SUCCESS)
            }
            Command::Screen(options) => run(options).await,
        }
    };
    run.await.unwrap_or_else(|error: anyhow::Error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

async fn run(options: Options) -> Result<ExitCode> {
    let token = Settings::from_env().required(&HONORED_TOKEN);
    let verification = match (token, options.url.starts_with("http://")) {
        (Ok(token), _) => Credentials::Token(token),
        (Err(_), false) => Credentials::iam(&options.url).await?,
        (Err(error), true) => {
            return Err(error).context("put the API's token there; the local runner prints one");
        }
    };
    let api = Api::at(&options.url, verification);
    let shown = options.file.display();
    let file = File::open(&options.file).with_context(|| format!("{shown} can't be opened"))?;
    let size = file.metadata().map(|of| of.len()).unwrap_or_default();
    let mut rows = Rows::of(BufReader::new(file));
    let head = rows.head().with_context(|| shown.to_string())?;
    let columns = Columns::of(&head, &options.columns)?;
    let output: Box<dyn Write> = match &options.output {
        None => Box::new(std::io::stdout().lock()),
        Some(path) => {
            if options.from > 0 && path.exists() {
                bail!("{} exists; continue with another --output", path.display());
            }
            let file = File::create(path);
            Box::new(file.with_context(|| format!("{} can't be made", path.display()))?)
        }
    };
    let mut progress = Progress::of(size);
    let output = BufWriter::new(output);
    let screened = list::screen(rows, &columns, &api, options.from, output, &mut progress).await;
    progress.end();
    let Count {
        rows,
        identifiers,
        stopped,
        unchecked,
    } = screened?;
    eprintln!("{rows} rows, {identifiers} identifiers: {stopped} stopped, {unchecked} not checked");
    if rows == 0 {
        bail!("{shown} has no row to check");
    }
    Ok(match unchecked {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(NOT_ALL_CHECKED),
    })
}

/// The command that the arguments name.
enum Command {
    /// Prints a text.
    Print(String),
    /// Checks a list.
    Screen(Options),
}

struct Options {
    file: PathBuf,
    url: String,
    output: Option<PathBuf>,
    columns: Vec<String>,
    from: u64,
}

impl Command {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Options {
            file: PathBuf::new(),
            url: "http://127.0.0.1:8080".to_owned(),
            output: None,
            columns: Vec::new(),
            from: 0,
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next();
                value.with_context(|| format!("{argument} needs a value\n{USAGE}"))
            };
            match argument.as_str() {
                "--url" => options.url = value()?,
                "--output" => options.output = Some(value()?.into()),
                "--column" => options.columns.push(value()?),
                "--from" => options.from = value()?.parse().context("--from needs a number")?,
                "--help" | "-h" => return Ok(Self::Print(USAGE.to_owned())),
                "--version" | "-V" => {
                    return Ok(Self::Print(format!("screen {}", env!("CARGO_PKG_VERSION"))));
                }
                other if other.starts_with("--") => bail!("there is no {other}\n{USAGE}"),
                file if options.file.as_os_str().is_empty() => options.file = file.into(),
                _ => bail!("give one file\n{USAGE}"),
            }
        }
        if options.file.as_os_str().is_empty() {
            bail!("{USAGE}");
        }
        Ok(Self::Screen(options))
    }
}
