//! Items as they stand in the table, and the operations that a transaction is made of.

use crate::schema::{self, DueKind, PK, SCHEMA, SCHEMA_VERSION, SK};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// An item's attributes.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The attribute that holds an item's value.
pub(crate) const VALUE: &str = "value";

/// A text attribute.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub(crate) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// An item's primary key.
pub(crate) fn primary_key(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    HashMap::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text(sk))])
}

/// A new item with its keys and shape.
pub(crate) fn item(pk: String, sk: impl Into<String>) -> Item {
    let mut item = primary_key(pk, sk);
    item.insert(SCHEMA.to_owned(), number(SCHEMA_VERSION));
    item
}

/// Puts `value` on the item.
pub(crate) fn with_value<T: Serialize>(
    mut item: Item,
    kind: &'static str,
    value: &T,
) -> Result<Item, StoreError> {
    let value =
        serde_dynamo::to_attribute_value(value).map_err(|_| StoreError::Unreadable { kind })?;
    item.insert(VALUE.to_owned(), value);
    Ok(item)
}

/// Puts the item in the index `due`.
pub(crate) fn due(mut item: Item, kind: DueKind, at: Timestamp, id: &str) -> Item {
    item.insert(schema::DUE_KIND.to_owned(), text(kind.partition_of(id)));
    item.insert(schema::DUE_AT.to_owned(), text(schema::due_at(at, id)));
    item
}

/// The value on an item.
pub(crate) fn value<T: DeserializeOwned>(item: &Item, kind: &'static str) -> Result<T, StoreError> {
    let value = item
        .get(VALUE)
        .cloned()
        .ok_or(StoreError::Unreadable { kind })?;
    serde_dynamo::from_attribute_value(value).map_err(|_| StoreError::Unreadable { kind })
}

/// A text attribute of an item.
pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The texts of a set on an item; none if it has no such set.
pub(crate) fn texts_of<'a>(item: &'a Item, name: &str) -> &'a [String] {
    item.get(name)
        .and_then(|value| value.as_ss().ok())
        .map_or(&[], Vec::as_slice)
}

/// A number attribute of an item.
pub(crate) fn number_of(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// The condition that these attributes of an item are as they were seen, and its values, if it has any.
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

impl Store {
    /// Puts an item, whatever is in its place.
    pub(crate) fn put(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Puts an item that must not be there yet; if it is, the answer holds it.
    pub(crate) fn put_new(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Puts an item in the place of its version `from`.
    pub(crate) fn put_over(&self, item: Item, from: u64) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("version = :from")
            .expression_attribute_values(":from", number(from))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Deletes an item if it is there.
    pub(crate) fn delete(&self, pk: String, sk: &str) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Deletes an item that is as it was seen, by the condition that says so.
    pub(crate) fn delete_as_seen(
        &self,
        pk: &str,
        sk: &str,
        (condition, values): (String, Option<Item>),
    ) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .condition_expression(condition)
            .set_expression_attribute_values(values)
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// An update that the caller fills in.
    pub(crate) fn update(
        &self,
        pk: String,
        sk: impl Into<String>,
        expression: impl Into<String>,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .update_expression(expression)
    }

    /// An update of one item by itself, that the caller fills in and sends.
    pub(crate) fn update_alone(
        &self,
        pk: String,
        sk: impl Into<String>,
    ) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.key(PK, text(pk)).key(SK, text(sk))
    }

    /// Reads an item as it is now.
    pub(crate) async fn get(
        &self,
        pk: String,
        sk: impl Into<String>,
    ) -> Result<Option<Item>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .consistent_read(true)
            .send()
            .await;
        Ok(answer.map_err(|error| StoreError::of(&error))?.item)
    }
}

/// An update as an operation of a transaction.
pub(crate) fn finish(
    update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder()
        .update(update.build().map_err(StoreError::request)?)
        .build())
}
