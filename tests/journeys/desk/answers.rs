//! Answers: a file for whoever can be handed one, a new code, and denials that stand on earlier answers.

use crate::desk::{asked, copy_to_give, offered, put_file, read, step, take};
use crate::reply::{link_to, press};
use domain::keys::Deed;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::House;

fn granted(delivery: &Value) -> Value {
    json!({"step": "answer", "answer": "granted", "delivery": delivery})
}

/// The code in the latest letter that has one.
fn code_for(house: &House, email: &str) -> String {
    let letters = house.letters_to(email);
    let texts = letters.iter().rev().filter_map(|letter| letter.text());
    let lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let line = lines.iter().find(|line| line.starts_with("Code ")).unwrap();
    line.trim_start_matches("Code").trim().to_owned()
}

#[tokio::test]
async fn a_copy_is_put_into_the_archive_and_collected_by_whoever_asked() {
    let house = House::open().await;
    let (id, file) = copy_to_give(&house, "ana@example.org").await;
    let own = read(&house, &id).await["id"].as_str().unwrap().to_owned();
    assert!(file.starts_with(&format!("answers/{own}/")) && file.ends_with(".csv"));
    let again = put_file(&house, &id, "csv", b"Ana Planted".to_vec()).await;
    assert_eq!(
        again.json()["file"],
        json!(file),
        "the same file is the same key"
    );
    let originals = read(&house, &id).await["originals"].clone();
    assert_eq!(originals, json!([]), "it is no letter of theirs");

    let other = asked(&house, "know", "bo@example.org").await;
    take(
        &house,
        &other,
        json!({"step": "show_proof", "by": "matched"}),
    )
    .await;
    for (request, key) in [
        (&other, file.clone()),
        (&id, format!("answers/{own}/nowhere.csv")),
        (&id, "inbound/one".to_owned()),
    ] {
        let wrong = step(&house, request, granted(&json!({"file": key}))).await;
        assert_eq!(wrong.wrong_fields(), ["delivery.file"], "{key}");
    }
    take(&house, &id, granted(&json!({"file": file}))).await;
    house.serve_outbox().await;
    let link = link_to(&house, Deed::Collect, "ana@example.org");
    let code = code_for(&house, "ana@example.org");
    let collected = house.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!(
        (collected.status, collected.body.as_str()),
        (200, "Ana Planted")
    );
    let late = put_file(&house, &id, "csv", b"more".to_vec()).await;
    assert_eq!(late.status, 409, "{}", late.body);
    house.close().await;
}

