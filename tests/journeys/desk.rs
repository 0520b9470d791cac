//! Staff at the desk.

mod access;
mod answers;
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
    let before = to_be_read(house).await;
    let words = "Hi,\r\n\r\nhow do I stop you from selling my personal information? I think I may want that.\r\n\r\nAna";
    let id = format!("doubt-{from}");
    assert_eq!(
        house.deliver(&mail(from, &id, "My data", words)).await,
        (1, 0)
    );
    let after = to_be_read(house).await;
    let mut new = after.into_iter().filter(|id| !before.contains(id));
    new.next().unwrap()
}

async fn to_be_read(house: &House) -> Vec<String> {
    let path = "/requests?kind=doubt&stage=to_be_read";
    let waiting = house.desk(path).await.json();
    let found = waiting["found"].as_array().unwrap().iter();
    found
        .map(|request| request["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Puts the file of an answer into the archive.
async fn put_file(house: &House, request: &str, ending: &str, content: Vec<u8>) -> Answer {
    let token = format!("Bearer {}", house.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let path = format!("/desk/requests/{request}/answer-file?ending={ending}");
    house.send("PUT", &path, &headers, content).await
}

/// A request for a copy whose person is known, and the key of the file for them.
async fn copy_to_give(house: &House, email: &str) -> (String, String) {
    let reference = asked(house, "know", email).await;
    take(
        house,
        &reference,
        json!({"step": "show_proof", "by": "matched"}),
    )
    .await;
    let put = put_file(house, &reference, "csv", b"Ana Planted".to_vec()).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let file = put.json()["file"].as_str().unwrap().to_owned();
    (reference, file)
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
    let (copy, file) = copy_to_give(house, "copy@example.org").await;
    take(
        house,
        &copy,
        json!({"step": "answer", "answer": "granted", "delivery": {"file": file}}),
    )
    .await;
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
