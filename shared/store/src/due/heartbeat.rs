//! What the sweeper did last.

use crate::StoreError;
use crate::table::Table;
use crate::table::items::{item, value, with_value};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The partition of what the sweeper did.
const SWEEP: &str = "SWEEP";

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

/// How far the move of index keys has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rekeying {
    /// The version that is moved from.
    pub from: u8,
    /// What this pass through the table has found under it so far.
    pub found: u64,
    /// What of it was moved, or needed no place any more.
    pub moved: u64,
    /// Counters of emails among it, which expire by themselves.
    pub expiring: u64,
    /// The day on which the last whole pass ended, and what it found.
    pub counted: Option<(Date, u64)>,
    pub(crate) after: Option<(String, String)>,
}

impl Rekeying {
    /// The move from this version, from its beginning.
    #[must_use]
    pub fn from(version: u8) -> Self {
        Self {
            from: version,
            ..Self::default()
        }
    }

    /// Whether a whole pass found nothing: the version may be retired.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.counted, Some((_, 0)))
    }

    /// Whether no pass is on its way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.after.is_none() && self.found == 0
    }

    /// A new pass through the table.
    pub fn again(&mut self) {
        *self = Self {
            counted: self.counted,
            ..Self::from(self.from)
        };
    }
}

impl Table {
    /// What the sweeper saw and did last; nothing if it never ran.
    pub(crate) async fn heartbeat(&self) -> Result<Heartbeat, StoreError> {
        let found = self.get(SWEEP.to_owned(), "HEARTBEAT").await?;
        let found = found.map(|item| value(&item, "heartbeat")).transpose()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps what the sweeper saw and did. Of two at once the last one counts.
    pub(crate) async fn save_heartbeat(&self, heartbeat: &Heartbeat) -> Result<(), StoreError> {
        let stored = with_value(item(SWEEP.to_owned(), "HEARTBEAT"), "heartbeat", heartbeat)?;
        self.put_item(stored).await
    }

    /// How far the move has come; none if none was begun.
    pub(crate) async fn rekeying(&self) -> Result<Option<Rekeying>, StoreError> {
        let found = self.get(SWEEP.to_owned(), "REKEY").await?;
        found.map(|item| value(&item, "move of keys")).transpose()
    }

    /// Keeps how far the move has come.
    pub(crate) async fn save_rekeying(&self, rekeying: &Rekeying) -> Result<(), StoreError> {
        let stored = with_value(item(SWEEP.to_owned(), "REKEY"), "move of keys", rekeying)?;
        self.put_item(stored).await
    }
}
