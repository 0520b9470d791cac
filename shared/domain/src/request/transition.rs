//! The result of a command.

use super::{ActiveFor, FirstResponse, Request, RequestId};
use crate::calendar::Due;
use crate::log::{Actor, Entry, Event};
use crate::notification::PartnerNotification;
use crate::outbound_email::OutboundEmail;
use crate::receipt::Receipt;
use crate::search::SearchChange;
use crate::suppression::Suppression;
use jiff::Timestamp;

/// The result of a command: the new request, and everything that must be written with it, in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The request after the command.
    pub request: Request,
    /// How the store writes the request.
    pub write: Write,
    /// The entry in the request's log.
    pub entry: Entry,
    /// The receipt of the submission, if there was one.
    pub receipt: Option<Receipt>,
    /// The emails to the requester.
    pub emails: Vec<OutboundEmail>,
    /// The notifications to partners.
    pub notifications: Vec<PartnerNotification>,
    /// The changes to the suppression list.
    pub suppressions: Vec<Suppression>,
    /// The changes to what staff find the request by.
    pub search: SearchChange,
}

/// How the store writes the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// A new request.
    Create,
    /// An existing request.
    Update {
        /// The version that the command was applied to. The store writes only if it is still current.
        from: u64,
        /// The right and person of the request's uniqueness guard before the command, if it had one.
        was_active_for: Option<ActiveFor>,
    },
}

impl Transition {
    /// Returns the request's ID.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.request.id
    }

    /// Returns the transition with `actor` in its log entry.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.entry.by = actor;
        self
    }
}

impl Request {
    /// Returns the transition from this request to its next version, without emails, notifications and suppressions. The log
    /// names the system as the actor; [`Transition::by`] names another one.
    pub(super) fn changed_to(&self, request: Self, event: Event, now: Timestamp) -> Transition {
        let request = Self {
            first_response: self.first_response_in(&request, now),
            ..request
        };
        Transition {
            search: SearchChange::between(self, &request),
            request,
            write: Write::Update {
                from: self.version,
                was_active_for: self.was_active_for(),
            },
            entry: Entry {
                at: now,
                by: Actor::System,
                event,
            },
            receipt: None,
            emails: Vec::new(),
            notifications: Vec::new(),
            suppressions: Vec::new(),
        }
    }

    /// Returns the first response of the request that this one becomes. Another right begins without a response.
    fn first_response_in(&self, after: &Self, now: Timestamp) -> Option<FirstResponse> {
        let earlier = self
            .first_response
            .filter(|_| self.right() == after.right());
        if earlier.is_some() || self.outcome().is_some() || after.outcome().is_none() {
            return earlier;
        }
        let end = |due: Due| self.calendar().end_of(due.latest);
        Some(FirstResponse {
            at: now,
            on_time: self.due().is_none_or(|due| now < end(due)),
        })
    }
}
