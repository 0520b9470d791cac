//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use local::engines::{Engines, Home, stop_signal};
use local::lambda::{Lambda, SETTINGS, gateway_event};
use std::sync::Arc;

#[tokio::test]
async fn the_binary_takes_no_callback_that_nobody_signed() {
    let (_stop, stopping) = stop_signal();
    let clock = Arc::new(|| "2026-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    store::schema::create_table(&engines.dynamodb_client(), "honored-requests")
        .await
        .unwrap();
    let binary = env!("CARGO_BIN_EXE_partner-callback");
    let mut lambda = Lambda::start(binary, &engines, SETTINGS).await.unwrap();
    let body = r#"{"id":"msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_ads"}"#;
    for (body, expected) in [(body, 401), ("{}", 422), ("?", 422)] {
        let event = gateway_event("POST", "/partners/callbacks", "application/json", body);
        let answer = lambda.invoke(event).await.unwrap();
        assert_eq!(answer["statusCode"], expected, "{body}: {answer}");
    }
    lambda.stop().await.unwrap();
}
