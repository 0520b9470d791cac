//! Requests by and for people under 16.

use crate::reply::{link_to, press};
use domain::keys::LinkAction;
use domain::suppression::Purpose;
use serde_json::{Value, json};
use tests::TestApp;

const CHILD: &str = "kim@example.org";
const PARENT: &str = "mo@example.org";

async fn do_action(app: &TestApp, reference: &str, body: Value) -> u16 {
    let path = format!("/requests/{reference}/actions");
    app.order(&path, &body).await.status
}

async fn is_opted_out(app: &TestApp, email: &str) -> bool {
    let suppression = app.suppression(email).await;
    suppression.since(Purpose::SaleSharing).is_some()
}

//= req: ca-7070-a-1, ca-7070-b, ca-civ-120-c
#[tokio::test]
async fn a_parent_opts_in_for_a_child_in_two_steps_after_staff_confirmed_them() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "opt_out"),
        ("email", CHILD),
        ("agent_email", PARENT),
        ("agent_parent", "yes"),
    ];
    assert_eq!(app.post_form(&fields).await.status, 303);
    assert!(is_opted_out(&app, CHILD).await && !is_opted_out(&app, PARENT).await);
    app.serve_outbox().await;
    assert!(
        app.emails_to(CHILD).is_empty(),
        "emails about a child go to the parent"
    );
    let receipt = app.emails_to(PARENT).remove(0);
    let text = receipt.text().unwrap();
    assert!(
        !text.contains("/requests/"),
        "no link opts the child back in: {text}"
    );
    let reference = reference_of(&receipt.subject().unwrap());

    let confirm = json!({
        "action": "confirm_parent", "method": "video_call", "opt_in": true, "why": "spoke to Mo"
    });
    assert_eq!(do_action(&app, &reference, confirm).await, 200);
    app.serve_outbox().await;
    assert!(
        is_opted_out(&app, CHILD).await,
        "the parent has not confirmed yet"
    );
    let page = press(&app, &link_to(&app, LinkAction::OptIn, PARENT))
        .await
        .body;
    assert!(page.contains("your child"), "{page}");
    assert!(!is_opted_out(&app, CHILD).await);
    app.serve_outbox().await;
    let ended = app.emails_to(PARENT).remove(2).text().unwrap();
    let ended = ended.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        ended.contains("You can change your mind at any time."),
        "{ended}"
    );
    app.close().await;
}

fn reference_of(subject: &str) -> String {
    let (_, reference) = subject.rsplit_once('(').unwrap();
    reference.trim_end_matches(')').to_owned()
}

//= req: ca-civ-120-c, ca-7070-c, ut-13-61-202-2
#[tokio::test]
async fn a_deletion_for_a_child_opts_the_child_out_and_waits_for_staff_to_confirm_the_parent() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "delete", "email": CHILD, "state": "UT",
            "agent": {"email": PARENT, "permission": "parent_or_guardian"}
        }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(is_opted_out(&app, CHILD).await);
    let reference = answer.json()["reference"].as_str().unwrap().to_owned();
    let verify = json!({"action": "verify", "method": "matched"});
    assert_eq!(do_action(&app, &reference, verify.clone()).await, 409);
    let confirm =
        json!({"action": "confirm_parent", "method": "signed_form", "why": "a form on paper"});
    app.serve_outbox().await;
    let receipt = app.emails_to(PARENT);
    let receipt = receipt
        .iter()
        .find(|email| email.subject().unwrap().contains(&reference))
        .unwrap();
    let says = words(&receipt.text().unwrap());
    assert!(
        says.contains("We will contact you to confirm that you are"),
        "{says}"
    );
    let status = status_link(&receipt.text().unwrap());
    let not_yet = app.open_page(&status).await.body;
    assert!(
        not_yet.contains("to confirm that you are the parent"),
        "{not_yet}"
    );

    assert_eq!(do_action(&app, &reference, confirm).await, 200);
    let sent = app.emails_to(PARENT).len();
    app.serve_outbox().await;
    assert_eq!(
        app.emails_to(PARENT).len(),
        sent,
        "no question of an opt-in"
    );
    assert_eq!(do_action(&app, &reference, verify).await, 200);
    let page = app.open_page(&status).await;
    assert_eq!(page.status, 200);
    assert!(
        !page.body.contains("to confirm that you are the parent"),
        "the confirmed parent sees the request as it is: {}",
        page.body
    );
    assert!(page.body.contains("verified"), "{}", page.body);
    app.close().await;
}

