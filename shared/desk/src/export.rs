//! The export of a request with all its evidence, as one file: for a regulator, or for the company's own records.
//!
//! Lambda limits a response to 6 MB. A larger file goes to the archive, in the folder of the request, so that it is erased
//! with the person, and the response is a link to it. The file of an erased request is in a folder whose files end after a
//! day. A request with more than fits into one file, or into the time of one
//! call, is exported in several files.

use crate::Desk;
use crate::error::Error;
use crate::original::raw;
use crate::query::{Query, cursor};
use crate::requests::{found, words};
use crate::response_file::{export_folder, export_folder_of_erased, keep_if_linked};
use crate::views::{Parts, Whole, report_unreadable};
use data_encoding::BASE64;
use domain::request::RequestId;
use gateway::{Problem, Staff};
use jiff::Timestamp;
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;
use store::LogStart;

/// The largest file that is sent as the response, in bytes. It leaves room for the characters that API Gateway escapes.
const LARGEST_RESPONSE: usize = 4 * 1024 * 1024;

/// The size in bytes after which a file is complete and the next one begins. The function holds it in memory.
const FILE_BYTES: usize = 32 * 1024 * 1024;

/// How long one call reads.
const READ_FOR: Duration = Duration::from_secs(12);

/// How long the link to a file can be used.
const LINK_FOR: Duration = Duration::from_secs(15 * 60);

/// The log entries, and the emails, to read at a time.
const PER_READ: u16 = 100;

/// The notifications to read at a time, because each has a delivery for every partner.
const NOTIFICATIONS_PER_READ: u16 = 10;

/// The approximate size of one entry in the file, in bytes.
const ENTRY_BYTES: usize = 2 * 1024;

/// A raw message.
#[derive(Debug, Serialize)]
struct Raw {
    archived: String,
    bytes: usize,
    /// The message in base64; absent if it was erased.
    raw: Option<String>,
}

/// One file of an export.
#[derive(Serialize)]
struct Export {
    exported_at: Timestamp,
    by: String,
    #[serde(flatten)]
    whole: Whole<Raw>,
    /// The cursor of the next file, if this one doesn't hold everything.
    next: Option<String>,
}

/// The first bytes of a file.
enum From {
    Log(Option<u64>),
    Emails(Option<String>),
    Notifications(Option<String>),
    Originals(Option<String>),
}

impl From {
    fn read(cursor: Option<String>) -> Result<Self, Problem> {
        let Some(cursor) = cursor else {
            return Ok(Self::Log(None));
        };
        let (part, after) = cursor.split_once(' ').unwrap_or((cursor.as_str(), ""));
        let after = Some(after).filter(|after| !after.is_empty());
        let wrong = || Query::not_a_cursor("cursor");
        Ok(match part {
            "log" => {
                let version = after.map(str::parse).transpose();
                Self::Log(version.map_err(|_| wrong())?)
            }
            "emails" => Self::Emails(after.map(str::to_owned)),
            "notifications" => Self::Notifications(after.map(str::to_owned)),
            "originals" => Self::Originals(after.map(str::to_owned)),
            _ => return Err(wrong()),
        })
    }

    fn written(&self) -> String {
        let text = |after: &Option<String>| after.clone().unwrap_or_default();
        match self {
            Self::Log(after) => match after {
                Some(version) => format!("log {version}"),
                None => "log".to_owned(),
            },
            Self::Emails(after) => format!("emails {}", text(after)),
            Self::Notifications(after) => format!("notifications {}", text(after)),
            Self::Originals(after) => format!("originals {}", text(after)),
        }
    }
}

/// An exported file.
#[derive(Debug)]
pub enum Exported {
    /// The file itself.
    File {
        /// The name to save it under.
        name: String,
        /// The version of the request.
        version: u64,
        /// The JSON.
        json: Vec<u8>,
    },
    /// A link to a file that is too large for a response, or that more files follow.
    Link(ExportLink),
}

/// A link to a file in the archive.
#[derive(Debug, Serialize)]
pub struct ExportLink {
    /// The link.
    pub file: String,
    /// The size of the file.
    pub bytes: usize,
    /// How long the link can be used.
    pub valid_for_seconds: u64,
    /// The cursor of the next file, if this one doesn't hold everything.
    pub next: Option<String>,
}

/// Exports a request as a file, or as a link to a file.
///
/// # Errors
/// [`Error`] if there is no such request, if the cursor is wrong, or if the store or the archive fails.
pub async fn export(
    desk: &Desk,
    name: &str,
    staff: &Staff,
    mut query: Query,
) -> Result<Exported, Error> {
    let from = From::read(query.cursor()?)?;
    query.done()?;
    let id = desk.find_request(name).await?;
    let request = found(desk, id).await?;
    let (parts, next) = collect(desk, id, from).await?;
    let now = desk.clock.now();
    let version = request.version;
    let erased = request.erased.is_some();
    let export = Export {
        exported_at: now,
        by: staff.id.clone(),
        whole: Whole::new(request, parts, now),
        next: cursor(next.map(|from| from.written())),
    };
    // The export holds only our own types, which always serialize.
    let json = serde_json::to_vec(&export).unwrap_or_default();
    if is_response(json.len(), export.next.as_deref()) {
        return Ok(Exported::File {
            name: format!("{}.json", id.0.reference()),
            version,
            json,
        });
    }
    let link = stored(desk, id, erased, json, export.next).await?;
    Ok(Exported::Link(link))
}

