//! Reading many requests at once.

use crate::intake::pauses;
use crate::item::{Item, text, text_of, value};
use crate::schema::{self, PK, SK};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::request::{Request, RequestId};
use std::collections::HashMap;

/// A request as it was found: none if it is not there, an error if it can't be read.
pub type Found = Result<Option<Request>, StoreError>;

impl Store {
    /// The most requests that are read at once.
    pub const AT_ONCE: usize = 50;

    /// These requests as they are now, in this order. One that can't be read doesn't keep the others.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn requests(&self, ids: &[RequestId]) -> Result<Vec<Found>, StoreError> {
        let mut found = HashMap::new();
        for some in ids.chunks(Self::AT_ONCE) {
            let pks = some.iter().map(|id| schema::request_pk(*id));
            let keys = pks.map(|pk| {
                Item::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text("REQUEST"))])
            });
            for stored in self.get_all(keys.collect()).await? {
                if let Some(pk) = text_of(&stored, PK) {
                    found.insert(pk.to_owned(), value(&stored, "request"));
                }
            }
        }
        let mut take = |id: &RequestId| found.remove(&schema::request_pk(*id)).transpose();
        Ok(ids.iter().map(&mut take).collect())
    }

    /// The items of these keys that are there, as they are now, in any order.
    async fn get_all(&self, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::with_capacity(keys.len());
        for pause in pauses() {
            if keys.is_empty() {
                return Ok(items);
            }
            let wanted = KeysAndAttributes::builder()
                .set_keys(Some(keys))
                .consistent_read(true)
                .build()
                .map_err(StoreError::request)?;
            let batch = self
                .client
                .batch_get_item()
                .request_items(&self.table, wanted);
            let answer = batch.send().await.map_err(|error| StoreError::of(&error))?;
            let found = answer.responses.unwrap_or_default().remove(&self.table);
            items.extend(found.unwrap_or_default());
            let left = answer.unprocessed_keys.unwrap_or_default();
            let left = left.into_values().next();
            keys = left.map(|left| left.keys).unwrap_or_default();
            if !keys.is_empty() {
                tokio::time::sleep(pause).await;
            }
        }
        if keys.is_empty() {
            return Ok(items);
        }
        Err(StoreError::Contended)
    }
}