/// Returns the path of the status page that an email links to.
fn status_link(text: &str) -> String {
    let start = text.find("/status/").unwrap();
    let path = text[start..].split_whitespace().next().unwrap();
    path.to_owned()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//= req: ca-civ-120-c
#[tokio::test]
async fn staff_who_correct_an_age_opt_the_person_out() {
    let app = TestApp::open().await;
    let body = json!({"right": "delete", "email": CHILD});
    let answer = app.post_json(&body).await;
    let reference = answer.json()["reference"].as_str().unwrap().to_owned();
    assert!(!is_opted_out(&app, CHILD).await);
    let correct = json!({"action": "correct_age", "age": "under_13", "why": "the mother called"});
    assert_eq!(do_action(&app, &reference, correct.clone()).await, 200);
    assert!(is_opted_out(&app, CHILD).await);
    assert_eq!(do_action(&app, &reference, correct).await, 409);
    let verify = json!({"action": "verify", "method": "matched"});
    assert_eq!(do_action(&app, &reference, verify.clone()).await, 409);
    let older = json!({"action": "correct_age", "age": "16_or_older", "why": "they are 17"});
    assert_eq!(do_action(&app, &reference, older).await, 200);
    assert_eq!(do_action(&app, &reference, verify).await, 200);
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-civ-120-c, ca-7071-a, ca-7071-b
#[tokio::test]
async fn a_person_from_13_to_15_is_opted_out_and_opts_in_in_two_steps() {
    let app = TestApp::open().await;
    let body = json!({"right": "know", "email": "lee@example.org", "age": "13_to_15"});
    assert_eq!(app.post_json(&body).await.status, 201);
    assert!(is_opted_out(&app, "lee@example.org").await);
    app.serve_outbox().await;
    press(
        &app,
        &link_to(&app, LinkAction::RequestOptIn, "lee@example.org"),
    )
    .await;
    assert!(is_opted_out(&app, "lee@example.org").await);
    app.serve_outbox().await;
    press(&app, &link_to(&app, LinkAction::OptIn, "lee@example.org")).await;
    assert!(!is_opted_out(&app, "lee@example.org").await);
    app.serve_outbox().await;
    let ended = app
        .emails_to("lee@example.org")
        .pop()
        .unwrap()
        .text()
        .unwrap();
    let ended = ended.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        ended.contains("You can change your mind at any time."),
        "{ended}"
    );
    app.close().await;
}

#[tokio::test]
async fn an_age_that_is_none_and_a_parent_of_a_teenager_get_field_errors() {
    let app = TestApp::open().await;
    let parent = json!({"email": PARENT, "permission": "parent_or_guardian"});
    for body in [
        json!({"right": "opt_out", "email": CHILD, "age": "12"}),
        json!({"right": "opt_out", "email": CHILD, "age": "13_to_15", "agent": parent}),
    ] {
        let answer = app.post_json(&body).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["age".to_owned()])
        );
    }
    app.close().await;
}

#[tokio::test]
async fn a_parent_without_an_email_address_gets_a_field_error() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "know", "email": CHILD, "agent": {"permission": "parent_or_guardian"}
        }))
        .await;
    assert_eq!(
        (answer.status, answer.wrong_fields()),
        (422, vec!["agent.email".to_owned()])
    );
    app.close().await;
}

#[tokio::test]
async fn the_legal_guardian_of_an_adult_is_an_agent_with_signed_permission() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "delete", "email": "ana@example.org",
            "agent": {"email": PARENT, "permission": "legal guardian"}
        }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(!is_opted_out(&app, "ana@example.org").await);
    app.serve_outbox().await;
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn a_stranger_who_calls_an_adult_a_child_does_not_touch_the_adults_request() {
    let app = TestApp::open().await;
    let own = json!({"right": "delete", "email": "ana@example.org"});
    assert_eq!(app.post_json(&own).await.status, 201);
    app.serve_outbox().await;
    let confirm = link_to(&app, LinkAction::Confirm, "ana@example.org");
    let strangers = json!({"right": "delete", "email": "ana@example.org", "age": "under_13"});
    assert_eq!(app.post_json(&strangers).await.status, 201);
    let page = press(&app, &confirm).await;
    assert_eq!(page.status, 200, "{}", page.body);
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-civ-120-c
#[tokio::test]
async fn a_closed_request_whose_person_turns_out_to_be_a_child_opts_them_out() {
    let app = TestApp::open().await;
    let body = json!({"right": "delete", "email": CHILD});
    let answer = app.post_json(&body).await;
    let reference = answer.json()["reference"].as_str().unwrap().to_owned();
    let denied = json!({
        "action": "respond", "response": "denied", "basis": "lawful_exception",
        "explanation": "A contract is open."
    });
    assert_eq!(do_action(&app, &reference, denied).await, 200);
    assert!(!is_opted_out(&app, CHILD).await);
    let correct = json!({"action": "correct_age", "age": "under_13", "why": "the mother called"});
    assert_eq!(do_action(&app, &reference, correct).await, 200);
    assert!(is_opted_out(&app, CHILD).await);
    app.serve_outbox().await;
    app.close().await;
}
