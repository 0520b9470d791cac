//! The whole record of one request, read in pages. Anyone can repeat a request, so no response holds all of its parts.

use crate::Deps;
use crate::error::Error;
use crate::original::Original;
use crate::query::{Query, cursor};
use crate::requests::found;
use crate::response;
use crate::views::{Parts, Whole, report_unreadable};
use archive::RESPONSES;
use axum::extract::{Path, State};
use axum::response::Response as HttpResponse;
use domain::request::RequestId;
use gateway::Problem;
use http::{StatusCode, Uri};
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
    fn read(uri: &Uri) -> Result<Self, Problem> {
        let mut query = Query::of(uri);
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
struct Next {
    /// Continues with older entries.
    log: Option<String>,
    emails: Option<String>,
    notifications: Option<String>,
    originals: Option<String>,
}

#[derive(Serialize)]
struct RecordView {
    #[serde(flatten)]
    whole: Whole<Original>,
    next: Next,
}

/// Shows a request with the newest part of its log, its emails, originals and the actions that it allows.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&uri)?;
    let id = deps.find_request(&name).await?;
    let request = found(&deps, id).await?;
    let mut parts = Parts::default();
    let mut next = Next::default();
    if let Some(before) = asked.log {
        let page = deps.store.log_page(id, LogStart::Before(before), MOST);
        let older = parts.add_log(page.await?);
        next.log = cursor(older.map(|version| version.to_string()));
    }
    if let Some(after) = asked.emails {
        let page = deps.store.emails_page(id, after.as_deref(), MOST).await?;
        next.emails = cursor(parts.add_emails(page, |_| None));
    }
    if let Some(after) = asked.notifications {
        let page = deps
            .store
            .notifications_page(id, after.as_deref(), MOST_NOTIFICATIONS)
            .await?;
        next.notifications = cursor(parts.add_notifications(page));
    }
    if let Some(after) = asked.originals {
        next.originals = cursor(originals(&deps, id, after, &mut parts.originals).await?);
    }
    let version = request.version;
    let view = RecordView {
        whole: Whole::new(request, parts, deps.clock.now()),
        next,
    };
    Ok(response::versioned(StatusCode::OK, version, &view))
}

/// Reads a page of the inbound emails of a request. Returns the cursor of the next page.
async fn originals(
    deps: &Deps,
    id: RequestId,
    after: Option<String>,
    found: &mut Vec<Original>,
) -> Result<Option<String>, Error> {
    let page = deps
        .store
        .archived_page(id, after.as_deref(), MOST_ORIGINALS)
        .await?;
    report_unreadable(page.unreadable);
    let emails = page.found.iter().filter(|key| !key.starts_with(RESPONSES));
    for key in emails {
        found.push(Original::of(&deps.archive, key).await?);
    }
    Ok(page.next)
}
