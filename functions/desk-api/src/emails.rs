//! The routes of outbound and inbound emails.

use crate::requests::of_recorded;
use crate::response::shown;
use crate::staff_call::StaffCall;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::{Desk, Error, Query, email, inbound, lists};
use http::Uri;

/// Lists outbound emails.
pub(crate) async fn list(State(desk): State<Desk>, uri: Uri) -> Result<HttpResponse, Error> {
    shown(lists::emails(&desk, Query::of(uri.query())).await)
}

/// Shows an outbound email with its text.
pub(crate) async fn read(
    State(desk): State<Desk>,
    Path((owner, id)): Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    shown(email::read(&desk, &owner, &id).await)
}

/// Applies an action to an outbound email.
pub(crate) async fn act(
    State(desk): State<Desk>,
    Path((owner, id)): Path<(String, String)>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    shown(email::act(&desk, &owner, &id, &call.by.staff, call.fields()?).await)
}

/// Lists inbound emails that opened no request.
pub(crate) async fn list_inbound(
    State(desk): State<Desk>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    shown(lists::inbound(&desk, Query::of(uri.query())).await)
}

/// Shows an inbound email with its text.
pub(crate) async fn read_inbound(
    State(desk): State<Desk>,
    Path(name): Path<String>,
) -> Result<HttpResponse, Error> {
    shown(inbound::read(&desk, &name).await)
}

/// Opens a request for the right that staff read in an inbound email.
pub(crate) async fn open_inbound(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let recorded = inbound::open(&desk, &name, &call.by.staff, call.fields()?).await?;
    Ok(of_recorded(&recorded))
}

/// Answers the writer of an inbound email.
pub(crate) async fn reply_to_inbound(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    shown(inbound::reply(&desk, &name, &call.by.staff, call.fields()?).await)
}

/// Takes an inbound email off its list.
pub(crate) async fn close_inbound(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    call.fields()?.done()?;
    shown(inbound::close(&desk, &name, &call.by.staff).await)
}
