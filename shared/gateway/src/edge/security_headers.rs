//! The security headers of every response, also of redirects, refusals and responses without a body. A response that sets
//! one of them keeps its own, such as the policy of a page.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response as HttpResponse;
use http::HeaderValue;
use http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use lambda_http::request::RequestContext;

/// The policy of a response that is no page: a browser that shows it loads nothing.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One year, for this host only. `BASE_URL` may be the company's main domain, and `includeSubDomains` would then break each
/// of its subdomains that has no TLS, for a year and without a way back.
const HTTPS_FOR_A_YEAR: &str = "max-age=31536000";

/// Adds the headers that a response lacks.
pub(super) async fn added(request: Request, next: Next) -> HttpResponse {
    // API Gateway takes https only. The local runner has no TLS, and must not require it (RFC 6797, section 7.2).
    let context = request.extensions().get::<RequestContext>();
    let has_tls = matches!(context, Some(RequestContext::ApiGatewayV2(_)));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let hsts = has_tls.then_some((STRICT_TRANSPORT_SECURITY, HTTPS_FOR_A_YEAR));
    let always = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in always.into_iter().chain(hsts) {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    response
}
