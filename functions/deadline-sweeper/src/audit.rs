//! The daily audit: what is open, counted from the index, and whether time will move all of it.
//!
//! A request in the index is looked at when its time comes, so that each of them moves or is told of. What should
//! have been looked at and was not is a failure, and what the index shows of a request that can't be read is put
//! right. That nothing is missing in the index is for the weekly comparison to prove.

use crate::{Deps, Limit};
use domain::calendar::{Calendar, Due};
use domain::staff::{Bar, Group, Left, Line, working_days_left};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{IndexedRequest, RequestFacts, RequestList, SHARDS, StoreError};

/// Rows that are read at a time.
const A_PAGE: u16 = 1_000;

/// A request that should have been looked at so long ago was missed.
const MISSED_AFTER: SignedDuration = SignedDuration::from_hours(3);

/// An open request is looked at by its last day, and every five working days from then on. One that is to be looked
/// at so long after is in the wrong place.
const MISPLACED_AFTER: SignedDuration = SignedDuration::from_hours(21 * 24);

/// Lines of the digest: of what is overdue and due together, and of what nobody has read.
const MOST_LINES: usize = 50;

/// Working days within which a request is called due.
const DUE_WITHIN: i16 = 5;

/// Working days after which an email that nobody has read is called in doubt.
const UNREAD: i16 = 2;

/// What is open.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By rule and stage.
    pub(crate) stages: BTreeMap<(String, String), u64>,
    /// The day on which the oldest reached us.
    pub(crate) oldest: Option<Date>,
    /// Requests that should have been looked at.
    pub(crate) missed: u64,
    /// Rows that can't be read.
    pub(crate) unreadable: u64,
    /// Requests that were put where they belong.
    pub(crate) repaired: u64,
    dates: BTreeMap<Due, u64>,
    overdue: Most,
    due: Most,
    in_review: Most,
}

/// The most urgent of a group, and how many there are.
#[derive(Debug, Default)]
struct Most {
    count: u64,
    first: BTreeSet<(Due, String)>,
    lines: BTreeMap<String, (Due, RequestFacts, domain::receipt::ReceiptId)>,
}

impl Most {
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
    /// How many requests are open.
    pub(crate) fn open(&self) -> u64 {
        self.stages.values().sum()
    }

    /// How many days ago the oldest reached us.
    pub(crate) fn oldest_days(&self, today: Date) -> u64 {
        let days = self
            .oldest
            .and_then(|oldest| today.since(oldest).ok())
            .map(|age| age.get_days());
        u64::try_from(days.unwrap_or_default()).unwrap_or_default()
    }

    /// The chart.
    pub(crate) fn bars(&self, today: Date) -> Vec<Bar> {
        let requests = |left: Left| {
            let dates = self.dates.iter();
            dates
                .filter(|(due, _)| Left::of(**due, today) == left)
                .map(|(_, count)| count)
                .sum()
        };
        Left::ALL
            .into_iter()
            .map(|left| Bar {
                left,
                requests: requests(left),
            })
            .collect()
    }

    /// What is overdue, due and in doubt.
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
        let unread = facts.rule.is_none() && working_days_left(today, facts.received) >= UNREAD;
        if today > due.latest {
            self.overdue.add(due, row, facts);
        } else if unread {
            self.in_review.add(due, row, facts);
        } else if due.target <= today || working_days_left(due.target, today) <= DUE_WITHIN {
            self.due.add(due, row, facts);
        }
    }
}

/// Counts what is open. None if the time is over before all of it was counted.
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
                    .list_page(list, shard, None, after.as_ref(), A_PAGE)
                    .await?;
                tally.unreadable += u64::from(page.unreadable);
                for row in &page.rows {
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
