//! The staff API.

mod access;
mod answers;
mod conversation;
mod doubts;
mod emails;
pub(crate) mod erasing;
mod opening;
mod queue;
mod requests;
mod search;

use crate::mail;
use serde_json::{Value, json};
use tests::{HttpResponse, TestApp};

/// Sends an unclear email to the inbox. Returns the ID of the request under review.
pub(crate) async fn doubt(app: &TestApp, from: &str) -> String {
    let before = to_be_read(app).await;
    let words =
        "Hi,\r\n\r\nIs my personal information sold? I have not decided what I want.\r\n\r\nAna";
    let id = format!("doubt-{from}");
    assert_eq!(
        app.deliver(&mail(from, &id, "My data", words)).await,
        (1, 0)
    );
    let after = to_be_read(app).await;
    let mut new = after.into_iter().filter(|id| !before.contains(id));
    new.next().unwrap()
}

async fn to_be_read(app: &TestApp) -> Vec<String> {
    let path = "/requests?kind=review&stage=waiting";
    let waiting = app.desk(path).await.json();
    let found = waiting["found"].as_array().unwrap().iter();
    found
        .map(|request| request["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Uploads a response file.
async fn put_file(app: &TestApp, request: &str, ending: &str, content: Vec<u8>) -> HttpResponse {
    let token = format!("Bearer {}", app.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let path = format!("/api/desk/requests/{request}/response-file?ending={ending}");
    app.send("PUT", &path, &headers, content).await
}

/// Creates a verified request for a copy. Returns its ID and the key of its file.
async fn copy_to_give(app: &TestApp, email: &str) -> (String, String) {
    let reference = asked(app, "know", email).await;
    take(
        app,
        &reference,
        json!({"action": "verify", "method": "matched"}),
    )
    .await;
    let put = put_file(app, &reference, "csv", b"Ana Planted".to_vec()).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let file = put.json()["file"].as_str().unwrap().to_owned();
    (reference, file)
}

/// Sends a request by form. Returns its reference.
async fn asked(app: &TestApp, right: &str, email: &str) -> String {
    let answer = app
        .post_json(&json!({"right": right, "email": email}))
        .await;
    let reference = answer.json()["reference"].as_str().map(str::to_owned);
    reference.unwrap_or_else(|| panic!("{} {}", answer.status, answer.body))
}

/// Posts an action.
async fn command(app: &TestApp, request: &str, body: Value) -> HttpResponse {
    app.order(&format!("/requests/{request}/actions"), &body)
        .await
}

/// Posts an action that must succeed. Returns the request's summary.
async fn take(app: &TestApp, request: &str, body: Value) -> Value {
    let answer = command(app, request, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["request"].clone()
}

/// Returns a request with everything that belongs to it.
async fn read(app: &TestApp, request: &str) -> Value {
    let answer = app.desk(&format!("/requests/{request}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Returns the names of the offered actions.
fn offered(request: &Value) -> Vec<&str> {
    let steps = request["actions"].as_array().unwrap();
    steps
        .iter()
        .map(|command| command["action"].as_str().unwrap())
        .collect()
}

/// Makes every kind of call of the desk, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    let (copy, file) = copy_to_give(app, "copy@example.org").await;
    take(
        app,
        &copy,
        json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": {"file": file}}),
    )
    .await;
    let id = doubt(app, "desk@example.org").await;
    for path in [
        "/me",
        "/inbound",
        "/emails?state=manual_delivery",
        "/emails?state=held",
    ] {
        assert_eq!(app.desk(path).await.status, 200, "{path}");
    }
    read(app, &id).await;
    take(
        app,
        &id,
        json!({"action": "not_a_request", "why": "thanks only"}),
    )
    .await;
    app.serve_outbox().await;
    assert_eq!(
        app.desk(&format!("/requests/{id}/export")).await.status,
        200
    );
    let erased = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
}
