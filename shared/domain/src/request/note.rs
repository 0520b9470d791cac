//! Notes: what is kept with a request and changes nothing in it.

use super::{Request, RequestId, Transition, Write};
use crate::log::{Actor, Entry, Event};
use crate::outbound_email::EmailEvent;
use crate::partner::PartnerId;
use crate::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that the request's log must hold. It is taken in every stage and owes nothing: a note never
/// changes who asks, what is asked, or how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// SES told how an email of this request fared.
    OutboundEmail {
        /// The email's id; a summary's, if the email left in one.
        email: String,
        /// How it fared.
        #[serde(rename = "email_event")] // the log entry's tag is `event`
        event: EmailEvent,
        /// When that happened, as SES tells it.
        at: Timestamp,
    },
    /// Somebody wrote again about this request. The mail may add words or evidence, no more: an address, a
    /// person or a right that it names is read by staff and changes nothing by itself.
    FollowedUp {
        /// The mail's identity.
        mail: ReceiptId,
        /// The key of the raw message in the archive.
        archived: String,
        /// Whether something is attached to it.
        evidence: bool,
    },
    /// Staff did something about an email of this request.
    EmailByStaff {
        /// The email's id.
        email: String,
        /// What they did.
        did: EmailActionTaken,
    },
    /// Staff did something about a notification to a partner.
    PartnerNotification {
        /// The partner.
        to: PartnerId,
        /// What they did.
        did: NotificationByStaff,
    },
    /// Staff found that the email exercises one more right, which has a request of its own.
    SplitOff {
        /// That request.
        into: RequestId,
    },
    /// Who was named beyond what this request can know is named in another one, beside it.
    ContinuedIn {
        /// That request.
        into: RequestId,
    },
    /// Staff found that another email belongs to this request, which keeps it from then on.
    Joined {
        /// The request that the email opened.
        from: RequestId,
    },
    /// The person collected the file that is the answer.
    Collected,
}

/// What staff do about an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailActionTaken {
    /// They looked at it, and it leaves.
    Released,
    /// It is sent again, to the address that it went to.
    Resent,
    /// It is sent to an address that they corrected.
    AddressCorrected,
    /// They delivered it by other means, such as the post.
    Delivered,
    /// They found no way to deliver it.
    ClosedAsUndeliverable,
}

/// What staff do about a notification to a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationByStaff {
    /// It is sent again.
    Replayed,
    /// They recorded why it is not needed.
    NotNeeded,
}

impl Request {
    /// The request with a note in its log: the next version, and otherwise as it was. The system has noted it;
    /// [`Transition::by`] names somebody else.
    #[must_use]
    pub fn noted(&self, note: Note, now: Timestamp) -> Transition {
        Transition {
            request: Self {
                version: self.version + 1,
                ..self.clone()
            },
            write: Write::Update {
                from: self.version,
                was_active_for: self.was_active_for(),
            },
            entry: Entry {
                at: now,
                by: Actor::System,
                event: Event::Noted(note),
            },
            receipt: None,
            emails: Vec::new(),
            notifications: Vec::new(),
            suppressions: Vec::new(),
        }
    }
}
