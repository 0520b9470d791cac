//! Partners that don't answer, or not as they should: nobody is taken to have acknowledged who has not, and staff hear
//! of it.

use super::{by_mail, list, status, webhook};
use domain::log::Event;
use domain::notice::What;
use jiff::SignedDuration;
use serde_json::json;
use tests::{Build, House, Partner, Reaction};

/// Lets so many days go by, hour by hour.
async fn days(house: &House, days: i64) {
    for _ in 0..days * 24 {
        house.pass(SignedDuration::from_hours(1));
        house.tell_partners().await;
    }
}

#[tokio::test]
async fn a_partner_that_never_answers_is_given_up_and_staff_record_why_it_need_not() {
    let house = House::open().await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    ads.will(vec![Reaction::Answers(500); 100]);
    list(
        &house,
        json!([webhook("ads", &ads), webhook("data", &data)]),
    )
    .await;
    let answer = house.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    house.serve_outbox().await;
    house.tell_partners().await;
    days(&house, 4).await;
    let tries = ads.told().len();
    assert!((8..=12).contains(&tries), "{tries} tries in three days");
    assert_eq!(status(&house, &page).await["stage"], "in_force");

    // Staff hear of it on the digest of the next working day.
    house.sweep().await;
    house.serve_outbox().await;
    let digest = house
        .letters_to("staff@example.com")
        .pop()
        .unwrap()
        .text()
        .unwrap();
    assert!(
        digest.contains("Partners who did not acknowledge"),
        "{digest}"
    );
    assert!(
        digest.contains("ads") && digest.contains("it answered 500"),
        "{digest}"
    );
    let found = house.desk("/notices").await.json()["found"].clone();
    assert_eq!(found[0]["to"], "ads");
    assert_eq!(found[0]["state"], "given_up");
    assert_eq!(found[0]["orders"], json!(["replay", "not_needed"]));
    let path = format!("/notices/{}", found[0]["id"].as_str().unwrap());

    // Sent again it fails again, for three more days.
    let replayed = house.order(&path, &json!({"order": "replay"})).await;
    assert_eq!(
        (replayed.status, &replayed.json()["state"]),
        (200, &json!("owed"))
    );
    assert_eq!(
        house.order(&path, &json!({"order": "replay"})).await.status,
        409
    );
    days(&house, 4).await;
    assert!(ads.told().len() > tries + 7);
    let without = house.order(&path, &json!({"order": "not_needed"})).await;
    assert_eq!(
        (without.status, without.wrong_fields()),
        (422, vec!["why".to_owned()])
    );
    let why = json!({"order": "not_needed", "why": "Ads Inc. was dissolved, says Mr Planted"});
    assert_eq!(house.order(&path, &why).await.status, 200);
    super::soon(&house).await;
    let seen = status(&house, &page).await;
    assert_eq!(seen["stage"], "done");
    assert_eq!(
        (
            &seen["told"]["of"],
            &seen["told"]["confirmed"],
            &seen["told"]["not_needed"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    house.serve_outbox().await;
    let done = house.letters_to("ana@example.org").pop().unwrap();
    let done = super::in_one_line(&done);
    assert!(done.contains("1 of 2 confirmed it"), "{done}");

    // The log says what became of each, and who of staff did what; their words stand beside it.
    let reference = crate::reference(&page).to_owned();
    let (_, request) = house.look_up(&reference).await.unwrap();
    let log = house.store().log(request.id).await.unwrap();
    let outcomes: Vec<_> = log
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Told { outcomes, .. } => {
                Some(outcomes.iter().map(|one| (one.to.as_str(), one.what)))
            }
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(
        outcomes,
        [
            ("data", What::Acknowledged),
            ("ads", What::GivenUp),
            ("ads", What::GivenUp),
            ("ads", What::NotNeeded)
        ]
    );
    let whole = house.desk(&format!("/requests/{reference}")).await;
    assert!(
        whole.body.contains("Mr Planted") && whole.json()["notices"].as_array().unwrap().len() == 2
    );
    assert!(
        house.desk("/notices").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    house.close().await;
}

#[tokio::test]
async fn no_odd_answer_is_an_acknowledgement_and_none_keeps_the_others() {
    let house = House::open().await;
    let large = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n{}",
        "x".repeat(70_000)
    );
    let odd = [
        (
            "redirect",
            Reaction::Says(
                b"HTTP/1.1 307 So\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
                    .to_vec(),
            ),
            "redirect",
        ),
        (
            "garbage",
            Reaction::Says(b"\x00\x01\x02\r\n\r\n".to_vec()),
            "unreachable",
        ),
        (
            "half",
            Reaction::Says(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec()),
            "unreachable",
        ),
        ("large", Reaction::Says(large.into_bytes()), "too_large"),
        ("hung-up", Reaction::HangsUp, "unreachable"),
        ("refused", Reaction::Answers(410), "status"),
    ];
    let good = Partner::open().await;
    let mut all = vec![webhook("good", &good)];
    let mut partners = Vec::new();
    for (id, reaction, _) in &odd {
        let partner = Partner::open().await;
        partner.will([reaction.clone()]);
        all.push(webhook(id, &partner));
        partners.push(partner);
    }
    for (id, url) in [
        ("private", "https://10.0.0.7/notices"),
        (
            "mapped",
            "https://[::ffff:169.254.169.254]/latest/meta-data",
        ),
        ("in-numbers", "https://2130706433/notices"),
    ] {
        let mut one = webhook(id, &good);
        one["webhook"]["url"] = json!(url);
        all.push(one);
    }
    list(&house, json!(all)).await;
    let answer = house.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    let run = house.tell_partners().await;
    assert_eq!((run.acknowledged, run.failed), (1, 9));
    let id = crate::reference(&page);
    let whole = house.desk(&format!("/requests/{id}")).await.json();
    let failed = |id: &str| {
        let found = whole["notices"].as_array().unwrap().iter();
        let mut found = found.filter(|notice| notice["to"] == id);
        found.next().unwrap()["failed"]["failure"].clone()
    };
    for (id, _, expected) in &odd {
        assert_eq!(failed(id), *expected, "{id}");
    }
    // On one's own machine loopback is where partners are; a number that means it is known for what it is.
    for (id, expected) in [
        ("private", "forbidden_address"),
        ("mapped", "forbidden_address"),
        ("in-numbers", "unreachable"),
    ] {
        assert_eq!(failed(id), expected, "{id}");
    }
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_partner_that_is_no_longer_listed_is_told_all_the_same_and_one_that_moved_is_told_where_it_is()
 {
    let house = House::open().await;
    let (ads, before, after) = (
        Partner::open().await,
        Partner::open().await,
        Partner::open().await,
    );
    ads.will([Reaction::Answers(500)]);
    before.will([Reaction::Answers(500)]);
    list(
        &house,
        json!([webhook("ads", &ads), webhook("data", &before)]),
    )
    .await;
    house.opt_out("ana@example.org").await;
    house.tell_partners().await;
    list(&house, json!([webhook("data", &after), by_mail("new")])).await;
    house.pass(SignedDuration::from_mins(1));
    let run = house.tell_partners().await;
    assert_eq!((run.acknowledged, run.settled), (2, 1));
    assert_eq!((ads.told().len(), after.told().len()), (2, 1));
    house.serve_outbox().await;
    assert!(
        house.letters_to("privacy@new.example").is_empty(),
        "it was not meant"
    );
    house.close().await;
}

#[tokio::test]
async fn nobody_is_told_of_a_choice_that_is_no_longer_in_force() {
    let house = House::open().await;
    let ads = Partner::open().await;
    list(&house, json!([webhook("ads", &ads)])).await;
    let answer = house.opt_out("ana@example.org").await;
    let id = crate::reference(answer.header("location").unwrap()).to_owned();
    let denied = json!({"step": "deny_for_fraud", "belief": "a script made it"});
    assert_eq!(
        house
            .order(&format!("/requests/{id}/steps"), &denied)
            .await
            .status,
        200
    );
    assert_eq!(
        house.tell_partners().await,
        partner_notifier::Run::default()
    );
    assert!(ads.told().is_empty());
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn who_gave_no_address_is_written_to_by_staff_when_it_is_done() {
    let house = House::open().await;
    let ads = Partner::open().await;
    list(&house, json!([webhook("ads", &ads)])).await;
    let body = json!({"right": "opt_out", "phone": "916 555 0143"});
    assert_eq!(house.post_json(&body).await.status, 201);
    assert_eq!(house.tell_partners().await.settled, 1);
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    let by_hand = house.desk("/letters?state=hand").await.json();
    let says: Vec<_> = by_hand["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["says"]["says"].clone())
        .collect();
    assert!(says.contains(&json!("choice_done")), "{says:?}");
    house.close().await;
}

#[tokio::test]
async fn a_flood_of_repeats_sends_no_flood_of_letters_that_say_that_it_is_done() {
    let house = House::open().await;
    list(&house, json!([])).await;
    for n in 0..6 {
        let body = json!({"right": "opt_out", "email": "ana@example.org", "identifiers": [{"type": "account", "value": n.to_string()}]});
        house.post_json(&body).await;
        house.tell_partners().await;
        house.serve_outbox().await;
    }
    assert!(house.letters_to("ana@example.org").len() <= 3);
    house.close().await;
}

#[tokio::test]
async fn forgetting_a_person_takes_what_was_told_with_it_and_keeps_what_became_of_it() {
    let house = House::open().await;
    let ads = Partner::open().await;
    ads.will([Reaction::Answers(500)]);
    list(&house, json!([webhook("ads", &ads), by_mail("mail-house")])).await;
    let body = json!({"right": "delete", "email": "ana@example.org"});
    let id = house.post_json(&body).await.json()["reference"]
        .as_str()
        .unwrap()
        .to_owned();
    for step in [
        json!({"step": "show_proof", "by": "matched", "why": "by phone"}),
        json!({"step": "answer", "answer": "granted"}),
    ] {
        house.order(&format!("/requests/{id}/steps"), &step).await;
    }
    house.tell_partners().await;
    house.serve_outbox().await;
    let erase = format!("/requests/{id}/erase");
    assert_eq!(
        house.order(&erase, &json!({})).await.status,
        409,
        "somebody is being told"
    );
    house.pass(SignedDuration::from_mins(2));
    house.tell_partners().await;
    super::press(&house, "privacy@mail-house.example").await;
    super::soon(&house).await;
    house.serve_outbox().await;
    assert_eq!(house.order(&erase, &json!({})).await.status, 200);
    assert_eq!(
        (
            house.count("NOTICE#", "").await,
            house.count("REQUEST#", "NOTICE#").await
        ),
        (0, 0)
    );
    let (_, request) = house.look_up(&id).await.unwrap();
    let log = house.store().log(request.id).await.unwrap();
    let outcomes = log.iter().filter_map(|entry| match &entry.event {
        Event::Told { outcomes, .. } => Some(outcomes.len()),
        _ => None,
    });
    assert_eq!(outcomes.sum::<usize>(), 2);
    house.close().await;
}

#[tokio::test]
async fn a_partner_that_does_not_answer_is_left_alone_for_the_rest_of_a_run() {
    let house = House::build(Build::default()).await;
    let gone = Partner::open().await;
    gone.will(vec![Reaction::HangsUp; 50]);
    list(&house, json!([webhook("gone", &gone)])).await;
    for n in 0..20 {
        house.opt_out(&format!("p{n}@example.org")).await;
    }
    house.tell_partners().await;
    let tried = gone.told().len();
    assert!(
        tried <= 8,
        "{tried} tries: those that were under way at once"
    );
    gone.will([]);
    house.pass(SignedDuration::from_mins(1));
    house.tell_partners().await;
    house.pass(SignedDuration::from_mins(1));
    house.tell_partners().await;
    let told: std::collections::BTreeSet<_> = gone
        .told()
        .iter()
        .map(|t| t.header(webhooks::ID).to_owned())
        .collect();
    assert_eq!(told.len(), 20, "all are told in the end");
    assert!(
        house
            .store()
            .due_notices(house.now(), 25)
            .await
            .unwrap()
            .is_empty()
    );
    house.serve_outbox().await;
    house.close().await;
}
