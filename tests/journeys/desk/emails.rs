//! Emails that wait for staff.

use crate::desk::{asked, read, take};
use serde_json::{Value, json};
use tests::TestApp;

async fn only(app: &TestApp, state: &str) -> (String, Value) {
    let listed = app.desk(&format!("/emails?state={state}")).await.json();
    let found = listed["found"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{listed}");
    let email = found[0].clone();
    let path = format!(
        "/emails/{}/{}",
        email["owner"].as_str().unwrap(),
        email["id"].as_str().unwrap()
    );
    (path, email)
}

#[tokio::test]
async fn an_email_that_came_back_goes_out_to_the_address_that_staff_correct() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "bounce@simulator.amazonses.com").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    let (path, email) = only(&app, "manual_delivery").await;
    assert_eq!(email["manual"], json!({"bounced": "permanent"}));
    assert_eq!(
        email["actions"],
        json!(["resend", "correct_address", "delivered", "close"])
    );
    let wrong = app.order(&path, &json!({"action": "release"})).await;
    assert_eq!(wrong.status, 409, "{}", wrong.body);
    let none = app
        .order(&path, &json!({"action": "correct_address"}))
        .await;
    assert_eq!(
        (none.status, none.wrong_fields()),
        (422, vec!["address".to_owned()])
    );
    let corrected = app
        .order(
            &path,
            &json!({"action": "correct_address", "address": "ana@example.org"}),
        )
        .await;
    assert_eq!(corrected.json()["state"], "pending", "{}", corrected.body);
    assert_eq!(app.serve_outbox().await.sent, 1);
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.handle_email_events().await;
    let whole = read(&app, &id).await;
    assert_eq!(whole["emails"][0]["state"], "sent");
    let noted = whole["log"].as_array().unwrap().iter().any(|entry| {
        entry["event"]["did"] == "address_corrected" && entry["by"]["actor"] == "staff"
    });
    assert!(noted, "{}", whole["log"]);
    app.close().await;
}

#[tokio::test]
async fn a_corrected_address_gets_every_email_of_the_request_that_would_go_to_the_wrong_one() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "bounce@simulator.amazonses.com").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    take(
        &app,
        &id,
        json!({"action": "extend", "reason": "Old tapes."}),
    )
    .await;
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    let (path, _) = only(&app, "manual_delivery").await;
    let correct = json!({"action": "correct_address", "address": "ana@example.org"});
    let corrected = app.order(&path, &correct).await.json();
    assert_eq!(corrected["also_corrected"].as_array().unwrap().len(), 2);
    assert_eq!(app.serve_outbox().await.sent, 3);
    assert_eq!(app.emails_to("ana@example.org").len(), 3);
    let log = read(&app, &id).await["log"].to_string();
    assert_eq!(log.matches("address_corrected").count(), 3, "{log}");
    app.handle_email_events().await;
    // What follows goes to the corrected address, and staff find the request by it.
    take(
        &app,
        &id,
        json!({"action": "write", "text": "Are you there?"}),
    )
    .await;
    assert_eq!(app.serve_outbox().await.sent, 1);
    assert_eq!(app.emails_to("ana@example.org").len(), 4);
    let search = json!({"by": "email", "value": "ana@example.org"});
    let found = app.order("/search", &search).await.json();
    assert_eq!(
        found["found"][0]["request"]["id"],
        read(&app, &id).await["id"]
    );
    app.handle_email_events().await;
    app.close().await;
}

#[tokio::test]
async fn a_letter_is_answered_on_paper() {
    let app = TestApp::open().await;
    let address = "12 Elm Street\nFresno, CA 93650";
    let person = json!({"name": "Ada Paper", "postal_address": address, "state": "CA"});
    let letter = |right: &str| json!({"channel": "paper", "received": "2026-11-10", "right": right, "person": person});
    let stop = app.order("/requests", &letter("opt_out")).await;
    assert_eq!(stop.wrong_fields(), ["person.email"]);
    let opened = app.order("/requests", &letter("delete")).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let id = opened.json()["request"]["id"].as_str().unwrap().to_owned();
    app.serve_outbox().await;
    let (path, email) = only(&app, "manual_delivery").await;
    assert_eq!(
        email["references"][0],
        opened.json()["request"]["reference"]
    );
    let whole = app.desk(&path).await.json();
    assert_eq!(whole["recipient"]["postal_address"], address);
    assert_eq!(whole["recipient"]["name"], "Ada Paper");
    let delivered = app.order(&path, &json!({"action": "delivered"})).await;
    assert_eq!(delivered.status, 200, "{}", delivered.body);
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    app.serve_outbox().await;
    let (path, _) = only(&app, "manual_delivery").await;
    app.order(&path, &json!({"action": "delivered"})).await;
    let erased = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(!format!("{:?}", app.items().await).contains("Elm Street"));
    app.close().await;
}

#[tokio::test]
async fn an_email_that_comes_back_again_is_staff_s_again_and_can_be_given_up() {
    let app = TestApp::open().await;
    asked(&app, "delete", "bounce@simulator.amazonses.com").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    let (path, _) = only(&app, "manual_delivery").await;
    assert_eq!(
        app.order(&path, &json!({"action": "resend"})).await.status,
        200
    );
    assert_eq!(app.serve_outbox().await.sent, 1);
    app.handle_email_events().await;
    let (again, _) = only(&app, "manual_delivery").await;
    assert_eq!(again, path);
    let closed = app.order(&path, &json!({"action": "close"})).await;
    assert_eq!(closed.json()["state"], "closed");
    let listed = app.desk("/emails?state=manual_delivery").await.json();
    assert_eq!(listed["found"], json!([]));
    app.close().await;
}

#[tokio::test]
async fn an_email_that_waits_for_a_look_leaves_when_it_is_released() {
    let app = TestApp::open().await;
    app.post_form(&[
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("website", "https://bot.example"),
    ])
    .await;
    assert_eq!(app.serve_outbox().await.sent, 0);
    let (path, email) = only(&app, "awaiting_approval").await;
    assert_eq!(email["actions"], json!(["release", "delivered", "close"]));
    assert!(app.desk(&path).await.json()["text"].is_string());
    assert_eq!(
        app.order(&path, &json!({"action": "release"})).await.status,
        200
    );
    assert_eq!(app.serve_outbox().await.sent, 1);
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_that_is_held_back_leaves_alone_when_it_is_released() {
    let app = TestApp::open().await;
    for right in ["opt_out", "limit", "delete", "know"] {
        asked(&app, right, "ana@example.org").await;
    }
    assert_eq!(app.serve_outbox().await.sent, 3, "three a day");
    let (path, _) = only(&app, "held").await;
    assert_eq!(
        app.order(&path, &json!({"action": "release"})).await.status,
        200
    );
    assert_eq!(app.serve_outbox().await.sent, 1);
    assert_eq!(app.count("HELD#", "").await, 0);
    app.close().await;
}
