//! Reads and writes of single items, and queries of one partition.

use super::Table;
use super::items::{Item, primary_key, text, text_of};
use super::schema::{PK, SK};
use crate::StoreError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;

/// A page of a partition.
pub(crate) struct ItemPage {
    pub(crate) items: Vec<Item>,
    /// The sort key of the last item, if there are more.
    pub(crate) next: Option<String>,
}

impl Table {
    /// Reads an item with strong consistency.
    pub(crate) async fn get(
        &self,
        pk: String,
        sk: impl Into<String>,
    ) -> Result<Option<Item>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.name)
            .key(PK, text(pk))
            .key(SK, text(sk))
            .consistent_read(true)
            .send()
            .await;
        Ok(found.map_err(|error| StoreError::of(&error))?.item)
    }

    /// Returns the items of a partition whose sort key has this prefix, in the order of the sort key.
    pub(crate) async fn items_with_prefix(
        &self,
        pk: String,
        prefix: &str,
    ) -> Result<Vec<Item>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .expression_attribute_values(":pk", text(pk))
            .consistent_read(true);
        query = if prefix.is_empty() {
            query.key_condition_expression("pk = :pk")
        } else {
            query
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", text(prefix))
        };
        let mut items = Vec::new();
        let mut pages = query.into_paginator().items().send();
        while let Some(found) = pages.next().await {
            items.push(found.map_err(|error| StoreError::of(&error))?);
        }
        Ok(items)
    }

    /// Returns a page of the items of a partition whose sort key has this prefix. `forward` is the order of the sort keys.
    pub(crate) async fn partition_page(
        &self,
        pk: &str,
        prefix: &str,
        after: Option<&str>,
        most: u16,
        forward: bool,
    ) -> Result<ItemPage, StoreError> {
        // A cursor from outside could name a key that the prefix doesn't have, which DynamoDB rejects.
        let after = after.filter(|after| after.starts_with(prefix));
        let start = after.map(|after| primary_key(pk, after));
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .scan_index_forward(forward)
            .limit(i32::from(most))
            .set_exclusive_start_key(start)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix));
        let page = query.send().await.map_err(|error| StoreError::of(&error))?;
        let next = page.last_evaluated_key.as_ref();
        let next = next.and_then(|key| text_of(key, SK)).map(str::to_owned);
        Ok(ItemPage {
            items: page.items.unwrap_or_default(),
            next,
        })
    }

    /// Writes an item unconditionally.
    pub(crate) async fn put_item(&self, item: Item) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item));
        let written = put.send().await.map(|_| ());
        written.map_err(|error| StoreError::of(&error))
    }

    /// Writes an item unless its key exists. Returns false if it does.
    pub(crate) async fn put_once(&self, item: Item) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)");
        let written = StoreError::unless_condition_failed(put.send().await)?;
        Ok(written.is_some())
    }

    /// Starts an update of a single item. The caller adds the expressions and sends it.
    pub(crate) fn update_item(&self, pk: String, sk: impl Into<String>) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.name);
        update.key(PK, text(pk)).key(SK, text(sk))
    }

    /// Deletes an item if it exists. `item` needs only its keys.
    pub(crate) async fn delete_item(&self, item: &Item) -> Result<(), StoreError> {
        let (Some(pk), Some(sk)) = (item.get(PK), item.get(SK)) else {
            return Err(StoreError::Corrupt { kind: "key" });
        };
        let delete = self
            .client
            .delete_item()
            .table_name(&self.name)
            .key(PK, pk.clone())
            .key(SK, sk.clone());
        let deleted = delete.send().await.map(|_| ());
        deleted.map_err(|error| StoreError::of(&error))
    }
}
