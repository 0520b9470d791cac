//! Gives open requests what a law that took effect after their receipt adds for the requester.
//!
//! Once a day, the sweeper walks through the index, and reads the requests whose right has a rule that took effect between
//! their receipt and this day. [`check`](crate::check) does the same for each request that it checks, so that no deadline
//! passes under the old law alone. A run that reaches its limit saves its position, and the next run continues. The setting
//! `LAW_CHANGES` switches both off.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::law::Rule;
use domain::log::Event;
use domain::request::{Command, LawChange, Request};
use jiff::civil::Date;
use store::{
    ApplyingLaw, Heartbeat, IndexedRequest, REQUESTS_PER_READ, RequestFacts, RequestList, SHARDS,
    StoreError,
};

/// The lists of open requests.
const LISTS: [RequestList; 2] = [RequestList::Open, RequestList::Overdue];

/// The number of index rows to read at a time.
const PAGE_SIZE: u16 = 1_000;

/// Applies the law of the day unless that is done.
///
/// # Errors
/// [`StoreError`] if the index or a request can't be read.
pub(crate) async fn run_if_due(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let today = Calendar::California.date_of(deps.clock.now());
    if heartbeat.law_applied == Some(today) {
        return Ok(());
    }
    apply(deps, heartbeat, today, run, limit).await
}

/// Applies the law of this day to every open request, if the setting allows it.
///
/// # Errors
/// [`StoreError`] if the index or a request can't be read.
pub(crate) async fn apply(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    today: Date,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    if !deps.applies_law_changes {
        return Ok(());
    }
    let unfinished = heartbeat.applying_law.take();
    let unfinished = unfinished.filter(|position| position.day == today);
    let mut position = unfinished.unwrap_or(ApplyingLaw {
        day: today,
        list: LISTS[0],
        shard: 0,
        after: None,
        failed: false,
    });
    let failed_before = run.failed;
    let walked = walk(deps, &mut position, run, limit).await;
    position.failed |= run.failed > failed_before;
    match walked {
        // The next run walks again, because a request of this run or of an earlier one could not be written.
        Ok(true) if position.failed => Ok(()),
        Ok(true) => {
            heartbeat.law_applied = Some(today);
            Ok(())
        }
        Ok(false) => {
            run.unfinished = true;
            heartbeat.applying_law = Some(position);
            Ok(())
        }
        Err(error) => {
            heartbeat.applying_law = Some(position);
            Err(error)
        }
    }
}

/// Walks through the rest of the lists, and moves the position. Returns false if the run reached its limit.
async fn walk(
    deps: &Deps,
    position: &mut ApplyingLaw,
    run: &mut Run,
    limit: Limit,
) -> Result<bool, StoreError> {
    loop {
        if limit.has_come() {
            return Ok(false);
        }
        let after = position.after.as_ref();
        let page = deps
            .store
            .list_page(position.list, position.shard, None, after, PAGE_SIZE)
            .await?;
        let rows = page.rows.into_iter();
        let rows: Vec<_> = rows.filter(|row| may_change(row, position.day)).collect();
        for rows in rows.chunks(REQUESTS_PER_READ) {
            // The next run reads the page again. What changed already does not change twice.
            if limit.has_come() {
                return Ok(false);
            }
            apply_to_rows(deps, rows, run).await?;
        }
        position.after = page.next;
        if position.after.is_some() {
            continue;
        }
        position.shard += 1;
        if position.shard == SHARDS {
            let mut next = LISTS.into_iter().skip_while(|list| *list != position.list);
            let Some(next) = next.nth(1) else {
                return Ok(true);
            };
            (position.list, position.shard) = (next, 0);
        }
    }
}

/// Whether a rule about the right of the request took effect between its receipt and this day.
fn may_change(row: &IndexedRequest, day: Date) -> bool {
    let Some(facts) = &row.facts else {
        return false;
    };
    let Some(right) = RequestFacts::right(facts) else {
        return false;
    };
    Rule::all().any(|rule| {
        facts.received < rule.from && rule.from <= day && rule.duty.right() == Some(right)
    })
}

async fn apply_to_rows(
    deps: &Deps,
    rows: &[IndexedRequest],
    run: &mut Run,
) -> Result<(), StoreError> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    for (row, found) in rows.iter().zip(deps.store.requests(&ids).await?) {
        let request = match found {
            Ok(Some(request)) => request,
            Ok(None) => continue,
            Err(error) => {
                tracing::error!(%error, request = %row.id, "an open request is unreadable");
                run.unreadable += 1;
                continue;
            }
        };
        match apply_to(deps, request).await {
            Ok((_, change)) => run.law_changed(change),
            // The process that changed it may have closed it. If not, the walk of the next day applies the law.
            Err(StoreError::Changed) => {}
            Err(error) => {
                tracing::error!(%error, "a change of the law could not be written and is tried again");
                run.failed += 1;
            }
        }
    }
    Ok(())
}

/// Applies the law of the day to a request, if it adds something and the setting allows it. Returns the request as it is now.
///
/// # Errors
/// [`StoreError`] if the request can't be written.
pub(crate) async fn apply_to(
    deps: &Deps,
    request: Request,
) -> Result<(Request, Option<LawChange>), StoreError> {
    if !deps.applies_law_changes {
        return Ok((request, None));
    }
    let Ok(transition) = request.apply(Command::ApplyLawChange, deps.clock.now()) else {
        return Ok((request, None));
    };
    deps.store.commit(&transition).await?;
    let change = match transition.entry.event {
        Event::LawChanged(change) => Some(change),
        _ => None,
    };
    Ok((transition.request, change))
}
