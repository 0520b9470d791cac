//! Each fault, as the real clients see it.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, KeysAndAttributes, Put, TransactWriteItem, Update,
};

use super::{Fault, Proxy, Service, start};
use crate::clients::{self, Retries};
use crate::tests::{NOON, make_table, standing_clock, text};
use crate::{BUCKET, Engines, Home, Stop, stop_signal};

/// An engine with a table, a proxy in front of it, and a client without retries.
async fn table(stop: Stop) -> (Engines, Proxy, Client) {
    let engines = Engines::start(Home::Memory, standing_clock(NOON), stop.clone())
        .await
        .unwrap();
    make_table(&engines.dynamodb_client(), "things").await;
    let proxy = start(engines.dynamodb.endpoint(), 0, stop).await.unwrap();
    let client = clients::dynamodb(proxy.endpoint(), Retries::Never);
    (engines, proxy, client)
}

/// Puts an item. Returns the code of the error, or an empty text if there was no response.
async fn put(client: &Client, id: &str) -> Result<(), String> {
    let call = client.put_item().table_name("things").item("pk", text(id));
    call.send()
        .await
        .map(drop)
        .map_err(|error| error.code().unwrap_or_default().to_owned())
}

/// Reports whether the table has the item, without the proxy.
async fn is_there(engines: &Engines, id: &str) -> bool {
    let call = engines
        .dynamodb_client()
        .get_item()
        .table_name("things")
        .key("pk", text(id));
    call.send().await.unwrap().item.is_some()
}

fn operations(proxy: &Proxy) -> Vec<String> {
    proxy
        .take_calls()
        .into_iter()
        .map(|call| call.operation)
        .collect()
}

fn four_items() -> Vec<TransactWriteItem> {
    let put = Put::builder()
        .table_name("things")
        .item("pk", text("a"))
        .build()
        .unwrap();
    let update = Update::builder()
        .table_name("things")
        .key("pk", text("b"))
        .update_expression("SET word = :word")
        .expression_attribute_values(":word", text("x"))
        .build()
        .unwrap();
    let delete = Delete::builder()
        .table_name("things")
        .key("pk", text("c"))
        .build()
        .unwrap();
    let check = ConditionCheck::builder()
        .table_name("things")
        .key("pk", text("d"))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .unwrap();
    vec![
        TransactWriteItem::builder().put(put).build(),
        TransactWriteItem::builder().update(update).build(),
        TransactWriteItem::builder().delete(delete).build(),
        TransactWriteItem::builder().condition_check(check).build(),
    ]
}

#[tokio::test]
async fn calls_are_recorded_with_their_inner_operations() {
    let (_stopper, stop) = stop_signal();
    let (_engines, proxy, client) = table(stop).await;
    put(&client, "one").await.unwrap();
    client
        .transact_write_items()
        .set_transact_items(Some(four_items()))
        .send()
        .await
        .unwrap();
    let keys = KeysAndAttributes::builder()
        .keys([("pk".to_owned(), text("a"))].into())
        .keys([("pk".to_owned(), text("b"))].into());
    let batch = client
        .batch_get_item()
        .request_items("things", keys.build().unwrap());
    batch.send().await.unwrap();

    let calls = proxy.calls();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (&*call.operation, call.inner.join(" ")))
        .collect();
    assert_eq!(
        seen,
        [
            ("PutItem", String::new()),
            (
                "TransactWriteItems",
                "Put Update Delete ConditionCheck".to_owned()
            ),
            ("BatchGetItem", "Get Get".to_owned()),
        ]
    );
    assert!(
        calls
            .iter()
            .all(|call| call.service == Service::DynamoDb && call.fault.is_none())
    );
    assert_eq!(calls[0].json.as_ref().unwrap()["Item"]["pk"]["S"], "one");
    assert_eq!(proxy.take_calls().len(), 3);
    assert!(proxy.calls().is_empty());
}

