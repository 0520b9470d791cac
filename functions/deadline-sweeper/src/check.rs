//! Checks the deadlines of all due requests, the oldest first.
//!
//! The sweeper claims nothing. It reads a request, applies `CheckDeadlines`, and writes the result only if no other
//! process has changed the request since. So a run may stop anywhere, and two runs may overlap.

use crate::{Deps, Limit, Run, law_changes};
use domain::law::Right;
use domain::log::Event;
use domain::request::{Command, LawChange, Milestone, Transition};
use jiff::Timestamp;
use store::{
    Cursor, FoundRequest, IndexedRequest, REQUESTS_PER_READ, RequestList, SHARDS, StoreError,
};
use tokio::task::{JoinError, JoinSet};

/// The number of concurrent writes.
const CONCURRENCY: usize = 8;

/// The number of consecutive failures after which a run stops.
const MAX_FAILURES: u64 = 40;

/// The number of rows to read from one shard at a time.
const PAGE_SIZE: u16 = 100;

/// A shard of a list with the read position.
struct Shard {
    list: RequestList,
    number: u8,
    after: Option<Cursor>,
    read: bool,
}

/// Checks all due requests, until none is left or the run reaches its limit.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub(crate) async fn all_due(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    let now = deps.clock.now();
    // Overdue requests first, so that a request that becomes overdue in this run isn't counted twice.
    for list in [RequestList::Overdue, RequestList::Open] {
        let shards = (0..SHARDS).map(|number| Shard {
            list,
            number,
            after: None,
            read: false,
        });
        let mut shards: Vec<Shard> = shards.collect();
        while shards.iter().any(|shard| !shard.read) {
            let mut rows = Vec::new();
            for shard in shards.iter_mut().filter(|shard| !shard.read) {
                rows.extend(next_page(deps, shard, now, run).await?);
            }
            rows.sort_by_key(|row| row.check_at);
            if !check_rows(deps, rows, run, limit).await {
                run.unfinished = true;
                return Ok(());
            }
        }
    }
    Ok(())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Returns the due rows of a shard's next page. The overdue list is read completely because its requests are counted.
async fn next_page(
    deps: &Deps,
    shard: &mut Shard,
    now: Timestamp,
    run: &mut Run,
) -> Result<Vec<IndexedRequest>, StoreError> {
    let until = (shard.list == RequestList::Open).then_some(now);
    let after = shard.after.as_ref();
    let page = deps
        .store
        .list_page(shard.list, shard.number, until, after, PAGE_SIZE)
        .await?;
    shard.read = page.next.is_none();
    shard.after = page.next;
    let found = count(page.rows.len()) + u64::from(page.unreadable);
    run.rows += found;
    run.unreadable += u64::from(page.unreadable);
    let mut rows = page.rows;
    if shard.list == RequestList::Overdue {
        run.overdue += found;
        run.overdue_immediate += count(rows.iter().filter(|row| is_immediate(row)).count());
    }
    rows.retain(|row| row.check_at <= now);
    Ok(rows)
}

fn is_immediate(row: &IndexedRequest) -> bool {
    let right = row.facts.as_ref().and_then(store::RequestFacts::right);
    matches!(right, Some(Right::Immediate(_)))
}

/// Checks these requests concurrently: reads the next ones while it writes others. Returns false if the run reached its
/// limit, or if the store fails repeatedly and more calls would add load.
async fn check_rows(deps: &Deps, rows: Vec<IndexedRequest>, run: &mut Run, limit: Limit) -> bool {
    let mut chunks = rows.chunks(REQUESTS_PER_READ);
    let read = |some: &[IndexedRequest]| {
        let (store, rows) = (deps.store.clone(), some.to_vec());
        tokio::spawn(async move {
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            store.requests(&ids).await.map(|found| (rows, found))
        })
    };
    let mut running = JoinSet::new();
    let mut next = chunks.next().map(read);
    let mut proceed = true;
    while let Some(reading) = next.take() {
        match reading.await {
            Ok(Ok((rows, found))) => {
                proceed = !limit.has_come() && run.failed_in_a_row < MAX_FAILURES;
                if !proceed {
                    break;
                }
                next = chunks.next().map(read);
                for (row, found) in rows.into_iter().zip(found) {
                    if running.len() == CONCURRENCY
                        && let Some(done) = running.join_next().await
                    {
                        add(run, done);
                    }
                    running.spawn(check(deps.clone(), row, found));
                }
            }
            Ok(Err(error)) => {
                run.failed += 1;
                tracing::error!(%error, "due requests could not be read");
                proceed = false;
            }
            Err(_) => proceed = false,
        }
    }
    while let Some(done) = running.join_next().await {
        add(run, done);
    }
    proceed
}

fn add(run: &mut Run, done: Result<(Option<LawChange>, CheckResult), JoinError>) {
    let (change, result) = done.unwrap_or((None, CheckResult::Failed));
    run.law_changed(change);
    run.add(result);
}

/// The result of checking one request.
pub(crate) enum CheckResult {
    /// The request passed milestones.
    Passed {
        milestones: Vec<Milestone>,
        emails: usize,
        /// The right of a request that became overdue.
        late: Option<Option<Right>>,
    },
    /// Nothing to do: the index listed the request too early.
    Nothing,
    /// Another process changed the request first, or it is gone.
    Moved,
    /// The request is unreadable.
    Unreadable,
    /// The request could not be written. It is still due.
    Failed,
}

async fn check(
    deps: Deps,
    row: IndexedRequest,
    found: FoundRequest,
) -> (Option<LawChange>, CheckResult) {
    let request = match found {
        Ok(Some(request)) => request,
        Ok(None) => return (None, CheckResult::Moved),
        Err(error) => {
            // Staff need the ID to find the request. It identifies no person.
            tracing::error!(%error, request = %row.id, "a due request is unreadable");
            return (None, CheckResult::Unreadable);
        }
    };
    // A deadline that passes today passes under the law of today.
    let (request, change) = match law_changes::apply_to(&deps, request).await {
        Ok(changed) => changed,
        Err(error) => return (None, failed(error)),
    };
    let result = match request.apply(Command::CheckDeadlines, deps.clock.now()) {
        Ok(transition) => deps
            .store
            .commit(&transition)
            .await
            .map(|()| passed(transition)),
        // The index listed it too early: the index is stale, or another version of this program wrote the entry.
        Err(_) => {
            let placed = deps.store.update_entry(&request, &row).await;
            placed.map(|_| CheckResult::Nothing)
        }
    };
    (change, result.unwrap_or_else(failed))
}

fn failed(error: StoreError) -> CheckResult {
    match error {
        StoreError::Changed => CheckResult::Moved,
        error => {
            tracing::error!(%error, "a check failed and comes due again");
            CheckResult::Failed
        }
    }
}

fn passed(transition: Transition) -> CheckResult {
    let milestones = match transition.entry.event {
        Event::MilestonesPassed { milestones } => milestones,
        _ => Vec::new(),
    };
    let late = transition.request.is_open() && milestones.contains(&Milestone::Overdue);
    CheckResult::Passed {
        emails: transition.emails.len(),
        late: late.then(|| transition.request.right()),
        milestones,
    }
}
