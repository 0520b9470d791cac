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
