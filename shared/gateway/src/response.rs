//! JSON answers of the functions that show no page, and nothing of them kept by anybody on the way.

use axum::body::Body;
use axum::response::Response as HttpResponse;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// When to call again after an outage.
const AGAIN: HeaderValue = HeaderValue::from_static("5");

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    of_type("application/json", status, body)
}

/// What went wrong, as RFC 9457 has it.
pub fn problem(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    of_type("application/problem+json", status, body)
}

/// The same for whoever calls through the gateway, with the headers that say what to do about it: `allow` names the
/// methods that the address takes.
pub fn refusal(
    status: StatusCode,
    body: &impl Serialize,
    allow: Option<&'static str>,
) -> HttpResponse {
    let mut response = problem(status, body);
    let headers = response.headers_mut();
    if let Some(allow) = allow {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, AGAIN);
    }
    response
}

fn of_type(media_type: &'static str, status: StatusCode, body: &impl Serialize) -> HttpResponse {
    let (status, body) = match serde_json::to_vec(body) {
        Ok(body) => (status, body),
        Err(_) => {
            tracing::error!("an answer did not serialize");
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
    use std::collections::BTreeMap;

    #[test]
    fn nobody_on_the_way_keeps_an_answer_or_guesses_what_it_is() {
        for (answer, media_type) in [
            (json(StatusCode::OK, &[1]), "application/json"),
            (
                problem(StatusCode::NOT_FOUND, &[1]),
                "application/problem+json",
            ),
        ] {
            assert_eq!(answer.headers()["content-type"], media_type);
            assert_eq!(answer.headers()["cache-control"], "no-store");
            assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do_about_it() {
        let of = |status, allow| refusal(status, &[1], allow);
        let unknown = of(StatusCode::UNAUTHORIZED, None);
        assert_eq!(unknown.headers()["www-authenticate"], "Bearer");
        let down = of(StatusCode::SERVICE_UNAVAILABLE, None);
        assert_eq!(down.headers()["retry-after"], "5");
        let posted = of(StatusCode::METHOD_NOT_ALLOWED, Some("GET"));
        assert_eq!(posted.headers()["allow"], "GET");
        let missing = of(StatusCode::NOT_FOUND, None);
        for header in ["www-authenticate", "retry-after", "allow"] {
            assert!(!missing.headers().contains_key(header), "{header}");
        }
    }

    #[test]
    fn what_can_t_be_written_is_our_fault() {
        let unwritable = BTreeMap::from([([1], "a list is no key of an object")]);
        let answer = json(StatusCode::OK, &unwritable);
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
