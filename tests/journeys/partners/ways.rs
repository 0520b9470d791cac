//! Whichever way a choice comes in, the company's systems know it with the next call, and partners are told of it.

use super::{list, soon, webhook};
use serde_json::{Value, json};
use tests::{House, Partner};

/// What the company's systems are told of one identifier, for one purpose.
async fn stopped(house: &House, identifier: &Value, purpose: &str) -> bool {
    let said = house.check(&json!([identifier])).await;
    said[0]["purposes"][purpose]["stopped"] == true
}

/// The list with this partner in it, as one of a kind.
async fn with(house: &House, partner: &Partner, kind: &str) {
    let mut one = webhook("one", partner);
    one["kind"] = json!(kind);
    list(house, json!([one])).await;
}

/// What the partner is told at last, once it was told and the request is done; nobody is written to.
async fn told_and_done_without_a_letter(house: &House, partner: &Partner) -> Value {
    assert_eq!(house.tell_partners().await.acknowledged, 1);
    soon(house).await;
    let done = house
        .desk("/requests?kind=choice&stage=done&open=false")
        .await
        .json();
    assert_eq!(done["found"].as_array().map(Vec::len), Some(1), "{done}");
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    partner.told().remove(0).json()
}

#[tokio::test]
async fn a_browser_s_signal_is_known_at_once_and_told() {
    let house = House::open().await;
    let ads = Partner::open().await;
    with(&house, &ads, "third_party").await;
    let answer = house
        .send("POST", "/signals", &[("sec-gpc", "1")], "")
        .await;
    let cookie = answer.header("set-cookie").unwrap();
    let profile = cookie.split(['=', ';']).nth(1).unwrap();
    let device = json!({"type": "device", "value": profile});
    assert!(stopped(&house, &device, "sale_sharing").await);
    let notice = told_and_done_without_a_letter(&house, &ads).await;
    assert_eq!(notice["type"], "privacy.opt_out");
    assert_eq!(notice["data"]["identifiers"][0]["type"], "device");
    house.close().await;
}

#[tokio::test]
async fn a_press_of_one_button_is_known_at_once_and_told_to_whoever_sends_our_mail() {
    let house = House::open().await;
    let sender = Partner::open().await;
    with(&house, &sender, "service_provider").await;
    let addresses = json!({"addresses": ["ana@example.org"]});
    let made = house
        .machine("POST", "/unsubscribe-links", &addresses)
        .await
        .json();
    let url = made["links"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix(&house.system.url()).unwrap();
    house
        .post_form_to(path, &[("List-Unsubscribe", "One-Click")])
        .await;
    let address = json!({"type": "email", "value": "ana@example.org"});
    assert!(stopped(&house, &address, "marketing").await);
    assert!(!stopped(&house, &address, "sale_sharing").await);
    let notice = told_and_done_without_a_letter(&house, &sender).await;
    assert_eq!(notice["type"], "privacy.marketing_stop");
    house.close().await;
}
