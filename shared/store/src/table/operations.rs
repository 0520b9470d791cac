//! The operations that a transaction consists of.

use super::Table;
use super::items::{Item, number, text};
use super::schema::{PK, SK};
use crate::StoreError;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{
    Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

impl Table {
    /// Puts an item unconditionally.
    pub(crate) fn put(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Puts an item whose key must not exist yet. If it does, the cancellation reason holds the existing item.
    pub(crate) fn put_new(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Replaces version `from` of an item.
    pub(crate) fn put_over(&self, item: Item, from: u64) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("version = :from")
            .expression_attribute_values(":from", number(from))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Deletes an item if it exists.
    pub(crate) fn delete(&self, pk: String, sk: &str) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.name)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Deletes an item under a condition, which [`super::items::unchanged`] builds.
    pub(crate) fn delete_if(
        &self,
        pk: &str,
        sk: &str,
        (condition, values): (String, Option<Item>),
    ) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.name)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .condition_expression(condition)
            .set_expression_attribute_values(values)
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Starts an update. The caller adds conditions and values, and ends with [`finish`].
    pub(crate) fn update(
        &self,
        pk: String,
        sk: impl Into<String>,
        expression: impl Into<String>,
    ) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .update_expression(expression)
    }
}

/// Turns an update into an operation of a transaction.
pub(crate) fn finish(update: UpdateBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder()
        .update(update.build().map_err(StoreError::request)?)
        .build())
}
