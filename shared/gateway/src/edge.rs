//! The origin check: whether a call came through CloudFront, its network address, and the host that its visitor opened.
//!
//! A company may put CloudFront, with a firewall, in front of API Gateway. The gateway's own address stays public, so
//! CloudFront adds a secret header to each call, and functions refuse calls without it. Every function's router
//! passes through [`Edge`], whether a secret is configured or not.

mod host;
mod request_log;
mod secret;
mod security_headers;
mod source;

pub use host::VISITED_HOST;
pub use secret::{HEADER, OriginSecret, UnreadableSecret};
pub use source::{Source, VIEWER};

use crate::Problem;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use http::Extensions;
use lambda_http::request::RequestContext;
use runtime::{BadSetting, Clock, Setting, Settings, metrics};

/// The CloudWatch metric that counts calls with a wrong secret.
pub const WRONG_SECRET: &str = "WrongOriginSecret";

/// The CloudWatch metric that counts calls through CloudFront without the address of their viewer.
pub const NO_VIEWER: &str = "NoViewerAddress";

/// The origin check in front of a function's routes.
#[derive(Debug, Clone)]
pub struct Edge {
    secret: Option<OriginSecret>,
    clock: Clock,
}

/// The secret that CloudFront sends with each call.
const ORIGIN_SECRET: Setting = Setting::optional(
    "ORIGIN_SECRET",
    "one value, or several separated by commas",
    "calls needn't come through CloudFront",
    "The secret that CloudFront sends with each call. Functions refuse other callers, unless the gateway authenticated them.",
)
.secret();

impl Edge {
    /// The setting that [`of`](Self::of) reads.
    pub const SETTINGS: &[Setting] = &[ORIGIN_SECRET];

    /// Reads the setting `ORIGIN_SECRET`. Without it, no CloudFront is in front of the gateway and every call passes.
    ///
    /// # Errors
    /// [`BadSetting`] if the setting is unusable.
    pub fn of(settings: &Settings, clock: Clock) -> Result<Self, BadSetting> {
        let secret = settings.optional(&ORIGIN_SECRET, OriginSecret::parse)?;
        Ok(Self { secret, clock })
    }

    /// Puts the check in front of this function's routes, logs each call, and adds the security headers to each response.
    /// A call that passes carries its [`Source`] as an extension.
    pub fn before(&self, function: &'static str, routes: Router) -> Router {
        let clock = self.clock.clone();
        let log = move |request: Request, next: Next| {
            let clock = clock.clone();
            async move { request_log::logged(function, &clock, request, next).await }
        };
        routes
            .layer(from_fn_with_state(self.clone(), let_in))
            .layer(from_fn(security_headers::added))
            .layer(from_fn(log))
    }
}

async fn let_in(State(edge): State<Edge>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let secret = edge.secret.as_ref();
    let through_cloudfront = secret.is_some_and(|secret| secret.is_in(&head.headers));
    let has_secret = head.headers.remove(HEADER).is_some();
    if secret.is_some() && !through_cloudfront && !is_authenticated_by_aws(&head.extensions) {
        // The caller may be CloudFront, with a secret that was changed on one side only: that needs an alarm.
        if has_secret {
            tracing::error!("a call carried a wrong origin secret");
            metrics::count("gateway", &[(WRONG_SECRET, 1)], edge.clock.now());
        }
        return Problem::direct_access().into_response();
    }
    let seen = seen(&head.extensions);
    head.extensions.remove::<Source>();
    host::set(&mut head, through_cloudfront);
    let viewer = through_cloudfront.then(|| source::viewer(&head.headers));
    // All visitors then share the limits of the few addresses that CloudFront itself has.
    if viewer == Some(None) {
        tracing::error!("a call through CloudFront carried no address of its viewer");
        metrics::count("gateway", &[(NO_VIEWER, 1)], edge.clock.now());
    }
    if let Some(address) = viewer.flatten().or(seen) {
        head.extensions.insert(Source(address));
    }
    next.run(Request::from_parts(head, body)).await
}

/// Returns the network address that API Gateway or, on a developer's machine, the local runner saw.
fn seen(extensions: &Extensions) -> Option<std::net::IpAddr> {
    match extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.http.source_ip.as_ref()?.parse().ok()
        }
        _ => extensions.get::<Source>().map(|source| source.0),
    }
}

/// Returns whether AWS authenticated the caller by signature or token. A signature covers the host name, so signed
/// calls go to the gateway directly and not through CloudFront.
fn is_authenticated_by_aws(extensions: &Extensions) -> bool {
    let Some(RequestContext::ApiGatewayV2(context)) = extensions.get::<RequestContext>() else {
        return false;
    };
    let authorizer = context.authorizer.as_ref();
    authorizer.is_some_and(|by| by.iam.is_some() || by.jwt.is_some())
}

#[cfg(test)]
mod tests;
