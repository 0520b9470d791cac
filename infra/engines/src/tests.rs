//! The engines together, and helpers for their tests.

use std::sync::Arc;

use super::{BUCKET, Clock, Engines, Home, stop_signal};

/// Returns a clock that always returns this instant.
pub(super) fn standing_clock(instant: &str) -> Clock {
    let instant = instant.parse().unwrap();
    Arc::new(move || instant)
}

/// An instant for tests that don't depend on the time.
pub(super) const NOON: &str = "2026-03-02T12:00:00Z";

/// Creates a table with a text key `pk`.
pub(super) async fn make_table(client: &aws_sdk_dynamodb::Client, name: &str) {
    use aws_sdk_dynamodb::types::{
        AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    };
    let key = KeySchemaElement::builder()
        .attribute_name("pk")
        .key_type(KeyType::Hash);
    let attribute = AttributeDefinition::builder()
        .attribute_name("pk")
        .attribute_type(ScalarAttributeType::S);
    client
        .create_table()
        .table_name(name)
        .key_schema(key.build().unwrap())
        .attribute_definitions(attribute.build().unwrap())
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
}

/// Returns a text attribute.
pub(super) fn text(value: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned())
}

async fn send_email(engines: &Engines) {
    use aws_sdk_ses::types::{Body, Content, Destination, Message};
    let part = |data: &str| Content::builder().data(data).build().unwrap();
    let body = Body::builder().text(part("Hello")).build();
    engines
        .ses_client()
        .send_email()
        .source("privacy@shop.test")
        .destination(Destination::builder().to_addresses("ann@home.test").build())
        .message(Message::builder().subject(part("Kept")).body(body).build())
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_folder_keeps_items_objects_and_emails_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::Folder(folder.path().join("not/made/yet"));

    let (stopper, stop) = stop_signal();
    let engines = Engines::start(home.clone(), standing_clock(NOON), stop)
        .await
        .unwrap();
    let dynamodb = engines.dynamodb_client();
    make_table(&dynamodb, "kept").await;
    dynamodb
        .put_item()
        .table_name("kept")
        .item("pk", text("one"))
        .send()
        .await
        .unwrap();
    let s3 = engines.s3_client();
    s3.put_object()
        .bucket(BUCKET)
        .key("one")
        .body(b"bytes".to_vec().into())
        .send()
        .await
        .unwrap();
    send_email(&engines).await;
    stopper.send(true).unwrap();
    engines.stopped().await;
    drop((engines, dynamodb, s3));

    let (_stopper, stop) = stop_signal();
    let engines = Engines::start(home, standing_clock(NOON), stop)
        .await
        .unwrap();
    let item = engines
        .dynamodb_client()
        .get_item()
        .table_name("kept")
        .key("pk", text("one"));
    assert!(item.send().await.unwrap().item.is_some());
    let object = engines
        .s3_client()
        .get_object()
        .bucket(BUCKET)
        .key("one")
        .send()
        .await
        .unwrap();
    assert_eq!(&object.body.collect().await.unwrap().to_vec(), b"bytes");
    assert_eq!(engines.ses.sent()[0].subject().as_deref(), Some("Kept"));
}

#[tokio::test]
async fn engines_listen_on_loopback_and_stop_when_the_signal_is_dropped() {
    let (stopper, stop) = stop_signal();
    let engines = Engines::start(Home::Memory, standing_clock(NOON), stop)
        .await
        .unwrap();
    let addresses = [
        engines.dynamodb.address(),
        engines.s3.address(),
        engines.ses.address(),
    ];
    for address in addresses {
        assert!(address.ip().is_loopback());
        tokio::net::TcpStream::connect(address).await.unwrap();
    }
    drop(stopper);
    engines.stopped().await;
    for address in addresses {
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    }
}
