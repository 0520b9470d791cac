//! The weekly comparison of index and table, in both directions: a request without an index entry would never be checked.
//! It also proves that staff find each request, in the queue and by search.
//! First the requests of the table are compared with the index, whose entries fit into memory as hashes of eight bytes. Then
//! the rows of the index are compared with the table. It also adds index entries for requests that an earlier version of this program wrote.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use store::{
    CompareNext, Comparing, Cursor, EntryHash, Heartbeat, REQUESTS_PER_READ, RequestList, SHARDS,
    StoreError,
};

/// The number of index rows to read at a time.
const PAGE_SIZE: u16 = 1_000;

/// Returns the Monday of the current week.
fn week(now: Timestamp) -> Date {
    let today = Calendar::California.date_of(now);
    let back = today.weekday().to_monday_zero_offset();
    let monday = today.checked_sub(jiff::Span::new().days(back));
    debug_assert!(
        monday
            .as_ref()
            .is_ok_and(|day| day.weekday() == Weekday::Monday)
    );
    monday.unwrap_or(today)
}

/// Compares unless the week's comparison is done.
///
/// # Errors
/// [`StoreError`] if the index or the table can't be read.
pub(crate) async fn run_if_due(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    if heartbeat.compared == Some(week(deps.clock.now())) {
        return Ok(());
    }
    compare(deps, heartbeat, run, limit).await
}

/// Compares index and table, and repairs differences. A run that reaches its limit saves the position in the heartbeat, and
/// the next run continues there.
///
/// # Errors
/// [`StoreError`] if the index or the table can't be read.
pub(crate) async fn compare(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let week = week(deps.clock.now());
    let unfinished = heartbeat.comparing.take();
    let mut comparing = unfinished
        .filter(|comparing| comparing.week == week)
        .unwrap_or(Comparing {
            week,
            next: CompareNext::Table(None),
        });
    let compared = compare_from(deps, &mut comparing.next, run, limit).await;
    match compared {
        Ok(true) => heartbeat.compared = Some(week),
        Ok(false) => {
            run.unfinished = true;
            heartbeat.comparing = Some(comparing);
        }
        Err(error) => {
            heartbeat.comparing = Some(comparing);
            return Err(error);
        }
    }
    Ok(())
}

/// Compares from a position on, and moves the position. Returns false if the run reached its limit.
async fn compare_from(
    deps: &Deps,
    next: &mut CompareNext,
    run: &mut Run,
    limit: Limit,
) -> Result<bool, StoreError> {
    if let CompareNext::Table(after) = next {
        if !compare_table(deps, after, run, limit).await? {
            return Ok(false);
        }
        *next = CompareNext::Index(RequestList::ALL[0], 0, None);
    }
    let CompareNext::Index(from_list, from_shard, from) = next.clone() else {
        return Ok(true);
    };
    let mut from = Some(from);
    for list in RequestList::ALL
        .into_iter()
        .filter(|list| *list >= from_list)
    {
        let first = if list == from_list { from_shard } else { 0 };
        for shard in first..SHARDS {
            *next = CompareNext::Index(list, shard, from.take().flatten());
            if let CompareNext::Index(_, _, after) = next
                && !compare_shard(deps, (list, shard), after, run, limit).await?
            {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Repairs the requests whose entry the index doesn't show, or that the search doesn't find. Returns false if the run reached its limit.
async fn compare_table(
    deps: &Deps,
    after: &mut Option<Cursor>,
    run: &mut Run,
    limit: Limit,
) -> Result<bool, StoreError> {
    let Some(listed) = listed(deps, run, limit).await? else {
        return Ok(false);
    };
    loop {
        if limit.has_come() {
            return Ok(false);
        }
        let page = deps.store.scan_page(after.as_ref()).await?;
        for stored in page.requests {
            let found = stored
                .entry
                .is_some_and(|hash| listed.binary_search(&hash).is_ok());
            let listed = found || (stored.entry.is_none() && stored.needs_no_entry);
            if listed && stored.is_found_by_staff {
                continue;
            }
            // The page is read again by the next run.
            if limit.has_come() {
                return Ok(false);
            }
            repair(deps, stored.id, run).await?;
        }
        run.audit_failures += u64::from(page.unreadable);
        if page.next.is_none() {
            return Ok(true);
        }
        *after = page.next;
    }
}

/// Repairs the requests whose entry differs from the row that the index shows. Returns false if the run reached its limit.
async fn compare_shard(
    deps: &Deps,
    (list, shard): (RequestList, u8),
    after: &mut Option<Cursor>,
    run: &mut Run,
    limit: Limit,
) -> Result<bool, StoreError> {
    loop {
        let page = deps
            .store
            .list_page(list, shard, None, after.as_ref(), PAGE_SIZE)
            .await?;
        for rows in page.rows.chunks(REQUESTS_PER_READ) {
            if limit.has_come() {
                return Ok(false);
            }
            for id in deps.store.rows_that_differ(rows).await? {
                repair(deps, id, run).await?;
            }
        }
        if page.next.is_none() {
            return Ok(true);
        }
        *after = page.next;
    }
}

/// Returns all entries of the index, sorted. `None` if the run reached its limit.
async fn listed(
    deps: &Deps,
    run: &mut Run,
    limit: Limit,
) -> Result<Option<Vec<EntryHash>>, StoreError> {
    let mut listed = Vec::new();
    for list in RequestList::ALL {
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
                run.audit_failures += u64::from(page.unreadable);
                listed.extend(page.rows.iter().map(store::IndexedRequest::entry_hash));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    listed.sort_unstable();
    Ok(Some(listed))
}

async fn repair(
    deps: &Deps,
    id: domain::request::RequestId,
    run: &mut Run,
) -> Result<(), StoreError> {
    match deps.store.repair_entry(id).await {
        Ok(true) => {
            run.repaired += 1;
            run.audit_failures += 1;
            tracing::error!(request = %id, "the index entry or the search of a request was wrong");
        }
        Ok(false) => {}
        Err(StoreError::Corrupt { kind }) => {
            run.unreadable += 1;
            tracing::error!(kind, request = %id, "a request is unreadable");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
