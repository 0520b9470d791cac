//! The search for everything of a person, by email address, phone number, account, reference or name.

use crate::Desk;
use crate::error::{Error, no_request};
use crate::fields::Fields;
use crate::query::cursor;
use crate::views::{InboundView, Summary, report_unreadable};
use domain::person::{Identifier, IdentifierKind, PersonName};
use domain::search::SearchKey;
use domain::suppression::Purpose;
use gateway::{Problem, Staff};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Found, SuppressionState};

/// The kinds of values that staff search by.
const BY: [&str; 5] = ["email", "phone", "account", "name", "reference"];

/// The number of results on a page.
const MOST: u16 = 50;

/// The results of a search, the newest first.
#[derive(Debug, Default, Serialize)]
pub struct SearchResults {
    /// Requests, and inbound emails that opened none.
    pub found: Vec<Hit>,
    /// The start of the next page.
    pub cursor: Option<String>,
    /// The suppressions of the identifier; empty for a name, which can belong to several people.
    pub suppressions: Vec<SuppressionView>,
}

/// One result.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    /// A request.
    Request(Box<RequestHit>),
    /// An inbound email that opened no request when it arrived.
    Inbound(Box<InboundHit>),
}

/// An inbound email that was found.
#[derive(Debug, Serialize)]
pub struct InboundHit {
    /// The email.
    #[serde(flatten)]
    pub inbound: InboundView,
    /// Whether it waits on its list. If not, staff have handled it.
    pub waits: bool,
}

/// A request that was found.
#[derive(Debug, Serialize)]
pub struct RequestHit {
    /// The request, with its contact masked.
    #[serde(flatten)]
    pub summary: Summary,
    /// The requester's name. A search by name shows none, because its results can be other people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
}

/// A purpose that is or was suppressed for an identifier.
#[derive(Debug, Serialize)]
pub struct SuppressionView {
    /// The purpose.
    pub purpose: &'static str,
    /// Since when it is suppressed. `None` if the suppression has ended.
    pub since: Option<Timestamp>,
    /// When the suppression ended.
    pub ended: Option<Timestamp>,
    /// The first day on which the company may ask the person to opt back in. `None` if it never may.
    pub ask_again_from: Option<Date>,
}

/// The parsed search.
enum Asked {
    Key(SearchKey, Option<Identifier>),
    Reference(String),
}

/// Searches. The log entry has the staff member and the kind of value, never the value.
///
/// # Errors
/// [`Error`] if a field is wrong, or if the store fails.
pub async fn search(
    desk: &Desk,
    staff: &Staff,
    mut fields: Fields,
) -> Result<SearchResults, Error> {
    let by = fields.required("by", |fields, name| fields.one_of(name, &BY));
    let value = fields.required("value", Fields::text);
    let asked = by
        .zip(value)
        .and_then(|(by, value)| read(&mut fields, by, &value));
    let after = fields.cursor("cursor");
    fields.done()?;
    let (Some(by), Some(asked)) = (by, asked) else {
        return Err(Problem::field("value", "This field is required").into());
    };
    let results = match asked {
        Asked::Reference(reference) => by_reference(desk, &reference).await?,
        Asked::Key(key, identifier) => {
            let page = desk.store.search(&key, after.as_deref(), MOST).await?;
            report_unreadable(page.unreadable);
            let is_certain = identifier.is_some();
            let found = page.found.into_iter();
            SearchResults {
                found: found.map(|found| hit(desk, found, is_certain)).collect(),
                cursor: cursor(page.next),
                suppressions: suppressions(desk, identifier).await?,
            }
        }
    };
    tracing::info!(
        staff = staff.id,
        by,
        found = results.found.len(),
        "a search"
    );
    Ok(results)
}

fn read(fields: &mut Fields, by: &str, value: &str) -> Option<Asked> {
    let kind = match by {
        "reference" => return Some(Asked::Reference(value.to_owned())),
        "name" => {
            let name = PersonName::parse(value).ok();
            let key = name.as_ref().and_then(SearchKey::of_name);
            if key.is_none() {
                fields.wrong(
                    "value",
                    "Enter a name on one line, of 200 characters at most",
                );
            }
            return key.map(|key| Asked::Key(key, None));
        }
        kind => IdentifierKind::named(kind)?,
    };
    match Identifier::parse(kind, value) {
        Ok(identifier) => Some(Asked::Key(SearchKey::of(&identifier)?, Some(identifier))),
        Err(unreadable) => {
            fields.wrong("value", unreadable);
            None
        }
    }
}

async fn by_reference(desk: &Desk, reference: &str) -> Result<SearchResults, Error> {
    let id = desk.find_request(reference).await?;
    let request = desk.store.request(id).await?.ok_or_else(no_request)?;
    let found = Found::Request(Box::new(request));
    Ok(SearchResults {
        found: vec![hit(desk, found, true)],
        cursor: None,
        suppressions: Vec::new(),
    })
}

/// Shows one result. Masks the contact if only the name matches.
fn hit(desk: &Desk, found: Found, is_certain: bool) -> Hit {
    match found {
        Found::Request(request) => Hit::Request(Box::new(RequestHit {
            summary: Summary::of(&request, desk.clock.now()),
            name: request.person.name.filter(|_| is_certain),
        })),
        Found::Inbound { id, email, waits } => {
            let view = InboundView::of(id, email);
            Hit::Inbound(Box::new(InboundHit {
                inbound: if is_certain { view } else { view.masked() },
                waits,
            }))
        }
    }
}

async fn suppressions(
    desk: &Desk,
    identifier: Option<Identifier>,
) -> Result<Vec<SuppressionView>, Error> {
    let Some(identifier) = identifier else {
        return Ok(Vec::new());
    };
    let hash = (identifier.kind(), identifier.sha256());
    let records = desk.store.suppressions(&[hash]).await?;
    let purposes = records.iter().flat_map(|record| &record.purposes);
    Ok(purposes
        .map(|(purpose, state)| view(*purpose, state))
        .collect())
}

fn view(purpose: Purpose, state: &SuppressionState) -> SuppressionView {
    let (since, ended, asked) = match state {
        SuppressionState::InForce { since, asked, .. } => (Some(*since), None, Some(*asked)),
        SuppressionState::Ended(at) => (None, Some(*at), None),
    };
    SuppressionView {
        purpose: purpose.as_str(),
        since,
        ended,
        ask_again_from: asked.and_then(|asked| purpose.ask_again_from(asked)),
    }
}
