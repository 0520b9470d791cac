//! Taking a choice back, in two steps.

use super::{headline, link_to, links_to, press, reference_in, staff};
use domain::keys::Deed;
use domain::request::Step;
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::json;
use tests::House;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

async fn is_stopped(house: &House, email: &str) -> bool {
    house
        .suppression(email)
        .await
        .since(Purpose::SaleSharing)
        .is_some()
}

#[tokio::test]
async fn a_choice_ends_by_a_request_and_a_separate_confirmation_and_not_before() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    let undo = link_to(&house, Deed::Undo, "ana@example.org");
    assert_eq!(
        headline(&house.open_page(&undo).await),
        "Ask to end this choice"
    );
    let asked = press(&house, &undo).await;
    assert_eq!(
        (asked.status, headline(&asked)),
        (200, "We have sent you a letter")
    );
    house.serve_outbox().await;
    let opt_in = link_to(&house, Deed::OptIn, "ana@example.org");
    assert_eq!(headline(&house.open_page(&opt_in).await), "End this choice");
    assert!(
        is_stopped(&house, "ana@example.org").await,
        "asking ends nothing"
    );

    let done = press(&house, &opt_in).await;
    assert_eq!(
        (done.status, headline(&done)),
        (200, "This choice has ended")
    );
    assert!(!is_stopped(&house, "ana@example.org").await);
    let (_, ended) = house.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(ended.stage(), "ended");
    for link in [&opt_in, &undo] {
        assert_eq!(
            headline(&press(&house, link).await),
            "This choice has ended"
        );
    }
    let (_, after) = house.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(after, ended);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn asking_twice_sends_one_letter_and_the_next_day_another() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    let undo = link_to(&house, Deed::Undo, "ana@example.org");
    for _ in 0..3 {
        assert_eq!(
            headline(&press(&house, &undo).await),
            "We have sent you a letter"
        );
        house.serve_outbox().await;
    }
    assert_eq!(links_to(&house, Deed::OptIn, "ana@example.org"), 1);
    house.pass(A_DAY);
    press(&house, &undo).await;
    house.serve_outbox().await;
    assert_eq!(links_to(&house, Deed::OptIn, "ana@example.org"), 2);
    house.close().await;
}

#[tokio::test]
async fn the_holder_of_one_address_ends_a_choice_for_that_address_alone() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    house.pass(A_DAY);
    let both = json!({
        "right": "opt_out", "email": "ana@example.org",
        "identifiers": [{"type": "email", "value": "old@example.org"}]
    });
    house.post_json(&both).await;
    house.serve_outbox().await;
    let undo = link_to(&house, Deed::Undo, "ana@example.org");
    let page = house.open_page(&undo).await;
    assert!(page.body.contains("o***@example.org"), "{}", page.body);
    assert_eq!(
        press(&house, &undo).await.status,
        422,
        "one of the two has to be chosen"
    );
    for wrong in ["0", "3", "-1", "old@example.org"] {
        assert_eq!(
            house
                .post_form_to(&undo, &[("address", wrong)])
                .await
                .status,
            422
        );
    }
    house.post_form_to(&undo, &[("address", "2")]).await;
    house.serve_outbox().await;
    assert_eq!(links_to(&house, Deed::OptIn, "ana@example.org"), 0);

    let opt_in = link_to(&house, Deed::OptIn, "old@example.org");
    for _ in 0..2 {
        let done = press(&house, &opt_in).await;
        assert_eq!(headline(&done), "This choice has ended");
        assert!(done.body.contains("o***@example.org"));
    }
    assert!(!is_stopped(&house, "old@example.org").await);
    assert!(is_stopped(&house, "ana@example.org").await);
    let (_, request) = house.look_up(reference_in(&undo)).await.unwrap();
    assert!(request.stands());

    // What is chosen again after the letter left, an old link doesn't end.
    house.pass(A_DAY);
    house.post_json(&both).await;
    let again = press(&house, &opt_in).await;
    assert_eq!(
        (again.status, headline(&again)),
        (409, "You made this choice again")
    );
    assert!(is_stopped(&house, "old@example.org").await);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn the_holder_of_the_contact_address_ends_it_for_that_address_and_the_page_says_what_stays() {
    let house = House::open().await;
    let both = json!({"right": "opt_out", "email": "ana@example.org", "phone": "916 555 0143"});
    let answer = house.post_json(&both).await.json();
    house.serve_outbox().await;
    let undo = link_to(&house, Deed::Undo, "ana@example.org");
    press(&house, &undo).await;
    house.serve_outbox().await;
    let done = press(&house, &link_to(&house, Deed::OptIn, "ana@example.org")).await;
    assert!(done.body.contains("it stays in force"), "{}", done.body);
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    let last = letters.last().unwrap().text().unwrap();
    let last: Vec<&str> = last.split_whitespace().collect();
    let last = last.join(" ");
    assert!(
        last.contains("For whatever else your request named, it stays in force"),
        "{last}"
    );

    assert!(!is_stopped(&house, "ana@example.org").await);
    let (_, request) = house.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(
        (request.stage(), request.in_force_for().count()),
        ("in_force", 1)
    );
    let status = answer["status_url"].as_str().unwrap();
    let status = house
        .read(&status.replace(&house.system.url(), ""))
        .await
        .json();
    assert_eq!(status["stage"], "in_force");
    assert_eq!(
        status["identifiers"].as_array().unwrap().len(),
        1,
        "{status}"
    );
    assert!(
        status["done"]
            .to_string()
            .contains("You opted back in for a***"),
        "{status}"
    );
    let again = press(&house, &undo).await;
    assert_eq!(headline(&again), "This choice has ended");
    // Partners are still told of the rest, and the request is done with that.
    staff(&house, reference_in(&undo), Step::PartnersTold { told: 0 }).await;
    house.pass(A_DAY);
    house.opt_out("ana@example.org").await;
    assert!(is_stopped(&house, "ana@example.org").await, "chosen again");
    let (_, request) = house.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(request.in_force_for().count(), 2, "it met the same request");
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_link_that_ends_a_choice_works_for_thirty_days() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    press(&house, &link_to(&house, Deed::Undo, "ana@example.org")).await;
    house.serve_outbox().await;
    let opt_in = link_to(&house, Deed::OptIn, "ana@example.org");
    house.pass(SignedDuration::from_hours(30 * 24));
    assert_eq!(house.open_page(&opt_in).await.status, 200);
    house.pass(SignedDuration::from_secs(1));
    assert_eq!(press(&house, &opt_in).await.status, 404);
    assert!(is_stopped(&house, "ana@example.org").await);
    house.close().await;
}

#[tokio::test]
async fn an_agent_gets_no_link_that_undoes_what_they_asked_for() {
    let house = House::open().await;
    let agent = json!({"email": "agent@agents.example", "permission": "signed"});
    house
        .post_json(&json!({"right": "opt_out", "phone": "916 555 0143", "agent": agent}))
        .await;
    house.serve_outbox().await;
    assert_eq!(house.letters_to("agent@agents.example").len(), 1);
    assert_eq!(links_to(&house, Deed::Undo, "agent@agents.example"), 0);
    house.close().await;
}
