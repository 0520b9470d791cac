//! The routes of saved replies.

use crate::response::{shown, versioned};
use crate::staff_call::StaffCall;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::{Desk, Error, StaffOrder, saved_replies};
use gateway::{Problem, Staff};
use http::StatusCode;

/// Lists the saved replies.
pub(crate) async fn list(State(desk): State<Desk>) -> Result<HttpResponse, Error> {
    shown(saved_replies::list(&desk).await)
}

/// Saves a new reply.
pub(crate) async fn create(
    State(desk): State<Desk>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let saved = saved_replies::save(&desk, None, &call.by, call.fields()?).await?;
    Ok(versioned(StatusCode::CREATED, saved.version, &saved))
}

/// Saves the next version of a reply.
pub(crate) async fn change(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let saved = saved_replies::save(&desk, Some(&id), &call.by, call.fields()?).await?;
    Ok(versioned(StatusCode::OK, saved.version, &saved))
}

/// Removes a reply. The call has no body.
pub(crate) async fn remove(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let staff = request.extensions().get::<Staff>().cloned();
    let by = StaffOrder {
        staff: staff.ok_or_else(Problem::authentication_required)?,
        seen: crate::staff_call::seen(request.headers())?,
    };
    shown(saved_replies::remove(&desk, &id, &by).await)
}
