//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use local::lambda::{Room, gateway_event};
use serde_json::json;

#[tokio::test]
async fn the_binary_takes_a_form_and_json_through_the_runtime_api() {
    let room = Room::open().await.unwrap();
    let mut lambda = room
        .start(env!("CARGO_BIN_EXE_form-intake"), &[])
        .await
        .unwrap();

    let form = "right=opt_out&email=planted%40example.org";
    let event = gateway_event(
        "POST",
        "/requests",
        "application/x-www-form-urlencoded",
        form,
    );
    let answer = lambda.invoke(event).await.unwrap();
    assert_eq!(answer["statusCode"], 303, "{answer}");
    assert!(
        answer["headers"]["location"]
            .as_str()
            .unwrap()
            .starts_with("/status/")
    );

    let event = gateway_event(
        "POST",
        "/requests",
        "application/json",
        &json!({"right": "delete", "email": "x"}).to_string(),
    );
    let answer = lambda.invoke(event).await.unwrap();
    assert_eq!(answer["statusCode"], 422, "{answer}");

    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("a submission was taken in") && !logs.contains("planted"),
        "{logs}"
    );
}

#[tokio::test]
async fn a_missing_setting_ends_the_process_with_its_name() {
    let room = Room::open().await.unwrap();
    let mut lambda = room
        .start_without(env!("CARGO_BIN_EXE_form-intake"), "LINK_KEYS")
        .await
        .unwrap();
    assert!(
        lambda
            .invoke(gateway_event("GET", "/", "", ""))
            .await
            .is_err()
    );
    assert!(lambda.stop().await.unwrap().contains("LINK_KEYS"));
}
