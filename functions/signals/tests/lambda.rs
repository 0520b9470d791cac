//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};
use serde_json::{Value, json};

fn signal(path: &str, cookies: &[&str]) -> Value {
    let mut event = gateway_event("GET", path, "", "");
    event["headers"]["sec-gpc"] = "1".into();
    event["cookies"] = json!(cookies);
    event
}

#[tokio::test]
async fn the_binary_reads_cookies_sources_and_callers_from_gateway_events() {
    let harness = LambdaHarness::open().await.unwrap();
    let roles = "machine=arn:aws:sts::123456789012:assumed-role/Newsletter/*";
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_signals"), &[("ROLES", roles)])
        .await
        .unwrap();

    let page = lambda.invoke(signal("/signals", &[])).await.unwrap();
    assert_eq!(page["statusCode"], 200, "{page}");
    let cookie = page["cookies"][0].as_str().unwrap();
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    let seen = lambda
        .invoke(signal("/signals/seen", &["other=1", cookie]))
        .await
        .unwrap();
    assert_eq!(seen["headers"]["content-type"], "image/gif", "{seen}");
    assert_eq!(seen["isBase64Encoded"], true, "an image is not text");
    let page = lambda.invoke(signal("/signals", &[cookie])).await.unwrap();
    assert!(page["body"].as_str().unwrap().contains("on record since"));

    let body = json!({"addresses": ["planted@example.org"]}).to_string();
    let mint = |role: Option<&str>| {
        let mut event = gateway_event("POST", "/unsubscribe-links", "application/json", &body);
        if let Some(role) = role {
            let arn = format!("arn:aws:sts::123456789012:assumed-role/{role}/ana");
            event["requestContext"]["authorizer"] = json!({"iam": {"userArn": arn}});
        }
        event
    };
    for (role, status) in [
        (None, 401),
        (Some("PrivacyStaff"), 403),
        (Some("Newsletter"), 200),
    ] {
        let response = lambda.invoke(mint(role)).await.unwrap();
        assert_eq!(response["statusCode"], status, "{response}");
    }
    let made = lambda.invoke(mint(Some("Newsletter"))).await.unwrap();
    let made: Value = serde_json::from_str(made["body"].as_str().unwrap()).unwrap();
    let url = made["links"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix("https://privacy.example.com").unwrap();
    let press = gateway_event(
        "POST",
        path,
        "application/x-www-form-urlencoded",
        "List-Unsubscribe=One-Click",
    );
    let response = lambda.invoke(press).await.unwrap();
    assert_eq!(response["statusCode"], 200, "{response}");

    let profile = cookie.split_once('=').unwrap().1;
    let token = path.rsplit('/').next().unwrap();
    let logs = lambda.stop().await.unwrap();
    assert!(logs.contains("an opt-out was stored"), "{logs}");
    for secret in ["planted", "192.0.2.1", profile, token] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[tokio::test]
async fn a_missing_setting_ends_the_process_with_its_name() {
    let harness = LambdaHarness::open().await.unwrap();
    let mut lambda = harness
        .start_without(env!("CARGO_BIN_EXE_signals"), "UNSUBSCRIBE_KEYS")
        .await
        .unwrap();
    let event = gateway_event("GET", "/signals", "", "");
    assert!(lambda.invoke(event).await.is_err());
    assert!(lambda.stop().await.unwrap().contains("UNSUBSCRIBE_KEYS"));
}
