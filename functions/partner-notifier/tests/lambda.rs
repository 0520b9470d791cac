//! The deployed `main`, fed with schedule events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use local::engines::{Engines, Home, stop_signal};
use local::lambda::{Lambda, SETTINGS};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn the_binary_looks_for_notices_on_schedule_and_refuses_another_event() {
    let (_stop, stopping) = stop_signal();
    let clock = Arc::new(|| "2026-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    store::schema::create_table(&engines.dynamodb_client(), "honored-requests")
        .await
        .unwrap();
    let binary = env!("CARGO_BIN_EXE_partner-notifier");
    let mut lambda = Lambda::start(binary, &engines, SETTINGS).await.unwrap();
    let schedule = json!({"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}});
    lambda.invoke(schedule).await.unwrap();
    let foreign = lambda
        .invoke(json!({"Records": [{"eventSource": "aws:sqs"}]}))
        .await
        .unwrap_err();
    assert!(foreign.to_string().contains("neither"), "{foreign}");
    lambda.stop().await.unwrap();
}
