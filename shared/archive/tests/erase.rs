//! Erasure of messages, with the real S3 engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use archive::{Archive, ArchiveError};
use engines::clients::{self, Retries};
use engines::{BUCKET, Engines, Home, stop_signal};
use std::sync::Arc;

#[tokio::test]
async fn an_erased_message_is_gone_and_its_neighbors_are_not() {
    let (_stop, stopping) = stop_signal();
    let clock = Arc::new(|| "2026-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    let archive = Archive::new(engines.s3_client(), BUCKET);
    for key in ["inbound/one", "inbound/one-more", "inbound/two"] {
        archive.put(key, key.into()).await.unwrap();
    }
    for _ in 0..2 {
        archive.erase("inbound/one").await.unwrap();
    }
    let gone = archive.get("inbound/one").await;
    assert_eq!(gone, Err(ArchiveError::NotThere));
    for key in ["inbound/one-more", "inbound/two"] {
        assert_eq!(archive.get(key).await.unwrap(), key.as_bytes());
    }

    let nowhere = Archive::new(clients::s3("http://127.0.0.1:1", Retries::Never), BUCKET);
    assert!(nowhere.erase("inbound/two").await.is_err());
}
