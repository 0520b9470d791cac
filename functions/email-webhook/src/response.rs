//! Responses to mail providers. Only logs show them: the provider's and ours.

use crate::Refusal;
use axum::response::{IntoResponse, Response as HttpResponse};
use gateway::Problem;
use http::StatusCode;
use serde_json::json;
use std::time::Duration;

/// How long a provider should wait before it delivers again.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// Returns 200 with the outcome of a delivery.
pub(crate) fn accepted(outcome: &str) -> HttpResponse {
    gateway::response::json(StatusCode::OK, &json!({ "outcome": outcome }))
}

/// Returns the refusal of a delivery, with the status that makes its provider react correctly.
///
/// A wrong password is a 401 and never a 403: after a 403 Postmark drops the message, and a mistyped password is more
/// likely than a forged one.
pub(crate) fn refused(refusal: Refusal) -> HttpResponse {
    let detail = refusal.to_string();
    let problem = match refusal {
        Refusal::NotConfigured => Problem::not_found(detail),
        Refusal::WrongPassword => Problem::authentication_required()
            .with_detail(detail)
            .with_challenge("Basic realm=\"inbound mail\""),
        Refusal::WrongSignature | Refusal::Stale => {
            Problem::invalid_signature(detail).with_status(StatusCode::FORBIDDEN)
        }
        Refusal::Malformed | Refusal::NotMail(_) => Problem::bad_request(detail),
        Refusal::TooLarge => Problem::too_large(detail),
        Refusal::Unavailable => Problem::unavailable(RETRY_AFTER).with_detail(detail),
    };
    problem.into_response()
}
