//! The deployed `main`, fed with queue events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use local::engines::{BUCKET, Engines, Home, stop_signal};
use local::lambda::{Lambda, SETTINGS};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn the_binary_takes_a_mail_in_and_gives_back_what_it_could_not_handle() {
    let (_stop, stopping) = stop_signal();
    let clock = Arc::new(|| "2026-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    store::schema::create_table(&engines.dynamodb_client(), "honored-requests")
        .await
        .unwrap();
    let archive = archive::Archive::new(engines.s3_client(), BUCKET);
    let raw = "From: planted@example.org\r\nSubject: opt out\r\n\r\nDo not sell my personal information.\r\n";
    archive.put("inbound/one", raw.into()).await.unwrap();
    let notification = |key: &str| {
        json!({"Records": [{
            "eventName": "ObjectCreated:Put", "eventTime": "2026-11-21T18:00:00.000Z",
            "s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}
        }]})
    };
    let record = |id: &str, key: &str| json!({"messageId": id, "eventSource": "aws:sqs", "body": notification(key).to_string()});
    let mut lambda = Lambda::start(env!("CARGO_BIN_EXE_email-intake"), &engines, SETTINGS)
        .await
        .unwrap();
    let event =
        json!({"Records": [record("there", "inbound/one"), record("missing", "inbound/two")]});
    let answer = lambda.invoke(event).await.unwrap();
    assert_eq!(
        answer,
        json!({"batchItemFailures": [{"itemIdentifier": "missing"}]})
    );
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("a letter was taken in") && !logs.contains("planted"),
        "{logs}"
    );
}
