//! How the laws of a day change the open requests.

use crate::Desk;
use crate::error::Error;
use crate::query::{Query, cursor};
use crate::views::report_unreadable;
use domain::calendar::Calendar;
use domain::law::{Law, Rule};
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
    /// The day.
    pub on: Date,
    /// The changes on that day.
    pub counts: LawChangeCounts,
    /// The counts in words.
    pub sentence: String,
    /// The start of the rest. Add the counts of all answers.
    pub cursor: Option<String>,
}

/// Returns the next days on which a rule takes effect, at most `most`.
#[must_use]
pub fn coming_days(today: Date, most: usize) -> Vec<Date> {
    std::iter::successors(Rule::next_change(today), |day| Rule::next_change(*day))
        .take(most)
        .collect()
}

/// Returns the laws that have a rule from this day on, in the order of the table.
#[must_use]
pub fn laws_from(day: Date) -> Vec<Law> {
    let has_rule = |law: &Law| Rule::all().any(|rule| rule.from == day && rule.law == *law);
    Law::ALL.into_iter().filter(has_rule).collect()
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

/// Reads what earlier pages of the same count have counted, from the parameters of a link.
///
/// # Errors
/// [`Problem`] if a parameter is no number.
pub fn counted_before(asked: &mut Query) -> Result<LawChangeCounts, Problem> {
    let mut count = |name| match asked.take(name).map(|text| text.parse::<u32>()) {
        None => Ok(0),
        Some(Ok(count)) => Ok(u64::from(count)),
        Some(Err(_)) => Err(Problem::field(name, "Use a number")),
    };
    Ok(LawChangeCounts {
        requests: count("requests")?,
        earlier_date: count("earlier_date")?,
        appeal: count("appeal")?,
        wider_scope: count("wider_scope")?,
    })
}
