//! Keys of outbox items. The table's stream and the index name an item by its key alone.

use crate::table::items::{Item, text_of};
use crate::table::schema::{PK, SK};

/// The key of an outbox item.
pub trait OutboxKey: Sized {
    /// Parses the key of an item of this kind; `None` for another kind.
    fn of_item(pk: &str, sk: &str) -> Option<Self>;
}

/// Parses the key of an item, or of its row in the index.
pub(crate) fn key_of<K: OutboxKey>(stored: &Item) -> Option<K> {
    K::of_item(text_of(stored, PK)?, text_of(stored, SK)?)
}
