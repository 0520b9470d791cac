//! The current list of partners, cached by its version.
//!
//! A list of 400 partners costs 30 read units, and every batch of notifications needs it. Its version costs one. A batch
//! reads the version after its notifications were stored, so none of them misses a partner that was listed before it.

use domain::partner::Partners;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Notifications, StoreError};

/// The cache. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartnerList(Arc<Mutex<Option<Arc<Partners>>>>);

impl PartnerList {
    /// Returns the current list; `None` if staff set none.
    pub(crate) async fn get(
        &self,
        store: &Notifications,
    ) -> Result<Option<Arc<Partners>>, StoreError> {
        let current = store.partners_version().await?;
        let cached = self.cached();
        if cached.as_ref().map(|list| list.version) == current {
            return Ok(cached);
        }
        let list = store.partners().await?.map(Arc::new);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = list.clone();
        Ok(list)
    }

    fn cached(&self) -> Option<Arc<Partners>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