#[tokio::test]
async fn a_call_dropped_before_does_nothing_and_one_dropped_after_does_it_all() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, client) = table(stop).await;
    proxy.plan([(2, Fault::Before), (4, Fault::After)]);
    assert_eq!(put(&client, "one").await, Ok(()));
    assert_eq!(put(&client, "two").await, Err(String::new()));
    assert_eq!(put(&client, "three").await, Ok(()));
    assert_eq!(put(&client, "four").await, Err(String::new()));
    assert!(!is_there(&engines, "two").await);
    assert!(is_there(&engines, "four").await);
    let faults: Vec<_> = proxy.calls().into_iter().map(|call| call.fault).collect();
    assert_eq!(
        faults,
        [None, Some(Fault::Before), None, Some(Fault::After)]
    );
}

#[tokio::test]
async fn every_attempt_of_a_client_that_retries_is_a_call() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, _) = table(stop).await;
    let client = clients::dynamodb(proxy.endpoint(), Retries::Quick);
    proxy.plan([(1, Fault::Throttle), (2, Fault::After)]);
    assert_eq!(put(&client, "one").await, Ok(()));
    assert_eq!(operations(&proxy), ["PutItem"; 3]);
    assert!(is_there(&engines, "one").await);
}

#[tokio::test]
async fn a_throttled_call_does_nothing() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, client) = table(stop).await;
    proxy.plan([(1, Fault::Throttle)]);
    let expected = Err("ProvisionedThroughputExceededException".to_owned());
    assert_eq!(put(&client, "one").await, expected);
    assert!(!is_there(&engines, "one").await);
}

#[tokio::test]
async fn a_transaction_conflict_has_a_reason_for_each_item() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, client) = table(stop).await;
    proxy.plan([
        (1, Fault::TransactionConflict),
        (2, Fault::TransactionConflict),
    ]);
    let call = client
        .transact_write_items()
        .set_transact_items(Some(four_items()));
    let error = call.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = error else {
        panic!("{error:?}");
    };
    assert!(
        canceled
            .message()
            .unwrap()
            .ends_with("[TransactionConflict, None, None, None]")
    );
    let codes: Vec<_> = canceled
        .cancellation_reasons()
        .iter()
        .map(|r| r.code())
        .collect();
    assert_eq!(
        codes,
        [
            Some("TransactionConflict"),
            Some("None"),
            Some("None"),
            Some("None")
        ]
    );
    assert!(!is_there(&engines, "a").await);
    assert_eq!(
        put(&client, "a").await,
        Err("TransactionConflictException".to_owned())
    );
}

#[tokio::test]
async fn an_outage_lasts_until_it_is_healed() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, client) = table(stop).await;
    proxy.plan([(2, Fault::Outage), (3, Fault::After)]);
    assert_eq!(put(&client, "one").await, Ok(()));
    for id in ["two", "three", "four"] {
        assert_eq!(
            put(&client, id).await,
            Err("InternalServerError".to_owned())
        );
        assert!(!is_there(&engines, id).await);
    }
    proxy.heal();
    assert_eq!(put(&client, "five").await, Ok(()));
}

#[tokio::test]
async fn a_plan_for_one_operation_lets_others_pass_uncounted() {
    let (_stopper, stop) = stop_signal();
    let (engines, proxy, client) = table(stop).await;
    proxy.plan_for("TransactWriteItems", [(1, Fault::Before)]);
    assert_eq!(put(&client, "one").await, Ok(()));
    let transact = || {
        client
            .transact_write_items()
            .set_transact_items(Some(four_items()))
            .send()
    };
    assert!(transact().await.is_err());
    assert_eq!(put(&client, "two").await, Ok(()));
    assert!(!is_there(&engines, "a").await);
    transact().await.unwrap();
    assert!(is_there(&engines, "a").await);
}

