//! What stands before the functions: whether a call came through CloudFront, and where from.
//!
//! A company may put CloudFront, and a firewall, before the gateway. The gateway's own address stays on the web then,
//! so CloudFront shows a secret with each call, and functions refuse whoever doesn't know it. Every function's router
//! passes here, once, whether there is such a secret or not.

mod secret;
mod source;

pub use secret::{HEADER, OriginSecret, UnreadableSecret};
pub use source::Source;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response as HttpResponse;
use http::{Extensions, StatusCode};
use lambda_http::request::RequestContext;
use runtime::{BadSetting, Clock, Settings, metrics};

/// The name under which calls are counted that showed a wrong secret.
pub const WRONG_SECRET: &str = "WrongOriginSecret";

/// What stands before a function.
#[derive(Debug, Clone)]
pub struct Edge {
    secret: Option<OriginSecret>,
    clock: Clock,
}

impl Edge {
    /// By its setting, `ORIGIN_SECRET`: without it nothing stands before the gateway.
    ///
    /// # Errors
    /// [`BadSetting`] if it is unusable.
    pub fn of(settings: &Settings, clock: Clock) -> Result<Self, BadSetting> {
        let secret = settings.optional("ORIGIN_SECRET", OriginSecret::parse)?;
        Ok(Self { secret, clock })
    }

    /// These routes, behind the edge: a call reaches them if it came the right way, with its [`Source`].
    pub fn before(&self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self.clone(), let_in))
    }
}

async fn let_in(State(edge): State<Edge>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let secret = edge.secret.as_ref();
    let through_cloudfront = secret.is_some_and(|secret| secret.is_shown(&head.headers));
    let shown = head.headers.remove(HEADER).is_some();
    if secret.is_some() && !through_cloudfront && !gateway_knows_caller(&head.extensions) {
        // Whoever shows one may be CloudFront, with a secret that was changed on one side alone.
        if shown {
            tracing::error!("a call showed an origin secret that is not ours");
            metrics::count("edge", &[(WRONG_SECRET, 1)], edge.clock.now());
        }
        return refused();
    }
    let seen = seen(&head.extensions);
    head.extensions.remove::<Source>();
    if let Some(address) = source::source(&head.headers, through_cloudfront, seen) {
        head.extensions.insert(Source(address));
    }
    next.run(Request::from_parts(head, body)).await
}

/// The address that reached the gateway or, on a developer's machine, the local runner.
fn seen(extensions: &Extensions) -> Option<std::net::IpAddr> {
    match extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.http.source_ip.as_ref()?.parse().ok()
        }
        _ => extensions.get::<Source>().map(|source| source.0),
    }
}

/// Whether AWS itself checked who calls, by signature or token. A signature names the host that it was made for, so
/// whoever signs calls the gateway and not CloudFront.
fn gateway_knows_caller(extensions: &Extensions) -> bool {
    let Some(RequestContext::ApiGatewayV2(context)) = extensions.get::<RequestContext>() else {
        return false;
    };
    let authorizer = context.authorizer.as_ref();
    authorizer.is_some_and(|by| by.iam.is_some() || by.jwt.is_some())
}

/// 403, as RFC 9457 has it: not the way in.
fn refused() -> HttpResponse {
    let body = serde_json::json!({
        "type": "urn:honored:problem:not-the-way-in",
        "title": "This is not the way in",
        "status": StatusCode::FORBIDDEN.as_u16(),
        "detail": "Nothing was recorded. Use the address that the form and the emails name, with the same path: this one is for the system itself.",
    });
    crate::response::problem(StatusCode::FORBIDDEN, &body)
}

#[cfg(test)]
mod tests;
