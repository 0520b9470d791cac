//! Confirming a verifiable request.

use super::{
    ask_to_delete, headline, link_of, link_to, links_to, log_of, press, reference_in, staff,
};
use crate::mail;
use domain::keys::LinkAction;
use domain::law::{Right, VerifiableRight};
use domain::log::{Actor, Event};
use domain::person::{Identifier, IdentifierKind, Person};
use domain::request::{
    Command, Request, RequestKind, Response, VerifiableStage, Verification, VerificationMethod,
};
use engines::clients::Retries;
use engines::proxy::Fault;
use jiff::SignedDuration;
use local::Function;
use serde_json::json;
use tests::TestApp;

fn verification(request: &Request) -> Verification {
    match &request.kind {
        RequestKind::Verifiable {
            stage: VerifiableStage::Open { verification, .. },
            ..
        } => *verification,
        other => panic!("{other:?}"),
    }
}

//= req: ca-7020-d, ca-civ-130-a-2-A.5
#[tokio::test]
async fn a_person_confirms_a_deletion_by_the_link_in_its_email_and_once() {
    let app = TestApp::open().await;
    let link = ask_to_delete(&app, "ana@example.org").await;
    let reference = reference_in(&link).to_owned();
    for method in ["GET", "HEAD", "GET"] {
        assert_eq!(app.send(method, &link, &[], "").await.status, 200);
    }
    let (_, opened) = app.look_up(&reference).await.unwrap();
    assert_eq!(
        (opened.version, verification(&opened)),
        (1, Verification::Pending),
        "opening it changes nothing"
    );
    assert_eq!(
        headline(&app.open_page(&link).await),
        "Confirm that you made this request"
    );

    let first = press(&app, &link).await;
    assert_eq!(
        (first.status, headline(&first)),
        (200, "You confirmed this request")
    );
    let (_, confirmed) = app.look_up(&reference).await.unwrap();
    let shown = Verification::Verified {
        at: app.now(),
        by: VerificationMethod::AddressConfirmed,
    };
    assert_eq!(verification(&confirmed), shown);
    assert_eq!(
        log_of(&app, &reference).await.last().unwrap().by,
        Actor::Person
    );

    app.pass(SignedDuration::from_hours(1));
    for again in [press(&app, &link).await, app.open_page(&link).await] {
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    let (_, after) = app.look_up(&reference).await.unwrap();
    assert_eq!(after, confirmed);
    app.close().await;
}

#[tokio::test]
async fn a_program_confirms_with_json() {
    let app = TestApp::open().await;
    let link = ask_to_delete(&app, "ana@example.org").await;
    let shown = app.read(&link).await.json();
    assert_eq!(
        (&shown["state"], &shown["action"]),
        (&json!("open"), &json!("confirm"))
    );
    let headers = [("accept", "application/json")];
    let done = app.send("POST", &link, &headers, "").await;
    assert_eq!((done.status, &done.json()["state"]), (200, &json!("done")));
    app.close().await;
}

#[tokio::test]
async fn a_late_confirmation_counts_until_the_answer_and_not_after_it() {
    let app = TestApp::open().await;
    let link = ask_to_delete(&app, "ana@example.org").await;
    let reference = reference_in(&link).to_owned();
    staff(&app, &reference, Command::respond(Response::NotVerified)).await;
    app.serve_outbox().await;
    let late = press(&app, &link).await;
    assert_eq!(
        (late.status, headline(&late)),
        (409, "We have already responded to this request")
    );
    let headers = [("accept", "application/json")];
    let problem = app.send("POST", &link, &headers, "").await;
    assert_eq!(
        problem.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(
        (problem.status, &problem.json()["title"]),
        (409, &json!("We have already responded to this request"))
    );
    app.close().await;
}

//= req: ca-7063-a.3
#[tokio::test]
async fn an_agent_s_request_is_confirmed_by_the_person_and_never_by_the_agent() {
    let app = TestApp::open().await;
    let asks = |person: serde_json::Value| {
        let mut body = person;
        body["right"] = json!("delete");
        body["agent"] =
            json!({"name": "Agents Inc.", "email": "agent@agents.example", "permission": "signed"});
        body
    };
    app.post_json(&asks(json!({"email": "ana@example.org"})))
        .await;
    app.post_json(&asks(json!({"phone": "916 555 0143"}))).await;
    app.post_json(&asks(json!({"email": "agent@agents.example"})))
        .await;
    app.serve_outbox().await;
    assert_eq!(app.emails_to("agent@agents.example").len(), 2);
    assert_eq!(
        links_to(&app, LinkAction::Confirm, "agent@agents.example"),
        0
    );

    let link = link_to(&app, LinkAction::Confirm, "ana@example.org");
    assert_eq!(
        headline(&app.open_page(&link).await),
        "Confirm that you allowed this request"
    );
    assert_eq!(
        headline(&press(&app, &link).await),
        "You confirmed this request"
    );
    let (receipt, request) = app.look_up(reference_in(&link)).await.unwrap();
    assert!(matches!(
        verification(&request),
        Verification::Verified { .. }
    ));
    let agents = link_of(
        &app,
        LinkAction::Confirm,
        &receipt.id,
        "agent@agents.example",
    );
    assert_eq!(press(&app, &agents).await.status, 404);
    app.close().await;
}

#[tokio::test]
async fn a_link_dies_when_staff_find_that_the_email_was_about_somebody_else() {
    let app = TestApp::open().await;
    app.deliver(&mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Please delete my personal information.",
    ))
    .await;
    app.serve_outbox().await;
    let anas = link_to(&app, LinkAction::Confirm, "ana@example.org");
    let reference = reference_in(&anas).to_owned();
    let bo = Identifier::parse(IdentifierKind::Email, "bo@example.org").unwrap();
    staff(&app, &reference, Command::Reread).await;
    assert_eq!(
        headline(&press(&app, &anas).await),
        "A person is looking at this request"
    );
    staff(
        &app,
        &reference,
        Command::ChangePerson {
            person: Person::new(None, None, [bo]).unwrap(),
            agent: None,
        },
    )
    .await;
    staff(
        &app,
        &reference,
        Command::Confirm(Right::Verifiable(VerifiableRight::Delete)),
    )
    .await;
    app.serve_outbox().await;
    assert_eq!(
        press(&app, &anas).await.status,
        404,
        "Ana can't confirm it for Bo"
    );
    let bos = link_to(&app, LinkAction::Confirm, "bo@example.org");
    assert_eq!(
        headline(&press(&app, &bos).await),
        "You confirmed this request"
    );
    app.close().await;
}

#[tokio::test]
async fn a_summary_has_a_button_for_each_demand() {
    let app = TestApp::open().await;
    for rights in [
        ["opt_out", "limit", "marketing_stop"].as_slice(),
        &["delete", "correct"],
    ] {
        for right in rights {
            app.post_json(&json!({"right": right, "email": "ana@example.org"}))
                .await;
        }
        app.serve_outbox().await;
    }
    app.pass(SignedDuration::from_hours(12 * 24));
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    let summary = emails.last().unwrap().text().unwrap().to_string();
    assert_eq!(summary.matches("/confirm/").count(), 2, "{summary}");
    app.close().await;
}

#[tokio::test]
async fn a_press_during_an_outage_is_told_so_and_counts_when_it_is_pressed_again() {
    for fault in [Fault::Outage, Fault::After] {
        let app = TestApp::build(tests::Build {
            retries: Retries::Never,
            ..tests::Build::default()
        })
        .await;
        let link = ask_to_delete(&app, "ana@example.org").await;
        let reference = reference_in(&link).to_owned();
        let calls = app.table_of(Function::LinkActions);
        calls.plan([(4, fault)]); // two reads of the link, one of the step, its write
        let lost = press(&app, &link).await;
        assert_eq!((lost.status, lost.header("retry-after")), (503, Some("5")));
        calls.heal();
        assert_eq!(
            headline(&press(&app, &link).await),
            "You confirmed this request"
        );
        let steps = log_of(&app, &reference).await;
        let steps = steps
            .iter()
            .filter(|entry| matches!(entry.event, Event::Applied { .. }));
        assert_eq!(steps.count(), 1, "{fault:?}");
        app.close().await;
    }
}
