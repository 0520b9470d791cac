//! Suppressions: one item per identifier holds all purposes.
//!
//! A purpose is suppressed while it has a cause. Its attributes are `<purpose>_since`, `<purpose>_asked` (the last
//! opt-out), `<purpose>_causes` (a set of request IDs, with [`OF_CHILD`] if the request is about a child;
//! DynamoDB deletes the set with its last member) and, after it
//! ended, `<purpose>_ended`. The item stores the SHA-256 of the identifier and of its DROP key, and never the
//! identifier.

mod changes;
mod check;
mod merged;
mod operations;
mod row;

pub use changes::{Changes, ChangesCursor};
pub use check::IdentifierHash;
pub use row::{RowsPage, SuppressionRow, TableCursor};

pub(crate) use merged::{merged, record_unchanged};
pub(crate) use operations::SuppressionRead;

use crate::StoreError;
use crate::table::items::{Item, text_of, texts_of};
use crate::table::{Table, keys};
use domain::person::Identifier;
use domain::suppression::Purpose;
use jiff::Timestamp;

/// The suppressed purposes of an identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuppressionRecord {
    /// Each purpose that is or was suppressed.
    pub purposes: Vec<(Purpose, SuppressionState)>,
}

/// The state of a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppressionState {
    /// Suppressed.
    InForce {
        /// The time of the first opt-out.
        since: Timestamp,
        /// The time of the last opt-out.
        asked: Timestamp,
        /// The requests that cause it, as the item lists them, and [`MORE_CAUSES`] if there are more than [`MAX_CAUSES`].
        causes: Vec<String>,
    },
    /// No longer suppressed, since this time.
    Ended(Timestamp),
}

/// The most causes that an item lists per purpose. Many requests can name the same address, such as a company's or a
/// victim's. Each of them writes the item, so the item must not grow without limit.
pub const MAX_CAUSES: usize = 32;

/// Replaces the causes beyond [`MAX_CAUSES`]. No request removes this entry, so the suppression ends only when the
/// identifier's holder opts back in.
pub const MORE_CAUSES: &str = "more";

/// The end of a cause that is about a child under 13. The opt-in of the identifier's holder leaves it.
pub(crate) const OF_CHILD: &str = "/child";

impl SuppressionRecord {
    /// Returns the state of a purpose; `None` if it was never suppressed.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Option<&SuppressionState> {
        let mut purposes = self.purposes.iter();
        purposes.find_map(|(of, state)| (*of == purpose).then_some(state))
    }

    /// Returns the start of a purpose's suppression, if it is suppressed.
    #[must_use]
    pub fn since(&self, purpose: Purpose) -> Option<Timestamp> {
        match self.of(purpose)? {
            SuppressionState::InForce { since, .. } => Some(*since),
            SuppressionState::Ended(_) => None,
        }
    }

    /// Returns the end of a purpose's suppression, if it has ended.
    #[must_use]
    pub fn ended(&self, purpose: Purpose) -> Option<Timestamp> {
        match self.of(purpose)? {
            SuppressionState::Ended(at) => Some(*at),
            SuppressionState::InForce { .. } => None,
        }
    }

    /// Merges the record under another index key of the same identifier.
    fn merge(&mut self, other: Self) {
        for (purpose, state) in other.purposes {
            match self.purposes.iter_mut().find(|(of, _)| *of == purpose) {
                Some((_, known)) => known.merge(state),
                None => self.purposes.push((purpose, state)),
            }
        }
    }

    fn read(item: &Item) -> Result<Self, StoreError> {
        let time = |purpose, what| {
            let at = text_of(item, &attribute(purpose, what))
                .map(str::parse::<Timestamp>)
                .transpose();
            at.map_err(|_| StoreError::Corrupt {
                kind: "suppression",
            })
        };
        let mut record = Self::default();
        for purpose in Purpose::ALL {
            let causes = causes_of(item, purpose);
            let state = match (time(purpose, "since")?, time(purpose, "ended")?) {
                (Some(since), _) if !causes.is_empty() => SuppressionState::InForce {
                    since,
                    asked: time(purpose, "asked")?.unwrap_or(since),
                    causes,
                },
                (_, Some(ended)) => SuppressionState::Ended(ended),
                _ => continue,
            };
            record.purposes.push((purpose, state));
        }
        Ok(record)
    }
}

impl SuppressionState {
    /// Keeps the earliest start, the last opt-out, the latest end and all causes. A suppression that ended under only
    /// one key is in force.
    fn merge(&mut self, other: Self) {
        match (self, other) {
            (
                Self::InForce {
                    since,
                    asked,
                    causes,
                },
                Self::InForce {
                    since: other_since,
                    asked: other_asked,
                    causes: more,
                },
            ) => {
                *since = other_since.min(*since);
                *asked = other_asked.max(*asked);
                causes.extend(more);
                causes.sort();
                causes.dedup();
            }
            (Self::Ended(ended), Self::Ended(other)) => *ended = other.max(*ended),
            (ended @ Self::Ended(_), in_force @ Self::InForce { .. }) => *ended = in_force,
            (Self::InForce { .. }, Self::Ended(_)) => {}
        }
    }
}

impl Table {
    /// Reads under the current key and, during a key migration, the older one.
    pub(crate) async fn suppression(
        &self,
        identifier: &Identifier,
    ) -> Result<SuppressionRecord, StoreError> {
        let mut record = SuppressionRecord::default();
        // Reads the older key first, so that an item that moves between the reads is seen twice and never missed.
        for key in self
            .keys
            .older_of(identifier)
            .into_iter()
            .chain([self.keys.of(identifier)])
        {
            if let Some(stored) = self.get(keys::identifier_pk(&key), SUPPRESSION).await? {
                record.merge(SuppressionRecord::read(&stored)?);
            }
        }
        Ok(record)
    }
}

pub(crate) const SUPPRESSION: &str = "SUPPRESSION";

fn attribute(purpose: Purpose, what: &str) -> String {
    format!("{}_{what}", purpose.as_str())
}

fn causes_of(item: &Item, purpose: Purpose) -> Vec<String> {
    let mut causes = texts_of(item, &attribute(purpose, "causes")).to_vec();
    causes.sort();
    causes
}
