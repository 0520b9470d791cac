//! The whole record of one request, read in pages. Anyone can repeat a request, so no response holds all of its parts.

use crate::Desk;
use crate::error::Error;
use crate::original::Original;
use crate::query::{Query, cursor};
use crate::requests::found;
use crate::views::{Parts, Whole, report_unreadable};
use archive::RESPONSES;
use domain::request::RequestId;
use gateway::Problem;
use serde::Serialize;
use store::LogStart;

/// The most log entries, and the most emails, in one response.
const MOST: u16 = 100;

/// The most notifications in one response, because each has a delivery for every partner.
const MOST_NOTIFICATIONS: u16 = 10;

/// The most originals in one response.
const MOST_ORIGINALS: u16 = 10;

/// The parts to read. Without a cursor in the query, the first page of every part; with cursors, the pages that they name.
struct Asked {
    log: Option<Option<u64>>,
    emails: Option<Option<String>>,
    notifications: Option<Option<String>>,
    originals: Option<Option<String>>,
}

impl Asked {
    fn read(mut query: Query) -> Result<Self, Problem> {
        let log = query.cursor_of("log")?;
        let emails = query.cursor_of("emails")?;
        let notifications = query.cursor_of("notifications")?;
        let originals = query.cursor_of("originals")?;
        query.done()?;
        let log = match log.map(|version| version.parse()).transpose() {
            Ok(log) => log,
            Err(_) => return Err(Query::not_a_cursor("log")),
        };
        let any = log.is_some() || emails.is_some() || notifications.is_some();
        if any || originals.is_some() {
            return Ok(Self {
                log: log.map(Some),
                emails: emails.map(Some),
                notifications: notifications.map(Some),
                originals: originals.map(Some),
            });
        }
        Ok(Self {
            log: Some(None),
            emails: Some(None),
            notifications: Some(None),
            originals: Some(None),
        })
    }
}

/// The cursors of the next pages, by part. A part without one is complete.
#[derive(Debug, Default, Serialize)]
pub struct Next {
    /// Continues with older entries.
    pub log: Option<String>,
    /// Continues with later emails.
    pub emails: Option<String>,
    /// Continues with later notifications.
    pub notifications: Option<String>,
    /// Continues with later originals.
    pub originals: Option<String>,
}

/// A request with pages of its parts.
#[derive(Debug, Serialize)]
pub struct RecordView {
    /// The request.
    #[serde(flatten)]
    pub whole: Whole<Original>,
    /// The cursors of the next pages.
    pub next: Next,
}

/// Returns a request with the newest part of its log, its emails, originals and the actions that it allows.
///
/// # Errors
/// [`Error`] if there is no such request, if a cursor is wrong, or if the store or the archive fails.
pub async fn read(desk: &Desk, name: &str, query: Query) -> Result<RecordView, Error> {
    let asked = Asked::read(query)?;
    let id = desk.find_request(name).await?;
    let request = found(desk, id).await?;
    let mut parts = Parts::default();
    let mut next = Next::default();
    if let Some(before) = asked.log {
        let page = desk.store.log_page(id, LogStart::Before(before), MOST);
        let older = parts.add_log(page.await?);
        next.log = cursor(older.map(|version| version.to_string()));
    }
    if let Some(after) = asked.emails {
        let page = desk.store.emails_page(id, after.as_deref(), MOST).await?;
        next.emails = cursor(parts.add_emails(page, |_| None));
        if after.is_none() {
            let follow_ups = desk.store.follow_ups(id).await?.into_iter();
            parts.follow_ups = follow_ups.map(Into::into).collect();
        }
    }
    if let Some(after) = asked.notifications {
        let page = desk
            .store
            .notifications_page(id, after.as_deref(), MOST_NOTIFICATIONS)
            .await?;
        next.notifications = cursor(parts.add_notifications(page));
    }
    if let Some(after) = asked.originals {
        next.originals = cursor(originals(desk, id, after, &mut parts.originals).await?);
    }
    Ok(RecordView {
        whole: Whole::new(request, parts, desk.clock.now()),
        next,
    })
}

/// Reads a page of the inbound emails of a request. Returns the cursor of the next page.
async fn originals(
    desk: &Desk,
    id: RequestId,
    after: Option<String>,
    found: &mut Vec<Original>,
) -> Result<Option<String>, Error> {
    let page = desk
        .store
        .archived_page(id, after.as_deref(), MOST_ORIGINALS)
        .await?;
    report_unreadable(page.unreadable);
    let emails = page.found.iter().filter(|key| !key.starts_with(RESPONSES));
    for key in emails {
        found.push(Original::of(&desk.archive, key, &desk.company.inbox).await?);
    }
    Ok(page.next)
}
