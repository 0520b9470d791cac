//! One notification: claims it, fans it out, delivers to the partners that are due, and schedules the next delivery.

use crate::deliver::{self, Unresponsive};
use crate::{Deps, LEASE, Run};
use domain::calendar::Calendar;
use domain::notification::DeliveryState;
use domain::partner::{PartnerId, Partners};
use domain::request::{NotificationProgress, Request};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{NotificationKey, PendingNotification, ProgressRecorded, StoreError, StoredDelivery};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;

/// The number of partners of one notification that are notified concurrently.
const CONCURRENCY: usize = 25;

/// The delay of a notification while no list of partners is set.
const LIST_RETRY: SignedDuration = SignedDuration::from_hours(1);

/// The delay of a delivery to a partner that did not respond to another notification.
const UNRESPONSIVE_RETRY: SignedDuration = SignedDuration::from_mins(1);

/// The delay of a notification with a delivery that can't be parsed.
const UNREADABLE_RETRY: SignedDuration = SignedDuration::from_hours(1);

/// The current list of partners, once a notification needed it. `None` if staff set no list.
pub(crate) type CurrentList = OnceCell<Option<Arc<Partners>>>;

/// Processes a notification as far as possible now.
pub(crate) async fn one(
    deps: &Deps,
    key: &NotificationKey,
    list: &CurrentList,
    unresponsive: &Unresponsive,
) -> Result<Run, StoreError> {
    let now = deps.clock.now();
    let mut run = Run::default();
    let Some(pending) = deps.store.claim_notification(key, now, LEASE).await? else {
        return Ok(run);
    };
    let request = deps.store.request(key.request).await?;
    let Some(request) = request.filter(|request| request.awaits(pending.version)) else {
        // The request was denied, ended or already notified, or another notification superseded this one.
        deps.store.postpone_notification(&pending, None).await?;
        return Ok(run);
    };
    let read = || deps.store.partner_list(&deps.partner_list);
    let Some(list) = list.get_or_try_init(read).await? else {
        run.without_list += 1;
        tracing::warn!("a notification waits because no list of partners is set");
        let later = now.checked_add(LIST_RETRY).unwrap_or(now);
        deps.store
            .postpone_notification(&pending, Some(later))
            .await?;
        return Ok(run);
    };
    let pinned = fan_out(deps, &pending, &request, list, now).await?;
    let recorded = deps.store.record_progress(&pending, now).await?;
    let delivering = Delivering {
        pending: &pending,
        list: Arc::clone(list),
        pinned,
    };
    let recorded = delivering
        .to_all(deps, recorded, unresponsive, &mut run)
        .await?;
    if recorded.unreadable > 0 {
        run.broken += recorded.unreadable;
        let (request, deliveries) = (key.request, recorded.unreadable);
        tracing::error!(%request, deliveries, "a notification has unreadable deliveries");
    }
    let next = match recorded.awaits {
        true => delivering.next(&recorded, unresponsive, deps.clock.now()),
        false => None,
    };
    run.settled += u32::from(!recorded.awaits);
    deps.store.postpone_notification(&pending, next).await?;
    Ok(run)
}

/// Creates the deliveries of a notification from the list of its first run. Returns that list.
async fn fan_out(
    deps: &Deps,
    pending: &PendingNotification,
    request: &Request,
    list: &Arc<Partners>,
    now: Timestamp,
) -> Result<Arc<Partners>, StoreError> {
    let pinned = match pending.pinned {
        Some(_) => pending.clone(),
        None => deps.store.pin_list(pending, list, now).await?,
    };
    let (version, at) = pinned.pinned.unwrap_or((list.version, now));
    let meant = match version == list.version {
        true => Some(Arc::clone(list)),
        false => deps.store.partners_in(version).await?.map(Arc::new),
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
    Ok(meant)
}

/// A notification during its deliveries.
struct Delivering<'a> {
    pending: &'a PendingNotification,
    /// The current list: how a partner is reached.
    list: Arc<Partners>,
    /// The list of the first run: how a partner that is no longer listed was reached.
    pinned: Arc<Partners>,
}

impl Delivering<'_> {
    /// Delivers to each partner that is due, then stores the progress on the request.
    async fn to_all(
        &self,
        deps: &Deps,
        recorded: ProgressRecorded,
        unresponsive: &Unresponsive,
        run: &mut Run,
    ) -> Result<ProgressRecorded, StoreError> {
        if !recorded.awaits {
            return Ok(recorded);
        }
        let now = deps.clock.now();
        let is_due = |one: &&StoredDelivery| one.delivery.state.next().is_some_and(|at| at <= now);
        let mut due = recorded.deliveries.iter().filter(is_due).cloned();
        let request = Arc::new(recorded.request.clone());
        let mut broken = None;
        let mut any = false;
        let mut progress = JoinSet::new();
        loop {
            while progress.len() < CONCURRENCY
                && let Some(one) = due.next()
            {
                let partner = self.list.get(&one.delivery.to);
                let partner = partner
                    .or_else(|| self.pinned.get(&one.delivery.to))
                    .cloned();
                let (deps, request, unresponsive) =
                    (deps.clone(), Arc::clone(&request), unresponsive.clone());
                progress.spawn(async move {
                    deliver::one(&deps, &request, one, partner, &unresponsive).await
                });
            }
            match progress.join_next().await {
                None => break,
                Some(Ok(Ok(state))) => any |= count(run, state),
                Some(Ok(Err(error))) => broken = Some(error),
                Some(Err(_)) => broken = Some(StoreError::Contended),
            }
        }
        let recorded = match any {
            true => {
                deps.store
                    .record_progress(self.pending, deps.clock.now())
                    .await?
            }
            false => recorded,
        };
        // The other deliveries are stored. The failed one comes due when the claim expires.
        broken.map_or(Ok(recorded), Err)
    }

    /// Returns when the next delivery is due.
    fn next(
        &self,
        recorded: &ProgressRecorded,
        unresponsive: &Unresponsive,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let retry_at = now.checked_add(UNRESPONSIVE_RETRY).unwrap_or(now);
        let next = |one: &StoredDelivery| {
            let next = one.delivery.state.next()?;
            match unresponsive.has(&one.delivery.to) {
                true => Some(next.max(retry_at)),
                false => Some(next),
            }
        };
        // An unreadable delivery is looked at again, until someone has repaired it.
        let again = now.checked_add(UNREADABLE_RETRY).unwrap_or(now);
        let again = (recorded.unreadable > 0).then_some(again);
        recorded
            .deliveries
            .iter()
            .filter_map(next)
            .chain(again)
            .min()
    }
}

/// Counts the result of one delivery. Returns whether its state changed.
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
