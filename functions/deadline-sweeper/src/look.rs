//! What is due to be looked at: each request once, the oldest first.
//!
//! Nothing is claimed. A request is read as it is, takes the step that time takes, and is written only if nobody
//! else has written it since; whoever comes second finds nothing left to do. So a run may be cut anywhere, and two
//! may run at once.

use crate::{Deps, Limit, Run};
use domain::law::Right;
use domain::log::Event;
use domain::request::{Command, Milestone, Transition};
use jiff::Timestamp;
use store::{
    Cursor, FoundRequest, IndexedRequest, REQUESTS_PER_READ, RequestList, SHARDS, StoreError,
};
use tokio::task::JoinSet;

/// Requests that are written at the same time.
const AT_ONCE: usize = 8;

/// Requests in a row that could not be written before a run gives up.
const MOST_FAILURES: u64 = 40;

/// Rows of one shard that are read at a time.
const A_PAGE: u16 = 100;

/// A shard of a list, and how far it was read.
struct Shard {
    list: RequestList,
    number: u8,
    after: Option<Cursor>,
    read: bool,
}

/// Looks at everything that is due, until nothing is left or the time is over.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub(crate) async fn at_all(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    let now = deps.clock.now();
    // What is late first, so that what is found late now isn't counted twice.
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
            if !look_at(deps, rows, run, limit).await {
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

/// The rows of a shard's next page that are due. Of what is late all is read, for it is counted.
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
        .list_page(shard.list, shard.number, until, after, A_PAGE)
        .await?;
    shard.read = page.next.is_none();
    shard.after = page.next;
    let found = count(page.rows.len()) + u64::from(page.unreadable);
    run.rows += found;
    run.unreadable += u64::from(page.unreadable);
    let mut rows = page.rows;
    if shard.list == RequestList::Overdue {
        run.overdue += found;
        run.overdue_choices += count(rows.iter().filter(|row| is_choice(row)).count());
    }
    rows.retain(|row| row.check_at <= now);
    Ok(rows)
}

fn is_choice(row: &IndexedRequest) -> bool {
    let right = row.facts.as_ref().and_then(store::RequestFacts::right);
    matches!(right, Some(Right::Immediate(_)))
}

/// Looks at these, some of them at once: while some are written, the next ones are read. False if the time is over
/// before all of them, or if nothing can be read or written: trying the rest would make that worse.
async fn look_at(deps: &Deps, rows: Vec<IndexedRequest>, run: &mut Run, limit: Limit) -> bool {
    let mut chunks = rows.chunks(REQUESTS_PER_READ);
    let read = |some: &[IndexedRequest]| {
        let (store, rows) = (deps.store.clone(), some.to_vec());
        tokio::spawn(async move {
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            store.requests(&ids).await.map(|found| (rows, found))
        })
    };
    let mut going = JoinSet::new();
    let mut next = chunks.next().map(read);
    let mut goes_on = true;
    while let Some(reading) = next.take() {
        match reading.await {
            Ok(Ok((rows, found))) => {
                goes_on = !limit.has_come() && run.failed_in_a_row < MOST_FAILURES;
                if !goes_on {
                    break;
                }
                next = chunks.next().map(read);
                for (row, found) in rows.into_iter().zip(found) {
                    if going.len() == AT_ONCE
                        && let Some(done) = going.join_next().await
                    {
                        run.add(done.unwrap_or(Looked::Failed));
                    }
                    going.spawn(look(deps.clone(), row, found));
                }
            }
            Ok(Err(error)) => {
                run.failed += 1;
                tracing::error!(%error, "requests that are due can't be read");
                goes_on = false;
            }
            Err(_) => goes_on = false,
        }
    }
    while let Some(done) = going.join_next().await {
        run.add(done.unwrap_or(Looked::Failed));
    }
    goes_on
}

/// What came of a look.
pub(crate) enum Looked {
    /// Time has taken a step.
    Passed {
        milestones: Vec<Milestone>,
        emails: usize,
        /// The right of a request that is found late by it.
        late: Option<Option<Right>>,
    },
    /// There was nothing to do; the index showed it too early.
    Nothing,
    /// Somebody else was faster, or it is gone.
    Moved,
    /// It can't be read.
    Unreadable,
    /// It could not be written; it is due still.
    Failed,
}

async fn look(deps: Deps, row: IndexedRequest, found: FoundRequest) -> Looked {
    let request = match found {
        Ok(Some(request)) => request,
        Ok(None) => return Looked::Moved,
        Err(error) => {
            // Staff must find it, and the id names nobody.
            tracing::error!(%error, request = %row.id, "a request that is due can't be read");
            return Looked::Unreadable;
        }
    };
    let checked_until = match request.apply(Command::CheckDeadlines, deps.clock.now()) {
        Ok(transition) => deps
            .store
            .commit(&transition)
            .await
            .map(|()| passed(transition)),
        // The index shows it too early. It may lag, or another version has put it there.
        Err(_) => {
            let placed = deps.store.update_entry(&request, &row).await;
            placed.map(|_| Looked::Nothing)
        }
    };
    match checked_until {
        Ok(checked_until) => checked_until,
        Err(StoreError::Changed) => Looked::Moved,
        Err(error) => {
            tracing::error!(%error, "a request comes due again");
            Looked::Failed
        }
    }
}

fn passed(transition: Transition) -> Looked {
    let milestones = match transition.entry.event {
        Event::MilestonesPassed { milestones } => milestones,
        _ => Vec::new(),
    };
    let late = transition.request.is_open() && milestones.contains(&Milestone::Overdue);
    Looked::Passed {
        emails: transition.emails.len(),
        late: late.then(|| transition.request.right()),
        milestones,
    }
}
