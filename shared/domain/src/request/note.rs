//! Notes: what is kept with a request and changes nothing in it.

use super::{Change, Effect, Request, RequestId};
use crate::letter::Fate;
use crate::log::{Actor, Entry, Event};
use crate::receipt::ReceiptId;
use crate::recipient::RecipientId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that the request's log must hold. It is taken in every stage and owes nothing: a note never
/// changes who asks, what is asked, or how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// SES told how a letter of this request fared.
    Letter {
        /// The letter's id; a summary's, if the letter left in one.
        letter: String,
        /// How it fared.
        fate: Fate,
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
    /// Staff did something about a letter of this request.
    LetterByStaff {
        /// The letter's id.
        letter: String,
        /// What they did.
        did: ByStaff,
    },
    /// Staff did something about a notice to a recipient.
    Notice {
        /// The recipient.
        to: RecipientId,
        /// What they did.
        did: NoticeByStaff,
    },
    /// Staff found that the letter exercises one more right, which has a request of its own.
    SplitOff {
        /// That request.
        into: RequestId,
    },
    /// Who was named beyond what this request can know is named in another one, beside it.
    GoesOn {
        /// That request.
        into: RequestId,
    },
    /// Staff found that another letter belongs to this request, which keeps it from then on.
    Joined {
        /// The request that the letter opened.
        from: RequestId,
    },
    /// The person collected the file that is the answer.
    Collected,
}

/// What staff do about a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByStaff {
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

/// What staff do about a notice to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeByStaff {
    /// It is sent again.
    Replayed,
    /// They recorded why it is not needed.
    NotNeeded,
}

impl Request {
    /// The request with a note in its log: the next version, and otherwise as it was. The system has noted it;
    /// [`Change::by`] names somebody else.
    #[must_use]
    pub fn noted(&self, note: Note, now: Timestamp) -> Change {
        Change {
            request: Self {
                version: self.version + 1,
                ..self.clone()
            },
            effect: Effect::Moves {
                from: self.version,
                stood: self.stood(),
            },
            entry: Entry {
                at: now,
                by: Actor::System,
                event: Event::Noted(note),
            },
            receipt: None,
            letters: Vec::new(),
            notices: Vec::new(),
            suppressions: Vec::new(),
        }
    }
}
