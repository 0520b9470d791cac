//! Notifications to partners: those that partners did not acknowledge, and the actions of staff on them.

use crate::Desk;
use crate::error::Error;
use crate::fields::Fields;
use crate::lists::Listed;
use crate::query::Query;
use crate::staff_order::StaffOrder;
use domain::notification::{DeliveryId, PartnerDelivery};
use domain::receipt::Reference;
use domain::request::RequestId;
use gateway::Problem;
use serde::Serialize;
use store::{NotificationAction, StoredDelivery};

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
    let names = NotificationAction::NAMES;
    let action = fields.deciding("action", &names);
    let action = match action {
        Some("replay") => Some(NotificationAction::Replay),
        Some(_) => Some(NotificationAction::NotNeeded),
        None => None,
    };
    let why = match action {
        Some(NotificationAction::NotNeeded) => fields.required("why", Fields::text),
        _ => fields.text("why"),
    };
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
