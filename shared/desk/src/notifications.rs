//! Notifications to partners: those that partners did not acknowledge, and the actions of staff on them.

use crate::Desk;
use crate::error::Error;
use crate::fields::Fields;
use crate::lists::Listed;
use crate::query::Query;
use crate::staff_order::StaffOrder;
use domain::notification::{DeliveryId, PartnerDelivery};
use domain::partner::PartnerId;
use domain::receipt::Reference;
use domain::request::RequestId;
use gateway::Problem;
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;
use store::{NotificationAction, NotificationActionError, StoredDelivery};

/// The number of notifications that one read returns.
const PER_READ: u16 = 100;

/// A notification to one partner.
#[derive(Debug, Serialize)]
pub struct NotificationView {
    /// The ID.
    pub id: String,
    /// The request.
    pub request: RequestId,
    /// The request's reference.
    pub reference: Reference,
    /// The delivery.
    #[serde(flatten)]
    pub delivery: PartnerDelivery,
    /// The actions of staff that its state allows.
    pub actions: Vec<&'static str>,
}

impl NotificationView {
    pub(crate) fn of(stored: StoredDelivery) -> Self {
        let actions = NotificationAction::NAMES
            .into_iter()
            .filter(|name| NotificationAction::is_for(name, &stored.delivery));
        Self {
            id: stored.id().to_string(),
            request: stored.notification.request,
            reference: stored.notification.request.0.reference(),
            actions: actions.collect(),
            delivery: stored.delivery,
        }
    }
}

/// Lists notifications that were given up, the oldest first.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn given_up(desk: &Desk, mut query: Query) -> Result<Listed<NotificationView>, Error> {
    query.one_of("state", &["given_up"])?;
    let (most, after) = (query.most()?, query.cursor()?);
    query.done()?;
    let page = desk.store.given_up(after.as_deref(), most).await?;
    crate::views::report_unreadable(page.unreadable);
    let found = page.found.into_iter().map(NotificationView::of);
    Ok(Listed::new(found.collect(), page.next))
}

fn no_notification() -> Problem {
    Problem::not_found("There is no such notification.")
}

/// Returns a notification to one partner.
///
/// # Errors
/// [`Error`] if there is no such notification, or if the store fails.
pub async fn read(desk: &Desk, id: &str) -> Result<NotificationView, Error> {
    let id = DeliveryId::parse(id).map_err(|_| no_notification())?;
    let found = desk
        .store
        .delivery(&id)
        .await?
        .ok_or_else(no_notification)?;
    Ok(NotificationView::of(found))
}

/// Applies an action: `{"action": "replay"}`, or `not_needed` with a `why`.
///
/// # Errors
/// [`Error`] if a field is wrong, if the notification's state doesn't allow the action, or if the store fails.
pub async fn act(
    desk: &Desk,
    id: &str,
    by: &StaffOrder,
    mut fields: Fields,
) -> Result<NotificationView, Error> {
    let (action, why) = read_action(&mut fields);
    fields.done()?;
    let action = action.ok_or_else(Problem::bad_json)?;
    let id = DeliveryId::parse(id).map_err(|_| no_notification())?;
    let now = desk.clock.now();
    let order = by.decision(why);
    let moved = desk
        .store
        .act_on_notification(&id, action, &order, now)
        .await?;
    tracing::info!(action = action.name(), partner = %id.to, "staff acted on a notification");
    Ok(NotificationView::of(moved))
}

/// Reads an action and its reason.
fn read_action(fields: &mut Fields) -> (Option<NotificationAction>, Option<String>) {
    let names = NotificationAction::NAMES;
    let action = match fields.deciding("action", &names) {
        Some("replay") => Some(NotificationAction::Replay),
        Some(_) => Some(NotificationAction::NotNeeded),
        None => None,
    };
    let why = match action {
        Some(NotificationAction::NotNeeded) => fields.required("why", Fields::text),
        _ => fields.text("why"),
    };
    (action, why)
}

/// How long one call settles notifications.
const SETTLE_FOR: Duration = Duration::from_secs(15);

/// The result of an action on all notifications of a partner.
#[derive(Debug, Default, Serialize)]
pub struct Settled {
    /// The notifications that accepted it.
    pub done: u32,
    /// Those that refused it, such as one whose request no longer waits for it.
    pub refused: u32,
    /// Whether some are left: send the same call again.
    pub more: bool,
}

/// Applies an action to all notifications of a partner that were given up: `{"action": "not_needed", "why"}` or `replay`.
/// Notifications that come back during the call, such as after a replay, are left for the next call.
///
/// # Errors
/// [`Error`] if a field is wrong, or if the store fails. The changes before an error stay.
pub async fn act_on_all(
    desk: &Desk,
    partner: &str,
    by: &StaffOrder,
    mut fields: Fields,
) -> Result<Settled, Error> {
    let (action, why) = read_action(&mut fields);
    fields.done()?;
    let action = action.ok_or_else(Problem::bad_json)?;
    let partner =
        PartnerId::parse(partner).map_err(|_| Problem::not_found("There is no such partner."))?;
    let order = by.decision(why);
    let limit = Limit::within(SETTLE_FOR);
    let mut settled = Settled::default();
    let mut after: Option<String> = None;
    loop {
        let page = desk.store.given_up(after.as_deref(), PER_READ).await?;
        crate::views::report_unreadable(page.unreadable);
        let theirs = page.found.iter().filter(|one| one.delivery.to == partner);
        for one in theirs {
            if limit.has_come() {
                settled.more = true;
                return Ok(settled);
            }
            let (id, now) = (one.id(), desk.clock.now());
            let acted = desk.store.act_on_notification(&id, action, &order, now);
            match acted.await {
                Ok(_) => settled.done += 1,
                Err(NotificationActionError::Store(error)) => return Err(error.into()),
                Err(_) => settled.refused += 1,
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let done = settled.done;
    tracing::info!(action = action.name(), %partner, done, "staff acted on all notifications of a partner");
    Ok(settled)
}
