#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use domain::receipt::ReceiptId;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

async fn body(response: HttpResponse) -> Value {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn each_problem_has_the_headers_that_say_what_to_do() {
    let unknown = Problem::authentication_required().into_response();
    assert_eq!(unknown.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(unknown.headers()["www-authenticate"], "Bearer");
    let basic = Problem::authentication_required().with_challenge("Basic realm=\"x\"");
    let basic = basic.into_response();
    assert_eq!(basic.headers()["www-authenticate"], "Basic realm=\"x\"");
    let down = Problem::unavailable(RETRY_AFTER).into_response();
    assert_eq!(down.headers()["retry-after"], "5");
    let missing = Problem::no_route().into_response();
    for header in ["www-authenticate", "retry-after", "allow"] {
        assert!(!missing.headers().contains_key(header), "{header}");
    }
}

#[tokio::test]
async fn the_body_has_the_members_of_rfc_9457_and_only_the_extensions_that_are_set() {
    let plain = Problem::no_route().into_response();
    assert_eq!(plain.headers()["content-type"], "application/problem+json");
    assert_eq!(
        body(plain).await,
        json!({
            "type": "urn:honored:problem:not-found", "title": "Not found", "status": 404,
            "detail": "There is nothing at this address.",
        })
    );
    let request = RequestId(ReceiptId::from_bytes([1; 16]));
    let full = Problem::field("to", "Enter a request")
        .with_version(3)
        .with_request(request)
        .with_contact("privacy@example.com");
    let full = body(full.into_response()).await;
    assert_eq!(
        full["errors"],
        json!([{"field": "to", "message": "Enter a request"}])
    );
    assert_eq!(full["version"], 3);
    assert_eq!(full["request"], request.to_string());
    assert_eq!(full["contact"], "privacy@example.com");
}

#[tokio::test]
async fn axum_names_the_allowed_methods_of_a_405() {
    let routes = Router::new()
        .route("/", get(async || "").post(async || ""))
        .method_not_allowed_fallback(async || Problem::method_not_allowed());
    let request = Request::put("/").body(Body::empty()).unwrap();
    let response = routes.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "GET,HEAD,POST");
    let problem = body(response).await;
    assert_eq!(problem["type"], "urn:honored:problem:method-not-allowed");
}
