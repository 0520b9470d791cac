//! Behavior that the store needs, tested through the real client.

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use super::{Place, start};
use crate::clients::{Retries, dynamodb};
use crate::stop_signal;
use crate::tests::{make_table, text};

fn put(id: &str, word: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("requests")
        .item("pk", text(id))
        .item("word", text(word))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    TransactWriteItem::builder()
        .put(put.build().unwrap())
        .build()
}

#[tokio::test]
async fn a_transaction_whose_condition_fails_writes_nothing_and_returns_the_old_item() {
    let (_stopper, stop) = stop_signal();
    let engine = start(Place::Memory, 0, stop).await.unwrap();
    let client = dynamodb(engine.endpoint(), Retries::Never);
    make_table(&client, "requests").await;
    let first = client
        .transact_write_items()
        .transact_items(put("a", "first"));
    first.send().await.unwrap();

    let second = client
        .transact_write_items()
        .transact_items(put("b", "second"))
        .transact_items(put("a", "second"));
    let refused = second.send().await.unwrap_err().into_service_error();

    let reasons = match refused {
        aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
            canceled,
        ) => canceled.cancellation_reasons.unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reasons[0].code(), Some("None"));
    assert_eq!(reasons[1].code(), Some("ConditionalCheckFailed"));
    assert_eq!(reasons[1].item().unwrap()["word"], text("first"));
    let absent = client
        .get_item()
        .table_name("requests")
        .key("pk", text("b"))
        .send()
        .await;
    assert!(absent.unwrap().item.is_none());
}

#[tokio::test]
async fn a_table_in_a_file_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("deep/table.db"));
    let (stopper, stop) = stop_signal();
    let engine = start(place.clone(), 0, stop).await.unwrap();
    make_table(&dynamodb(engine.endpoint(), Retries::Never), "requests").await;
    stopper.send(true).unwrap();
    engine.stopped().await;

    let (_stopper, stop) = stop_signal();
    let engine = start(place, 0, stop).await.unwrap();
    let tables = dynamodb(engine.endpoint(), Retries::Never)
        .list_tables()
        .send()
        .await
        .unwrap();
    assert_eq!(tables.table_names(), ["requests"]);
}

#[tokio::test]
async fn a_port_in_use_is_an_error_that_names_it() {
    let (_stopper, stop) = stop_signal();
    let engine = start(Place::Memory, 0, stop.clone()).await.unwrap();
    let error = start(Place::Memory, engine.address().port(), stop)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains(&engine.address().to_string()),
        "{error}"
    );
}
