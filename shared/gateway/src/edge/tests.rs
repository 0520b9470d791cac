#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use axum::body::Body;
use axum::routing::get;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::path::PathBuf;
use tower::ServiceExt;

const OURS: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

fn edge(secret: Option<&str>) -> Edge {
    let settings = Settings::of(secret.map(|secret| ("ORIGIN_SECRET", secret)));
    Edge::of(&settings, Clock::system()).unwrap()
}

/// Responds with the source of the call, and asserts that the secret was removed.
fn routes() -> Router {
    Router::new().route(
        "/",
        get(async |request: Request| {
            let source = request.extensions().get::<Source>();
            let source = source.map_or("nowhere".to_owned(), |source| source.0.to_string());
            assert!(!request.headers().contains_key(HEADER));
            source
        }),
    )
}

/// An API Gateway event, as AWS documents it.
fn event(headers: Value, authorizer: Value) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "", "headers": headers,
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id", "authorizer": authorizer,
            "http": { "method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x" },
            "requestId": "id", "routeKey": "$default", "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1_583_348_638_390_i64
        },
        "isBase64Encoded": false
    })
}

async fn answer(edge: &Edge, event: &Value) -> (u16, String) {
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    let request = request.map(|_| Body::empty());
    let answer = edge
        .before("test", routes())
        .oneshot(request)
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

const VIEWER: (&str, &str) = ("x-honored-viewer", "2001:db8::7");

#[tokio::test]
async fn without_a_secret_every_call_passes_and_no_header_sets_its_source() {
    let forged = json!({ VIEWER.0: VIEWER.1, "x-origin-verify": OURS });
    let response = answer(&edge(None), &event(forged, Value::Null)).await;
    assert_eq!(response, (200, "192.0.2.1".to_owned()));
}

#[tokio::test]
async fn the_source_of_a_call_through_cloudfront_is_its_viewer() {
    let edge = edge(Some(OURS));
    let through = json!({ VIEWER.0: VIEWER.1, "x-origin-verify": OURS });
    let response = answer(&edge, &event(through, Value::Null)).await;
    assert_eq!(response, (200, "2001:db8::7".to_owned()));
    let silent = json!({ "x-origin-verify": OURS });
    let response = answer(&edge, &event(silent, Value::Null)).await;
    assert_eq!(response, (200, "192.0.2.1".to_owned()));
}

#[tokio::test]
async fn a_call_that_bypasses_cloudfront_is_refused_with_directions() {
    let edge = edge(Some(OURS));
    for headers in [
        json!({}),
        json!({ VIEWER.0: VIEWER.1 }),
        json!({ VIEWER.0: VIEWER.1, "x-origin-verify": OTHER }),
        json!({ "x-origin-verify": "" }),
    ] {
        let (status, body) = answer(&edge, &event(headers, Value::Null)).await;
        assert_eq!(status, 403);
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["type"], "urn:honored:problem:direct-access");
        assert!(problem["detail"].as_str().unwrap().contains("same path"));
        assert!(!body.contains(OURS));
    }
    // An unknown path is refused in the same way.
    let mut nowhere = event(json!({}), Value::Null);
    nowhere["requestContext"]["http"]["path"] = "/nowhere".into();
    nowhere["rawPath"] = "/nowhere".into();
    assert_eq!(answer(&edge, &nowhere).await.0, 403);
}

#[tokio::test]
async fn a_caller_that_aws_authenticated_needs_no_secret_and_has_the_source_that_the_gateway_saw() {
    let edge = edge(Some(OURS));
    let forged = json!({ VIEWER.0: VIEWER.1 });
    let iam = json!({ "iam": { "userArn": "arn:aws:iam::123456789012:user/Ana" } });
    let jwt = json!({ "jwt": { "claims": { "sub": "ana" }, "scopes": null } });
    for authorizer in [iam, jwt] {
        let response = answer(&edge, &event(forged.clone(), authorizer)).await;
        assert_eq!(response, (200, "192.0.2.1".to_owned()));
    }
    for authorizer in [json!({}), json!({ "lambda": { "anything": "x" } })] {
        assert_eq!(
            answer(&edge, &event(forged.clone(), authorizer)).await.0,
            403
        );
    }
}

