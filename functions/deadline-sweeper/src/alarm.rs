//! Urgent alarms: staff get one email for all alarms of a run.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::log::{Entry, Event};
use domain::outbound_email::EmailKind;
use domain::request::{Milestone, Request};
use domain::staff::{Alarm, Line, StaffEmail, working_days_left};
use store::{ALARMS_PER_EMAIL, AlarmKey, EmailState, StoreError};

/// The number of alarms to read from one shard at a time.
const PAGE_SIZE: u16 = 25;

/// Alerts staff to every pending alarm and ends it.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the email can't be queued.
pub(crate) async fn alert(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    while !limit.has_come() {
        let keys = deps.store.alarms(PAGE_SIZE).await?;
        if keys.is_empty() {
            return Ok(());
        }
        let mut ended = false;
        for keys in keys.chunks(ALARMS_PER_EMAIL) {
            ended |= alert_to(deps, keys, run).await?;
        }
        // Stop: a stale index lists ended alarms again.
        if !ended {
            return Ok(());
        }
    }
    run.unfinished = true;
    Ok(())
}

async fn alert_to(deps: &Deps, keys: &[AlarmKey], run: &mut Run) -> Result<bool, StoreError> {
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
    Ok(ended && !handled.is_empty())
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

/// Returns whether the acknowledgement was sent, or will be sent in time in a summary.
async fn is_acknowledged(deps: &Deps, request: &Request) -> Result<bool, StoreError> {
    let emails = deps.store.emails_of(request.id).await?;
    Ok(emails.iter().any(|pending| {
        let email = pending.content.first();
        let confirms = email.is_some_and(|email| email.kind == EmailKind::VerifiableReceived);
        let leaves = matches!(
            pending.state,
            EmailState::Sent
                | EmailState::Delivered
                | EmailState::Held
                | EmailState::Summarized
                | EmailState::Covered
        );
        confirms && leaves
    }))
}
