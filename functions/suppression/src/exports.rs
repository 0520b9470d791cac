//! All that is or was stopped, in files.
//!
//! An export is made in parts, one in a call, so that neither the gateway's half minute nor the memory of a function
//! bounds it. The answer's `next` makes the next part; whoever was cut sends the same again, and the same part is
//! written over. A manifest stands beside the parts when all are there.

use crate::Deps;
use crate::problem::Problem;
use crate::row::Row;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::{Duration, Instant};
use store::{ChangesCursor, TableCursor};

/// About how many rows a part holds: some 5 MB in both forms.
pub(crate) const ROWS: usize = 10_000;

/// After how long a part ends in any case: the gateway waits 30 seconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// The largest body that is taken, in bytes: a cursor and some room.
const LARGEST_BODY: usize = 4 * 1024;

/// How far an export has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// The export's name.
    export: String,
    started: Timestamp,
    /// How many parts are written.
    parts: u32,
    /// How many rows are in them.
    rows: u64,
    /// Where the table was left.
    after: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    manifest: Manifest,
    /// What makes the next part; none when all are written.
    next: Option<String>,
}

#[derive(Serialize)]
struct Manifest {
    export: String,
    started: Timestamp,
    /// The parts, without `.ndjson` and `.csv`.
    parts: Vec<String>,
    rows: u64,
    /// The cursor with which the feed tells all that changes from the start of this export on.
    changes_since: String,
}

pub(crate) async fn export(State(deps): State<Deps>, body: Body) -> HttpResponse {
    let exported = async {
        let body = to_bytes(body, LARGEST_BODY).await;
        let body = body.map_err(|_| Problem::too_large())?;
        let progress = match cursor(&body)? {
            Some(progress) => progress,
            None => Progress::begin(deps.clock.now())?,
        };
        let progress = deps.write_part(progress).await?;
        let done = progress.after.is_none();
        let manifest = progress.manifest();
        if done {
            let key = format!("{}/manifest.json", progress.folder());
            let written = serde_json::to_vec(&manifest).unwrap_or_default();
            deps.exports
                .put_of_type(&key, "application/json", written)
                .await?;
        }
        tracing::info!(
            parts = progress.parts,
            rows = progress.rows,
            done,
            "an export went on"
        );
        let next = (!done).then(|| progress.written());
        Ok::<_, Problem>(gateway::response::json(
            StatusCode::OK,
            &Answer { manifest, next },
        ))
    };
    exported.await.unwrap_or_else(Problem::into_response)
}

impl Deps {
    /// Writes the next part, in both forms. A part without rows is none.
    async fn write_part(&self, mut progress: Progress) -> Result<Progress, Problem> {
        let started = Instant::now();
        let (mut lines, mut table) = (Vec::new(), Row::csv_head().into_bytes());
        let mut rows = 0;
        let mut after = progress.after.as_deref().and_then(TableCursor::read);
        loop {
            let page = self.store.suppression_page(after.as_ref()).await?;
            for row in &page.rows {
                let row = Row::of(row);
                // Hashes, times and names of ours: there is nothing that could not be written.
                let _ = serde_json::to_writer(&mut lines, &row);
                lines.push(b'\n');
                table.extend_from_slice(row.csv().as_bytes());
            }
            rows += page.rows.len();
            after = page.next;
            if after.is_none() || rows >= self.rows_in_part || started.elapsed() >= PATIENCE {
                break;
            }
        }
        if rows > 0 {
            progress.parts += 1;
            progress.rows += rows as u64;
            let part = progress.part(progress.parts);
            for (end, media_type, bytes) in [
                ("ndjson", "application/x-ndjson", lines),
                ("csv", "text/csv; charset=utf-8", table),
            ] {
                let key = format!("{part}.{end}");
                self.exports.put_of_type(&key, media_type, bytes).await?;
            }
        }
        progress.after = after.map(|after| after.text());
        Ok(progress)
    }
}

impl Progress {
    fn begin(now: Timestamp) -> Result<Self, Problem> {
        let mut random = [0; 5];
        getrandom::fill(&mut random).map_err(|_| {
            tracing::error!("the machine gives no randomness");
            Problem::unavailable()
        })?;
        let random = BASE32_NOPAD.encode(&random);
        Ok(Self {
            export: format!("{}-{random}", now.strftime("%Y%m%dT%H%M%SZ")),
            started: now,
            parts: 0,
            rows: 0,
            after: None,
        })
    }

    fn folder(&self) -> String {
        format!("exports/{}", self.export)
    }

    fn part(&self, number: u32) -> String {
        format!("{}/{number:05}", self.folder())
    }

    fn manifest(&self) -> Manifest {
        Manifest {
            export: self.export.clone(),
            started: self.started,
            parts: (1..=self.parts).map(|number| self.part(number)).collect(),
            rows: self.rows,
            changes_since: crate::changes::written(&ChangesCursor::from_now(self.started)),
        }
    }

    /// As a cursor.
    fn written(&self) -> String {
        BASE64URL_NOPAD.encode(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads [`Progress::written`]: of an export that goes on, and whose name is one of ours.
    fn read(cursor: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
        let progress: Self = serde_json::from_slice(&bytes).ok()?;
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let usable = progress.export.len() <= 40 && progress.export.chars().all(named);
        let goes_on = progress.after.as_deref().and_then(TableCursor::read);
        (usable && goes_on.is_some() && progress.parts < 100_000).then_some(progress)
    }
}

/// The cursor of a body that has one. Without a body an export begins.
fn cursor(body: &[u8]) -> Result<Option<Progress>, Problem> {
    if body.is_empty() {
        return Ok(None);
    }
    let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(body) else {
        return Err(Problem::bad_json());
    };
    match body.get("cursor") {
        None => Ok(None),
        Some(cursor) => {
            let progress = cursor.as_str().and_then(Progress::read);
            let wrong = || {
                Problem::field(
                    "cursor",
                    "Give the next of the call before, or nothing to begin an export",
                )
            };
            progress.map(Some).ok_or_else(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_can_t_name_another_place() {
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let mut progress = Progress::begin(now).unwrap();
        assert_eq!(
            Progress::read(&progress.written()),
            None,
            "it has not begun"
        );
        progress.after = Some("IDENTIFIER#x SUPPRESSION".to_owned());
        assert_eq!(Progress::read(&progress.written()), Some(progress.clone()));
        for name in ["../inbound", "a/b", &"a".repeat(41)] {
            let forged = Progress {
                export: name.to_owned(),
                ..progress.clone()
            };
            assert_eq!(Progress::read(&forged.written()), None, "{name}");
        }
        assert_eq!(Progress::read("{}"), None);
    }
}
