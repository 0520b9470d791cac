//! Messages that are delivered twice, with the real S3 engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use archive::{Archive, Put};
use engines::clients::{self, Retries};
use engines::{BUCKET, Engines, Home, stop_signal};
use std::sync::Arc;

#[tokio::test]
async fn a_stored_message_is_not_replaced() {
    let (_stop, stopping) = stop_signal();
    let clock = Arc::new(|| "2026-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    let archive = Archive::new(engines.s3_client(), BUCKET);
    let key = "inbound/standard/one";
    let put = |raw: &[u8]| archive.put_new(key, raw.to_vec());
    assert_eq!(put(b"first").await.unwrap(), Put::New);
    assert_eq!(put(b"second").await.unwrap(), Put::Known);
    assert_eq!(archive.get(key).await.unwrap(), b"first");

    let nowhere = Archive::new(clients::s3("http://127.0.0.1:1", Retries::Never), BUCKET);
    assert!(nowhere.put_new(key, b"lost".to_vec()).await.is_err());
}
