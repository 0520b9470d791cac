//! The daily work: the audit, the digest for staff on working days, and the erasure of what was kept long enough.

use crate::audit::{Tally, count};
use crate::{Deps, Limit, Run, retention};
use domain::calendar::Calendar;
use domain::outbound_email::Addressee;
use domain::staff::{DayReport, GivenUp, ManualDelivery};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{Backlog, Heartbeat, PendingEmail, StoreError, StoredDelivery};

/// When the daily work starts, in California time.
const MORNING: SignedDuration = SignedDuration::from_hours(8);

/// The number of manual deliveries, and of notifications that were given up, that the digest lists.
const MOST_LISTED: u16 = 20;

/// Returns the day, once its work may start.
pub(crate) fn day(now: Timestamp) -> Option<Date> {
    let today = Calendar::California.date_of(now);
    let begun = now.duration_since(Calendar::California.start_of(today));
    (begun >= MORNING).then_some(today)
}

/// Does the daily work unless it is done.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the digest can't be queued.
pub(crate) async fn run_if_due(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    match day(deps.clock.now()) {
        Some(today) if heartbeat.audited != Some(today) => {
            let digest = Calendar::California.is_working_day(today);
            let audited = audit(deps, today, digest, run, limit).await;
            let erased = retention::erase_all(deps, run, limit).await;
            audited.and(erased)?;
            if !run.unfinished {
                heartbeat.audited = Some(today);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Audits the open requests and queues the digest of the day.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the digest can't be queued.
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
            "the audit found failures"
        );
    }
    run.audit_failures += failures;
    run.repaired += tally.repaired;
    run.open = Some((tally.open(), tally.oldest_days(today)));
    if let (true, Some(to)) = (digest, &deps.staff) {
        let report = report(deps, &tally, today, run).await?;
        run.digest = deps
            .store
            .queue_digest(to, report, deps.clock.now())
            .await?;
    }
    Ok(())
}

/// Builds the digest. An unreadable item is counted and left out, so that the digest leaves every day.
async fn report(
    deps: &Deps,
    tally: &Tally,
    today: Date,
    run: &mut Run,
) -> Result<DayReport, StoreError> {
    let waiting = |what| deps.store.count_backlog(what);
    let [overdue, due, in_review] = tally.groups(today);
    let manual = deps.store.manual_emails(usize::from(MOST_LISTED)).await?;
    let given_up = deps.store.given_up(None, MOST_LISTED).await?;
    let unreadable = u64::from(manual.unreadable) + u64::from(given_up.unreadable);
    if unreadable > 0 {
        run.unreadable += unreadable;
        tracing::error!(unreadable, "the digest leaves out unreadable items");
    }
    let mut manual = manual.found;
    manual.truncate(usize::from(MOST_LISTED));
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
        given_up: (
            waiting(Backlog::GivenUp).await?,
            given_up.found.into_iter().map(given_up_line).collect(),
        ),
        without_list: match deps.store.partners().await {
            Ok(Some(_)) => 0,
            // Without a list that can be read, no partner is notified either.
            Ok(None) | Err(StoreError::Corrupt { .. }) => waiting(Backlog::Notifications).await?,
            Err(error) => return Err(error),
        },
        replies: waiting(Backlog::Replies).await?,
        quarantine: waiting(Backlog::Quarantine).await?,
        unopened: waiting(Backlog::Unopened).await?,
    })
}

fn given_up_line(one: StoredDelivery) -> GivenUp {
    GivenUp {
        receipt: one.notification.request.0,
        to: one.delivery.to,
        why: one.delivery.failed,
    }
}

fn line(pending: &PendingEmail) -> ManualDelivery {
    let email = pending.content.first();
    let from_start = match email.map(|email| &email.to) {
        Some(Addressee::Manual(why)) => Some(*why),
        _ => None,
    };
    ManualDelivery {
        receipt: email.map(|email| email.receipt),
        why: pending.manual.or(from_start),
    }
}
