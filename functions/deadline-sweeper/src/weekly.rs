//! Once a week index and table are compared, both ways: what the table holds and the index doesn't show would never
//! be looked at. A request that a version before this wrote is put into the index here.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use store::{EntryHash, Heartbeat, RequestList, SHARDS, StoreError};

/// Rows of the index that are read at a time.
const A_PAGE: u16 = 1_000;

/// The Monday of a moment's week.
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

/// Compares, if the week has not seen it.
///
/// # Errors
/// [`StoreError`] if either can't be read.
pub(crate) async fn do_it(
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

/// Compares index and table, and puts right what differs.
///
/// # Errors
/// [`StoreError`] if either can't be read.
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
    let mut met = vec![false; listed.len()];
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
                .and_then(|mark| listed.binary_search(&mark).ok());
            match found {
                Some(at) => met[at] = true,
                None if stored.entry.is_none() && stored.needs_no_entry => {}
                None => put_right(deps, stored.id, run).await?,
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let unmet = listed.into_iter().zip(met);
    let unmet: BTreeSet<EntryHash> = unmet
        .filter(|(_, met)| !met)
        .map(|(mark, _)| mark)
        .collect();
    if !unmet.is_empty() {
        look_up(deps, &unmet, run).await?;
    }
    heartbeat.compared = Some(week(deps.clock.now()));
    Ok(())
}

/// What the index shows, in order.
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
                    .list_page(list, shard, None, after.as_ref(), A_PAGE)
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

/// Rows of the index that no request of the table matched: what has moved meanwhile is well.
async fn look_up(
    deps: &Deps,
    unmet: &BTreeSet<EntryHash>,
    run: &mut Run,
) -> Result<(), StoreError> {
    for list in RequestList::ALL {
        for shard in 0..SHARDS {
            let mut after = None;
            loop {
                let page = deps
                    .store
                    .list_page(list, shard, None, after.as_ref(), A_PAGE)
                    .await?;
                for row in page
                    .rows
                    .iter()
                    .filter(|row| unmet.contains(&row.entry_hash()))
                {
                    put_right(deps, row.id, run).await?;
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

async fn put_right(
    deps: &Deps,
    id: domain::request::RequestId,
    run: &mut Run,
) -> Result<(), StoreError> {
    match deps.store.repair_entry(id).await {
        Ok(true) => {
            run.repaired += 1;
            run.audit_failures += 1;
            tracing::error!(request = %id, "a request was not where it belongs in the index");
        }
        Ok(false) => {}
        Err(StoreError::Corrupt { kind }) => {
            run.unreadable += 1;
            tracing::error!(kind, request = %id, "a request can't be read");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
