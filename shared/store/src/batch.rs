//! Reading many requests at once.

use crate::item::{Item, primary_key, text_of, value};
use crate::schema::{self, PK};
use crate::{Store, StoreError};
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
            let keys: Vec<Item> = pks.map(|pk| primary_key(pk, "REQUEST")).collect();
            for stored in self.items_of(&keys).await? {
                if let Some(pk) = text_of(&stored, PK) {
                    found.insert(pk.to_owned(), value(&stored, "request"));
                }
            }
        }
        let take = |id: &RequestId| found.remove(&schema::request_pk(*id)).transpose();
        Ok(ids.iter().map(take).collect())
    }
}
