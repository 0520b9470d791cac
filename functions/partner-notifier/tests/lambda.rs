//! The deployed `main`, fed with schedule events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, schedule_event};
use serde_json::json;

#[tokio::test]
async fn the_binary_looks_for_notifications_on_schedule_and_refuses_another_event() {
    let harness = LambdaHarness::open().await.unwrap();
    let binary = env!("CARGO_BIN_EXE_partner-notifier");
    let mut lambda = harness.start(binary, &[]).await.unwrap();
    let schedule = schedule_event("2026-11-21T18:00:00Z".parse().unwrap());
    lambda.invoke(schedule).await.unwrap();
    let foreign = lambda
        .invoke(json!({"Records": [{"eventSource": "aws:sqs"}]}))
        .await
        .unwrap_err();
    assert!(foreign.to_string().contains("neither"), "{foreign}");
    lambda.stop().await.unwrap();
}
