//! What a decision gives back.

use super::{Request, RequestId};
use crate::law::Right;
use crate::log::{Actor, Entry};
use crate::notification::PartnerNotification;
use crate::outbound_email::OutboundEmail;
use crate::receipt::Receipt;
use crate::suppression::Suppression;

/// A decision: the new request and all that it owes. Written whole, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The request as it is now.
    pub request: Request,
    /// What it does to what was there.
    pub write: Write,
    /// The entry in the request's log.
    pub entry: Entry,
    /// The receipt that the submission got, if there was one.
    pub receipt: Option<Receipt>,
    /// The emails that are now owed to the person.
    pub emails: Vec<OutboundEmail>,
    /// The notifications that are now owed to others.
    pub notifications: Vec<PartnerNotification>,
    /// What begins or ends for an identifier.
    pub suppressions: Vec<Suppression>,
}

/// What a change does to what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// A request that wasn't there.
    Create,
    /// A request that was there, in this version.
    Update {
        /// The version that the decision saw.
        from: u64,
        /// The right for which it was_active_for in the way of another like it, if it did.
        was_active_for: Option<Right>,
    },
}

impl Transition {
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