#[tokio::test]
async fn without_a_gateway_the_local_runner_sets_the_source() {
    let local = Source("127.0.0.9".parse().unwrap());
    let ask = async |secret: Option<&str>, headers: &[(&str, &str)]| {
        let mut request = Request::get("/").extension(local);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = edge(secret)
            .before("test", routes())
            .oneshot(request)
            .await
            .unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    };
    assert_eq!(ask(None, &[VIEWER]).await, "127.0.0.9");
    let through = [VIEWER, ("x-origin-verify", OURS)];
    assert_eq!(ask(Some(OURS), &through).await, "2001:db8::7");
}

/// Recorded events of API Gateway, which are never copied here: `HONORED_CORPUS` names their folder.
#[tokio::test]
#[ignore = "needs HONORED_CORPUS"]
#[expect(
    clippy::disallowed_methods,
    reason = "the location of the corpus depends on the machine"
)]
async fn recorded_events_of_the_gateway_are_read() {
    let folder = std::env::var_os("HONORED_CORPUS").map(PathBuf::from);
    let folder = folder.expect("HONORED_CORPUS names the folder of outside data");
    let edge = edge(Some(OURS));
    for (name, known) in [
        ("example-apigw-v2-request-no-authorizer.json", false),
        ("apigw_v2_proxy_request_minimal.json", false),
        ("example-apigw-v2-request-iam.json", true),
        ("example-apigw-v2-request-jwt-authorizer.json", true),
        ("example-apigw-v2-request-lambda-authorizer.json", false),
    ] {
        let text = std::fs::read_to_string(folder.join("aws-events").join(name)).unwrap();
        let mut event: Value = serde_json::from_str(&text).unwrap();
        event["rawPath"] = "/".into();
        let http = &mut event["requestContext"]["http"];
        http["sourceIp"] = "192.0.2.1".into();
        http["method"] = "GET".into();
        let (status, _) = answer(&edge, &event).await;
        assert_eq!(status, if known { 200 } else { 403 }, "{name}");
        event["headers"]["X-Origin-Verify"] = OURS.into();
        event["headers"]["X-Honored-Viewer"] = VIEWER.1.into();
        let (status, source) = answer(&edge, &event).await;
        assert_eq!((status, source.as_str()), (200, "2001:db8::7"), "{name}");
    }
}

/// Responds without a header, as a redirect, and with a policy of its own.
fn bare_routes() -> Router {
    let own = [("content-security-policy", "img-src 'self'")];
    Router::new()
        .route("/", get(async || http::StatusCode::NO_CONTENT))
        .route("/away", get(async || axum::response::Redirect::to("/")))
        .route("/page", get(async move || (own, "a page")))
}

#[tokio::test]
async fn each_response_has_the_security_headers_whatever_it_is() {
    let strict = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = async |secret: Option<&str>, path: &str| {
        let mut event = event(json!({}), Value::Null);
        event["requestContext"]["http"]["path"] = path.into();
        event["rawPath"] = path.into();
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let router = edge(secret).before("test", bare_routes());
        let answer = router.oneshot(request.map(|_| Body::empty())).await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.headers().clone())
    };
    for (secret, path, status, policy) in [
        (None, "/", 204, strict),
        (None, "/away", 303, strict),
        (None, "/page", 200, "img-src 'self'"),
        (None, "/nowhere", 404, strict),
        (Some(OURS), "/", 403, strict),
    ] {
        let (got, headers) = headers(secret, path).await;
        assert_eq!(got, status, "{path}");
        for (name, value) in [
            ("content-security-policy", policy),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=31536000"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(headers[name], value, "{path}: {name}");
            assert_eq!(headers.get_all(name).iter().count(), 1, "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn without_tls_no_response_requires_it() {
    let request = Request::get("/").body(Body::empty()).unwrap();
    let router = edge(None).before("test", bare_routes());
    let answer = router.oneshot(request).await.unwrap();
    assert!(!answer.headers().contains_key("strict-transport-security"));
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
}
