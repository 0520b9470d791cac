//! What a decision gives back.

use super::{Request, RequestId};
use crate::law::Right;
use crate::letter::Letter;
use crate::log::{Actor, Entry};
use crate::notice::Notice;
use crate::receipt::Receipt;
use crate::suppression::Suppression;

/// A decision: the new request and all that it owes. Written whole, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The request as it is now.
    pub request: Request,
    /// What it does to what was there.
    pub effect: Effect,
    /// The entry in the request's log.
    pub entry: Entry,
    /// The receipt that the submission got, if there was one.
    pub receipt: Option<Receipt>,
    /// The letters that are now owed to the person.
    pub letters: Vec<Letter>,
    /// The notices that are now owed to others.
    pub notices: Vec<Notice>,
    /// What begins or ends for an identifier.
    pub suppressions: Vec<Suppression>,
}

/// What a change does to what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// A request that wasn't there.
    Opens,
    /// A request that was there, in this version.
    Moves {
        /// The version that the decision saw.
        from: u64,
        /// The right for which it stood in the way of another like it, if it did.
        stood: Option<Right>,
    },
}

impl Change {
    /// The request's id.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.request.id
    }

    /// The same change with `actor` in its log entry.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.entry.by = actor;
        self
    }
}
