//! The deployed `main`, fed with the steps of a rotation through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::Lambda;
use engines::{Engines, Home, secrets, stop_signal};
use serde_json::json;
use std::sync::Arc;

const RING: &str = "honored/link-keys";

#[tokio::test]
async fn the_binary_rotates_a_ring_through_the_runtime_api() {
    let (_stop, stopping) = stop_signal();
    // The function's own clock is the machine's: by it, the ring was made long ago.
    let clock = Arc::new(|| "2017-11-21T18:00:00Z".parse().unwrap());
    let engines = Engines::start(Home::Memory, clock, stopping).await.unwrap();
    let ring = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    engines.secrets.put(RING, ring);
    engines.secrets.begin_rotation(RING, "token");
    let binary = env!("CARGO_BIN_EXE_key-rotator");
    let mut lambda = Lambda::start(binary, &engines, &[]).await.unwrap();
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        let event = json!({
            "Step": step,
            "SecretId": secrets::arn(RING),
            "ClientRequestToken": "token",
            "RotationToken": "of a cross-account rotation",
        });
        lambda.invoke(event).await.unwrap();
    }
    let rotated = engines.secrets.current(RING).unwrap();
    assert!(rotated.starts_with(&format!("{ring},2:")), "2 only reads");
    assert!(lambda.invoke(json!({ "Step": "other" })).await.is_err());
    let added = rotated.rsplit(':').next().unwrap();
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("a step of a rotation is complete") && !logs.contains(added),
        "{logs}"
    );
}
