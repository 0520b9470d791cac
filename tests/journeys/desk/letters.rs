//! Letters that wait for staff.

use crate::desk::{asked, read, take};
use serde_json::{Value, json};
use tests::House;

async fn only(house: &House, state: &str) -> (String, Value) {
    let listed = house.desk(&format!("/letters?state={state}")).await.json();
    let found = listed["found"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{listed}");
    let letter = found[0].clone();
    let path = format!(
        "/letters/{}/{}",
        letter["owner"].as_str().unwrap(),
        letter["id"].as_str().unwrap()
    );
    (path, letter)
}

#[tokio::test]
async fn a_letter_that_came_back_goes_out_to_the_address_that_staff_correct() {
    let house = House::open().await;
    let id = asked(&house, "delete", "bounce@simulator.amazonses.com").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    let (path, letter) = only(&house, "hand").await;
    assert_eq!(letter["by_hand"], json!({"bounced": "permanent"}));
    assert_eq!(
        letter["orders"],
        json!(["resend", "correct_address", "delivered", "close"])
    );
    let wrong = house.order(&path, &json!({"order": "release"})).await;
    assert_eq!(wrong.status, 409, "{}", wrong.body);
    let none = house
        .order(&path, &json!({"order": "correct_address"}))
        .await;
    assert_eq!(
        (none.status, none.wrong_fields()),
        (422, vec!["address".to_owned()])
    );
    let corrected = house
        .order(
            &path,
            &json!({"order": "correct_address", "address": "ana@example.org"}),
        )
        .await;
    assert_eq!(corrected.json()["state"], "owed", "{}", corrected.body);
    assert_eq!(house.serve_outbox().await.sent, 1);
    assert_eq!(house.letters_to("ana@example.org").len(), 1);
    house.hear_of_letters().await;
    let whole = read(&house, &id).await;
    assert_eq!(whole["letters"][0]["state"], "sent");
    let noted = whole["log"].as_array().unwrap().iter().any(|entry| {
        entry["event"]["did"] == "address_corrected" && entry["by"]["actor"] == "staff"
    });
    assert!(noted, "{}", whole["log"]);
    house.close().await;
}

#[tokio::test]
async fn a_corrected_address_gets_every_letter_of_the_request_that_would_go_to_the_wrong_one() {
    let house = House::open().await;
    let id = asked(&house, "delete", "bounce@simulator.amazonses.com").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    take(
        &house,
        &id,
        json!({"step": "extend", "reason": "Old tapes."}),
    )
    .await;
    take(
        &house,
        &id,
        json!({"step": "answer", "answer": "not_verified"}),
    )
    .await;
    let (path, _) = only(&house, "hand").await;
    let correct = json!({"order": "correct_address", "address": "ana@example.org"});
    let corrected = house.order(&path, &correct).await.json();
    assert_eq!(corrected["also_corrected"].as_array().unwrap().len(), 2);
    assert_eq!(house.serve_outbox().await.sent, 3);
    assert_eq!(house.letters_to("ana@example.org").len(), 3);
    let log = read(&house, &id).await["log"].to_string();
    assert_eq!(log.matches("address_corrected").count(), 3, "{log}");
    house.hear_of_letters().await;
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_comes_back_again_is_staff_s_again_and_can_be_given_up() {
    let house = House::open().await;
    asked(&house, "delete", "bounce@simulator.amazonses.com").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    let (path, _) = only(&house, "hand").await;
    assert_eq!(
        house.order(&path, &json!({"order": "resend"})).await.status,
        200
    );
    assert_eq!(house.serve_outbox().await.sent, 1);
    house.hear_of_letters().await;
    let (again, _) = only(&house, "hand").await;
    assert_eq!(again, path);
    let closed = house.order(&path, &json!({"order": "close"})).await;
    assert_eq!(closed.json()["state"], "closed");
    let listed = house.desk("/letters?state=hand").await.json();
    assert_eq!(listed["found"], json!([]));
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_waits_for_a_look_leaves_when_it_is_released() {
    let house = House::open().await;
    house
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("website", "https://bot.example"),
        ])
        .await;
    assert_eq!(house.serve_outbox().await.sent, 0);
    let (path, letter) = only(&house, "review").await;
    assert_eq!(letter["orders"], json!(["release", "delivered", "close"]));
    assert!(house.desk(&path).await.json()["text"].is_string());
    assert_eq!(
        house
            .order(&path, &json!({"order": "release"}))
            .await
            .status,
        200
    );
    assert_eq!(house.serve_outbox().await.sent, 1);
    assert_eq!(house.letters_to("ana@example.org").len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_is_held_back_leaves_alone_when_it_is_released() {
    let house = House::open().await;
    for right in ["opt_out", "limit", "delete", "know"] {
        asked(&house, right, "ana@example.org").await;
    }
    assert_eq!(house.serve_outbox().await.sent, 3, "three a day");
    let (path, _) = only(&house, "held").await;
    assert_eq!(
        house
            .order(&path, &json!({"order": "release"}))
            .await
            .status,
        200
    );
    assert_eq!(house.serve_outbox().await.sent, 1);
    assert_eq!(house.count("HELD#", "").await, 0);
    house.close().await;
}
