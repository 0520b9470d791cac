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
    let refused: std::collections::BTreeSet<_> = app
        .logged("https://id.example#ana-of-staff")
        .iter()
        .filter(|line| line["target"] == "runtime::access" && line["status"] == 403)
        .map(|line| {
            assert_eq!(line["message"], "a call was refused");
            format!("{} {} {}", line["role"], line["method"], line["route"])
        })
        .collect();
    let route = "\"POST\" \"/api/desk/requests/{id}/actions\"";
    let roles = ["\"decide\"", "\"none\"", "\"read\""];
    let expected = roles.map(|role| format!("{role} {route}"));
    assert_eq!(refused, expected.into());
    assert_eq!(log[2]["why"], "a complaint");
    app.serve_outbox().await;
    app.close().await;
}

/// Posts an action as this member of staff.
async fn act_as(app: &TestApp, who: &str, path: &str, body: &Value) -> Value {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header("content-type", "application/json");
    let request = with_token(request, who, &["leads"]).body(Body::from(body.to_string()));
    let router = desk_api::router(app.system.functions.desk_api.clone());
    let answer = router.oneshot(request.unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let said = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    let said: Value = serde_json::from_slice(&said.unwrap()).unwrap();
    assert_eq!(status, 200, "{said}");
    said
}

#[tokio::test]
async fn a_denial_and_an_erasure_count_when_a_second_member_of_staff_sends_the_same() {
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let app = TestApp::build(Build {
        settings: vec![
            setting("ROLES", "configure=group:leads"),
            setting("SECOND_APPROVER", "denials,erasures"),
        ],
        ..Build::default()
    })
    .await;
    let reference = asked(&app, "delete", "ana@example.org").await;
    let actions = format!("/api/desk/requests/{reference}/actions");
    let denial = |explanation: &str| json!({"action": "respond", "response": "denied", "basis": "lawful_exception", "explanation": explanation});
    let first = denial("Your contract runs until May.");
    let verify = json!({"action": "verify", "method": "matched"});
    assert_eq!(
        act_as(&app, "kim", &actions, &verify).await["proposed"],
        Value::Null
    );
    for _ in 0..2 {
        let proposed = act_as(&app, "kim", &actions, &first).await;
        assert_eq!(
            (&proposed["proposed"], &proposed["request"]["stage"]),
            (&json!(true), &json!("open"))
        );
        assert_eq!(
            proposed["request"]["version"], 3,
            "a second press adds nothing"
        );
    }
    // Other words are another proposal, and then the first one no longer counts.
    let second = denial("Your contract runs until June.");
    assert_eq!(
        act_as(&app, "lee", &actions, &second).await["proposed"],
        true
    );
    assert_eq!(
        act_as(&app, "lee", &actions, &first).await["proposed"],
        true
    );
    let note = json!({"action": "note", "note": "I have asked the lawyers."});
    act_as(&app, "moe", &actions, &note).await;
    let denied = act_as(&app, "kim", &actions, &first).await;
    assert_eq!(
        (&denied["proposed"], &denied["request"]["stage"]),
        (&Value::Null, &json!("responded"))
    );
    while app.serve_outbox().await.sent > 0 {}
    let sent = app.emails_to("ana@example.org");
    let denials = sent
        .iter()
        .filter(|email| email.text().unwrap().contains("until May."));
    assert_eq!(denials.count(), 1);
    let erase = json!({"action": "erase"});
    assert_eq!(
        act_as(&app, "kim", &actions, &erase).await["proposed"],
        true
    );
    let erased = act_as(&app, "lee", &actions, &erase).await;
    assert!(erased["request"]["erased"].is_string(), "{erased}");
    assert!(!format!("{:?}", app.items().await).contains("until June."));
    // What gives the requester what they asked for needs one person.
    let other = asked(&app, "delete", "bo@example.org").await;
    let actions = format!("/api/desk/requests/{other}/actions");
    act_as(&app, "kim", &actions, &verify).await;
    let granted = json!({"action": "respond", "response": "granted"});
    assert_eq!(
        act_as(&app, "kim", &actions, &granted).await["request"]["stage"],
        "responded"
    );
    while app.serve_outbox().await.sent > 0 {}
    app.close().await;
}
