//! The routes of partners and of their notifications.

use crate::response::{shown, versioned};
use crate::staff_call::StaffCall;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::{Desk, Error, Query, notifications, partners};
use http::{StatusCode, Uri};

/// Shows the list of partners.
pub(crate) async fn read(State(desk): State<Desk>) -> Result<HttpResponse, Error> {
    let list = partners::read(&desk).await?;
    Ok(versioned(StatusCode::OK, list.version, &list))
}

/// Replaces the list of partners.
pub(crate) async fn set(State(desk): State<Desk>, request: Request) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let list = partners::set(&desk, &call.by, call.fields()?).await?;
    Ok(versioned(StatusCode::OK, list.version, &list))
}

/// Lists notifications that partners did not acknowledge for days.
pub(crate) async fn given_up(State(desk): State<Desk>, uri: Uri) -> Result<HttpResponse, Error> {
    shown(notifications::given_up(&desk, Query::of(uri.query())).await)
}

/// Shows a notification to one partner.
pub(crate) async fn notification(
    State(desk): State<Desk>,
    Path(id): Path<String>,
) -> Result<HttpResponse, Error> {
    shown(notifications::read(&desk, &id).await)
}

/// Applies an action to a notification.
pub(crate) async fn act(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    shown(notifications::act(&desk, &id, &call.by, call.fields()?).await)
}

/// Applies an action to all notifications of a partner that were given up.
pub(crate) async fn act_on_all(
    State(desk): State<Desk>,
    Path(partner): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    shown(notifications::act_on_all(&desk, &partner, &call.by, call.fields()?).await)
}
