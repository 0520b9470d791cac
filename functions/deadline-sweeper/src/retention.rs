//! Erases people from requests that were kept long enough: from the table, from emails and from every version of the raw
//! messages. The request without its person stays for the yearly metrics. Suppressions stay with the SHA-256 of each
//! identifier, because the company must go on honoring the opt-out.
//!
//! A request leaves the index only after a complete erasure, so the next run continues an interrupted one.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::{Refused, Request};
use jiff::{Timestamp, ToSpan};
use store::{ActionError, IndexedRequest, RequestList, RetainedInbound, SHARDS, StoreError};

//= req: ca-7101-a
/// The minimum retention in months (11 CCR § 7101(a)).
pub(crate) const LEAST_MONTHS: i32 = 24;

/// The number of rows to read at a time.
const PAGE_SIZE: u16 = 50;

/// Erases what was kept long enough.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub(crate) async fn erase_all(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    let now = deps.clock.now();
    for shard in 0..SHARDS {
        let mut after = None;
        loop {
            let page = deps
                .store
                .list_page(
                    RequestList::Closed,
                    shard,
                    Some(now),
                    after.as_ref(),
                    PAGE_SIZE,
                )
                .await?;
            for row in &page.rows {
                if limit.has_come() {
                    run.unfinished = true;
                    return Ok(());
                }
                match erase_person(deps, row, now, limit).await {
                    Ok(erased) => run.erased += u64::from(erased),
                    Err(error) => run.erase_failed(&error),
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    erase_all_inbound(deps, run, limit, now).await
}

/// Why an erasure failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EraseError {
    #[error(transparent)]
    Command(#[from] ActionError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
}

/// Erases the person of a request whose retention has ended. Returns whether the erasure is complete. A run that reaches
/// its limit leaves the request in the index, and the next run continues.
async fn erase_person(
    deps: &Deps,
    row: &IndexedRequest,
    now: Timestamp,
    limit: Limit,
) -> Result<bool, EraseError> {
    let Some(request) = deps.store.request(row.id).await? else {
        return Ok(false);
    };
    if request.erased.is_none() {
        match kept_until(&request, deps.kept_months) {
            Some(until) if until > now => {
                deps.store.postpone_retention(&request, until).await?;
                return Ok(false);
            }
            Some(_) => {}
            None => {
                deps.store.update_entry(&request, row).await?;
                return Ok(false);
            }
        }
    }
    let stop = || limit.has_come();
    loop {
        let erasing = deps.store.erase(request.id, Actor::System, now, &stop);
        let erased = match erasing.await {
            // An email is pending or a dispute has started: the request stays due until that ends.
            Err(ActionError::Refused(Refused::RetentionRequired(_))) => return Ok(false),
            erased => erased?,
        };
        for key in &erased.archived {
            deps.archive.erase(key).await?;
        }
        deps.store
            .archive_erased(request.id, &erased.archived)
            .await?;
        if erased.complete {
            deps.store.remove_entry(&erased.request).await?;
            return Ok(true);
        }
        if stop() {
            return Ok(false);
        }
    }
}

/// Returns when a closed request may be erased. An open or held request has no such time.
fn kept_until(request: &Request, months: i32) -> Option<Timestamp> {
    request.next_check_at().filter(|_| !request.is_open())?;
    let calendar = request.calendar();
    let from = calendar.date_of(request.retention_start()?);
    Some(calendar.end_of(from.saturating_add(months.months())))
}

async fn erase_all_inbound(
    deps: &Deps,
    run: &mut Run,
    limit: Limit,
    now: Timestamp,
) -> Result<(), StoreError> {
    let today = Calendar::California.date_of(now);
    let last = today.saturating_sub(deps.kept_months.months());
    let until = Calendar::California.start_of(last);
    for list in RetainedInbound::ALL {
        for shard in 0..SHARDS {
            if limit.has_come() || !erase_inbound_of(deps, run, limit, (list, shard), until).await?
            {
                run.unfinished = true;
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Erases the inbound emails in one shard of a list. An email that can't be erased doesn't stop those behind it. Returns
/// false if the run reached its limit.
async fn erase_inbound_of(
    deps: &Deps,
    run: &mut Run,
    limit: Limit,
    (list, shard): (RetainedInbound, u8),
    until: Timestamp,
) -> Result<bool, StoreError> {
    let mut after = None;
    loop {
        let page = deps
            .store
            .inbound_before(list, shard, until, after.as_ref(), PAGE_SIZE)
            .await?;
        for id in page.found {
            if limit.has_come() {
                return Ok(false);
            }
            match erase_inbound(deps, id, limit).await {
                Ok(erased) => run.erased += u64::from(erased),
                Err(error) => run.erase_failed(&error),
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(true);
        }
    }
}

async fn erase_inbound(deps: &Deps, id: ReceiptId, limit: Limit) -> Result<bool, EraseError> {
    let Some(archived) = deps.store.unlinked_archive_key(id).await? else {
        return Ok(false);
    };
    deps.archive.erase(&archived).await?;
    let stop = || limit.has_come();
    Ok(deps.store.delete_inbound(id, &archived, &stop).await?)
}
