//! Suppression: one item per identifier holds all purposes.
//!
//! A purpose is in force while it has a cause. Its attributes are `<purpose>_since`, `<purpose>_asked` (when it was
//! last asked for), `<purpose>_causes` (a set of request ids, which DynamoDB drops with its last member) and, after it
//! ended, `<purpose>_ended`. The item keeps the SHA-256 of the identifier and of its DROP key, and no value.

mod changes;
mod check;
mod merged;
mod operations;
mod row;

pub use changes::{Changes, ChangesCursor};
pub use check::IdentifierHash;
pub use row::{RowsPage, SuppressionRow, TableCursor};

pub(crate) use merged::{causes_unchanged, merged};
pub(crate) use operations::SuppressionRead;

use crate::StoreError;
use crate::table::items::{Item, text_of, texts_of};
use crate::table::{Table, keys};
use domain::person::Identifier;
use domain::suppression::Purpose;
use jiff::Timestamp;

/// What is stopped for an identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuppressionRecord {
    /// Each purpose that was ever stopped.
    pub purposes: Vec<(Purpose, SuppressionState)>,
}

/// Where a purpose stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppressionState {
    /// Stopped since then, by so many requests.
    InForce {
        /// Since when.
        since: Timestamp,
        /// When it was last asked for.
        asked: Timestamp,
        /// The requests that cause it, by id, and [`MORE_CAUSES`] if they are more than are listed.
        causes: Vec<String>,
    },
    /// No longer stopped, since then.
    Ended(Timestamp),
}

/// The most requests that are listed as causes of a purpose for one identifier. An address that many requests name,
/// such as a company's or a target's, must not grow its item, which each of them writes.
pub const MAX_CAUSES: usize = 32;

/// What stands for the causes that are not listed. No request leaves it, so that what they caused ends by their
/// holder's opt-in alone, and never because those that are listed are gone.
pub const MORE_CAUSES: &str = "more";

impl SuppressionRecord {
    /// Where a purpose stands, if it was ever stopped.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Option<&SuppressionState> {
        let mut purposes = self.purposes.iter();
        purposes.find_map(|(of, standing)| (*of == purpose).then_some(standing))
    }

    /// Since when a purpose is stopped, if it is.
    #[must_use]
    pub fn since(&self, purpose: Purpose) -> Option<Timestamp> {
        match self.of(purpose)? {
            SuppressionState::InForce { since, .. } => Some(*since),
            SuppressionState::Ended(_) => None,
        }
    }

    /// When a purpose that was stopped ended, if it did.
    #[must_use]
    pub fn ended(&self, purpose: Purpose) -> Option<Timestamp> {
        match self.of(purpose)? {
            SuppressionState::Ended(at) => Some(*at),
            SuppressionState::InForce { .. } => None,
        }
    }

    /// Adds what stands under another key of the same identifier.
    fn merge(&mut self, other: Self) {
        for (purpose, standing) in other.purposes {
            match self.purposes.iter_mut().find(|(of, _)| *of == purpose) {
                Some((_, known)) => known.merge(standing),
                None => self.purposes.push((purpose, standing)),
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
            let standing = match (time(purpose, "since")?, time(purpose, "ended")?) {
                (Some(since), _) if !causes.is_empty() => SuppressionState::InForce {
                    since,
                    asked: time(purpose, "asked")?.unwrap_or(since),
                    causes,
                },
                (_, Some(ended)) => SuppressionState::Ended(ended),
                _ => continue,
            };
            record.purposes.push((purpose, standing));
        }
        Ok(record)
    }
}

impl SuppressionState {
    /// The earlier beginning, the last asking, the later end, and all causes; what only one of them ended is in force.
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
    /// What is stopped for this identifier, under the current key and, while items move, the one before.
    pub(crate) async fn suppression(
        &self,
        identifier: &Identifier,
    ) -> Result<SuppressionRecord, StoreError> {
        let mut record = SuppressionRecord::default();
        // The older key first: what moves between the two reads is seen twice, and not missed.
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

/// The sort key of a suppression.
pub(crate) const SUPPRESSION: &str = "SUPPRESSION";

/// An attribute of a purpose.
fn attribute(purpose: Purpose, what: &str) -> String {
    format!("{}_{what}", purpose.as_str())
}

fn causes_of(item: &Item, purpose: Purpose) -> Vec<String> {
    let mut causes = texts_of(item, &attribute(purpose, "causes")).to_vec();
    causes.sort();
    causes
}
