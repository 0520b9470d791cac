//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};

#[tokio::test]
async fn the_binary_takes_no_callback_that_nobody_signed() {
    let harness = LambdaHarness::open().await.unwrap();
    let binary = env!("CARGO_BIN_EXE_partner-callback");
    let mut lambda = harness.start(binary, &[]).await.unwrap();
    let body = r#"{"id":"msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_ads"}"#;
    for (body, expected) in [(body, 401), ("{}", 422), ("?", 422)] {
        let event = gateway_event("POST", "/partners/callbacks", "application/json", body);
        let answer = lambda.invoke(event).await.unwrap();
        assert_eq!(answer["statusCode"], expected, "{body}: {answer}");
    }
    lambda.stop().await.unwrap();
}
