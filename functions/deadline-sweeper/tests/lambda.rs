//! The deployed `main`, fed with schedule events and jobs through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, schedule_event};
use serde_json::{Value, json};

#[tokio::test]
async fn the_binary_sweeps_on_schedule_says_so_in_metrics_and_refuses_another_event() {
    let harness = LambdaHarness::open().await.unwrap();
    let binary = env!("CARGO_BIN_EXE_deadline-sweeper");
    let settings = [("STACK_NAME", "honored-test")];
    let mut lambda = harness.start(binary, &settings).await.unwrap();
    let schedule = schedule_event("2026-11-21T18:00:00Z".parse().unwrap());
    lambda.invoke(schedule).await.unwrap();
    for job in ["audit", "weekly", "rekey", "digest"] {
        lambda.invoke(json!({ "job": job })).await.unwrap();
    }
    let foreign = lambda.invoke(json!({"job": "dance"})).await.unwrap_err();
    assert!(foreign.to_string().contains("neither"), "{foreign}");
    let said = lambda.stop().await.unwrap();
    let metrics = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Honored");
    assert_eq!(
        metrics
            .filter(|line| line["Heartbeat"] == 1 && line["Stack"] == "honored-test")
            .count(),
        5,
        "{said}"
    );
}

#[tokio::test]
async fn a_staff_address_that_is_the_inbox_stops_it_at_start() {
    let harness = LambdaHarness::open().await.unwrap();
    let settings = [("STAFF_ADDRESS", "Privacy@example.com")];
    let binary = env!("CARGO_BIN_EXE_deadline-sweeper");
    let mut lambda = harness.start(binary, &settings).await.unwrap();
    let ended = lambda.invoke(json!({"job": "audit"})).await.unwrap_err();
    assert!(ended.to_string().contains("ended"), "{ended}");
    let said = lambda.stop().await.unwrap();
    assert!(said.contains("STAFF_ADDRESS"), "{said}");
}
