//! JSON responses of the functions that show no page. No cache stores them.

use axum::body::Body;
use axum::response::Response as HttpResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// Returns a JSON response.
pub fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    of_type("application/json", status, body)
}

pub(crate) fn of_type(
    media_type: &'static str,
    status: StatusCode,
    body: &impl Serialize,
) -> HttpResponse {
    let (status, body) = match serde_json::to_vec(body) {
        Ok(body) => (status, body),
        Err(_) => {
            tracing::error!("a response could not be serialized");
            (StatusCode::INTERNAL_SERVER_ERROR, b"{}".to_vec())
        }
    };
    let mut response = HttpResponse::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;
    use axum::response::IntoResponse;
    use std::collections::BTreeMap;

    #[test]
    fn no_cache_stores_a_response_and_no_browser_guesses_its_type() {
        for (response, media_type) in [
            (json(StatusCode::OK, &[1]), "application/json"),
            (
                Problem::no_route().into_response(),
                "application/problem+json",
            ),
        ] {
            assert_eq!(response.headers()["content-type"], media_type);
            assert_eq!(response.headers()["cache-control"], "no-store");
            assert_eq!(response.headers()["referrer-policy"], "no-referrer");
            assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        }
    }

    #[test]
    fn a_body_that_cannot_be_serialized_is_a_server_error() {
        let unwritable = BTreeMap::from([([1], "a list cannot be the key of an object")]);
        let response = json(StatusCode::OK, &unwritable);
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
