//! Notices to partners: those that were given up, and what staff want done about one.

use crate::Deps;
use crate::call::{Call, Parameters, cursor};
use crate::fields::Fields;
use crate::problem::Problem;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::notification::{DeliveryId, PartnerDelivery};
use domain::receipt::Reference;
use domain::request::RequestId;
use http::{StatusCode, Uri};
use serde::Serialize;
use store::{NotificationAction, StoredDelivery};

/// A notification to a partner, as staff see it.
#[derive(Debug, Serialize)]
pub(crate) struct NotificationView {
    id: String,
    request: RequestId,
    reference: Reference,
    #[serde(flatten)]
    delivery: PartnerDelivery,
    /// What staff can order about it now.
    orders: Vec<&'static str>,
}

impl NotificationView {
    pub(crate) fn of(stored: StoredDelivery) -> Self {
        let orders = NotificationAction::NAMES
            .into_iter()
            .filter(|name| NotificationAction::is_for(name, &stored.delivery));
        Self {
            id: stored.id().to_string(),
            request: stored.notification.request,
            reference: stored.notification.request.0.reference(),
            orders: orders.collect(),
            delivery: stored.delivery,
        }
    }
}

#[derive(Serialize)]
struct Listed {
    found: Vec<NotificationView>,
    cursor: Option<String>,
}

/// Notices that were given up, the first of them leading.
pub(crate) async fn given_up(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::of(&uri);
    parameters.one_of("state", &["given_up"])?;
    let (most, after) = (parameters.most()?, parameters.cursor()?);
    parameters.done()?;
    let page = deps.store.given_up(after.as_deref(), most).await?;
    let listed = Listed {
        found: page.found.into_iter().map(NotificationView::of).collect(),
        cursor: cursor(page.next),
    };
    Ok(gateway::response::json(StatusCode::OK, &listed))
}

fn no_notification() -> Problem {
    Problem::not_found("There is no such notification.")
}

/// One notification to one partner.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(id): Path<String>,
) -> Result<HttpResponse, Problem> {
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

/// Carries out an order: `{"order": "replay"}`, or `not_needed` with a `why`.
pub(crate) async fn order(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
    let names = NotificationAction::NAMES;
    let order = fields.required("order", |fields, name| fields.one_of(name, &names));
    let order = match order {
        Some("replay") => Some(NotificationAction::Replay),
        Some(_) => Some(NotificationAction::NotNeeded),
        None => None,
    };
    let why = match order {
        Some(NotificationAction::NotNeeded) => fields.required("why", Fields::text),
        _ => fields.text("why"),
    };
    fields.done()?;
    let order = order.ok_or_else(Problem::bad_json)?;
    let id = DeliveryId::parse(&id).map_err(|_| no_notification())?;
    let now = deps.clock.now();
    let ordered = call.order(why);
    let moved = deps
        .store
        .order_notification(&id, order, &ordered, now)
        .await?;
    tracing::info!(order = order.name(), partner = %id.to, "staff moved a notification");
    Ok(gateway::response::json(
        StatusCode::OK,
        &NotificationView::of(moved),
    ))
}
