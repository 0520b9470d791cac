//! How the laws of a day change the open requests.

use crate::Desk;
use crate::error::Error;
use crate::query::{Query, cursor};
use crate::views::report_unreadable;
use domain::calendar::Calendar;
use domain::law::Rule;
use domain::request::LawChangeCounts;
use gateway::Problem;
use jiff::civil::Date;
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;
use store::StoreError;

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
    store: &store::Desk,
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

/// The changes of a day, or a part of them.
#[derive(Debug, Serialize)]
pub struct LawChanges {
    on: Date,
    counts: LawChangeCounts,
    sentence: String,
    /// The start of the rest. Add the counts of all answers.
    cursor: Option<String>,
}

/// Counts the open requests that the laws of a day change: the day `on`, or the next day on which a rule takes effect.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn read(desk: &Desk, mut query: Query) -> Result<LawChanges, Error> {
    let on = query.take("on").map(|text| text.parse::<Date>());
    let on = on
        .transpose()
        .map_err(|_| Problem::field("on", "Use a date like 2027-01-01"))?;
    let after = query.cursor()?;
    query.done()?;
    let today = Calendar::California.date_of(desk.clock.now());
    let on = on.or_else(|| Rule::next_change(today)).unwrap_or(today);
    let counted = count(&desk.store, on, after, Limit::within(COUNT_FOR)).await?;
    Ok(LawChanges {
        on,
        counts: counted.counts,
        sentence: format!("On {on}: {}.", counted.counts),
        cursor: cursor(counted.next),
    })
}
