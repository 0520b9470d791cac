//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};

#[tokio::test]
async fn the_binary_looks_up_a_request_through_the_runtime_api() {
    let harness = LambdaHarness::open().await.unwrap();
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_status-lookup"), &[])
        .await
        .unwrap();
    let lookup = r#"{"reference":"7K3M-9XQ2-4HTC","email":"ana@example.org"}"#;
    let response = lambda
        .invoke(gateway_event("POST", "/status", "application/json", lookup))
        .await
        .unwrap();
    assert_eq!(response["statusCode"], 404, "{response}");
    let page = lambda
        .invoke(gateway_event("GET", "/status", "", ""))
        .await
        .unwrap();
    assert_eq!(page["statusCode"], 200, "{page}");
    lambda.stop().await.unwrap();
}
