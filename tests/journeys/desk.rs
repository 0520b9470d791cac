//! Staff at the desk.

mod access;
mod doubts;
mod erasing;
mod letters;
mod opening;
mod requests;

use crate::mail;
use serde_json::{Value, json};
use tests::{Answer, House};

/// A letter that says nothing plain reaches the inbox; gives back the id of the request that waits to be read.
async fn doubt(house: &House, from: &str) -> String {
    let words = "Hi,\r\n\r\nhow do I stop you from selling my personal information? I think I may want that.\r\n\r\nAna";
    let id = format!("doubt-{from}");
    assert_eq!(
        house.deliver(&mail(from, &id, "My data", words)).await,
        (1, 0)
    );
    let waiting = house
        .desk("/requests?kind=doubt&stage=to_be_read")
        .await
        .json();
    let found = waiting["found"].as_array().unwrap();
    found.last().unwrap()["id"].as_str().unwrap().to_owned()
}

/// A request by form; gives back its reference.
async fn asked(house: &House, right: &str, email: &str) -> String {
    let answer = house
        .post_json(&json!({"right": right, "email": email}))
        .await;
    answer.json()["reference"].as_str().unwrap().to_owned()
}

/// Takes a step.
async fn step(house: &House, request: &str, body: Value) -> Answer {
    house
        .order(&format!("/requests/{request}/steps"), &body)
        .await
}

/// Takes a step that must be allowed, and gives back the request's summary.
async fn take(house: &House, request: &str, body: Value) -> Value {
    let answer = step(house, request, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["request"].clone()
}

/// One request with all that belongs to it.
async fn read(house: &House, request: &str) -> Value {
    let answer = house.desk(&format!("/requests/{request}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The names of the steps that are offered.
fn offered(request: &Value) -> Vec<&str> {
    let steps = request["steps"].as_array().unwrap();
    steps
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect()
}

/// Whatever staff can do that makes a call of another kind.
pub(crate) async fn everything(house: &House) {
    let id = doubt(house, "desk@example.org").await;
    for path in ["/me", "/mail", "/letters?state=hand", "/letters?state=held"] {
        assert_eq!(house.desk(path).await.status, 200, "{path}");
    }
    read(house, &id).await;
    take(
        house,
        &id,
        json!({"step": "not_a_request", "why": "thanks only"}),
    )
    .await;
    house.serve_outbox().await;
    assert_eq!(
        house.desk(&format!("/requests/{id}/export")).await.status,
        200
    );
    let erased = house
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
}
