//! A call whose token API Gateway has verified.

use axum::http::request::Builder;
use data_encoding::BASE64URL_NOPAD;
use lambda_http::request::RequestContext;
use serde_json::json;

/// Adds the token of a member of these groups to a request, and the context in which the gateway reports the token.
///
/// # Panics
/// Never: the context is complete.
#[must_use]
pub fn with_token(request: Builder, subject: &str, groups: &[&str]) -> Builder {
    let issuer = "https://id.example";
    let token = json!({ "sub": subject, "iss": issuer, "groups": groups });
    let token = BASE64URL_NOPAD.encode(token.to_string().as_bytes());
    let flattened = format!("[{}]", groups.join(" "));
    let claims = json!({ "sub": subject, "iss": issuer, "groups": flattened });
    let context = json!({"http": {"method": "POST"}, "timeEpoch": 0, "authorizer": {"jwt": {"claims": claims}}});
    let context = serde_json::from_value(context);
    request
        .header("authorization", format!("Bearer e30.{token}.c2ln"))
        .extension(RequestContext::ApiGatewayV2(context.expect("complete")))
}
