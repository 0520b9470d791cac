//! However an opt-out arrives, the next suppression check includes it, and partners are notified.

use super::{list, soon, webhook};
use serde_json::{Value, json};
use tests::{Partner, TestApp};

/// Returns whether a purpose is stopped for an identifier.
async fn stopped(app: &TestApp, identifier: &Value, purpose: &str) -> bool {
    let said = app.check(&json!([identifier])).await;
    said[0]["purposes"][purpose]["stopped"] == true
}

/// Sets a list with one partner of this kind.
async fn with(app: &TestApp, partner: &Partner, kind: &str) {
    let mut one = webhook("one", partner);
    one["kind"] = json!(kind);
    list(app, json!([one])).await;
}

/// Returns the partner's notification, after it was sent and the request was done without an email.
async fn told_and_done_without_an_email(app: &TestApp, partner: &Partner) -> Value {
    assert_eq!(app.tell_partners().await.acknowledged, 1);
    soon(app).await;
    let done = app
        .desk("/requests?kind=immediate&stage=done&open=false")
        .await
        .json();
    assert_eq!(done["found"].as_array().map(Vec::len), Some(1), "{done}");
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    partner.notified().remove(0).json()
}

#[tokio::test]
async fn a_browser_s_signal_is_known_at_once_and_told() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    with(&app, &ads, "third_party").await;
    let answer = app.send("POST", "/signals", &[("sec-gpc", "1")], "").await;
    let cookie = answer.header("set-cookie").unwrap();
    let profile = cookie.split(['=', ';']).nth(1).unwrap();
    let device = json!({"type": "device", "value": profile});
    assert!(stopped(&app, &device, "sale_sharing").await);
    let notification = told_and_done_without_an_email(&app, &ads).await;
    assert_eq!(notification["type"], "privacy.opt_out");
    assert_eq!(notification["data"]["identifiers"][0]["type"], "device");
    app.close().await;
}

#[tokio::test]
async fn a_press_of_one_button_is_known_at_once_and_told_to_whoever_sends_our_mail() {
    let app = TestApp::open().await;
    let sender = Partner::open().await;
    with(&app, &sender, "service_provider").await;
    let addresses = json!({"addresses": ["ana@example.org"]});
    let made = app
        .machine("POST", "/unsubscribe-links", &addresses)
        .await
        .json();
    let url = made["links"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix(&app.system.url()).unwrap();
    app.post_form_to(path, &[("List-Unsubscribe", "One-Click")])
        .await;
    let address = json!({"type": "email", "value": "ana@example.org"});
    assert!(stopped(&app, &address, "marketing").await);
    assert!(!stopped(&app, &address, "sale_sharing").await);
    let notification = told_and_done_without_an_email(&app, &sender).await;
    assert_eq!(notification["type"], "privacy.marketing_stop");
    app.close().await;
}
