//! What the sweeper did last.

use crate::item::{item, value, with_value};
use crate::{Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The partition of what the sweeper did.
pub(crate) const SWEEP: &str = "SWEEP";

/// What the sweeper saw and did last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// When it last came to its end.
    pub at: Option<Timestamp>,
    /// The day of the last audit.
    pub audited: Option<Date>,
    /// The Monday of the week of the last comparison of index and table.
    pub compared: Option<Date>,
    /// What it counted, by name.
    pub counts: BTreeMap<String, u64>,
}

impl Store {
    /// What the sweeper saw and did last; nothing if it never ran.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn heartbeat(&self) -> Result<Heartbeat, StoreError> {
        let found = self.get(SWEEP.to_owned(), "HEARTBEAT").await?;
        let found = found.map(|item| value(&item, "heartbeat")).transpose()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps what the sweeper saw and did. Of two at once the last one counts.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn beat(&self, heartbeat: &Heartbeat) -> Result<(), StoreError> {
        let stored = with_value(item(SWEEP.to_owned(), "HEARTBEAT"), "heartbeat", heartbeat)?;
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(stored))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| StoreError::of(&error))
    }
}
