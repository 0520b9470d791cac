//! Screens a company's list against what is stopped: `screen FILE [--url URL] [--output FILE] [--column NAME=WHAT]…`.
//!
//! The list is CSV. Its first line names the columns; those that are called `email`, `phone`, `account` or `device`,
//! or so with `_sha256` behind it, are checked, and others if `--column` says what they hold. What is stopped, and
//! what could not be read, is written as CSV with the line that it stands on. The list is never held whole.

mod api;
mod columns;
mod credentials;
mod csv;
mod list;
mod progress;

use anyhow::{Context, Result, bail};
use api::Api;
use columns::Columns;
use credentials::Credentials;
use csv::Rows;
use list::Count;
use progress::Progress;
use runtime::{Setting, Settings};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: screen FILE [options]
  --url URL              the API (http://127.0.0.1:8080)
  --output FILE          where to write what is stopped (standard output)
  --column NAME=WHAT     what a column holds: email, phone, account or device, or email_sha256 and so on
  --from LINE            go on at this line
Who calls is shown by the token in HONORED_TOKEN, or by a signature with this machine's credentials of AWS.";

/// The token that shows who calls.
const HONORED_TOKEN: Setting = Setting::required(
    "HONORED_TOKEN",
    "text",
    "The bearer token that the API asks for.",
);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
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
    let head = rows.head()?;
    let head = head.with_context(|| format!("{shown} is empty"))?;
    let columns = Columns::of(&head, &options.columns)?;
    let output: Box<dyn Write> = match &options.output {
        None => Box::new(std::io::stdout().lock()),
        Some(path) => {
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
        broken,
    } = screened?;
    eprintln!(
        "{rows} rows, {identifiers} identifiers: {stopped} stopped, {broken} could not be read"
    );
    Ok(())
}

struct Options {
    file: PathBuf,
    url: String,
    output: Option<PathBuf>,
    columns: Vec<String>,
    from: u64,
}

impl Options {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
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
                "--help" => bail!("{USAGE}"),
                other if other.starts_with("--") => bail!("there is no {other}\n{USAGE}"),
                file if options.file.as_os_str().is_empty() => options.file = file.into(),
                _ => bail!("give one file\n{USAGE}"),
            }
        }
        if options.file.as_os_str().is_empty() {
            bail!("{USAGE}");
        }
        Ok(options)
    }
}
