//! Authentication and roles.

use crate::desk::asked;
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use tests::{Build, TestApp, with_token};
use tower::ServiceExt;

#[tokio::test]
async fn without_a_token_nothing_is_shown_and_nothing_is_done_whatever_the_headers_say() {
    let app = TestApp::open().await;
    let reference = asked(&app, "delete", "ana@example.org").await;
    let forged = [
        ("authorization", "Bearer wrong"),
        (
            "x-amzn-iam-user-arn",
            "arn:aws:sts::1:assumed-role/PrivacyLeads/x",
        ),
        ("x-apigateway-context", "{\"authorizer\":{}}"),
        ("x-forwarded-user", "ana"),
        ("content-type", "application/json"),
    ];
    for (method, path) in [
        ("GET", "/api/desk/requests".to_owned()),
        ("GET", format!("/api/desk/requests/{reference}")),
        ("POST", format!("/api/desk/requests/{reference}/erase")),
        ("POST", "/api/desk/requests".to_owned()),
        ("GET", "/api/desk/nowhere".to_owned()),
        ("DELETE", "/api/desk/requests".to_owned()),
    ] {
        for headers in [&forged[..], &[]] {
            let answer = app.send(method, &path, headers, "{}").await;
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    assert_eq!(app.look_up(&reference).await.unwrap().1.version, 1);
    app.serve_outbox().await;
    app.close().await;
}

/// Sends a call with the token of a member of this group.
async fn call(app: &TestApp, group: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json");
    let request = with_token(request, "ana-of-staff", &[group]).body(Body::from(body.to_string()));
    let router = desk_api::router(app.system.functions.desk_api.clone());
    let answer = router.oneshot(request.unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    (status, serde_json::from_slice(&body.unwrap()).unwrap())
}

#[tokio::test]
async fn each_role_does_what_it_may_and_the_log_says_who_it_was() {
    let roles = "read=group:audit decide=group:privacy configure=group:leads machine=group:imports";
    let app = TestApp::build(Build {
        settings: vec![("ROLES".to_owned(), roles.to_owned())],
        ..Build::default()
    })
    .await;
    let reference = asked(&app, "delete", "ana@example.org").await;
    let steps = format!("/api/desk/requests/{reference}/actions");
    let verification = json!({"action": "verify", "method": "known_account"});
    let hold = json!({"action": "hold", "held": true, "why": "a complaint"});
    for (group, body, status) in [
        ("nobody", &verification, 403),
        ("imports", &verification, 403),
        ("External privacy contractors", &verification, 403),
        ("audit", &verification, 403),
        ("privacy", &verification, 200),
        ("privacy", &hold, 403),
        ("leads", &hold, 200),
    ] {
        let (got, answer) = call(&app, group, "POST", &steps, body).await;
        assert_eq!(got, status, "{group}: {answer}");
    }
    let (_, refused) = call(&app, "audit", "POST", &steps, &verification).await;
    assert_eq!(refused["detail"], "This needs the role decide.");
    let (status, request) = call(
        &app,
        "audit",
        "GET",
        &format!("/api/desk/requests/{reference}"),
        &json!({}),
    )
    .await;
    assert_eq!(status, 200);
    let log = request["log"].as_array().unwrap();
    let by: Vec<&Value> = log.iter().map(|entry| &entry["by"]).collect();
    assert_eq!(*by[0], json!({"actor": "person"}));
    assert_eq!(
        *by[1],
        json!({"actor": "staff", "id": "https://id.example#ana-of-staff", "role": "decide"})
    );
    assert_eq!(by[2]["role"], "configure");
    assert_eq!(log[2]["why"], "a complaint");
    app.serve_outbox().await;
    app.close().await;
}
