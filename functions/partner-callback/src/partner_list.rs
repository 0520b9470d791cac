//! The current list of partners, cached for a few seconds.
//!
//! Anyone can post a callback, and a list of 400 partners costs 30 read units. Without the cache, a hundred forged
//! callbacks per second would use up what DynamoDB allows for one key.

use domain::partner::Partners;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{PartnerCallbacks, StoreError};
use tokio::sync::Mutex;

/// How long a list is used. A partner whose secret changes can use the old one for longer.
const COUNTS_FOR: SignedDuration = SignedDuration::from_secs(5);

/// The cache. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartnerList(Arc<Mutex<Option<Cached>>>);

#[derive(Debug)]
struct Cached {
    list: Option<Arc<Partners>>,
    read_at: Timestamp,
}

impl PartnerList {
    /// Returns the list. Simultaneous callers wait for one read.
    pub(crate) async fn get(
        &self,
        store: &PartnerCallbacks,
        now: Timestamp,
    ) -> Result<Option<Arc<Partners>>, StoreError> {
        let mut cached = self.0.lock().await;
        if let Some(cached) = cached.as_ref()
            && now.duration_since(cached.read_at).abs() < COUNTS_FOR
        {
            return Ok(cached.list.clone());
        }
        let list = store.partners().await?.map(Arc::new);
        *cached = Some(Cached {
            list: list.clone(),
            read_at: now,
        });
        Ok(list)
    }
}
