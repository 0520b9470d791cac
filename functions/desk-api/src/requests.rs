//! The routes of requests: lists, records, actions, response files and exports.

use crate::response::{shown, versioned};
use crate::staff_call::StaffCall;
use archive::LARGEST_RESPONSE_FILE;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::export::Exported;
use desk::manual_request::{self, random_receipt};
use desk::{
    Desk, Error, Query, actions, bulk, export, lists, preview, queue, record, requests,
    response_file, search,
};
use domain::digest::Digest;
use domain::receipt::KeyOwner;
use domain::request::CommandName;
use gateway::{IdempotencyKey, Staff};
use http::header::{CONTENT_DISPOSITION, LOCATION};
use http::{HeaderValue, StatusCode, Uri};

/// Lists requests.
pub(crate) async fn list(
    State(desk): State<Desk>,
    Extension(staff): Extension<Staff>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    shown(lists::requests(&desk, &staff, Query::of(uri.query())).await)
}

/// Counts the views of the queue.
pub(crate) async fn queue_sizes(
    State(desk): State<Desk>,
    Extension(staff): Extension<Staff>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    shown(queue::sizes(&desk, &staff, Query::of(uri.query())).await)
}

/// Lists a view of the queue.
pub(crate) async fn queue_view(
    State(desk): State<Desk>,
    Extension(staff): Extension<Staff>,
    Path(view): Path<String>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    shown(queue::view(&desk, &staff, &view, Query::of(uri.query())).await)
}

/// Finds what belongs to a person.
pub(crate) async fn search(
    State(desk): State<Desk>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    shown(search::search(&desk, &call.by.staff, call.fields()?).await)
}

/// Records a request that reached staff by phone, on paper or in person.
pub(crate) async fn create(
    State(desk): State<Desk>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let receipt = match IdempotencyKey::read(&call.headers)? {
        Some(key) => key.receipt(KeyOwner::Staff),
        None => random_receipt()?,
    };
    let digest = Digest::of(&call.body);
    let recorded =
        manual_request::create(&desk, &call.by.staff, receipt, call.fields()?, digest).await?;
    Ok(of_recorded(&recorded))
}

/// Returns 201 if staff opened the request, and 200 if the submission joined another one.
pub(crate) fn of_recorded(recorded: &manual_request::Recorded) -> HttpResponse {
    let status = match recorded.opened {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    versioned(status, recorded.request.version, recorded)
}

/// Shows one request.
pub(crate) async fn read(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    let view = record::read(&desk, &name, Query::of(uri.query())).await?;
    Ok(versioned(StatusCode::OK, view.whole.summary.version, &view))
}

/// Applies the action that the body names.
pub(crate) async fn act(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    apply(&desk, &name, request, None).await
}

/// Shows the emails that the action of the body would send.
pub(crate) async fn preview_emails(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let asked = actions::read(call.fields()?, None)?;
    let emails = preview::preview(&desk, &name, &call.by, asked).await?;
    shown(Ok(serde_json::json!({ "emails": emails })))
}

/// Takes an action on several requests, or checks it in a dry run.
pub(crate) async fn bulk_action(
    State(desk): State<Desk>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let (targets, action, is_dry_run) = bulk::read(call.fields()?)?;
    let staff = &call.by.staff;
    shown(match is_dry_run {
        true => bulk::dry_run(&desk, staff, &targets, &action).await,
        false => bulk::apply(&desk, staff, &targets, &action).await,
    })
}

/// Blocks the erasure of a request, or allows it again.
pub(crate) async fn hold(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    apply(&desk, &name, request, Some(CommandName::Hold)).await
}

/// Erases the person of a request.
pub(crate) async fn erase(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    apply(&desk, &name, request, Some(CommandName::Erase)).await
}

async fn apply(
    desk: &Desk,
    name: &str,
    request: Request,
    action: Option<CommandName>,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let asked = actions::read(call.fields()?, action)?;
    let acted = requests::apply(desk, name, &call.by, asked).await?;
    Ok(versioned(StatusCode::OK, acted.request.version, &acted))
}

/// Stores a response file: `PUT …/response-file?ending=csv`.
pub(crate) async fn put_file(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let mut query = Query::of(request.uri().query());
    let ending = query.take("ending");
    query.done()?;
    let content = to_bytes(request.into_body(), LARGEST_RESPONSE_FILE).await;
    let content = content.map_err(|_| response_file::too_large())?;
    let stored = response_file::put(&desk, &name, ending, content.into()).await?;
    Ok(gateway::response::json(StatusCode::CREATED, &stored))
}

/// Exports a request as a file, or as a link to a file.
pub(crate) async fn export_all(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Extension(staff): Extension<Staff>,
    uri: Uri,
) -> Result<HttpResponse, Error> {
    match export::export(&desk, &name, &staff, Query::of(uri.query())).await? {
        Exported::File {
            name,
            version,
            json,
        } => {
            // The body is JSON already, so only the headers of a JSON response are made here.
            let mut response = versioned(StatusCode::OK, version, &());
            *response.body_mut() = Body::from(json);
            let name = format!("attachment; filename=\"{name}\"");
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(CONTENT_DISPOSITION, name);
            }
            Ok(response)
        }
        Exported::Link(link) => {
            let mut response = gateway::response::json(StatusCode::SEE_OTHER, &link);
            if let Ok(link) = HeaderValue::from_str(&link.file) {
                response.headers_mut().insert(LOCATION, link);
            }
            Ok(response)
        }
    }
}