#[tokio::test]
async fn latency_is_waited_out_before_the_call_goes_on() {
    let (_stopper, stop) = stop_signal();
    let (_engines, proxy, client) = table(stop).await;
    proxy.set_latency(Duration::from_millis(30));
    let begun = Instant::now();
    assert_eq!(put(&client, "one").await, Ok(()));
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn emails_pass_and_fail_on_the_way_to_ses() {
    let (_stopper, stop) = stop_signal();
    let (engines, _, _) = table(stop.clone()).await;
    let proxy = start(engines.ses.endpoint(), 0, stop).await.unwrap();
    let client = clients::ses(proxy.endpoint(), Retries::Never);
    proxy.plan([(2, Fault::Throttle), (3, Fault::After), (4, Fault::Outage)]);
    let mut codes = Vec::new();
    for _ in 0..4 {
        let raw = aws_sdk_ses::types::RawMessage::builder()
            .data(aws_sdk_ses::primitives::Blob::new(
                "From: a@x.test\r\n\r\nHello\r\n",
            ))
            .build()
            .unwrap();
        let sent = client
            .send_raw_email()
            .destinations("b@y.test")
            .raw_message(raw)
            .send()
            .await;
        codes.push(sent.map(drop).map_err(|error| {
            use aws_sdk_ses::error::ProvideErrorMetadata;
            error.code().unwrap_or_default().to_owned()
        }));
    }
    let failed = |code: &str| Err(code.to_owned());
    assert_eq!(
        codes,
        [
            Ok(()),
            failed("Throttling"),
            failed(""),
            failed("InternalFailure")
        ]
    );
    assert_eq!(engines.ses.sent().len(), 2);
    let calls = proxy.calls();
    assert!(calls.iter().all(|call| call.operation == "SendRawEmail"));
    assert_eq!(calls[0].service, Service::Ses);
    let to = ("Destinations.member.1".to_owned(), "b@y.test".to_owned());
    assert!(calls[0].form.contains(&to));
}

#[tokio::test]
async fn objects_pass_and_fail_on_the_way_to_s3() {
    let (_stopper, stop) = stop_signal();
    let (engines, _, _) = table(stop.clone()).await;
    let proxy = start(engines.s3.endpoint(), 0, stop).await.unwrap();
    let client = clients::s3(proxy.endpoint(), Retries::Never);
    let large = vec![7; 3 * 1024 * 1024];
    let put = client
        .put_object()
        .bucket(BUCKET)
        .key("a b+c")
        .body(large.clone().into());
    put.send().await.unwrap();
    let head = client
        .head_object()
        .bucket(BUCKET)
        .key("a b+c")
        .send()
        .await
        .unwrap();
    assert_eq!(head.content_length(), Some(3 * 1024 * 1024));
    let got = client
        .get_object()
        .bucket(BUCKET)
        .key("a b+c")
        .send()
        .await
        .unwrap();
    assert!(got.body.collect().await.unwrap().to_vec() == large);
    let path = format!("/{BUCKET}/a%20b%2Bc");
    let expected = ["PUT", "HEAD", "GET"].map(|method| format!("{method} {path}"));
    assert_eq!(operations(&proxy), expected);

    proxy.plan([(1, Fault::Throttle), (2, Fault::Outage)]);
    for code in ["SlowDown", "ServiceUnavailable"] {
        use aws_sdk_s3::error::ProvideErrorMetadata;
        let refused = client
            .get_object()
            .bucket(BUCKET)
            .key("a b+c")
            .send()
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(code));
    }
}

#[tokio::test]
async fn an_engine_that_is_gone_looks_like_a_dropped_connection() {
    let (stopper, stop) = stop_signal();
    let (engines, _, _) = table(stop).await;
    let (_proxy_stopper, proxy_stop) = stop_signal();
    let proxy = start(engines.dynamodb.endpoint(), 0, proxy_stop)
        .await
        .unwrap();
    stopper.send(true).unwrap();
    engines.stopped().await;
    let client = clients::dynamodb(proxy.endpoint(), Retries::Never);
    assert_eq!(put(&client, "one").await, Err(String::new()));
}
