//! Requests that staff open: from email without a request, by phone, on paper and in person.

use crate::desk::read;
use crate::mail;
use jiff::SignedDuration;
use serde_json::json;
use tests::TestApp;

#[tokio::test]
async fn mail_that_opened_nothing_is_opened_with_the_date_of_its_arrival() {
    let app = TestApp::open().await;
    app.deliver(&format!(
        "Auto-Submitted: auto-replied\r\n{}",
        mail(
            "ana@example.org",
            "one@example.org",
            "Away",
            "I am away until Monday."
        )
    ))
    .await;
    app.pass(SignedDuration::from_hours(3 * 24));
    let listed = app.desk("/inbound?list=unopened").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap().to_owned();
    let whole = app.desk(&format!("/inbound/{id}")).await.json();
    assert_eq!(whole["original"]["text"], "I am away until Monday.");
    assert_eq!(whole["original"]["from"], "ana@example.org");
    let body = json!({"right": "delete", "person": {"email": "ana@example.org"}});
    let path = format!("/inbound/{id}/open");
    let opened = app.order(&path, &body).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let opened = opened.json()["request"].clone();
    assert_eq!(
        opened["due"]["target"], "2027-01-05",
        "counted from its arrival"
    );
    assert_eq!(app.order(&path, &body).await.status, 200, "once");
    assert!(
        app.desk("/inbound").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let whole = read(&app, opened["id"].as_str().unwrap()).await;
    assert_eq!(whole["originals"][0]["text"], "I am away until Monday.");
    assert_eq!(whole["log"][0]["by"]["id"], "local");
    let about = app.desk(&format!("/inbound/{id}")).await.json();
    assert_eq!(about["about"][0], opened["id"]);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn mail_that_needs_no_request_leaves_its_list() {
    let app = TestApp::open().await;
    app.deliver("Auto-Submitted: auto-replied\r\nFrom: bo@example.org\r\n\r\nAway.")
        .await;
    let listed = app.desk("/inbound").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        app.order(&format!("/inbound/{id}/close"), &json!({}))
            .await
            .status,
        200
    );
    assert!(
        app.desk("/inbound").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        app.desk(&format!("/inbound/{id}")).await.status,
        200,
        "it is kept"
    );
    app.close().await;
}

#[tokio::test]
async fn staff_answer_an_email_that_opened_nothing_once() {
    let app = TestApp::open().await;
    let parcel = "Where is my parcel? It should have arrived on Monday.";
    app.deliver(&mail("bo@example.org", "parcel", "My parcel", parcel))
        .await;
    let listed = app.desk("/inbound").await.json()["found"][0].clone();
    assert_eq!(listed["first_line"], parcel);
    let path = format!("/inbound/{}/reply", listed["id"].as_str().unwrap());
    let empty = app
        .order(&path, &json!({"text": " ", "address": "no"}))
        .await;
    assert_eq!(empty.wrong_fields(), ["text", "address"]);
    let answer = json!({"text": "Ask the carrier, please.", "language": "es"});
    for _ in 0..2 {
        let answered = app.order(&path, &answer).await;
        assert_eq!(answered.status, 200, "{}", answered.body);
    }
    let left = app.desk("/inbound").await.json();
    assert!(left["found"].as_array().unwrap().is_empty());
    while app.serve_outbox().await.sent > 0 {}
    let sent = app.emails_to("bo@example.org");
    let answers = sent
        .iter()
        .filter(|email| email.subject().as_deref() == Some("Nuestra respuesta a su correo"));
    let answers: Vec<_> = answers.collect();
    assert_eq!(answers.len(), 1);
    let text = answers[0].text().unwrap();
    assert!(text.contains("Ask the carrier, please."), "{text}");
    app.close().await;
}

//= req: ca-7020-f
#[tokio::test]
async fn what_was_said_by_phone_counts_from_its_day() {
    let app = TestApp::open().await;
    let body = json!({
        "channel": "phone", "received": "2026-11-10", "right": "opt_out",
        "person": {"name": "Ana Lima", "phone": "916 555 0143"}
    });
    let opened = app.order("/requests", &body).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let request = read(&app, opened.json()["request"]["id"].as_str().unwrap()).await;
    assert_eq!(request["record"]["manner_made"], "phone");
    assert_eq!(request["record"]["date_of_request"], "2026-11-10");
    let manual = app.desk("/emails?state=manual_delivery").await.json();
    let email = &manual["found"][0];
    assert_eq!(email["manual"], "no_address");
    let path = format!(
        "/emails/{}/{}",
        email["owner"].as_str().unwrap(),
        email["id"].as_str().unwrap()
    );
    let words = app.desk(&path).await.json();
    assert!(
        words["text"]
            .as_str()
            .unwrap()
            .contains("November 27, 2026"),
        "{words}"
    );
    let posted = app.order(&path, &json!({"action": "delivered"})).await;
    assert_eq!(posted.json()["state"], "delivered", "{}", posted.body);
    assert!(
        app.desk("/emails?state=manual_delivery").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    app.close().await;
}

#[tokio::test]
async fn a_paper_request_sent_twice_under_one_key_is_one() {
    let app = TestApp::open().await;
    let token = format!("Bearer {}", app.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "5b1c2f7e-6a52-4a1e-8b93-0f4d5a1c7e11"),
    ];
    let body = json!({"channel": "paper", "received": "2026-11-21", "right": "know", "person": {"email": "ana@example.org"}});
    for status in [201, 200] {
        let answer = app
            .send("POST", "/api/desk/requests", &headers, body.to_string())
            .await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_day_to_come_or_before_any_law_is_no_day_of_a_request() {
    let app = TestApp::open().await;
    for (received, status) in [("2026-11-22", 422), ("yesterday", 422), ("1999-01-01", 409)] {
        let body = json!({"channel": "in_person", "received": received, "right": "delete", "person": {"email": "ana@example.org"}});
        let answer = app.order("/requests", &body).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let empty = app
        .order(
            "/requests",
            &json!({"channel": "fax", "person": {}, "shoe": 1}),
        )
        .await;
    assert_eq!(
        empty.wrong_fields(),
        ["channel", "received", "right", "person.email", "shoe"]
    );
    assert_eq!(app.count("REQUEST#", "").await, 0);
    app.close().await;
}
