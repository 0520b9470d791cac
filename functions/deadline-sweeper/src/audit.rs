//! The daily audit: counts the open requests from the index and proves that each will be checked.
//!
//! A missed check and an unreadable item are audit failures. A wrong index entry is repaired and counts as a failure. The
//! weekly comparison proves that no request is missing from the index.

use crate::{Deps, Limit};
use domain::calendar::{Calendar, Due};
use domain::staff::{Bar, DaysLeft, Group, Line, is_due_soon, is_overdue, working_days_left};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{IndexedRequest, RequestFacts, RequestList, SHARDS, StoreError};

/// The number of rows to read at a time.
const PAGE_SIZE: u16 = 1_000;

/// How long after its time an unchecked request counts as missed.
const MISSED_AFTER: SignedDuration = SignedDuration::from_hours(3);

/// An open request is checked by its last day, then every five working days. A next check later than this after the last
/// day means that the index entry is wrong.
const MISPLACED_AFTER: SignedDuration = SignedDuration::from_hours(21 * 24);

/// The number of lines in the digest for overdue and due requests together, and for emails under review.
const MOST_LINES: usize = 50;

/// The open requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The number of requests by rule and stage.
    pub(crate) stages: BTreeMap<(String, String), u64>,
    /// The day when the oldest was received.
    pub(crate) oldest: Option<Date>,
    /// Requests whose check was missed.
    pub(crate) missed: u64,
    /// Unreadable rows.
    pub(crate) unreadable: u64,
    /// Requests whose index entry was repaired.
    pub(crate) repaired: u64,
    dates: BTreeMap<Due, u64>,
    overdue: MostUrgent,
    due: MostUrgent,
    in_review: MostUrgent,
}

/// The size of a group and its most urgent requests.
#[derive(Debug, Default)]
struct MostUrgent {
    count: u64,
    first: BTreeSet<(Due, String)>,
    lines: BTreeMap<String, (Due, RequestFacts, domain::receipt::ReceiptId)>,
}

impl MostUrgent {
    fn add(&mut self, due: Due, row: &IndexedRequest, facts: &RequestFacts) {
        self.count += 1;
        let id = row.id.to_string();
        self.first.insert((due, id.clone()));
        self.lines.insert(id, (due, facts.clone(), row.id.0));
        if self.first.len() > MOST_LINES
            && let Some((_, last)) = self.first.pop_last()
        {
            self.lines.remove(&last);
        }
    }

    fn group(&self, most: usize, today: Date) -> Group {
        let first = self.first.iter().take(most);
        let lines = first.filter_map(|(_, id)| self.lines.get(id));
        let line = |(due, facts, receipt): &(Due, RequestFacts, _)| Line {
            due: *due,
            receipt: *receipt,
            right: facts.right(),
            stage: facts.stage.clone(),
            left: working_days_left(due.target, today),
        };
        Group {
            requests: self.count,
            lines: lines.map(line).collect(),
        }
    }
}

impl Tally {
    /// Returns the number of open requests.
    pub(crate) fn open(&self) -> u64 {
        self.stages.values().sum()
    }

    /// Returns the age of the oldest in days.
    pub(crate) fn oldest_days(&self, today: Date) -> u64 {
        let days = self
            .oldest
            .and_then(|oldest| today.since(oldest).ok())
            .map(|age| age.get_days());
        u64::try_from(days.unwrap_or_default()).unwrap_or_default()
    }

    /// Returns the bars of the chart.
    pub(crate) fn bars(&self, today: Date) -> Vec<Bar> {
        let requests = |left: DaysLeft| {
            let dates = self.dates.iter();
            dates
                .filter(|(due, _)| DaysLeft::of(**due, today) == left)
                .map(|(_, count)| count)
                .sum()
        };
        DaysLeft::ALL
            .into_iter()
            .map(|left| Bar {
                left,
                requests: requests(left),
            })
            .collect()
    }

    /// Returns the overdue and the due requests, and the emails under review.
    pub(crate) fn groups(&self, today: Date) -> [Group; 3] {
        let overdue = self.overdue.group(MOST_LINES, today);
        let left = MOST_LINES - overdue.lines.len();
        let due = self.due.group(left, today);
        [overdue, due, self.in_review.group(MOST_LINES, today)]
    }

    fn add(&mut self, row: &IndexedRequest, facts: &RequestFacts, due: Due, today: Date) {
        let rule = facts.rule.clone().unwrap_or_else(|| "none".to_owned());
        *self.stages.entry((rule, facts.stage.clone())).or_default() += 1;
        let oldest = self.oldest.unwrap_or(facts.received);
        self.oldest = Some(oldest.min(facts.received));
        *self.dates.entry(due).or_default() += 1;
        if is_overdue(due, today) {
            self.overdue.add(due, row, facts);
        } else if is_due_soon(due, today) {
            self.due.add(due, row, facts);
        }
        // The same emails as in the queue's view of reviews, even if they are overdue or due, too.
        if facts.rule.is_none() {
            self.in_review.add(due, row, facts);
        }
    }
}

/// Counts the open requests. Returns `None` if the run reached its limit first.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub(crate) async fn count(deps: &Deps, limit: Limit) -> Result<Option<Tally>, StoreError> {
    let now = deps.clock.now();
    let today = Calendar::California.date_of(now);
    let mut tally = Tally::default();
    for list in [RequestList::Open, RequestList::Overdue] {
        for shard in 0..SHARDS {
            let mut after = None;
            loop {
                if limit.has_come() {
                    return Ok(None);
                }
                let page = deps
                    .store
                    .list_page(list, shard, None, after.as_ref(), PAGE_SIZE)
                    .await?;
                tally.unreadable += u64::from(page.unreadable);
                for row in &page.rows {
                    // A row can cost a read and a write.
                    if limit.has_come() {
                        return Ok(None);
                    }
                    count_row(deps, row, now, today, &mut tally).await?;
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(Some(tally))
}

async fn count_row(
    deps: &Deps,
    row: &IndexedRequest,
    now: Timestamp,
    today: Date,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    if now.duration_since(row.check_at) > MISSED_AFTER {
        tally.missed += 1;
    }
    if let Some(facts) = &row.facts
        && let Some(due) = facts.due
    {
        tally.add(row, facts, due, today);
        let last = Calendar::California.end_of(due.latest).max(now);
        if row.check_at.duration_since(last) <= MISPLACED_AFTER {
            return Ok(());
        }
    }
    match deps.store.request(row.id).await {
        Ok(Some(request)) => {
            let put = deps.store.update_entry(&request, row).await?;
            tally.repaired += u64::from(put);
        }
        Ok(None) => {}
        Err(StoreError::Corrupt { .. }) => tally.unreadable += 1,
        Err(error) => return Err(error),
    }
    Ok(())
}
