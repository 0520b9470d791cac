//! The deployed `main`, fed with queue events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::BUCKET;
use engines::lambda::{LambdaHarness, arrival, queue_event};
use serde_json::json;

#[tokio::test]
async fn the_binary_takes_a_mail_in_and_gives_back_what_it_could_not_handle() {
    let harness = LambdaHarness::open().await.unwrap();
    let archive = archive::Archive::new(harness.engines.s3_client(), BUCKET);
    let raw = "From: planted@example.org\r\nSubject: opt out\r\n\r\nDo not sell my personal information.\r\n";
    archive.put("inbound/one", raw.into()).await.unwrap();
    let came = |key| arrival(key, "2026-11-21T18:00:00Z".parse().unwrap());
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_email-intake"), &[])
        .await
        .unwrap();
    let (one, two) = (came("inbound/one"), came("inbound/two"));
    let event = queue_event(&[("there", &one), ("missing", &two)]);
    let answer = lambda.invoke(event).await.unwrap();
    assert_eq!(
        answer,
        json!({"batchItemFailures": [{"itemIdentifier": "missing"}]})
    );
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("a message was taken in") && !logs.contains("planted"),
        "{logs}"
    );
}