#[tokio::test]
async fn what_is_no_file_for_an_answer_is_not_taken() {
    let house = House::open().await;
    let id = asked(&house, "know", "ana@example.org").await;
    let large = vec![b'x'; archive::LARGEST_ANSWER + 1];
    for (ending, content, status) in [
        ("csv", Vec::new(), 422),
        ("", b"x".to_vec(), 201),
        ("toolong", b"x".to_vec(), 422),
        ("..", b"x".to_vec(), 422),
        ("zip", large, 413),
    ] {
        let put = put_file(&house, &id, ending, content).await;
        assert_eq!(put.status, status, "{ending}: {}", put.body);
    }
    let deletion = asked(&house, "delete", "bo@example.org").await;
    let nothing_to_hand_over = put_file(&house, &deletion, "csv", b"x".to_vec()).await;
    assert_eq!(nothing_to_hand_over.status, 409);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn whoever_gets_their_letters_by_hand_is_handed_no_file() {
    let house = House::open().await;
    let by_phone = json!({"right": "know", "phone": "916 555 0143"});
    let by_phone = house.post_json(&by_phone).await.json()["reference"].clone();
    let bounced = asked(&house, "know", "bounce@simulator.amazonses.com").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    for id in [by_phone.as_str().unwrap(), &bounced] {
        take(&house, id, json!({"step": "show_proof", "by": "matched"})).await;
        let put = put_file(&house, id, "csv", b"x".to_vec()).await;
        assert_eq!(put.wrong_fields(), ["delivery"], "{}", put.body);
        assert!(put.body.contains("deliver it elsewhere"), "{}", put.body);
        let file = granted(&json!({"file": "answers/x"}));
        assert_eq!(step(&house, id, file).await.status, 422);
        let elsewhere = granted(&json!({"elsewhere": "By registered post."}));
        take(&house, id, elsewhere).await;
    }
    house.serve_outbox().await;
    house.hear_of_letters().await;
    house.close().await;
}

#[tokio::test]
async fn a_locked_link_is_opened_by_a_new_code_and_the_old_code_is_dead() {
    let house = House::open().await;
    let (id, file) = copy_to_give(&house, "ana@example.org").await;
    take(&house, &id, granted(&json!({"file": file}))).await;
    house.serve_outbox().await;
    let link = link_to(&house, Deed::Collect, "ana@example.org");
    let old = code_for(&house, "ana@example.org");
    for _ in 0..5 {
        house.post_form_to(&link, &[("code", "00000000")]).await;
    }
    let locked = house.post_form_to(&link, &[("code", &old)]).await;
    assert_eq!(locked.status, 409);
    // Even after the link itself has ended.
    house.pass(SignedDuration::from_hours(31 * 24));
    assert!(offered(&read(&house, &id).await).contains(&"renew_code"));
    take(
        &house,
        &id,
        json!({"step": "renew_code", "why": "she called"}),
    )
    .await;
    house.serve_outbox().await;
    let new = code_for(&house, "ana@example.org");
    assert_ne!(new, old);
    let dead = house.post_form_to(&link, &[("code", &old)]).await;
    assert_eq!(dead.status, 422, "{}", dead.body);
    let collected = house.post_form_to(&link, &[("code", &new)]).await;
    assert_eq!(collected.status, 200, "{}", collected.body);
    let nothing = asked(&house, "delete", "bo@example.org").await;
    let refused = step(&house, &nothing, json!({"step": "renew_code"})).await;
    assert_eq!(refused.status, 409);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_copy_is_refused_as_too_often_only_when_two_were_given_in_a_year() {
    let house = House::open().await;
    let too_often = json!({"step": "answer", "answer": "denied", "basis": "too_often", "explanation": "You have it twice."});
    for answered in 0..3 {
        let id = asked(&house, "know", "ana@example.org").await;
        if answered < 2 {
            let early = step(&house, &id, too_often.clone()).await;
            assert_eq!(early.wrong_fields(), ["basis"], "{answered}");
            take(&house, &id, json!({"step": "show_proof", "by": "matched"})).await;
            take(&house, &id, granted(&json!({"elsewhere": "By post."}))).await;
        } else {
            take(&house, &id, too_often.clone()).await;
            let whole = read(&house, &id).await;
            let stage = &whole["request"]["matter"]["stage"];
            let earlier = &stage["answer"]["denial"]["earlier"];
            assert_eq!(
                earlier.as_array().unwrap().len(),
                2,
                "the evidence: {stage}"
            );
        }
        house.pass(SignedDuration::from_hours(24 * 24));
        house.serve_outbox().await;
    }
    // Somebody else has used up nothing, and after a year neither has Ana.
    let other = asked(&house, "know", "bo@example.org").await;
    assert_eq!(step(&house, &other, too_often.clone()).await.status, 422);
    house.pass(SignedDuration::from_hours(366 * 24));
    house.serve_outbox().await;
    let later = asked(&house, "know", "ana@example.org").await;
    assert_eq!(step(&house, &later, too_often).await.status, 422);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_correction_is_refused_as_repeated_only_after_it_was_denied() {
    let house = House::open().await;
    let denied = |basis: &str| json!({"step": "answer", "answer": "denied", "basis": basis, "explanation": "It is right."});
    let first = asked(&house, "correct", "ana@example.org").await;
    let early = step(&house, &first, denied("repeated_without_news")).await;
    assert_eq!(early.wrong_fields(), ["basis"]);
    take(&house, &first, denied("accurate")).await;
    house.serve_outbox().await;
    house.pass(SignedDuration::from_hours(24 * 24));
    let second = asked(&house, "correct", "ana@example.org").await;
    take(&house, &second, denied("repeated_without_news")).await;
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_denied_choice_is_appealed_by_the_link_in_its_letter_and_comes_into_force() {
    let house = House::open().await;
    let body = json!({"right": "opt_out", "email": "ana@example.org", "state": "CT"});
    let id = house.post_json(&body).await.json()["reference"].clone();
    let id = id.as_str().unwrap();
    let deny = json!({"step": "deny_for_fraud", "belief": "The card was stolen."});
    take(&house, id, deny.clone()).await;
    house.serve_outbox().await;
    let stopped = async |house: &House| {
        let purpose = domain::suppression::Purpose::SaleSharing;
        let record = house.suppression("ana@example.org").await;
        record.since(purpose).is_some()
    };
    assert!(!stopped(&house).await);
    let link = link_to(&house, Deed::Appeal, "ana@example.org");
    let appealed = press(&house, &link).await;
    assert!(
        appealed.body.contains("We have your appeal"),
        "{}",
        appealed.body
    );
    let whole = read(&house, id).await;
    assert_eq!(whole["stage"], "appealing");
    assert_eq!(offered(&whole), ["decide_appeal", "hold"]);
    house.serve_outbox().await;
    let upheld =
        json!({"step": "decide_appeal", "decision": "upheld", "words": "The card was yours."});
    assert_eq!(take(&house, id, upheld.clone()).await["stage"], "in_force");
    assert!(stopped(&house).await);
    let again = press(&house, &link).await;
    assert!(
        again.body.contains("This choice is in force"),
        "{}",
        again.body
    );

    // Who has asked anew meanwhile has what they want by that request.
    take(&house, id, deny).await;
    house.serve_outbox().await;
    let newer = house.post_json(&body).await;
    assert_eq!(newer.status, 201);
    press(&house, &link).await;
    assert_eq!(take(&house, id, upheld).await["stage"], "appeal_decided");
    assert!(stopped(&house).await);
    house.pass(SignedDuration::from_hours(24));
    house.serve_outbox().await;
    house.close().await;
}
