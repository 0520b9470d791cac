//! Where something stands that is owed: the stream and the index name it by its key alone.

use crate::item::{Item, text_of};
use crate::schema::{DueKind, PK, SK};
use crate::{Store, StoreError};
use jiff::Timestamp;

/// Where something stands that is owed.
pub trait OutboxKey: Sized {
    /// The key of this item, if it is of this kind.
    fn of_item(pk: &str, sk: &str) -> Option<Self>;
}

/// The key of an item, or of its row in the index.
pub(crate) fn key_of<K: OutboxKey>(stored: &Item) -> Option<K> {
    K::of_item(text_of(stored, PK)?, text_of(stored, SK)?)
}

impl Store {
    /// What of a kind stands in the index, up to `most` of each shard, oldest first: all of it, or what is due by
    /// `until`.
    pub(crate) async fn in_index<K: OutboxKey>(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
    ) -> Result<Vec<K>, StoreError> {
        let rows = self.first_rows(kind, until, most).await?;
        Ok(rows.iter().filter_map(key_of).collect())
    }
}
