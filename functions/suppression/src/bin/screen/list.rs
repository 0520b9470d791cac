//! Checks the list, a thousand identifiers at a time.

use crate::api::Api;
use crate::columns::Columns;
use crate::csv::{Rows, written};
use crate::progress::Progress;
use anyhow::{Context, Result, bail};
use domain::suppression::Purpose;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead, Write};
use tokio::task::JoinHandle;

/// The maximum number of identifiers per call.
const AT_ONCE: usize = 1_000;

/// The maximum number of concurrent calls.
const CALLS: usize = 3;

/// The result of a list.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) rows: u64,
    pub(crate) identifiers: u64,
    pub(crate) stopped: u64,
    /// Rows and identifiers that were not checked.
    pub(crate) unchecked: u64,
}

/// A cell that is checked.
struct Place {
    line: u64,
    column: String,
    kind: &'static str,
    value: String,
}

/// Consecutive rows of the list.
#[derive(Default)]
struct Batch {
    places: Vec<Place>,
    asked: Vec<Value>,
    broken: Vec<(u64, String)>,
}

type Called = JoinHandle<(Batch, Result<Vec<Value>>)>;

/// Checks a list from this line on. Writes the stopped identifiers, and the rows and identifiers that were not checked.
pub(crate) async fn screen(
    mut rows: Rows<impl BufRead>,
    columns: &Columns,
    api: &Api,
    from: u64,
    mut output: impl Write,
    progress: &mut Progress,
) -> Result<Count> {
    let purposes = Purpose::ALL.map(Purpose::as_str).join(",");
    writeln!(output, "line,column,type,{purposes},error,value")?;
    let mut count = Count::default();
    let mut calls: VecDeque<Called> = VecDeque::new();
    let mut batch = Batch::default();
    loop {
        let row = rows.next_row().context("the list can't be read")?;
        let ended = row.is_none();
        if let Some(row) = row.filter(|row| row.line >= from) {
            count.rows += 1;
            match row.fields {
                Ok(fields) => batch.take(row.line, columns, &fields),
                Err(wrong) => batch.broken.push((row.line, wrong)),
            }
        }
        if ended || batch.is_full() {
            while calls.len() >= CALLS || (ended && !calls.is_empty()) {
                finish(&mut calls, &mut output, &mut count).await?;
            }
            calls.push_back(call(api, std::mem::take(&mut batch)));
            progress.show(rows.bytes(), &count);
        }
        if ended {
            finish(&mut calls, &mut output, &mut count).await?;
            output.flush()?;
            return Ok(count);
        }
    }
}

impl Batch {
    fn take(&mut self, line: u64, columns: &Columns, row: &[String]) {
        let before = self.places.len();
        for (column, cell) in columns.cells(row) {
            self.asked.push(column.asked(cell));
            self.places.push(Place {
                line,
                column: column.name.clone(),
                kind: column.kind().as_str(),
                value: cell.to_owned(),
            });
        }
        if self.places.len() == before {
            let wrong = "the row has no identifier in the columns that are checked";
            self.broken.push((line, wrong.to_owned()));
        }
    }

    /// Returns whether the batch has enough for a call.
    fn is_full(&self) -> bool {
        self.asked.len() + self.broken.len() >= AT_ONCE
    }
}

fn call(api: &Api, mut batch: Batch) -> Called {
    let api = api.clone();
    tokio::spawn(async move {
        let said = ask(&api, std::mem::take(&mut batch.asked)).await;
        (batch, said)
    })
}

async fn ask(api: &Api, asked: Vec<Value>) -> Result<Vec<Value>> {
    let mut said = Vec::with_capacity(asked.len());
    let mut asked = asked.into_iter().peekable();
    // The batch's last row may have several identifiers, so a batch may need two calls.
    while asked.peek().is_some() {
        let some: Vec<_> = asked.by_ref().take(AT_ONCE).collect();
        said.extend(api.check(some).await?);
    }
    Ok(said)
}

impl Batch {
    /// Returns the first line that is not written if this batch fails.
    fn first_line(&self) -> u64 {
        let place = self.places.first().map(|place| place.line);
        let broken = self.broken.first().map(|(line, _)| *line);
        place.into_iter().chain(broken).min().unwrap_or_default()
    }
}

/// Waits for the oldest call and writes its results.
async fn finish(
    calls: &mut VecDeque<Called>,
    output: &mut impl Write,
    count: &mut Count,
) -> Result<()> {
    let Some(call) = calls.pop_front() else {
        return Ok(());
    };
    let (batch, said) = call.await?;
    let said = match said {
        Ok(said) => said,
        Err(error) => {
            output.flush()?;
            let line = batch.first_line();
            if count.identifiers + count.unchecked == 0 {
                bail!("{error:#}. Nothing was checked.");
            }
            bail!(
                "{error:#}. Everything before line {line} is written; continue with --from {line}."
            );
        }
    };
    // A broken row has neither a column, a type nor purposes.
    let nothing = ",".repeat(3 + Purpose::ALL.len());
    for (line, wrong) in &batch.broken {
        count.unchecked += 1;
        writeln!(output, "{line}{nothing}{},", written(wrong))?;
    }
    for (place, said) in batch.places.iter().zip(&said) {
        count.identifiers += 1;
        let error = said["error"].as_str().unwrap_or_default();
        let since = Purpose::ALL.map(|purpose| {
            let stands = &said["purposes"][purpose.as_str()];
            stands["since"].as_str().unwrap_or_default()
        });
        let stopped = since.iter().any(|since| !since.is_empty());
        count.stopped += u64::from(stopped);
        count.unchecked += u64::from(!error.is_empty());
        if stopped || !error.is_empty() {
            let Place {
                line,
                column,
                kind,
                value,
            } = place;
            let (column, error, value) = (written(column), written(error), written(value));
            let since = since.join(",");
            writeln!(output, "{line},{column},{kind},{since},{error},{value}")?;
        }
    }
    Ok(())
}
