//! Rekeying: while two index keys are set, moves items from the older key to the current one. When a complete pass through
//! the table finds no more items, operators may remove the older key from the setting.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use store::{Rekeying, StoreError};

/// Continues where the last run stopped. Items that could not be moved are retried on the next day.
///
/// # Errors
/// [`StoreError`] if the table can't be read or written.
pub(crate) async fn resume(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    let Some(version) = deps.store.older_version() else {
        return Ok(());
    };
    let kept = deps.store.rekeying().await?;
    let mut rekeying = match kept {
        Some(kept) if kept.from == version => kept,
        _ => Rekeying::from(version),
    };
    let today = Calendar::California.date_of(deps.clock.now());
    let waits = rekeying.counted.is_some_and(|(on, _)| on == today);
    if rekeying.is_done() || (waits && rekeying.is_idle()) {
        return Ok(());
    }
    pass(deps, &mut rekeying, run, limit).await
}

/// Starts a new pass through the table.
///
/// # Errors
/// [`StoreError`] if the table can't be read or written.
pub(crate) async fn restart(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    match deps.store.older_version() {
        Some(version) => pass(deps, &mut Rekeying::from(version), run, limit).await,
        None => Ok(()),
    }
}

async fn pass(
    deps: &Deps,
    rekeying: &mut Rekeying,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    loop {
        if limit.has_come() {
            run.unfinished = true;
            return Ok(());
        }
        let now = deps.clock.now();
        let today = Calendar::California.date_of(now);
        let (moved, unreadable) = (rekeying.moved, rekeying.unreadable);
        let stop = || limit.has_come();
        let ended = deps.store.rekey_page(rekeying, now, today, &stop).await?;
        run.rekeyed += rekeying.moved - moved;
        run.unreadable += rekeying.unreadable - unreadable;
        let (found, moved) = (rekeying.found, rekeying.moved);
        if ended {
            run.under_older_key = Some(found);
            tracing::info!(
                from = rekeying.from,
                found,
                moved,
                expiring = rekeying.expiring,
                unreadable = rekeying.unreadable,
                may_be_retired = rekeying.is_done(),
                "index keys were moved"
            );
            rekeying.again();
        }
        deps.store.save_rekeying(rekeying).await?;
        // Another pass proves that no item is left.
        if ended && moved == 0 {
            return Ok(());
        }
    }
}
