//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};
use serde_json::{Value, json};

const STAFF: &str = "arn:aws:sts::123456789012:assumed-role/PrivacyStaff/ana";
const READER: &str = "arn:aws:sts::123456789012:assumed-role/Auditors/cy";
const OTHER: &str = "arn:aws:sts::123456789012:assumed-role/Other/bo";

/// An event of an authenticated caller.
fn event(method: &str, path: &str, body: &Value, authorizer: Value) -> Value {
    let mut event = gateway_event(method, path, "application/json", &body.to_string());
    event["requestContext"]["authorizer"] = authorizer;
    event
}

#[tokio::test]
async fn the_binary_serves_only_callers_that_the_gateway_authenticated() {
    let harness = LambdaHarness::open().await.unwrap();
    let roles = "decide=arn:aws:sts::123456789012:assumed-role/PrivacyStaff/* read=arn:aws:sts::123456789012:assumed-role/Auditors/*";
    let mut lambda = harness
        .start(
            env!("CARGO_BIN_EXE_desk-api"),
            &[("ROLES", roles), ("LOG_LEVEL", "error")],
        )
        .await
        .unwrap();
    let iam = |arn: &str| json!({"iam": {"userArn": arn, "userId": "AROA:ana", "accountId": "123456789012"}});
    let list = |authorizer| event("GET", "/api/desk/requests", &json!({}), authorizer);
    for (authorizer, status) in [(json!(null), 401), (iam(OTHER), 403), (iam(STAFF), 200)] {
        let answer = lambda.invoke(list(authorizer)).await.unwrap();
        assert_eq!(answer["statusCode"], status, "{answer}");
    }
    let body = json!({"channel": "phone", "received": "2026-11-20", "right": "delete", "person": {"phone": "916 555 0143"}});
    let opened = lambda
        .invoke(event("POST", "/api/desk/requests", &body, iam(STAFF)))
        .await
        .unwrap();
    assert_eq!(opened["statusCode"], 201, "{opened}");
    let opened: Value = serde_json::from_str(opened["body"].as_str().unwrap()).unwrap();
    let path = format!(
        "/api/desk/requests/{}",
        opened["request"]["id"].as_str().unwrap()
    );
    let read = lambda
        .invoke(event("GET", &path, &json!({}), iam(STAFF)))
        .await
        .unwrap();
    let read: Value = serde_json::from_str(read["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        read["log"][0]["by"],
        json!({"actor": "staff", "id": STAFF, "role": "decide"})
    );
    let refused = event("POST", "/api/desk/requests", &body, iam(READER));
    let refused = lambda.invoke(refused).await.unwrap();
    assert_eq!(refused["statusCode"], 403, "{refused}");
    let said = lambda.stop().await.unwrap();
    assert!(
        !said.contains("555 0143") && !said.contains("5550143"),
        "{said}"
    );
    // The access log names who was shown which request and who was refused; no other line names a caller.
    let (access, others): (Vec<_>, Vec<_>) = said
        .lines()
        .partition(|line| line.contains("\"target\":\"runtime::access\""));
    let callers = [STAFF, READER, OTHER];
    let calls: Vec<_> = access
        .iter()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let who = callers.iter().position(|caller| *caller == text("staff"));
            let status = line["status"].as_u64().unwrap();
            (
                who.unwrap(),
                text("role"),
                text("method"),
                text("route"),
                status,
            )
        })
        .collect();
    let expected = [
        (2, "none", "GET", "/api/desk/requests", 403),
        (0, "decide", "GET", "/api/desk/requests", 200),
        (0, "decide", "POST", "/api/desk/requests", 201),
        (0, "decide", "GET", "/api/desk/requests/{id}", 200),
        (1, "read", "POST", "/api/desk/requests", 403),
    ];
    let expected = expected.map(|(who, role, method, route, status)| {
        let [role, method, route] = [role, method, route].map(str::to_owned);
        (who, role, method, route, status)
    });
    assert_eq!(calls, expected, "{said}");
    let named = |line: &&str| callers.iter().any(|caller| line.contains(caller));
    assert_eq!(others.iter().copied().find(named), None);
}
