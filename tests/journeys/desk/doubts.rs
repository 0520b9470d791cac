//! Emails under review.

use crate::desk::{asked, command, doubt, offered, read, take};
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::json;
use tests::TestApp;

async fn stopped(app: &TestApp, email: &str) -> bool {
    let record = app.suppression(email).await;
    record.since(Purpose::SaleSharing).is_some()
}

#[tokio::test]
async fn an_email_that_asks_for_deletion_counts_from_the_day_on_which_it_arrived() {
    let app = TestApp::open().await;
    let id = doubt(&app, "ana@example.org").await;
    let before = read(&app, &id).await;
    assert!(
        stopped(&app, "ana@example.org").await,
        "it could be an opt-out"
    );
    for name in [
        "confirm",
        "split",
        "change_person",
        "join",
        "not_a_request",
        "ask_person",
        "hold",
    ] {
        assert!(offered(&before).contains(&name), "{name}");
    }
    assert!(!offered(&before).contains(&"answer"));
    let rights = &before["actions"][0]["fields"][0]["values"];
    assert!(
        rights.as_array().unwrap().contains(&json!("delete")),
        "{rights}"
    );
    let text = before["originals"][0]["text"].as_str().unwrap();
    assert!(text.contains("I have not decided what I want."), "{text}");
    assert!(
        !before["request"]["inbound_email"]["reasons"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    app.pass(SignedDuration::from_hours(5 * 24));
    let confirmed = take(&app, &id, json!({"action": "confirm", "right": "delete"})).await;
    assert_eq!(confirmed["stage"], "open");
    assert_eq!(
        confirmed["due"]["target"], "2027-01-05",
        "45 days after 2026-11-21"
    );
    assert!(!stopped(&app, "ana@example.org").await, "it is no opt-out");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_that_asks_for_nothing_stops_nothing_and_can_be_taken_up_again() {
    let app = TestApp::open().await;
    let id = doubt(&app, "ana@example.org").await;
    let without = command(&app, &id, json!({"action": "not_a_request"})).await;
    assert_eq!(
        (without.status, without.wrong_fields()),
        (422, vec!["why".to_owned()])
    );
    take(
        &app,
        &id,
        json!({"action": "not_a_request", "why": "she says thank you"}),
    )
    .await;
    assert!(!stopped(&app, "ana@example.org").await);
    assert_eq!(
        offered(&read(&app, &id).await),
        [
            "reopen",
            "write",
            "set_language",
            "assign",
            "note",
            "hold",
            "erase_message",
            "erase"
        ]
    );
    app.pass(SignedDuration::from_hours(29 * 24));
    take(&app, &id, json!({"action": "reopen"})).await;
    assert!(stopped(&app, "ana@example.org").await, "in force again");
    take(
        &app,
        &id,
        json!({"action": "not_a_request", "why": "she says thank you"}),
    )
    .await;
    app.pass(SignedDuration::from_hours(31 * 24));
    let late = command(&app, &id, json!({"action": "reopen"})).await;
    assert_eq!(late.status, 409);
    assert_eq!(
        late.json()["detail"],
        "It is too late to reopen: the 30 days are over. Record a new request instead."
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn what_was_stopped_for_one_person_is_stopped_for_whom_the_email_is_really_about() {
    let app = TestApp::open().await;
    let id = doubt(&app, "colleague@example.org").await;
    let person = json!({"name": "Bo Berg", "email": "bo@example.org"});
    take(
        &app,
        &id,
        json!({"action": "change_person", "person": person}),
    )
    .await;
    assert!(stopped(&app, "bo@example.org").await);
    assert!(!stopped(&app, "colleague@example.org").await);
    take(&app, &id, json!({"action": "confirm", "right": "opt_out"})).await;
    assert!(stopped(&app, "bo@example.org").await);
    app.serve_outbox().await;
    assert!(!app.emails_to("bo@example.org").is_empty());
    app.close().await;
}

#[tokio::test]
async fn an_email_that_asks_for_two_things_becomes_two_requests_once() {
    let app = TestApp::open().await;
    let id = doubt(&app, "ana@example.org").await;
    let mut others = Vec::new();
    for _ in 0..2 {
        let split = command(&app, &id, json!({"action": "split", "right": "know"})).await;
        assert_eq!(split.status, 200, "{}", split.body);
        others.push(split.json()["other"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        others[0], others[1],
        "the same right again is the same request"
    );
    let other = read(&app, &others[0]).await;
    assert_eq!(
        (&other["right"], &other["due"]["target"]),
        (&json!("know"), &json!("2027-01-05"))
    );
    assert_eq!(other["log"][0]["by"]["actor"], "staff");
    assert_eq!(
        other["originals"].as_array().unwrap().len(),
        1,
        "the email is kept with it"
    );
    let log = read(&app, &id).await["log"].to_string();
    assert_eq!(log.matches("split_off").count(), 1);
    take(&app, &id, json!({"action": "confirm", "right": "delete"})).await;
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_that_belongs_to_another_request_is_kept_with_it() {
    let app = TestApp::open().await;
    let reference = asked(&app, "opt_out", "ana@example.org").await;
    let id = doubt(&app, "ana@work.example").await;
    let stands = command(
        &app,
        &id,
        json!({"action": "change_person", "person": {"email": "ana@example.org"}}),
    )
    .await;
    assert_eq!(stands.status, 200, "{}", stands.body);
    let twice = command(&app, &id, json!({"action": "confirm", "right": "opt_out"})).await;
    assert_eq!(twice.status, 409, "{}", twice.body);
    let other = twice.json()["request"].as_str().unwrap().to_owned();
    assert_eq!(read(&app, &other).await["reference"], json!(reference));
    let nowhere = command(
        &app,
        &id,
        json!({"action": "join", "to": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}),
    )
    .await;
    assert_eq!(
        (nowhere.status, nowhere.wrong_fields()),
        (422, vec!["to".to_owned()])
    );
    let joined = take(&app, &id, json!({"action": "join", "to": reference})).await;
    assert_eq!(joined["stage"], "joined");
    assert!(
        stopped(&app, "ana@example.org").await,
        "the other request still stops it"
    );
    let other = read(&app, &reference).await;
    assert_eq!(other["originals"].as_array().unwrap().len(), 1);
    assert_eq!(
        other["receipts"].as_array().unwrap().len(),
        2,
        "its own, and the email's"
    );
    let log = other["log"].as_array().unwrap();
    let noted = log.iter().find(|entry| entry["event"]["note"] == "joined");
    assert_eq!(noted.unwrap()["by"]["actor"], "staff", "{log:?}");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_person_is_asked_one_question_and_the_clock_goes_on() {
    let app = TestApp::open().await;
    let id = doubt(&app, "ana@example.org").await;
    app.serve_outbox().await;
    let due = read(&app, &id).await["due"].clone();
    let question = "Do you want us to delete your data?";
    let asked = take(
        &app,
        &id,
        json!({"action": "ask_person", "question": question}),
    )
    .await;
    assert_eq!(asked["due"], due);
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert!(emails.last().unwrap().text().unwrap().contains(question));
    app.close().await;
}

#[tokio::test]
async fn what_a_machine_read_can_be_doubted_and_stays_in_force_meanwhile() {
    let app = TestApp::open().await;
    app.deliver(&crate::mail(
        "ana@example.org",
        "one@example.org",
        "x",
        "Please do not sell or share my personal information.",
    ))
    .await;
    let open = app.desk("/requests?right=opt_out").await.json();
    let id = open["found"][0]["id"].as_str().unwrap().to_owned();
    take(
        &app,
        &id,
        json!({"action": "reread", "why": "it was a quote"}),
    )
    .await;
    assert!(stopped(&app, "ana@example.org").await);
    take(
        &app,
        &id,
        json!({"action": "not_a_request", "why": "it quoted us"}),
    )
    .await;
    assert!(!stopped(&app, "ana@example.org").await);
    app.serve_outbox().await;
    app.close().await;
}
