//! Notices to recipients: those that were given up, and what staff want done about one.

use crate::Deps;
use crate::call::{Call, Parameters, cursor};
use crate::fields::Fields;
use crate::problem::Problem;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::notice::{Dispatch, DispatchId};
use domain::receipt::Reference;
use domain::request::RequestId;
use http::{StatusCode, Uri};
use serde::Serialize;
use store::{NoticeOrder, StoredDispatch};

/// A notice to a recipient, as staff see it.
#[derive(Debug, Serialize)]
pub(crate) struct NoticeView {
    id: String,
    request: RequestId,
    reference: Reference,
    #[serde(flatten)]
    dispatch: Dispatch,
    /// What staff can order about it now.
    orders: Vec<&'static str>,
}

impl NoticeView {
    pub(crate) fn of(stored: StoredDispatch) -> Self {
        let orders = NoticeOrder::NAMES
            .into_iter()
            .filter(|name| NoticeOrder::is_for(name, &stored.dispatch));
        Self {
            id: stored.id().to_string(),
            request: stored.notice.request,
            reference: stored.notice.request.0.reference(),
            orders: orders.collect(),
            dispatch: stored.dispatch,
        }
    }
}

#[derive(Serialize)]
struct Listed {
    found: Vec<NoticeView>,
    cursor: Option<String>,
}

/// Notices that were given up, the first of them leading.
pub(crate) async fn given_up(State(deps): State<Deps>, uri: Uri) -> Result<Response, Problem> {
    let mut parameters = Parameters::of(&uri);
    parameters.one_of("state", &["given_up"])?;
    let (most, after) = (parameters.most()?, parameters.cursor()?);
    parameters.done()?;
    let page = deps.store.given_up(after.as_deref(), most).await?;
    let listed = Listed {
        found: page.found.into_iter().map(NoticeView::of).collect(),
        cursor: cursor(page.next),
    };
    Ok(gateway::response::json(StatusCode::OK, &listed))
}

fn no_notice() -> Problem {
    Problem::not_found("There is no such notice.")
}

/// One notice to one recipient.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = DispatchId::parse(&id).map_err(|_| no_notice())?;
    let found = deps.store.dispatch(&id).await?.ok_or_else(no_notice)?;
    Ok(gateway::response::json(StatusCode::OK, &NoticeView::of(found)))
}

/// Carries out an order: `{"order": "replay"}`, or `not_needed` with a `why`.
pub(crate) async fn order(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let call = Call::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
    let names = NoticeOrder::NAMES;
    let order = fields.required("order", |fields, name| fields.one_of(name, &names));
    let order = match order {
        Some("replay") => Some(NoticeOrder::Replay),
        Some(_) => Some(NoticeOrder::NotNeeded),
        None => None,
    };
    let why = match order {
        Some(NoticeOrder::NotNeeded) => fields.required("why", Fields::text),
        _ => fields.text("why"),
    };
    fields.done()?;
    let order = order.ok_or_else(Problem::bad_json)?;
    let id = DispatchId::parse(&id).map_err(|_| no_notice())?;
    let now = deps.clock.now();
    let ordered = call.order(why);
    let moved = deps.store.order_notice(&id, order, &ordered, now).await?;
    tracing::info!(order = order.name(), recipient = %id.to, "staff moved a notice");
    Ok(gateway::response::json(StatusCode::OK, &NoticeView::of(moved)))
}
