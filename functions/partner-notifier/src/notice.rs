//! One notice: claimed, unfolded, told to whoever is due, and left until the next of them is.

use crate::tell::{self, Resting};
use crate::{Deps, LEASE, Run};
use domain::calendar::Calendar;
use domain::notice::DispatchState;
use domain::recipient::{RecipientId, Recipients};
use domain::request::{Request, Telling};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{Heard, NoticeKey, OwedNotice, StoreError, StoredDispatch};
use tokio::task::JoinSet;

/// Recipients of one notice that are told at once.
const AT_ONCE: usize = 25;

/// When a notice is looked at again that waits for somebody to set a list.
const WITHOUT_LIST: SignedDuration = SignedDuration::from_hours(1);

/// When a recipient is tried again that was left alone, since it didn't answer to another notice.
const RESTS_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Brings one notice as far as it can be brought now.
pub(crate) async fn one(
    deps: &Deps,
    key: &NoticeKey,
    resting: &Resting,
) -> Result<Run, StoreError> {
    let now = deps.clock.now();
    let mut run = Run::default();
    let Some(owed) = deps.store.claim_notice(key, now, LEASE).await? else {
        return Ok(run);
    };
    let request = deps.store.request(key.request).await?;
    let Some(request) = request.filter(|request| request.awaits(owed.version)) else {
        // Denied, taken back, told already, or another notice has taken its place.
        deps.store.leave_notice(&owed, None).await?;
        return Ok(run);
    };
    let Some(list) = deps.store.recipients().await? else {
        run.without_list += 1;
        tracing::warn!("a notice waits: nobody has set a list of recipients");
        let later = now.checked_add(WITHOUT_LIST).unwrap_or(now);
        deps.store.leave_notice(&owed, Some(later)).await?;
        return Ok(run);
    };
    let meant = unfold(deps, &owed, &request, &list, now).await?;
    let heard = deps.store.hear_of_notice(&owed, now).await?;
    let told = Told {
        owed: &owed,
        list: Arc::new(list),
        meant,
    };
    let heard = told.to_all(deps, heard, resting, &mut run).await?;
    let next = match heard.awaits {
        true => told.next(&heard, resting, deps.clock.now()),
        false => None,
    };
    run.settled += u32::from(!heard.awaits);
    deps.store.leave_notice(&owed, next).await?;
    Ok(run)
}

/// Unfolds a notice, by the list that stands when it is unfolded first. Gives back that list.
async fn unfold(
    deps: &Deps,
    owed: &OwedNotice,
    request: &Request,
    list: &Recipients,
    now: Timestamp,
) -> Result<Arc<Recipients>, StoreError> {
    let pinned = match owed.pinned {
        Some(_) => owed.clone(),
        None => deps.store.pin_list(owed, list, now).await?,
    };
    let (version, at) = pinned.pinned.unwrap_or((list.version, now));
    let meant = match version == list.version {
        true => Some(list.clone()),
        false => deps.store.recipients_in(version).await?,
    };
    let meant = meant.ok_or(StoreError::Unreadable { kind: "recipients" })?;
    if let (Some(right), Some(Telling::Owed { .. })) = (request.right(), request.telling()) {
        let day = |at| Calendar::California.date_of(at);
        let concerned = meant.concerned(right, day(request.received), day(at));
        let ids: Vec<RecipientId> = concerned.map(|recipient| recipient.id.clone()).collect();
        deps.store.unfold(&pinned, &ids, at).await?;
        if owed.version > 1 {
            deps.store.retire_notices_before(&pinned).await?;
        }
    }
    Ok(Arc::new(meant))
}

/// A notice while it is told.
struct Told<'a> {
    owed: &'a OwedNotice,
    /// The list as it is now: how a recipient is reached.
    list: Arc<Recipients>,
    /// The list that it was unfolded by: how one was reached that is no longer listed.
    meant: Arc<Recipients>,
}

impl Told<'_> {
    /// Tells everyone who is due, and the request what came of it.
    async fn to_all(
        &self,
        deps: &Deps,
        heard: Heard,
        resting: &Resting,
        run: &mut Run,
    ) -> Result<Heard, StoreError> {
        if !heard.awaits {
            return Ok(heard);
        }
        let now = deps.clock.now();
        let is_due = |one: &&StoredDispatch| one.dispatch.state.next().is_some_and(|at| at <= now);
        let mut due = heard.dispatches.iter().filter(is_due).cloned();
        let request = Arc::new(heard.request.clone());
        let mut broken = None;
        let mut any = false;
        let mut telling = JoinSet::new();
        loop {
            while telling.len() < AT_ONCE
                && let Some(one) = due.next()
            {
                let recipient = self.list.get(&one.dispatch.to);
                let recipient = recipient
                    .or_else(|| self.meant.get(&one.dispatch.to))
                    .cloned();
                let (deps, request, resting) =
                    (deps.clone(), Arc::clone(&request), resting.clone());
                telling.spawn(
                    async move { tell::one(&deps, &request, one, recipient, &resting).await },
                );
            }
            match telling.join_next().await {
                None => break,
                Some(Ok(Ok(state))) => any |= count(run, state),
                Some(Ok(Err(error))) => broken = Some(error),
                Some(Err(_)) => broken = Some(StoreError::Contended),
            }
        }
        let heard = match any {
            true => {
                deps.store
                    .hear_of_notice(self.owed, deps.clock.now())
                    .await?
            }
            false => heard,
        };
        // The others were told, and it is known of them; this one comes due with the claim.
        broken.map_or(Ok(heard), Err)
    }

    /// When something is to be done next.
    fn next(&self, heard: &Heard, resting: &Resting, now: Timestamp) -> Option<Timestamp> {
        let awake = now.checked_add(RESTS_FOR).unwrap_or(now);
        let next = |one: &StoredDispatch| {
            let next = one.dispatch.state.next()?;
            match resting.has(&one.dispatch.to) {
                true => Some(next.max(awake)),
                false => Some(next),
            }
        };
        heard.dispatches.iter().filter_map(next).min()
    }
}

/// Counts what came of one recipient. Whether anything did.
fn count(run: &mut Run, state: Option<DispatchState>) -> bool {
    match state {
        None => return false,
        Some(DispatchState::Owed { .. }) => run.failed += 1,
        Some(DispatchState::Sent { .. }) => run.sent += 1,
        Some(DispatchState::Acknowledged { .. }) => run.acknowledged += 1,
        Some(DispatchState::GivenUp { .. }) => run.given_up += 1,
        Some(DispatchState::NotNeeded { .. }) => {}
    }
    true
}
