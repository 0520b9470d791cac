//! The state of the sweeper between runs.

use crate::table::Table;
use crate::table::items::{item, value, with_value};
use crate::{Cursor, RequestList, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sweeper's partition.
const SWEEP: &str = "SWEEP";

/// The observations and results of the sweeper's last run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The end of its last run.
    pub at: Option<Timestamp>,
    /// The day of the last audit.
    pub audited: Option<Date>,
    /// The Monday of the week of the last comparison of index and table.
    pub compared: Option<Date>,
    /// The position of an unfinished comparison.
    #[serde(default)]
    pub comparing: Option<Comparing>,
    /// The day on which it last gave every open request what the law of that day adds.
    #[serde(default)]
    pub law_applied: Option<Date>,
    /// The position of an unfinished walk that does so.
    #[serde(default)]
    pub applying_law: Option<ApplyingLaw>,
    /// The day of the last count of the figures.
    #[serde(default)]
    pub figures_counted: Option<Date>,
    /// Its counts, by name.
    pub counts: BTreeMap<String, u64>,
}

/// The position of a walk through the open requests that reached its time limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyingLaw {
    /// The day whose law it applies.
    pub day: Date,
    /// The list that it reads next.
    pub list: RequestList,
    /// The shard of the list.
    pub shard: u8,
    /// The last row that it read in the shard.
    pub after: Option<Cursor>,
    /// Whether a request could not be written so far. The walk then starts again after its end.
    #[serde(default)]
    pub failed: bool,
}

/// The position of a comparison of index and table that reached its time limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparing {
    /// The Monday of its week.
    pub week: Date,
    /// The next part to compare.
    pub next: CompareNext,
}

/// The next part of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompareNext {
    /// The requests of the table after this one with the index.
    Table(Option<Cursor>),
    /// The rows of the index with the table: in this shard of this list, after this row.
    Index(RequestList, u8, Option<Cursor>),
}

/// The state of a key migration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rekeying {
    /// The version of the older key.
    pub from: u8,
    /// Items under the older key that this pass has found so far.
    pub found: u64,
    /// Items that were moved, or needed no move.
    pub moved: u64,
    /// Rate counters among them, which expire by themselves.
    pub expiring: u64,
    /// Items among them that can't be parsed. They stay under the older key.
    #[serde(default)]
    pub unreadable: u64,
    /// The end of the last complete pass, and the number of items that it found.
    pub counted: Option<(Date, u64)>,
    pub(crate) after: Option<(String, String)>,
}

impl Rekeying {
    /// Starts a migration from this version.
    #[must_use]
    pub fn from(version: u8) -> Self {
        Self {
            from: version,
            ..Self::default()
        }
    }

    /// Whether a complete pass found nothing, so that the older key can be retired.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.counted, Some((_, 0)))
    }

    /// Whether no pass is in progress.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.after.is_none() && self.found == 0
    }

    /// Starts another pass.
    pub fn again(&mut self) {
        *self = Self {
            counted: self.counted,
            ..Self::from(self.from)
        };
    }
}

impl Table {
    pub(crate) async fn heartbeat(&self) -> Result<Heartbeat, StoreError> {
        let found = self.get(SWEEP.to_owned(), "HEARTBEAT").await?;
        let found = found.map(|item| value(&item, "heartbeat")).transpose()?;
        Ok(found.unwrap_or_default())
    }

    pub(crate) async fn save_heartbeat(&self, heartbeat: &Heartbeat) -> Result<(), StoreError> {
        let stored = with_value(item(SWEEP.to_owned(), "HEARTBEAT"), "heartbeat", heartbeat)?;
        self.put_item(stored).await
    }

    pub(crate) async fn rekeying(&self) -> Result<Option<Rekeying>, StoreError> {
        let found = self.get(SWEEP.to_owned(), "REKEY").await?;
        found.map(|item| value(&item, "key migration")).transpose()
    }

    pub(crate) async fn save_rekeying(&self, rekeying: &Rekeying) -> Result<(), StoreError> {
        let stored = with_value(item(SWEEP.to_owned(), "REKEY"), "key migration", rekeying)?;
        self.put_item(stored).await
    }
}
