//! The weekly comparison of index and table, in both directions: a request without an index entry would never be checked.
//! It also adds index entries for requests that an earlier version of this program wrote.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use store::{EntryHash, Heartbeat, RequestList, SHARDS, StoreError};

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

/// Compares index and table, and repairs differences.
///
/// # Errors
/// [`StoreError`] if the index or the table can't be read.
pub(crate) async fn compare(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let Some(listed) = listed(deps, run, limit).await? else {
        run.unfinished = true;
        return Ok(());
    };
    let mut matched = vec![false; listed.len()];
    let mut after = None;
    loop {
        if limit.has_come() {
            run.unfinished = true;
            return Ok(());
        }
        let page = deps.store.scan_page(after.as_ref()).await?;
        run.audit_failures += u64::from(page.unreadable);
        for stored in page.requests {
            let found = stored
                .entry
                .and_then(|hash| listed.binary_search(&hash).ok());
            match found {
                Some(at) => matched[at] = true,
                None if stored.entry.is_none() && stored.needs_no_entry => {}
                None => repair(deps, stored.id, run).await?,
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let unmatched = listed.into_iter().zip(matched);
    let unmatched: BTreeSet<EntryHash> = unmatched
        .filter(|(_, matched)| !matched)
        .map(|(hash, _)| hash)
        .collect();
    if !unmatched.is_empty() {
        repair_unmatched(deps, &unmatched, run).await?;
    }
    heartbeat.compared = Some(week(deps.clock.now()));
    Ok(())
}

/// Returns all entries of the index, sorted.
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

/// Repairs index entries that matched no request in the table, unless the request changed in the meantime.
async fn repair_unmatched(
    deps: &Deps,
    unmatched: &BTreeSet<EntryHash>,
    run: &mut Run,
) -> Result<(), StoreError> {
    for list in RequestList::ALL {
        for shard in 0..SHARDS {
            let mut after = None;
            loop {
                let page = deps
                    .store
                    .list_page(list, shard, None, after.as_ref(), PAGE_SIZE)
                    .await?;
                for row in page
                    .rows
                    .iter()
                    .filter(|row| unmatched.contains(&row.entry_hash()))
                {
                    repair(deps, row.id, run).await?;
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(())
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
            tracing::error!(request = %id, "the index entry of a request was wrong");
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
