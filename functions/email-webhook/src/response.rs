//! Responses to mail providers. Only logs show them: the provider's and ours.

use crate::{Provider, Refusal, providers};
use axum::extract::Request;
use axum::middleware::Next;
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

/// Turns an error after which the provider would drop the message into a 503, after which it delivers again.
///
/// A mistyped password or a forgotten setting is more likely than a forged delivery, and staff can correct it before
/// the provider gives up. This covers the origin check too: a secret that was changed on one side drops no message.
pub(crate) async fn never_drop(request: Request, next: Next) -> HttpResponse {
    let provider = providers::at(request.uri().path());
    let response = next.run(request).await;
    let status = response.status();
    let drops = |provider: &Provider| !status.is_success() && !(provider.delivers_again)(status);
    if !provider.is_some_and(drops) {
        return response;
    }
    let mut problem = Problem::unavailable(RETRY_AFTER);
    if let Some(refusal) = response.extensions().get::<Problem>() {
        problem = problem.with_detail(refusal.detail().to_owned());
    }
    problem.into_response()
}

/// Returns the refusal of a delivery, as HTTP has it.
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
