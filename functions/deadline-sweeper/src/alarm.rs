//! What can't wait for the digest: staff get one letter for all that came together.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::log::{Entry, Event};
use domain::outbound_email::EmailKind;
use domain::request::{Milestone, Request};
use domain::staff::{Alarm, Line, StaffEmail, working_days_left};
use store::{ALARMS_PER_EMAIL, AlarmKey, EmailState, StoreError};

/// Alarms of one shard that are taken at a time.
const A_TIME: u16 = 25;

/// Tells staff of every alarm that nobody was told of, and ends it.
///
/// # Errors
/// [`StoreError`] if the index can't be read or the email can't be owed.
pub(crate) async fn tell(deps: &Deps, run: &mut Run, limit: Limit) -> Result<(), StoreError> {
    while !limit.has_come() {
        let keys = deps.store.alarms(A_TIME).await?;
        if keys.is_empty() {
            return Ok(());
        }
        let mut ended = false;
        for keys in keys.chunks(ALARMS_PER_EMAIL) {
            ended |= tell_of(deps, keys, run).await?;
        }
        // An index that lags shows what was ended: the next run looks again.
        if !ended {
            return Ok(());
        }
    }
    run.unfinished = true;
    Ok(())
}

async fn tell_of(deps: &Deps, keys: &[AlarmKey], run: &mut Run) -> Result<bool, StoreError> {
    let mut alarms = Vec::new();
    let mut notified = Vec::new();
    for key in keys {
        match deps.store.alarm(key).await {
            Ok(Some((request, entry))) => {
                alarms.extend(alarm(deps, &request, &entry).await?);
                notified.push(key.clone());
            }
            Ok(None) => {}
            Err(StoreError::Corrupt { kind }) => {
                run.unreadable += 1;
                tracing::error!(kind, request = %key.request, "an alarm can't be read");
            }
            Err(error) => return Err(error),
        }
    }
    let count = u64::try_from(alarms.len()).unwrap_or_default();
    let staff = deps.staff.as_ref().filter(|_| count > 0);
    let email = staff.map(|to| (to, StaffEmail::Alarm(alarms)));
    let ended = deps
        .store
        .end_alarms(&notified, email, deps.clock.now())
        .await?;
    if ended {
        run.alarms += count;
    }
    Ok(ended && !notified.is_empty())
}

/// The alarm that an entry still is: none once the request is closed, or its receipt was confirmed.
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

/// Whether the email that confirms the receipt has left, or leaves in time in a summary.
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
