//! Notes: log entries that change nothing in the request.

use super::{CommandName, Request, RequestId, Transition};
use crate::log::Event;
use crate::outbound_email::EmailEvent;
use crate::partner::PartnerId;
use crate::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A note on the log of a request. Every stage accepts it. It never changes the person, the right or the stage, and
/// causes no email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// SES reported what happened to an email about this request.
    OutboundEmail {
        /// The ID of the email, or of the summary that it was sent in.
        email: String,
        /// The event.
        #[serde(rename = "email_event")] // the log entry's tag is `event`
        event: EmailEvent,
        /// When it happened, according to SES.
        at: Timestamp,
    },
    /// A person wrote again about this request. The email may add words or evidence. An address, a person or a right in
    /// it changes nothing until staff have read it.
    FollowedUp {
        /// The ID of the email.
        mail: ReceiptId,
        /// The key of the raw message in the archive.
        archived: String,
        /// Whether it has attachments.
        evidence: bool,
    },
    /// Staff acted on an email about this request.
    EmailByStaff {
        /// The ID of the email.
        email: String,
        /// The action.
        did: EmailActionTaken,
    },
    /// Staff acted on a notification to a partner.
    PartnerNotification {
        /// The partner.
        to: PartnerId,
        /// The action.
        did: NotificationByStaff,
    },
    /// Staff found that the email exercises one more right. That right has its own request.
    SplitOff {
        /// The other request.
        into: RequestId,
    },
    /// This request can hold no more identifiers. The additional ones are in an overflow request.
    ContinuedIn {
        /// The overflow request.
        into: RequestId,
    },
    /// Staff found that another email belongs to this request, which keeps the email from now on.
    Joined {
        /// The request that the email had created.
        from: RequestId,
    },
    /// The requester downloaded the file of the response.
    Collected,
    /// Staff proposed a decision that another member of staff must approve. Its fields are the reason of the log entry, which
    /// is erased with the person.
    Proposed {
        /// The action.
        command: CommandName,
    },
    /// Staff wrote a note for their colleagues. It can name people, so its text is the reason of the log entry, which is
    /// erased with the person.
    ByStaff,
}

/// An action of staff on an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailActionTaken {
    /// They approved it, and it is sent.
    Released,
    /// They had it sent again to the same address.
    Resent,
    /// They had it sent to a corrected address.
    AddressCorrected,
    /// They delivered it another way, such as by post.
    Delivered,
    /// They found no way to deliver it.
    ClosedAsUndeliverable,
}

/// An action of staff on a notification to a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationByStaff {
    /// They had it sent again.
    Replayed,
    /// They recorded why it is not needed.
    NotNeeded,
}

impl Request {
    /// Returns the transition that adds a note to the log and changes nothing but the version. The log names the system
    /// as the actor; [`Transition::by`] names another one.
    #[must_use]
    pub fn noted(&self, note: Note, now: Timestamp) -> Transition {
        let request = Self {
            version: self.version + 1,
            ..self.clone()
        };
        self.changed_to(request, Event::Noted(note), now)
    }
}
