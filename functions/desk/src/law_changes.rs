//! How the laws of a day change the open requests.

use crate::Deps;
use crate::error::Error;
use crate::query::{Query, cursor};
use crate::views::report_unreadable;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use domain::law::Rule;
use domain::request::LawChangeCounts;
use gateway::Problem;
use http::{StatusCode, Uri};
use jiff::civil::Date;
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;
use store::{Desk, StoreError};

/// How long one call counts. The next call continues.
const COUNT_FOR: Duration = Duration::from_secs(10);

/// The number of requests to read at a time.
const PAGE_SIZE: u16 = 100;

/// The changes that the laws of a day make to the open requests, or to some of them.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// The counts.
    pub counts: LawChangeCounts,
    /// The start of the rest, if the time was over before the end.
    pub next: Option<String>,
}

/// Counts the open requests that the laws of this day change, until the limit.
///
/// # Errors
/// [`StoreError`] if the open requests can't be read.
pub async fn count(
    store: &Desk,
    on: Date,
    mut after: Option<String>,
    limit: Limit,
) -> Result<Counted, StoreError> {
    let mut counts = LawChangeCounts::default();
    loop {
        let page = store.open_by_check(after.as_deref(), PAGE_SIZE).await?;
        report_unreadable(page.unreadable);
        let changes = page
            .found
            .iter()
            .filter_map(|request| request.law_change(on));
        changes.for_each(|change| counts.add(&change));
        if page.next.is_none() || limit.has_come() {
            let next = page.next;
            return Ok(Counted { counts, next });
        }
        after = page.next;
    }
}

#[derive(Serialize)]
struct View {
    on: Date,
    counts: LawChangeCounts,
    sentence: String,
    /// The start of the rest. Add the counts of all answers.
    cursor: Option<String>,
}

/// Shows how many open requests the laws of a day change: the day `on`, or the next day on which a rule takes effect.
pub(crate) async fn read(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Error> {
    let mut query = Query::of(&uri);
    let on = query.take("on").map(|text| text.parse::<Date>());
    let on = on
        .transpose()
        .map_err(|_| Problem::field("on", "Use a date like 2027-01-01"))?;
    let after = query.cursor()?;
    query.done()?;
    let today = Calendar::California.date_of(deps.clock.now());
    let on = on.or_else(|| Rule::next_change(today)).unwrap_or(today);
    let counted = count(&deps.store, on, after, Limit::within(COUNT_FOR)).await?;
    let view = View {
        on,
        counts: counted.counts,
        sentence: format!("On {on}: {}.", counted.counts),
        cursor: cursor(counted.next),
    };
    Ok(gateway::response::json(StatusCode::OK, &view))
}
