//! Notifications to partners: those that partners did not acknowledge, and the actions of staff on them.

use crate::Deps;
use crate::error::Error;
use crate::fields::Fields;
use crate::query::{Query, cursor};
use crate::staff_call::StaffCall;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::notification::{DeliveryId, PartnerDelivery};
use domain::receipt::Reference;
use domain::request::RequestId;
use gateway::Problem;
use http::{StatusCode, Uri};
use serde::Serialize;
use store::{NotificationAction, StoredDelivery};

/// A notification to one partner.
#[derive(Debug, Serialize)]
pub(crate) struct NotificationView {
    id: String,
    request: RequestId,
    reference: Reference,
    #[serde(flatten)]
    delivery: PartnerDelivery,
    /// The actions of staff that its state allows.
    actions: Vec<&'static str>,
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

#[derive(Serialize)]
struct Listed {
    found: Vec<NotificationView>,
    cursor: Option<String>,
}

/// Lists notifications that were given up, the oldest first.
pub(crate) async fn given_up(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Error> {
    let mut query = Query::of(&uri);
    query.one_of("state", &["given_up"])?;
    let (most, after) = (query.most()?, query.cursor()?);
    query.done()?;
    let page = deps.store.given_up(after.as_deref(), most).await?;
    crate::views::report_unreadable(page.unreadable);
    let listed = Listed {
        found: page.found.into_iter().map(NotificationView::of).collect(),
        cursor: cursor(page.next),
    };
    Ok(gateway::response::json(StatusCode::OK, &listed))
}

fn no_notification() -> Problem {
    Problem::not_found("There is no such notification.")
}

/// Shows a notification to one partner.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(id): Path<String>,
) -> Result<HttpResponse, Error> {
    let id = DeliveryId::parse(&id).map_err(|_| no_notification())?;
    let found = deps
        .store
        .delivery(&id)
        .await?
        .ok_or_else(no_notification)?;
    Ok(gateway::response::json(
        StatusCode::OK,
        &NotificationView::of(found),
    ))
}

/// Applies an action: `{"action": "replay"}`, or `not_needed` with a `why`.
pub(crate) async fn act(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
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
    let id = DeliveryId::parse(&id).map_err(|_| no_notification())?;
    let now = deps.clock.now();
    let order = call.order(why);
    let moved = deps
        .store
        .act_on_notification(&id, action, &order, now)
        .await?;
    tracing::info!(action = action.name(), partner = %id.to, "staff acted on a notification");
    Ok(gateway::response::json(
        StatusCode::OK,
        &NotificationView::of(moved),
    ))
}
