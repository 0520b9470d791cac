//! Responses that carry the version of an item.

use axum::response::Response as HttpResponse;
use http::header::ETAG;
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// Returns a JSON response with the version in `ETag`.
pub(crate) fn versioned(status: StatusCode, version: u64, body: &impl Serialize) -> HttpResponse {
    let mut response = gateway::response::json(status, body);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
