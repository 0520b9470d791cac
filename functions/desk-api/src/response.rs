//! JSON responses of the desk.

use axum::response::Response as HttpResponse;
use desk::Error;
use http::header::ETAG;
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// Returns what the desk found as JSON.
pub(crate) fn shown(found: Result<impl Serialize, Error>) -> Result<HttpResponse, Error> {
    Ok(gateway::response::json(StatusCode::OK, &found?))
}

/// Returns a JSON response with the version in `ETag`.
pub(crate) fn versioned(status: StatusCode, version: u64, body: &impl Serialize) -> HttpResponse {
    let mut response = gateway::response::json(status, body);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