/// Whether a file is the response itself. Only a link says that more files follow.
fn is_response(bytes: usize, next: Option<&str>) -> bool {
    bytes <= LARGEST_RESPONSE && next.is_none()
}

/// Stores a file that is not the response itself, and returns a link to it.
async fn stored(
    desk: &Desk,
    id: RequestId,
    erased: bool,
    file: Vec<u8>,
    next: Option<String>,
) -> Result<ExportLink, Error> {
    let key = key_of(id, erased, desk.clock.now());
    // Recorded before it is stored, so that the file is erased with the person. An erased request has no person.
    if !erased && !desk.store.link_archived(id, &key).await? {
        return Err(crate::error::not_possible("The request has changed. Export it again.").into());
    }
    let bytes = file.len();
    desk.archive
        .put_of_type(&key, "application/json", file)
        .await?;
    if !erased {
        keep_if_linked(desk, id, &key).await?;
    }
    let link = desk.archive.link(&key, LINK_FOR).await?;
    tracing::info!(bytes, "staff exported a request to a file in the archive");
    Ok(ExportLink {
        file: link,
        bytes,
        valid_for_seconds: LINK_FOR.as_secs(),
        next,
    })
}

/// Returns the key of a file in the archive.
fn key_of(id: RequestId, erased: bool, now: Timestamp) -> String {
    let folder = match erased {
        true => export_folder_of_erased(id),
        false => export_folder(id),
    };
    format!("{folder}{now}.json")
}

/// Reads the parts of a request from a position on, until the file is large enough or the time is over. Returns the
/// position of the next file, if there is more.
async fn collect(
    desk: &Desk,
    id: RequestId,
    mut from: From,
) -> Result<(Parts<Raw>, Option<From>), Error> {
    let limit = Limit::within(READ_FOR);
    let mut parts = Parts::default();
    let mut bytes = 0;
    loop {
        let next = read(desk, id, &from, &mut parts, &mut bytes).await?;
        match next {
            None => return Ok((parts, None)),
            Some(next) if limit.has_come() || bytes >= FILE_BYTES => {
                return Ok((parts, Some(next)));
            }
            Some(next) => from = next,
        }
    }
}

/// Reads one page. Returns the position behind it; `None` at the end.
async fn read(
    desk: &Desk,
    id: RequestId,
    from: &From,
    parts: &mut Parts<Raw>,
    bytes: &mut usize,
) -> Result<Option<From>, Error> {
    let store = &desk.store;
    Ok(Some(match from {
        From::Log(after) => {
            let start = LogStart::After(*after);
            let page = store.log_page(id, start, PER_READ).await?;
            *bytes += (page.entries.len() + page.receipts.len()) * ENTRY_BYTES;
            match parts.add_log(page) {
                Some(after) => From::Log(Some(after)),
                None => From::Emails(None),
            }
        }
        From::Emails(after) => {
            let page = store.emails_page(id, after.as_deref(), PER_READ).await?;
            *bytes += page.found.len() * ENTRY_BYTES;
            match parts.add_emails(page, |email| Some(words(desk, email))) {
                Some(after) => From::Emails(Some(after)),
                None => From::Notifications(None),
            }
        }
        From::Notifications(after) => {
            let page = store
                .notifications_page(id, after.as_deref(), NOTIFICATIONS_PER_READ)
                .await?;
            let before = parts.notifications.len();
            let next = parts.add_notifications(page);
            *bytes += (parts.notifications.len() - before) * ENTRY_BYTES;
            match next {
                Some(after) => From::Notifications(Some(after)),
                None => From::Originals(None),
            }
        }
        From::Originals(after) => {
            let page = store.archived_page(id, after.as_deref(), 1).await?;
            report_unreadable(page.unreadable);
            let own = export_folder(id);
            for archived in page.found.into_iter().filter(|key| !key.starts_with(&own)) {
                let message = raw(&desk.archive, &archived).await?;
                let raw = message.as_deref().map(|message| BASE64.encode(message));
                *bytes += raw.as_ref().map_or(ENTRY_BYTES, String::len);
                parts.originals.push(Raw {
                    bytes: message.map_or(0, |message| message.len()),
                    archived,
                    raw,
                });
            }
            match page.next {
                Some(after) => From::Originals(Some(after)),
                None => return Ok(None),
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::receipt::ReceiptId;

    #[test]
    fn a_file_that_others_follow_is_a_link_however_small_it_is() {
        assert!(is_response(LARGEST_RESPONSE, None));
        assert!(!is_response(LARGEST_RESPONSE + 1, None));
        assert!(!is_response(1, Some("cursor")));
    }

    #[test]
    fn a_file_about_an_erased_request_is_where_the_bucket_deletes_it() {
        let id = RequestId(ReceiptId::from_bytes([7; 16]));
        let now = Timestamp::UNIX_EPOCH;
        let own = format!("responses/{id}/export/1970-01-01T00:00:00Z.json");
        assert_eq!(key_of(id, false, now), own);
        let key = key_of(id, true, now);
        assert!(key.starts_with(archive::ERASED), "{key}");
    }
}
