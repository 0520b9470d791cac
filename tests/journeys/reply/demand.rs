//! Confirming a demand.

use super::{
    ask_to_delete, headline, link_of, link_to, links_to, log_of, press, reference_in, staff,
};
use crate::mail;
use domain::keys::Deed;
use domain::law::{Demand, Right};
use domain::log::{Actor, Event};
use domain::person::{Identifier, IdentifierKind, Person};
use domain::request::{Answer, DemandStage, Matter, Proof, ProofMeans, Request, Step};
use jiff::SignedDuration;
use local::Function;
use engines::clients::Retries;
use engines::proxy::Fault;
use serde_json::json;
use tests::House;

fn proof(request: &Request) -> Proof {
    match &request.matter {
        Matter::Demand {
            stage: DemandStage::Open { proof, .. },
            ..
        } => *proof,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_person_confirms_a_deletion_by_the_link_in_its_letter_and_once() {
    let house = House::open().await;
    let link = ask_to_delete(&house, "ana@example.org").await;
    let reference = reference_in(&link).to_owned();
    for method in ["GET", "HEAD", "GET"] {
        assert_eq!(house.send(method, &link, &[], "").await.status, 200);
    }
    let (_, opened) = house.look_up(&reference).await.unwrap();
    assert_eq!(
        (opened.version, proof(&opened)),
        (1, Proof::Wanted),
        "opening it changes nothing"
    );
    assert_eq!(
        headline(&house.open_page(&link).await),
        "Confirm that it was you"
    );

    let first = press(&house, &link).await;
    assert_eq!(
        (first.status, headline(&first)),
        (200, "You have confirmed it")
    );
    let (_, confirmed) = house.look_up(&reference).await.unwrap();
    let shown = Proof::Shown {
        at: house.now(),
        by: ProofMeans::AddressConfirmed,
    };
    assert_eq!(proof(&confirmed), shown);
    assert_eq!(
        log_of(&house, &reference).await.last().unwrap().by,
        Actor::Person
    );

    house.pass(SignedDuration::from_hours(1));
    for again in [press(&house, &link).await, house.open_page(&link).await] {
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    let (_, after) = house.look_up(&reference).await.unwrap();
    assert_eq!(after, confirmed);
    house.close().await;
}

#[tokio::test]
async fn a_program_confirms_with_json() {
    let house = House::open().await;
    let link = ask_to_delete(&house, "ana@example.org").await;
    let told = house.read(&link).await.json();
    assert_eq!(
        (&told["standing"], &told["deed"]),
        (&json!("open"), &json!("confirm"))
    );
    let headers = [("accept", "application/json")];
    let done = house.send("POST", &link, &headers, "").await;
    assert_eq!(
        (done.status, &done.json()["standing"]),
        (200, &json!("done"))
    );
    house.close().await;
}

#[tokio::test]
async fn a_late_confirmation_counts_until_the_answer_and_not_after_it() {
    let house = House::open().await;
    let link = ask_to_delete(&house, "ana@example.org").await;
    let reference = reference_in(&link).to_owned();
    staff(&house, &reference, Step::Answer(Answer::NotVerified)).await;
    house.serve_outbox().await;
    let late = press(&house, &link).await;
    assert_eq!(
        (late.status, headline(&late)),
        (409, "We have answered this request")
    );
    let headers = [("accept", "application/json")];
    let problem = house.send("POST", &link, &headers, "").await;
    assert_eq!(
        problem.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(
        (problem.status, &problem.json()["title"]),
        (409, &json!("We have answered this request"))
    );
    house.close().await;
}

#[tokio::test]
async fn an_agent_s_request_is_confirmed_by_the_person_and_never_by_the_agent() {
    let house = House::open().await;
    let asks = |person: serde_json::Value| {
        let mut body = person;
        body["right"] = json!("delete");
        body["agent"] =
            json!({"name": "Agents Inc.", "email": "agent@agents.example", "permission": "signed"});
        body
    };
    house
        .post_json(&asks(json!({"email": "ana@example.org"})))
        .await;
    house
        .post_json(&asks(json!({"phone": "916 555 0143"})))
        .await;
    house
        .post_json(&asks(json!({"email": "agent@agents.example"})))
        .await;
    house.serve_outbox().await;
    assert_eq!(house.letters_to("agent@agents.example").len(), 2);
    assert_eq!(links_to(&house, Deed::Confirm, "agent@agents.example"), 0);

    let link = link_to(&house, Deed::Confirm, "ana@example.org");
    assert_eq!(
        headline(&house.open_page(&link).await),
        "Confirm that you allowed it"
    );
    assert_eq!(
        headline(&press(&house, &link).await),
        "You have confirmed it"
    );
    let (receipt, request) = house.look_up(reference_in(&link)).await.unwrap();
    assert!(matches!(proof(&request), Proof::Shown { .. }));
    let agents = link_of(&house, Deed::Confirm, &receipt.id, "agent@agents.example");
    assert_eq!(press(&house, &agents).await.status, 404);
    house.close().await;
}

#[tokio::test]
async fn a_link_dies_when_staff_find_that_the_letter_was_about_somebody_else() {
    let house = House::open().await;
    house
        .deliver(&mail(
            "ana@example.org",
            "one@example.org",
            "My data",
            "Please delete my personal information.",
        ))
        .await;
    house.serve_outbox().await;
    let anas = link_to(&house, Deed::Confirm, "ana@example.org");
    let reference = reference_in(&anas).to_owned();
    let bo = Identifier::parse(IdentifierKind::Email, "bo@example.org").unwrap();
    staff(&house, &reference, Step::Reread).await;
    assert_eq!(
        headline(&press(&house, &anas).await),
        "A person is looking at this request"
    );
    staff(
        &house,
        &reference,
        Step::ChangePerson(Person::new(None, None, [bo]).unwrap()),
    )
    .await;
    staff(
        &house,
        &reference,
        Step::Confirm(Right::Demand(Demand::Delete)),
    )
    .await;
    house.serve_outbox().await;
    assert_eq!(
        press(&house, &anas).await.status,
        404,
        "Ana can't confirm it for Bo"
    );
    let bos = link_to(&house, Deed::Confirm, "bo@example.org");
    assert_eq!(
        headline(&press(&house, &bos).await),
        "You have confirmed it"
    );
    house.close().await;
}

#[tokio::test]
async fn a_summary_has_a_button_for_each_demand() {
    let house = House::open().await;
    for rights in [
        ["opt_out", "limit", "marketing_stop"].as_slice(),
        &["delete", "correct"],
    ] {
        for right in rights {
            house
                .post_json(&json!({"right": right, "email": "ana@example.org"}))
                .await;
        }
        house.serve_outbox().await;
    }
    house.pass(SignedDuration::from_hours(12 * 24));
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    let summary = letters.last().unwrap().text().unwrap().to_string();
    assert_eq!(summary.matches("/reply/confirm/").count(), 2, "{summary}");
    house.close().await;
}

#[tokio::test]
async fn a_press_during_an_outage_is_told_so_and_counts_when_it_is_pressed_again() {
    for fault in [Fault::Outage, Fault::After] {
        let house = House::build(tests::Build {
            retries: Retries::Never,
            ..tests::Build::default()
        })
        .await;
        let link = ask_to_delete(&house, "ana@example.org").await;
        let reference = reference_in(&link).to_owned();
        let calls = house.table_of(Function::Reply);
        calls.plan([(4, fault)]); // two reads of the link, one of the step, its write
        let lost = press(&house, &link).await;
        assert_eq!((lost.status, lost.header("retry-after")), (503, Some("5")));
        calls.heal();
        assert_eq!(
            headline(&press(&house, &link).await),
            "You have confirmed it"
        );
        let steps = log_of(&house, &reference).await;
        let steps = steps
            .iter()
            .filter(|entry| matches!(entry.event, Event::Step { .. }));
        assert_eq!(steps.count(), 1, "{fault:?}");
        house.close().await;
    }
}
