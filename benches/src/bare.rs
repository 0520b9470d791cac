//! The writes of a function without the function, to measure the table alone.

use anyhow::Result;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use domain::digest::Digest;
use serde_json::Value;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Repeats a recorded transaction with new keys for each round. Returns its duration.
///
/// # Errors
/// If the table refuses it.
pub async fn take(table: &Client, written: &Value, round: usize) -> Result<Duration> {
    let operations = operations(written, round);
    let started = Instant::now();
    let call = table.transact_write_items();
    call.set_transact_items(Some(operations)).send().await?;
    Ok(started.elapsed())
}

/// Returns the operations of a recorded `TransactWriteItems`, with new keys for each round.
///
/// # Panics
/// If the recorded call is another operation.
fn operations(written: &Value, round: usize) -> Vec<TransactWriteItem> {
    let salt = data_salt(round);
    let all = written["TransactItems"].as_array().expect("operations");
    all.iter()
        .map(|operation| {
            if let Some(put) = operation.get("Put") {
                let put = Put::builder()
                    .table_name(put["TableName"].as_str().expect("a table"))
                    .set_item(Some(attributes(&put["Item"], &salt)))
                    .set_condition_expression(
                        put["ConditionExpression"].as_str().map(str::to_owned),
                    )
                    .build();
                TransactWriteItem::builder()
                    .put(put.expect("a put"))
                    .build()
            } else {
                let update = &operation["Update"];
                let names = update["ExpressionAttributeNames"]
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                let names = names
                    .into_iter()
                    .map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()));
                let update = Update::builder()
                    .table_name(update["TableName"].as_str().expect("a table"))
                    .set_key(Some(attributes(&update["Key"], &salt)))
                    .update_expression(update["UpdateExpression"].as_str().expect("an expression"))
                    .set_condition_expression(
                        update["ConditionExpression"].as_str().map(str::to_owned),
                    )
                    .set_expression_attribute_names(Some(names.collect()))
                    .set_expression_attribute_values(Some(attributes(
                        &update["ExpressionAttributeValues"],
                        "",
                    )))
                    .build();
                TransactWriteItem::builder()
                    .update(update.expect("an update"))
                    .build()
            }
        })
        .collect()
}

fn data_salt(round: usize) -> String {
    let digest = Digest::of(&round.to_be_bytes());
    digest.as_bytes()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn attributes(item: &Value, salt: &str) -> HashMap<String, AttributeValue> {
    let item = item.as_object().expect("attributes");
    item.iter()
        .map(|(name, value)| match (name.as_str(), attribute(value)) {
            ("pk" | "due_at", AttributeValue::S(key)) => {
                (name.clone(), AttributeValue::S(format!("{key}{salt}")))
            }
            (_, value) => (name.clone(), value),
        })
        .collect()
}

fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value
        .as_object()
        .and_then(|typed| typed.iter().next())
        .expect("a typed value");
    let text = || value.as_str().unwrap_or_default().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap_or_default()),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(
            value
                .as_array()
                .expect("a set")
                .iter()
                .map(|v| v.as_str().unwrap_or_default().to_owned())
                .collect(),
        ),
        "L" => AttributeValue::L(
            value
                .as_array()
                .expect("a list")
                .iter()
                .map(attribute)
                .collect(),
        ),
        "M" => AttributeValue::M(
            value
                .as_object()
                .expect("a map")
                .iter()
                .map(|(name, value)| (name.clone(), attribute(value)))
                .collect(),
        ),
        _ => AttributeValue::B(Blob::new(Vec::new())),
    }
}
