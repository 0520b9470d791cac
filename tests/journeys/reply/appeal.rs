//! Appealing against an answer.

use super::{
    ask_to_delete, headline, link_of, link_to, links_to, log_of, press, reference_in, staff,
};
use domain::keys::Deed;
use domain::log::Event;
use domain::request::{Answer, Denial, DenialBasis, Note, Step};
use tests::House;

#[tokio::test]
async fn a_virginian_appeals_by_the_link_in_the_refusal_and_once() {
    let house = House::open().await;
    let fields = [
        ("right", "delete"),
        ("email", "ana@example.org"),
        ("state", "VA"),
    ];
    house.post_form(&fields).await;
    house.serve_outbox().await;
    let reference = reference_in(&link_to(&house, Deed::Confirm, "ana@example.org")).to_owned();
    staff(&house, &reference, Step::Answer(refusal())).await;
    house.serve_outbox().await;
    let link = link_to(&house, Deed::Appeal, "ana@example.org");
    assert_eq!(headline(&house.open_page(&link).await), "Appeal our answer");

    let words = [("words", "The contract ended in March.")];
    let first = house.post_form_to(&link, &words).await;
    assert_eq!(
        (first.status, headline(&first)),
        (200, "We have your appeal")
    );
    assert!(
        first.body.contains("You have the decision by"),
        "{}",
        first.body
    );
    let (_, appealing) = house.look_up(&reference).await.unwrap();
    assert_eq!(appealing.stage(), "appealing");
    for again in [
        house.post_form_to(&link, &words).await,
        press(&house, &link).await,
    ] {
        assert_eq!(
            (again.status, headline(&again)),
            (200, "We have your appeal")
        );
    }
    let (_, after) = house.look_up(&reference).await.unwrap();
    assert_eq!(after, appealing, "the same words again add nothing");
    house
        .post_form_to(&link, &[("words", "Here is one more thing.")])
        .await;
    let notes = log_of(&house, &reference).await;
    let notes = notes
        .iter()
        .filter(|entry| matches!(entry.event, Event::Noted(Note::FollowedUp { .. })));
    assert_eq!(notes.count(), 2);
    house.serve_outbox().await;
    assert!(
        house
            .letters_to("ana@example.org")
            .last()
            .unwrap()
            .subject()
            .unwrap()
            .contains("appeal")
    );
    house.close().await;
}

fn refusal() -> Answer {
    Answer::Denied {
        denial: Denial {
            basis: DenialBasis::LawfulException,
            explanation: "Your contract runs until May.".into(),
            earlier: Vec::new(),
        },
    }
}

#[tokio::test]
async fn where_no_row_grants_an_appeal_the_page_says_so_and_nothing_happens() {
    let house = House::open().await;
    let confirm = ask_to_delete(&house, "ana@example.org").await;
    let reference = reference_in(&confirm).to_owned();
    let answered = staff(&house, &reference, Step::Answer(refusal())).await;
    house.serve_outbox().await;
    assert_eq!(links_to(&house, Deed::Appeal, "ana@example.org"), 0);
    let link = link_of(&house, Deed::Appeal, &answered.id.0, "ana@example.org");
    assert_eq!(
        headline(&house.open_page(&link).await),
        "There is no appeal here"
    );
    let pressed = house
        .post_form_to(&link, &[("words", "You are wrong.")])
        .await;
    assert_eq!(
        (pressed.status, headline(&pressed)),
        (409, "There is no appeal here")
    );
    let (_, after) = house.look_up(&reference).await.unwrap();
    assert_eq!(after, answered);
    house.close().await;
}
