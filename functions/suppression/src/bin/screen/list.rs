//! The list, a thousand identifiers at a time.

use crate::api::Api;
use crate::columns::Columns;
use crate::csv::{Rows, written};
use crate::progress::Progress;
use anyhow::{Context, Result};
use domain::suppression::Purpose;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead, Write};
use tokio::task::JoinHandle;

/// How many identifiers are asked for in one call.
const AT_ONCE: usize = 1_000;

/// How many calls are under way.
const CALLS: usize = 3;

/// What came of a list.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) rows: u64,
    pub(crate) identifiers: u64,
    pub(crate) stopped: u64,
    pub(crate) broken: u64,
}

/// A cell that is checked, or a row that can't be read.
struct Place {
    line: u64,
    column: String,
    kind: &'static str,
    value: String,
}

/// Some of the list, in its order.
#[derive(Default)]
struct Batch {
    places: Vec<Place>,
    asked: Vec<Value>,
    broken: Vec<(u64, &'static str)>,
}

type Called = JoinHandle<Result<(Batch, Vec<Value>)>>;

/// Screens a list from this line on, and writes what is stopped, and what can't be read.
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
        for (column, cell) in columns.cells(row) {
            self.asked.push(column.asked(cell));
            self.places.push(Place {
                line,
                column: column.name.clone(),
                kind: column.kind().as_str(),
                value: cell.to_owned(),
            });
        }
    }

    /// Whether another row might be too much for one call.
    fn is_full(&self) -> bool {
        self.asked.len() + self.broken.len() >= AT_ONCE
    }
}

fn call(api: &Api, mut batch: Batch) -> Called {
    let api = api.clone();
    tokio::spawn(async move {
        let mut said = Vec::with_capacity(batch.asked.len());
        let mut asked = std::mem::take(&mut batch.asked).into_iter().peekable();
        // A row of several columns may go beyond a call.
        while asked.peek().is_some() {
            let some: Vec<_> = asked.by_ref().take(AT_ONCE).collect();
            said.extend(
                api.check(some)
                    .await
                    .with_context(|| batch.where_to_go_on())?,
            );
        }
        Ok((batch, said))
    })
}

impl Batch {
    fn where_to_go_on(&self) -> String {
        let first = self.places.first().map_or(0, |place| place.line);
        format!("all before line {first} is written; go on with --from {first}")
    }
}

/// Writes what the oldest call said.
async fn finish(
    calls: &mut VecDeque<Called>,
    output: &mut impl Write,
    count: &mut Count,
) -> Result<()> {
    let Some(call) = calls.pop_front() else {
        return Ok(());
    };
    let called = match call.await? {
        Ok(called) => called,
        Err(error) => {
            output.flush()?;
            return Err(error);
        }
    };
    let (batch, said) = called;
    for (line, wrong) in &batch.broken {
        count.broken += 1;
        writeln!(output, "{line},,,,,,,{},", written(wrong))?;
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
        count.broken += u64::from(!error.is_empty());
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
