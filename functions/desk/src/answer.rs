//! Answers about a request in one of its versions.

use axum::response::Response as HttpResponse;
use http::header::ETAG;
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// A JSON answer, with the version that it shows.
pub(crate) fn versioned(status: StatusCode, version: u64, body: &impl Serialize) -> HttpResponse {
    let mut response = gateway::response::json(status, body);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
