//! One log line per call. It contains no personal data: no address of the caller, no query, and the pattern of the route
//! instead of the path, because paths contain tokens.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response as HttpResponse;
use runtime::Clock;
use runtime::access::NO_ROUTE;

/// Answers a call and logs it.
pub(super) async fn logged(
    function: &'static str,
    clock: &Clock,
    request: Request,
    next: Next,
) -> HttpResponse {
    let started = clock.now();
    // Other methods are words of the client.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
    .to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    // A function with a router inside its router names the inner route in the response.
    let route = route.or_else(|| response.extensions().get::<MatchedPath>().cloned());
    tracing::info!(
        function,
        method,
        route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str),
        status = response.status().as_u16(),
        duration_ms = clock.now().duration_since(started).as_millis() as i64,
        "a call was answered"
    );
    response
}
