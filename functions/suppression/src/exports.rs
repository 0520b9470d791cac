//! Exports of all suppressions, active and ended, as files.
//!
//! Each call writes one part, so that neither the gateway's timeout of 30 seconds nor the function's memory limits an
//! export. The caller sends `next` of the response to get the next part. After an interrupted call, the caller sends the
//! same cursor again and the part is overwritten. The last call writes a manifest.

use crate::Deps;
use crate::error::Error;
use crate::row::{Row, report_unreadable};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use gateway::{Problem, RETRY_AFTER, json};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use store::{ChangesCursor, TableCursor};

/// The approximate number of rows in a part: some 5 MB in both formats.
pub(crate) const ROWS: usize = 10_000;

/// The maximum time for one part: the gateway waits 30 seconds.
const MAX_TIME: Duration = Duration::from_secs(15);

/// The maximum size of a body, in bytes: a cursor with some reserve.
const LARGEST_BODY: usize = 4 * 1024;

/// The progress of an export, which its cursor holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// The export's name.
    export: String,
    started: Timestamp,
    /// The number of parts so far.
    parts: u32,
    /// The number of rows in these parts.
    rows: u64,
    /// The position in the table.
    after: Option<String>,
}

#[derive(Serialize)]
struct Response {
    #[serde(flatten)]
    manifest: Manifest,
    /// The cursor of the next part; none after the last one.
    next: Option<String>,
}

#[derive(Serialize)]
struct Manifest {
    export: String,
    started: Timestamp,
    /// The keys of the parts, without `.ndjson` and `.csv`.
    parts: Vec<String>,
    rows: u64,
    /// The cursor of the feed for all changes since the start of this export.
    changes_since: String,
}

pub(crate) async fn export(State(deps): State<Deps>, body: Body) -> HttpResponse {
    let exported = async {
        let body = to_bytes(body, LARGEST_BODY).await;
        let body = body.map_err(|_| Problem::too_large("A body holds at most 4 KB."))?;
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
            "a part of an export was written"
        );
        let next = (!done).then(|| progress.encoded());
        Ok::<_, Error>(gateway::response::json(
            StatusCode::OK,
            &Response { manifest, next },
        ))
    };
    exported.await.unwrap_or_else(Error::into_response)
}

impl Deps {
    /// Writes the next part in both formats. Without rows, it writes no file.
    async fn write_part(&self, mut progress: Progress) -> Result<Progress, Error> {
        let started = Instant::now();
        let (mut lines, mut table) = (Vec::new(), Row::csv_head().into_bytes());
        let mut rows = 0;
        let mut after = progress.after.as_deref().and_then(TableCursor::read);
        loop {
            let page = self.store.suppression_page(after.as_ref()).await?;
            report_unreadable(page.unreadable, self.clock.now());
            for row in &page.rows {
                let row = Row::of(row);
                // A row holds only hashes, times and our own names, so it always serializes.
                let _ = serde_json::to_writer(&mut lines, &row);
                lines.push(b'\n');
                table.extend_from_slice(row.csv().as_bytes());
            }
            rows += page.rows.len();
            after = page.next;
            if after.is_none() || rows >= self.rows_in_part || started.elapsed() >= MAX_TIME {
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
            tracing::error!("the operating system returned no random bytes");
            Problem::unavailable(RETRY_AFTER)
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
            changes_since: crate::changes::encoded(&ChangesCursor::from_now(self.started)),
        }
    }

    /// Encodes the progress as a cursor.
    fn encoded(&self) -> String {
        BASE64URL_NOPAD.encode(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// Decodes a cursor. The export must be unfinished, and its name must have our format: the name is a part of S3 keys.
    fn read(cursor: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
        let progress: Self = serde_json::from_slice(&bytes).ok()?;
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let usable = progress.export.len() <= 40 && progress.export.chars().all(named);
        let goes_on = progress.after.as_deref().and_then(TableCursor::read);
        (usable && goes_on.is_some() && progress.parts < 100_000).then_some(progress)
    }
}

/// Reads the cursor from a body. Without a body or a cursor, a new export starts.
fn cursor(body: &[u8]) -> Result<Option<Progress>, Problem> {
    if body.is_empty() {
        return Ok(None);
    }
    let body = json::object(body)?;
    let unknown = json::unknown_fields(&body, &["cursor"], "");
    if !unknown.is_empty() {
        return Err(Problem::invalid(unknown));
    }
    match body.get("cursor") {
        None => Ok(None),
        Some(cursor) => {
            let progress = cursor.as_str().and_then(Progress::read);
            let wrong = || {
                Problem::field(
                    "cursor",
                    "Send the value of next from the previous call, or leave it out to start an export",
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
    fn a_forged_cursor_cannot_write_elsewhere() {
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let mut progress = Progress::begin(now).unwrap();
        assert_eq!(
            Progress::read(&progress.encoded()),
            None,
            "a new export has no cursor yet"
        );
        progress.after = Some("IDENTIFIER#x SUPPRESSION".to_owned());
        assert_eq!(Progress::read(&progress.encoded()), Some(progress.clone()));
        for name in ["../inbound", "a/b", &"a".repeat(41)] {
            let forged = Progress {
                export: name.to_owned(),
                ..progress.clone()
            };
            assert_eq!(Progress::read(&forged.encoded()), None, "{name}");
        }
        assert_eq!(Progress::read("{}"), None);
    }
}
