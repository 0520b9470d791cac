//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{Lambda, LambdaHarness, SETTINGS, gateway_event};
use serde_json::json;

#[tokio::test]
async fn the_binary_accepts_a_form_and_json_through_the_runtime_api() {
    let harness = LambdaHarness::open().await.unwrap();
    let mut lambda = harness
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
    let response = lambda.invoke(event).await.unwrap();
    assert_eq!(response["statusCode"], 303, "{response}");
    assert!(
        response["headers"]["location"]
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
    let response = lambda.invoke(event).await.unwrap();
    assert_eq!(response["statusCode"], 422, "{response}");

    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("a submission was stored") && !logs.contains("planted"),
        "{logs}"
    );
}

#[tokio::test]
async fn a_missing_setting_ends_the_process_with_its_name() {
    let harness = LambdaHarness::open().await.unwrap();
    let mut lambda = harness
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

const NAMES: [(&str, &str); 2] = [
    ("INDEX_KEYS", "honored/index-keys"),
    ("LINK_KEYS", "honored/link-keys"),
];

/// Returns settings that name secrets instead of keys.
fn with_secrets() -> Vec<(&'static str, &'static str)> {
    let others = SETTINGS.iter().copied();
    let others = others.filter(|(name, _)| NAMES.iter().all(|(secret, _)| secret != name));
    let named = [
        ("INDEX_KEYS_SECRET", NAMES[0].1),
        ("LINK_KEYS_SECRET", NAMES[1].1),
    ];
    others.chain(named).collect()
}

#[tokio::test]
async fn the_binary_reads_its_secrets_when_it_starts() {
    let harness = LambdaHarness::open().await.unwrap();
    let engines = &harness.engines;
    for (_, name) in NAMES {
        engines
            .secrets
            .put(name, "7:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
    }
    let binary = env!("CARGO_BIN_EXE_form-intake");
    let mut lambda = Lambda::start(binary, engines, &with_secrets())
        .await
        .unwrap();
    let form = "right=opt_out&email=planted%40example.org";
    let kind = "application/x-www-form-urlencoded";
    let event = gateway_event("POST", "/requests", kind, form);
    let response = lambda.invoke(event).await.unwrap();
    let status = response["headers"]["location"].as_str().unwrap();
    let token = status.rsplit('/').next().unwrap();
    assert!(
        token.starts_with("7."),
        "made with the key of the secret: {token}"
    );
    let logs = lambda.stop().await.unwrap();
    assert!(!logs.contains("BwcH"), "{logs}");
}

#[tokio::test]
async fn a_missing_secret_ends_the_process_with_what_to_do() {
    let harness = LambdaHarness::open().await.unwrap();
    let engines = &harness.engines;
    engines
        .secrets
        .put(NAMES[0].1, "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let binary = env!("CARGO_BIN_EXE_form-intake");
    let mut lambda = Lambda::start(binary, engines, &with_secrets())
        .await
        .unwrap();
    let event = gateway_event("GET", "/", "", "");
    assert!(lambda.invoke(event).await.is_err());
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("LINK_KEYS")
            && logs.contains("honored/link-keys")
            && logs.contains("create it"),
        "{logs}"
    );
}
