//! The time that a call may take before the person gets our error page.
//!
//! Lambda ends a function after ten seconds, and then API Gateway shows a bare error. One call of AWS may take eight
//! seconds, and a submission makes several. The budget leaves two seconds to read changed secrets before the call.

use crate::{Pages, Problem, Visitor, negotiate};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response as HttpResponse;
use gateway::RETRY_AFTER;
use std::time::Duration;

/// How long a call may take. A test holds it below the time-outs of the templates.
pub const TIME_BUDGET: Duration = Duration::from_millis(7_500);

impl Pages {
    /// Puts the budget in front of these routes. A call that exceeds it is abandoned: it may still be stored, and a retry
    /// with the same content counts once.
    pub fn within_budget(&self, routes: Router) -> Router {
        let pages = self.clone();
        let in_time = move |request: Request, next: Next| {
            let pages = pages.clone();
            async move { pages.answer_in_time(request, next).await }
        };
        routes.layer(from_fn(in_time))
    }

    async fn answer_in_time(&self, request: Request, next: Next) -> HttpResponse {
        let wants = negotiate(request.headers());
        let visitor = Visitor::of(request.uri(), request.headers());
        match tokio::time::timeout(TIME_BUDGET, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                tracing::error!("a call took too long and was abandoned");
                self.for_visitor(&visitor)
                    .problem(Problem::late(RETRY_AFTER), wants)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::site::tests::{acme, text};
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    #[tokio::test(start_paused = true)]
    async fn a_call_that_takes_too_long_gets_our_error_and_not_the_gateways() {
        let pages = acme("https://privacy.acme.example");
        let never = Router::new().route("/", get(std::future::pending::<()>));
        let never = pages.within_budget(never);
        for (accept, begins) in [("text/html", "<!doctype html>"), ("application/json", "{")] {
            let request = Request::get("/").header("accept", accept);
            let request = request.body(Body::empty()).unwrap();
            let response = never.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), 503);
            assert_eq!(response.headers()["retry-after"], "5");
            let body = text(response).await.to_lowercase();
            assert!(body.trim_start().starts_with(begins), "{body}");
        }
    }
}
