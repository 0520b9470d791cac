//! Answers to providers: nobody reads them but their logs and ours.

use crate::Refusal;
use axum::response::Response as HttpResponse;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;

/// 200: what came of a delivery.
pub(crate) fn taken(outcome: &str) -> HttpResponse {
    gateway::response::json(StatusCode::OK, &json!({ "outcome": outcome }))
}

/// Why a delivery was not taken, in the status that makes its provider do the right thing.
///
/// A wrong password is a 401 and never a 403: Postmark gives a message up at a 403, and a password is mistyped
/// more often than it is forged.
pub(crate) fn refused(refusal: Refusal) -> HttpResponse {
    let (status, header) = match refusal {
        Refusal::NotConfigured => (StatusCode::NOT_FOUND, None),
        Refusal::WrongPassword => (
            StatusCode::UNAUTHORIZED,
            Some((
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"inbound mail\""),
            )),
        ),
        Refusal::WrongSignature | Refusal::Stale => (StatusCode::FORBIDDEN, None),
        Refusal::Malformed | Refusal::NotMail(_) => (StatusCode::BAD_REQUEST, None),
        Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, None),
        Refusal::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            Some((RETRY_AFTER, HeaderValue::from_static("60"))),
        ),
    };
    problem(status, &refusal.to_string(), header)
}

/// 405: deliveries are posted.
pub(crate) fn only_post() -> HttpResponse {
    let allow = (ALLOW, HeaderValue::from_static("POST"));
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "deliveries are posted",
        Some(allow),
    )
}

/// RFC 9457.
fn problem(
    status: StatusCode,
    detail: &str,
    header: Option<(HeaderName, HeaderValue)>,
) -> HttpResponse {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({ "title": title, "status": status.as_u16(), "detail": detail });
    let mut response = gateway::response::problem(status, &body);
    let header = header.map(|(name, value)| (Some(name), value));
    response.headers_mut().extend(header);
    response
}
