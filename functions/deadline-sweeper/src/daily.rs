//! Once a day: the audit, on a working day the digest to staff, and whatever was kept for long enough is forgotten.

use crate::audit::{Tally, count};
use crate::{Deps, Limit, Run, retention};
use domain::calendar::Calendar;
use domain::outbound_email::Addressee;
use domain::staff::{DayReport, GivenUp, ManualDelivery};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{Backlog, Heartbeat, PendingEmail, StoreError, StoredDelivery};

/// The hour of California's morning after which the day's work begins.
const MORNING: SignedDuration = SignedDuration::from_hours(8);

/// Emails by hand, and notifications that were given up, that the digest names.
const MOST_BY_HAND: u16 = 20;

/// The day, if its morning has come.
pub(crate) fn day(now: Timestamp) -> Option<Date> {
    let today = Calendar::California.date_of(now);
    let begun = now.duration_since(Calendar::California.start_of(today));
    (begun >= MORNING).then_some(today)
}

/// Does what the day wants done, if it was not done.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the digest can't be owed.
pub(crate) async fn do_it(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    match day(deps.clock.now()) {
        Some(today) if heartbeat.audited != Some(today) => {
            let digest = Calendar::California.is_working_day(today);
            let audited = audit(deps, today, digest, run, limit).await;
            let forgotten = retention::forget_all(deps, run, limit).await;
            audited.and(forgotten)?;
            if !run.unfinished {
                heartbeat.audited = Some(today);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Counts what is open, and owes staff the digest of the day.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the digest can't be owed.
pub(crate) async fn audit(
    deps: &Deps,
    today: Date,
    digest: bool,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let Some(tally) = count(deps, limit).await? else {
        run.unfinished = true;
        return Ok(());
    };
    for ((rule, stage), requests) in &tally.stages {
        tracing::info!(rule, stage, requests, "open requests");
    }
    let failures = tally.missed + tally.unreadable + tally.repaired;
    if failures > 0 {
        tracing::error!(
            missed = tally.missed,
            unreadable = tally.unreadable,
            repaired = tally.repaired,
            "open requests that nothing has moved"
        );
    }
    run.audit_failures += failures;
    run.repaired += tally.repaired;
    run.open = Some((tally.open(), tally.oldest_days(today)));
    if let (true, Some(to)) = (digest, &deps.staff) {
        let report = report(deps, &tally, today).await?;
        run.digest = deps
            .store
            .queue_digest(to, report, deps.clock.now())
            .await?;
    }
    Ok(())
}

async fn report(deps: &Deps, tally: &Tally, today: Date) -> Result<DayReport, StoreError> {
    let waiting = |what| deps.store.count_backlog(what);
    let [overdue, due, in_review] = tally.groups(today);
    let mut manual = deps.store.manual_emails(usize::from(MOST_BY_HAND)).await?;
    manual.truncate(usize::from(MOST_BY_HAND));
    Ok(DayReport {
        day: today,
        left: tally.bars(today),
        oldest: tally.oldest,
        overdue,
        due,
        in_review,
        manual: (
            waiting(Backlog::ManualDelivery).await?,
            manual.iter().map(line).collect(),
        ),
        awaiting_approval: waiting(Backlog::AwaitingApproval).await?,
        delayed: waiting(Backlog::LeavingAfter(deps.clock.now())).await?,
        given_up: (waiting(Backlog::GivenUp).await?, given_up(deps).await?),
        without_list: match deps.store.partners().await? {
            Some(_) => 0,
            None => waiting(Backlog::Notifications).await?,
        },
        replies: waiting(Backlog::Replies).await?,
        quarantine: waiting(Backlog::Quarantine).await?,
        unopened: waiting(Backlog::Unopened).await?,
    })
}

async fn given_up(deps: &Deps) -> Result<Vec<GivenUp>, StoreError> {
    let oldest = deps.store.given_up(None, MOST_BY_HAND).await?;
    let line = |one: StoredDelivery| GivenUp {
        receipt: one.notification.request.0,
        to: one.delivery.to,
        why: one.delivery.failed,
    };
    Ok(oldest.found.into_iter().map(line).collect())
}

fn line(pending: &PendingEmail) -> ManualDelivery {
    let email = pending.content.first();
    let from_the_start = match email.map(|email| &email.to) {
        Some(Addressee::Manual(why)) => Some(*why),
        _ => None,
    };
    ManualDelivery {
        receipt: email.map(|email| email.receipt),
        why: pending.manual.or(from_the_start),
    }
}
