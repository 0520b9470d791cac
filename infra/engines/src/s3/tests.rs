//! Behavior that the archive needs, tested through the real client.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;

use super::{Engine, start};
use crate::clients::{Retries, s3};
use crate::{Stop, stop_signal};

const BUCKET: &str = "raw-mail";

async fn engine(stop: Stop) -> (Engine, Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let engine = start(&folder.path().join("objects"), &[BUCKET], 0, stop)
        .await
        .unwrap();
    let client = s3(engine.endpoint(), Retries::Never);
    (engine, client, folder)
}

async fn put(client: &Client, key: &str, body: Vec<u8>) {
    client
        .put_object()
        .bucket(BUCKET)
        .key(key)
        .body(body.into())
        .send()
        .await
        .unwrap();
}

async fn get(client: &Client, key: &str) -> Vec<u8> {
    let object = client
        .get_object()
        .bucket(BUCKET)
        .key(key)
        .send()
        .await
        .unwrap();
    object.body.collect().await.unwrap().to_vec()
}

#[tokio::test]
async fn an_object_under_a_key_with_space_and_plus_comes_back_whole() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, _folder) = engine(stop).await;
    let keys = [
        "a key+with space",
        "inbound/2026/03/a b+c.eml",
        "größe/日本語 ✓.eml",
        "100%25 & <odd>?=#;:@!$'()*,[]~`{}|^",
        "<id@mail.example.com>",
    ];
    for (number, key) in keys.iter().enumerate() {
        put(&client, key, vec![u8::try_from(number).unwrap(); 10]).await;
    }
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(
            get(&client, key).await,
            vec![u8::try_from(number).unwrap(); 10],
            "{key}"
        );
    }
    let listed = client
        .list_objects_v2()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    let mut listed: Vec<_> = listed
        .contents()
        .iter()
        .filter_map(|object| object.key())
        .collect();
    let mut expected = keys.to_vec();
    listed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn an_object_of_forty_megabytes_is_stored_and_read() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, _folder) = engine(stop).await;
    let large: Vec<u8> = (0_u32..10 * 1024 * 1024)
        .flat_map(u32::to_le_bytes)
        .collect();
    put(&client, "inbound/large one+1", large.clone()).await;
    assert!(get(&client, "inbound/large one+1").await == large);
}

#[tokio::test]
async fn an_object_that_is_not_there_is_no_such_key() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, _folder) = engine(stop).await;
    let missing = client
        .get_object()
        .bucket(BUCKET)
        .key("none")
        .send()
        .await
        .unwrap_err();
    assert!(missing.into_service_error().is_no_such_key());
}

#[tokio::test]
async fn a_conditional_put_to_the_same_key_is_refused() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, _folder) = engine(stop).await;
    put(&client, "once", b"first".to_vec()).await;
    let again = client
        .put_object()
        .bucket(BUCKET)
        .key("once")
        .if_none_match("*");
    let refused = again
        .body(b"second".to_vec().into())
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("PreconditionFailed"));
    assert_eq!(get(&client, "once").await, b"first");
}

#[tokio::test]
async fn a_key_cannot_leave_the_folder() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, folder) = engine(stop).await;
    let outside = client.put_object().bucket(BUCKET).key("../../../outside");
    let _ = outside.body(b"no".to_vec().into()).send().await;
    assert!(!folder.path().join("outside").exists());
    let beyond = folder.path().parent().unwrap().join("outside");
    assert!(!beyond.exists());
}

#[tokio::test]
async fn a_wrong_secret_key_is_refused() {
    let (_stopper, stop) = stop_signal();
    let (_engine, client, _folder) = engine(stop).await;
    let credentials = aws_sdk_s3::config::Credentials::new("loopback", "guess", None, None, "test");
    let config = client
        .config()
        .to_builder()
        .credentials_provider(credentials)
        .build();
    let stranger = Client::from_conf(config);
    let refused = stranger
        .list_objects_v2()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("SignatureDoesNotMatch"));
}

#[tokio::test]
async fn a_name_that_no_bucket_can_have_is_an_error() {
    let (_stopper, stop) = stop_signal();
    let folder = tempfile::tempdir().unwrap();
    assert!(start(folder.path(), &["../up"], 0, stop).await.is_err());
}
