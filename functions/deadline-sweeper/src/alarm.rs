//! Urgent alarms: staff get one email for all alarms of a run.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::log::{Entry, Event};
use domain::outbound_email::EmailKind;
use domain::request::{Milestone, Request};
use domain::staff::{Alarm, Line, StaffEmail, working_days_left};
use store::{ALARMS_PER_EMAIL, AlarmKey, EmailState, IndexWalk, PendingEmail, StoreError};

/// The number of alarms to read from one shard at a time.
const PAGE_SIZE: u16 = 25;

/// The number of emails of a request to read at a time.
const EMAILS_PER_READ: u16 = 100;

/// Alerts staff to every pending alarm and ends it.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the email can't be queued.
pub(crate) async fn alert(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    // Each row is read once, so alarms that can't be read or ended don't block those behind them.
    let mut walk = IndexWalk::default();
    while !walk.is_over() {
        if limit.has_come() {
            run.unfinished = true;
            break;
        }
        for keys in deps
            .store
            .alarms(PAGE_SIZE, &mut walk)
            .await?
            .chunks(ALARMS_PER_EMAIL)
        {
            alert_to(deps, keys, run).await?;
        }
    }
    if walk.unreadable > 0 {
        run.unreadable += u64::from(walk.unreadable);
        tracing::error!(
            count = walk.unreadable,
            "alarms in the index have unreadable keys"
        );
    }
    Ok(())
}

async fn alert_to(deps: &Deps, keys: &[AlarmKey], run: &mut Run) -> Result<(), StoreError> {
    let mut alarms = Vec::new();
    let mut handled = Vec::new();
    for key in keys {
        match deps.store.alarm(key).await {
            Ok(Some((request, entry))) => {
                alarms.extend(alarm(deps, &request, &entry).await?);
                handled.push(key.clone());
            }
            Ok(None) => {}
            Err(StoreError::Corrupt { kind }) => {
                run.unreadable += 1;
                tracing::error!(kind, request = %key.request, "an alarm is unreadable");
            }
            Err(error) => return Err(error),
        }
    }
    let count = u64::try_from(alarms.len()).unwrap_or_default();
    let staff = deps.staff.as_ref().filter(|_| count > 0);
    let email = staff.map(|to| (to, StaffEmail::Alarm(alarms)));
    let ended = deps
        .store
        .end_alarms(&handled, email, deps.clock.now())
        .await?;
    if ended {
        run.alarms += count;
    }
    Ok(())
}

/// Returns the alarm of a log entry, unless the request is closed or was acknowledged.
async fn alarm(deps: &Deps, request: &Request, entry: &Entry) -> Result<Option<Alarm>, StoreError> {
    let (Event::MilestonesPassed { milestones }, Some(due)) = (&entry.event, request.due()) else {
        return Ok(None);
    };
    let mut passed = milestones.clone();
    if passed.contains(&Milestone::AcknowledgementNear) && is_acknowledged(deps, request).await? {
        passed.retain(|milestone| *milestone != Milestone::AcknowledgementNear);
    }
    if !passed.iter().any(|milestone| milestone.alarms()) {
        return Ok(None);
    }
    let today = Calendar::California.date_of(deps.clock.now());
    let line = Line {
        due,
        receipt: request.id.0,
        right: request.right(),
        stage: request.stage().as_str().to_owned(),
        left: working_days_left(due.target, today),
    };
    Ok(Some(Alarm { line, passed }))
}

/// Returns whether the acknowledgement was sent, alone or in a summary, or leaves by its last day.
async fn is_acknowledged(deps: &Deps, request: &Request) -> Result<bool, StoreError> {
    let mut after = None;
    loop {
        let page = deps
            .store
            .emails_page(request.id, after.as_deref(), EMAILS_PER_READ)
            .await?;
        for pending in &page.found {
            let email = pending.content.first();
            let confirms = email.is_some_and(|email| email.kind == EmailKind::VerifiableReceived);
            if confirms && leaves(deps, pending).await? {
                return Ok(true);
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(false);
        }
    }
}

/// Returns whether an acknowledgement reaches the person in time. A held one does: the limit lets it leave on its last
/// day. One in a summary does if staff need not deliver the summary. A covered one doesn't count, because the email that
/// covers it is another one of the same request, and counts itself.
async fn leaves(deps: &Deps, pending: &PendingEmail) -> Result<bool, StoreError> {
    let summary = match &pending.summary {
        // One that can't be parsed counts as not sent, and must not block the alarms behind it.
        Some(key) => match deps.store.email(key).await {
            Err(StoreError::Corrupt { .. }) => None,
            summary => summary?,
        },
        None => None,
    };
    Ok(match pending.state {
        EmailState::Sent | EmailState::Delivered | EmailState::Held => true,
        EmailState::Summarized => summary.is_some_and(|summary| {
            matches!(
                summary.state,
                EmailState::Pending | EmailState::Sent | EmailState::Delivered
            )
        }),
        EmailState::Pending
        | EmailState::Covered
        | EmailState::AwaitingApproval
        | EmailState::ManualDelivery
        | EmailState::Closed => false,
    })
}
