//! Reads of many items at once.

use super::Table;
use super::items::{Item, primary_key, text_of};
use super::retry::pauses;
use super::schema::{PK, SK};
use crate::StoreError;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use std::collections::HashMap;

impl Table {
    /// Reads the items that these index rows point to, in the same order. A missing item is left out.
    pub(crate) async fn items_of(&self, rows: &[Item]) -> Result<Vec<Item>, StoreError> {
        let key = |item: &Item| -> Option<(String, String)> {
            Some((text_of(item, PK)?.to_owned(), text_of(item, SK)?.to_owned()))
        };
        let wanted = rows
            .iter()
            .filter_map(key)
            .map(|(pk, sk)| primary_key(pk, sk))
            .collect();
        let found = self.items_in_any_order(wanted).await?.into_iter();
        let mut found: HashMap<(String, String), Item> =
            found.filter_map(|item| Some((key(&item)?, item))).collect();
        let in_order = rows.iter().filter_map(key);
        Ok(in_order.filter_map(|key| found.remove(&key)).collect())
    }

    /// Reads the items with these keys, at most 100, with strong consistency. Retries the keys that DynamoDB leaves
    /// unprocessed.
    pub(crate) async fn items_in_any_order(
        &self,
        mut wanted: Vec<Item>,
    ) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::with_capacity(wanted.len());
        for pause in pauses() {
            if wanted.is_empty() {
                return Ok(found);
            }
            let read = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(true)
                .build()
                .map_err(StoreError::request)?;
            let batch = self
                .client
                .batch_get_item()
                .request_items(&self.name, read)
                .send()
                .await
                .map_err(|error| StoreError::of(&error))?;
            let tables = batch.responses.unwrap_or_default();
            found.extend(tables.into_values().flatten());
            let left = batch.unprocessed_keys.unwrap_or_default();
            wanted = left.into_values().flat_map(|left| left.keys).collect();
            if !wanted.is_empty() {
                pause.wait().await;
            }
        }
        Err(StoreError::Contended)
    }
}
