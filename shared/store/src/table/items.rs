//! Items as attribute maps: building and reading them.

use super::schema::{DUE_AT, DUE_KIND, PK, SCHEMA, SCHEMA_VERSION, SK};
use crate::StoreError;
use crate::due::kind::{DueKind, due_at};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// An item's attributes.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The attribute that holds an item's value.
pub(crate) const VALUE: &str = "value";

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn primary_key(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    HashMap::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text(sk))])
}

/// Builds a new item with its keys and the version of its shape.
pub(crate) fn item(pk: String, sk: impl Into<String>) -> Item {
    let mut item = primary_key(pk, sk);
    item.insert(SCHEMA.to_owned(), number(SCHEMA_VERSION));
    item
}

/// Adds the index keys, so that the item appears in the index `due`.
pub(crate) fn due(mut item: Item, kind: DueKind, at: Timestamp, id: &str) -> Item {
    item.insert(DUE_KIND.to_owned(), text(kind.partition_of(id)));
    item.insert(DUE_AT.to_owned(), text(due_at(at, id)));
    item
}

/// Adds `value` to the item. `kind` names the item in errors.
pub(crate) fn with_value<T: Serialize>(
    mut item: Item,
    kind: &'static str,
    value: &T,
) -> Result<Item, StoreError> {
    item.insert(VALUE.to_owned(), encoded(kind, value)?);
    Ok(item)
}

/// Serializes a value as one attribute.
pub(crate) fn encoded<T: Serialize>(
    kind: &'static str,
    value: &T,
) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(|_| StoreError::Encode { kind })
}

/// Parses the item's value.
pub(crate) fn value<T: DeserializeOwned>(item: &Item, kind: &'static str) -> Result<T, StoreError> {
    let value = item.get(VALUE).cloned();
    decoded(kind, value.ok_or(StoreError::Corrupt { kind })?)
}

/// Parses one attribute.
pub(crate) fn decoded<T: DeserializeOwned>(
    kind: &'static str,
    value: AttributeValue,
) -> Result<T, StoreError> {
    serde_dynamo::from_attribute_value(value).map_err(|_| StoreError::Corrupt { kind })
}

pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// Returns the size of an attribute as DynamoDB counts it, within a few bytes.
pub(crate) fn bytes_of(value: &AttributeValue) -> usize {
    const NESTED: usize = 3;
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len() + 1,
        AttributeValue::Ss(texts) => {
            texts.iter().map(|text| text.len() + 1).sum::<usize>() + NESTED
        }
        AttributeValue::L(values) => values.iter().map(bytes_of).sum::<usize>() + NESTED,
        AttributeValue::M(values) => {
            let each = values
                .iter()
                .map(|(name, value)| name.len() + bytes_of(value));
            each.sum::<usize>() + NESTED
        }
        _ => NESTED,
    }
}

/// Returns the members of a string set; empty if the item has no such set.
pub(crate) fn texts_of<'a>(item: &'a Item, name: &str) -> &'a [String] {
    item.get(name)
        .and_then(|value| value.as_ss().ok())
        .map_or(&[], Vec::as_slice)
}

pub(crate) fn number_of(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// Builds the condition that these attributes are as in `seen`, and the values that the condition names. The values
/// are `None` if there are none, because DynamoDB rejects an empty map.
pub(crate) fn unchanged(
    seen: &Item,
    names: impl IntoIterator<Item = String>,
) -> (String, Option<Item>) {
    let mut values = Item::new();
    let mut conditions = Vec::new();
    for (position, name) in names.into_iter().enumerate() {
        conditions.push(match seen.get(&name) {
            Some(there) => {
                values.insert(format!(":seen{position}"), there.clone());
                format!("{name} = :seen{position}")
            }
            None => format!("attribute_not_exists({name})"),
        });
    }
    let values = (!values.is_empty()).then_some(values);
    (conditions.join(" AND "), values)
}
