//! The identity verification of a requester.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The state of a requester's verification, for a deletion, a copy or a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verification", rename_all = "snake_case")]
pub enum Verification {
    /// Not verified yet.
    Pending,
    /// Verified.
    Verified {
        /// The time.
        at: Timestamp,
        /// The method.
        by: VerificationMethod,
    },
    /// Not verified in time.
    Expired {
        /// When it expired.
        at: Timestamp,
    },
}

//= req: ca-7063-b.2, ca-civ-130-a-2-A.5
/// How the requester was verified: the least that is enough (11 CCR §§ 7060(c), 7061, 7063).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationMethod {
    /// The requester pressed a button behind a link that was emailed to their address. For an agent's request, this is
    /// the consumer's one confirmation.
    AddressConfirmed,
    /// The requester is signed in to an account that the company knows as theirs.
    KnownAccount,
    /// The agent showed a power of attorney, which replaces the consumer's own confirmation (11 CCR § 7063(b)).
    PowerOfAttorney,
    /// Staff matched data from the requester with data that the company holds.
    Matched,
}

//= req: ca-7070-a-1, ca-7070-c
/// How staff established that a requester is the parent or guardian of a child under 13 (11 CCR § 7070(a)(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentMethod {
    /// A form that the parent signed under penalty of perjury.
    SignedForm,
    /// A payment by a card or another means that notifies its holder of each transaction.
    CardTransaction,
    /// A call to trained staff on a toll-free number.
    TollFreeCall,
    /// A video call with trained staff.
    VideoCall,
    /// A meeting with trained staff.
    InPerson,
    /// A government ID that was compared with a database. Staff delete the ID after that.
    GovernmentId,
    /// Another reasonable method, which the reason of the action names.
    Other,
}

impl ParentMethod {
    /// Every method.
    pub const ALL: [Self; 7] = [
        Self::SignedForm,
        Self::CardTransaction,
        Self::TollFreeCall,
        Self::VideoCall,
        Self::InPerson,
        Self::GovernmentId,
        Self::Other,
    ];

    /// Returns the method's name, in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedForm => "signed_form",
            Self::CardTransaction => "card_transaction",
            Self::TollFreeCall => "toll_free_call",
            Self::VideoCall => "video_call",
            Self::InPerson => "in_person",
            Self::GovernmentId => "government_id",
            Self::Other => "other",
        }
    }
}

/// A parent or guardian that staff confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedParent {
    /// The time.
    pub at: Timestamp,
    /// The method.
    pub by: ParentMethod,
}
