//! What was kept for as long as it must be is forgotten: whatever names a person goes from the table, from emails
//! and from every version of the raw mail. The request without its person stays, for the yearly figures, and so
//! does what is stopped, which is kept under hashes.
//!
//! A request leaves the index only when all of it is done; whoever is cut leaves the rest to the next run.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::{Refused, Request};
use jiff::{Timestamp, ToSpan};
use store::{ActionError, IndexedRequest, RequestList, SHARDS, StoreError};

/// Months for which a record is kept at least (11 CCR § 7101(a)).
pub(crate) const LEAST_MONTHS: i32 = 24;

/// Rows that are read at a time.
const A_PAGE: u16 = 50;

/// Forgets what was kept for long enough.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub(crate) async fn forget_all(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
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
                    A_PAGE,
                )
                .await?;
            for row in &page.rows {
                if limit.has_come() {
                    run.unfinished = true;
                    return Ok(());
                }
                match forget(deps, row, now).await {
                    Ok(forgotten) => run.forgotten += u64::from(forgotten),
                    Err(error) => run.not_forgotten(&error),
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    forget_mail(deps, run, limit, now).await
}

/// Why something was not forgotten.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotForgotten {
    #[error(transparent)]
    Command(#[from] ActionError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
}

async fn forget(deps: &Deps, row: &IndexedRequest, now: Timestamp) -> Result<bool, NotForgotten> {
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
    let forgotten = match deps.store.erase(request.id, Actor::System, now).await {
        // An email is about to leave, or a dispute has begun: it stays due until that is over.
        Err(ActionError::Refused(Refused::RetentionRequired)) => return Ok(false),
        forgotten => forgotten?,
    };
    for key in &forgotten.archived {
        deps.archive.erase(key).await?;
    }
    deps.store
        .archive_erased(request.id, &forgotten.archived)
        .await?;
    deps.store.remove_entry(&forgotten.request).await?;
    Ok(true)
}

/// Until when a closed request is kept; none while it is open or held.
fn kept_until(request: &Request, months: i32) -> Option<Timestamp> {
    request.next_check_at().filter(|_| !request.is_open())?;
    let calendar = request.calendar();
    let from = calendar.date_of(request.retention_start()?);
    Some(calendar.end_of(from.saturating_add(months.months())))
}

async fn forget_mail(
    deps: &Deps,
    run: &mut Run,
    limit: Limit,
    now: Timestamp,
) -> Result<(), StoreError> {
    let today = Calendar::California.date_of(now);
    let last = today.saturating_sub(deps.kept_months.months());
    let until = Calendar::California.start_of(last);
    loop {
        let before = run.forgotten;
        for id in deps.store.inbound_before(until, A_PAGE).await? {
            if limit.has_come() {
                run.unfinished = true;
                return Ok(());
            }
            match forget_one_mail(deps, id).await {
                Ok(forgotten) => run.forgotten += u64::from(forgotten),
                Err(error) => run.not_forgotten(&error),
            }
        }
        if run.forgotten == before {
            return Ok(());
        }
    }
}

async fn forget_one_mail(deps: &Deps, id: ReceiptId) -> Result<bool, NotForgotten> {
    let Some(archived) = deps.store.unlinked_archive_key(id).await? else {
        return Ok(false);
    };
    deps.archive.erase(&archived).await?;
    deps.store.delete_inbound(id, &archived).await?;
    Ok(true)
}
