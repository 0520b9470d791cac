//! One notification: claimed, unfolded, told to whoever is due, and left until the next of them is.

use crate::tell::{self, Resting};
use crate::{Deps, LEASE, Run};
use domain::calendar::Calendar;
use domain::notification::DeliveryState;
use domain::partner::{PartnerId, Partners};
use domain::request::{NotificationProgress, Request};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{NotificationKey, PendingNotification, ProgressRecorded, StoreError, StoredDelivery};
use tokio::task::JoinSet;

/// Partners of one notification that are told at once.
const AT_ONCE: usize = 25;

/// When a notification is looked at again that waits for somebody to set a list.
const WITHOUT_LIST: SignedDuration = SignedDuration::from_hours(1);

/// When a partner is tried again that was left alone, since it didn't answer to another notification.
const RESTS_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Brings one notification as far as it can be brought now.
pub(crate) async fn one(
    deps: &Deps,
    key: &NotificationKey,
    resting: &Resting,
) -> Result<Run, StoreError> {
    let now = deps.clock.now();
    let mut run = Run::default();
    let Some(pending) = deps.store.claim_notification(key, now, LEASE).await? else {
        return Ok(run);
    };
    let request = deps.store.request(key.request).await?;
    let Some(request) = request.filter(|request| request.awaits(pending.version)) else {
        // Denied, taken back, told already, or another notification has taken its place.
        deps.store.postpone_notification(&pending, None).await?;
        return Ok(run);
    };
    let Some(list) = deps.store.partners().await? else {
        run.without_list += 1;
        tracing::warn!("a notification waits: nobody has set a list of partners");
        let later = now.checked_add(WITHOUT_LIST).unwrap_or(now);
        deps.store
            .postpone_notification(&pending, Some(later))
            .await?;
        return Ok(run);
    };
    let meant = unfold(deps, &pending, &request, &list, now).await?;
    let heard = deps.store.record_progress(&pending, now).await?;
    let notified = Told {
        pending: &pending,
        list: Arc::new(list),
        meant,
    };
    let heard = notified.to_all(deps, heard, resting, &mut run).await?;
    let next = match heard.awaits {
        true => notified.next(&heard, resting, deps.clock.now()),
        false => None,
    };
    run.settled += u32::from(!heard.awaits);
    deps.store.postpone_notification(&pending, next).await?;
    Ok(run)
}

/// Unfolds a notification, by the list that stands when it is unfolded first. Gives back that list.
async fn unfold(
    deps: &Deps,
    pending: &PendingNotification,
    request: &Request,
    list: &Partners,
    now: Timestamp,
) -> Result<Arc<Partners>, StoreError> {
    let pinned = match pending.pinned {
        Some(_) => pending.clone(),
        None => deps.store.pin_list(pending, list, now).await?,
    };
    let (version, at) = pinned.pinned.unwrap_or((list.version, now));
    let meant = match version == list.version {
        true => Some(list.clone()),
        false => deps.store.partners_in(version).await?,
    };
    let meant = meant.ok_or(StoreError::Invariant {
        what: "every version of the list of partners is stored",
    })?;
    if let (Some(right), Some(NotificationProgress::Pending { .. })) =
        (request.right(), request.progress())
    {
        let day = |at| Calendar::California.date_of(at);
        let concerned = meant.concerned(right, day(request.received), day(at));
        let ids: Vec<PartnerId> = concerned.map(|partner| partner.id.clone()).collect();
        deps.store.fan_out(&pinned, &ids, at).await?;
        if pending.version > 1 {
            deps.store.retire_earlier_notifications(&pinned).await?;
        }
    }
    Ok(Arc::new(meant))
}

/// A notification while it is told.
struct Told<'a> {
    pending: &'a PendingNotification,
    /// The list as it is now: how a partner is reached.
    list: Arc<Partners>,
    /// The list that it was unfolded by: how one was reached that is no longer listed.
    meant: Arc<Partners>,
}

impl Told<'_> {
    /// Tells everyone who is due, and the request what came of it.
    async fn to_all(
        &self,
        deps: &Deps,
        heard: ProgressRecorded,
        resting: &Resting,
        run: &mut Run,
    ) -> Result<ProgressRecorded, StoreError> {
        if !heard.awaits {
            return Ok(heard);
        }
        let now = deps.clock.now();
        let is_due = |one: &&StoredDelivery| one.delivery.state.next().is_some_and(|at| at <= now);
        let mut due = heard.deliveries.iter().filter(is_due).cloned();
        let request = Arc::new(heard.request.clone());
        let mut broken = None;
        let mut any = false;
        let mut progress = JoinSet::new();
        loop {
            while progress.len() < AT_ONCE
                && let Some(one) = due.next()
            {
                let partner = self.list.get(&one.delivery.to);
                let partner = partner
                    .or_else(|| self.meant.get(&one.delivery.to))
                    .cloned();
                let (deps, request, resting) =
                    (deps.clone(), Arc::clone(&request), resting.clone());
                progress
                    .spawn(async move { tell::one(&deps, &request, one, partner, &resting).await });
            }
            match progress.join_next().await {
                None => break,
                Some(Ok(Ok(state))) => any |= count(run, state),
                Some(Ok(Err(error))) => broken = Some(error),
                Some(Err(_)) => broken = Some(StoreError::Contended),
            }
        }
        let heard = match any {
            true => {
                deps.store
                    .record_progress(self.pending, deps.clock.now())
                    .await?
            }
            false => heard,
        };
        // The others were told, and it is known of them; this one comes due with the claim.
        broken.map_or(Ok(heard), Err)
    }

    /// When something is to be done next.
    fn next(
        &self,
        heard: &ProgressRecorded,
        resting: &Resting,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let awake = now.checked_add(RESTS_FOR).unwrap_or(now);
        let next = |one: &StoredDelivery| {
            let next = one.delivery.state.next()?;
            match resting.has(&one.delivery.to) {
                true => Some(next.max(awake)),
                false => Some(next),
            }
        };
        heard.deliveries.iter().filter_map(next).min()
    }
}

/// Counts what came of one partner. Whether anything did.
fn count(run: &mut Run, state: Option<DeliveryState>) -> bool {
    match state {
        None => return false,
        Some(DeliveryState::Pending { .. }) => run.failed += 1,
        Some(DeliveryState::Sent { .. }) => run.sent += 1,
        Some(DeliveryState::Acknowledged { .. }) => run.acknowledged += 1,
        Some(DeliveryState::GivenUp { .. }) => run.given_up += 1,
        Some(DeliveryState::NotNeeded { .. }) => {}
    }
    true
}
