//! Reads of many items at once.

use super::Table;
use super::items::{Item, primary_key, text_of};
use super::retry::pauses;
use super::schema::{PK, SK};
use crate::StoreError;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use std::collections::{HashMap, HashSet};

impl Table {
    /// Reads the items that these index rows point to, in the same order. A missing item is left out. An item that moved while
    /// the rows were read has two rows, and is returned once: DynamoDB refuses a batch that names an item twice.
    pub(crate) async fn items_of(&self, rows: &[Item]) -> Result<Vec<Item>, StoreError> {
        let wanted = keys_of(rows)
            .into_iter()
            .map(|(pk, sk)| primary_key(pk, sk))
            .collect();
        let found = self.items_in_any_order(wanted).await?.into_iter();
        let mut found: HashMap<Key, Item> = found
            .filter_map(|item| Some((key_of(&item)?, item)))
            .collect();
        let in_order = keys_of(rows).into_iter();
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

/// The primary key of an item: `pk` and `sk`.
type Key = (String, String);

fn key_of(item: &Item) -> Option<Key> {
    Some((text_of(item, PK)?.to_owned(), text_of(item, SK)?.to_owned()))
}

/// Returns the keys of these rows, each once, in their order.
fn keys_of(rows: &[Item]) -> Vec<Key> {
    let mut seen = HashSet::new();
    let keys = rows.iter().filter_map(key_of);
    keys.filter(|key| seen.insert(key.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_with_two_rows_is_read_once() {
        let row = |pk: &str| primary_key(pk.to_owned(), "request".to_owned());
        let rows = [row("a"), row("b"), row("a")];
        let keys: Vec<String> = keys_of(&rows).into_iter().map(|(pk, _)| pk).collect();
        assert_eq!(keys, ["a", "b"]);
    }
}
