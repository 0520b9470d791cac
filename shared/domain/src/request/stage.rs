//! The stages of requests. Each stage owns the data that exists only in it.

use super::verification::Verification;
use super::{RequestId, Response, StageName};
use crate::calendar::Due;
use crate::person::Identifier;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who set a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// The law, through a rule.
    Law,
    /// Company policy, where the law sets no deadline.
    Policy,
}

//= req: ca-7026-d, ca-7027-e
/// The stages of an immediate right. It is in force from the start, and no stage waits for the requester.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ImmediateStage {
    /// In force. Not every partner has acknowledged it yet.
    InForce {
        /// When every partner must be notified.
        due: Due,
        /// Progress of the notification.
        progress: NotificationProgress,
    },
    /// In force, and every partner is notified.
    Done {
        /// When the last partner acknowledged it.
        at: Timestamp,
        /// The number of partners that acknowledged it.
        notified: u16,
        /// The number of partners that staff recorded as not needed.
        #[serde(default)]
        excused: u16,
        /// The time of the last acknowledgement.
        #[serde(default)]
        last: Option<Timestamp>,
    },
    /// Denied for a documented good-faith belief of fraud (11 CCR §§ 7026(e), 7027(f)).
    Denied {
        /// When the requester was notified.
        at: Timestamp,
        /// The reason.
        belief: FraudBelief,
    },
    /// The requester appeals the denial. If they win, the right is in force again.
    Appealing {
        /// When it was denied.
        denied_at: Timestamp,
        /// The reason.
        belief: FraudBelief,
        /// The appeal.
        appeal: PendingAppeal,
    },
    /// The appeal is decided and the request is closed. Either the denial was confirmed, or the requester was right and
    /// a newer request of theirs for the same right is in force.
    AppealDecided {
        /// When it was denied.
        denied_at: Timestamp,
        /// The reason.
        belief: FraudBelief,
        /// When the appeal was decided.
        at: Timestamp,
        /// The decision.
        decision: AppealDecision,
    },
    /// No longer in force for any identifier.
    Ended {
        /// The time.
        at: Timestamp,
        /// The reason.
        how: Ending,
    },
}

/// Progress of a notification to partners (11 CCR § 7026(f)(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum NotificationProgress {
    /// The notification is not fanned out yet.
    Pending {
        /// The version of the request that caused it. A later version supersedes it.
        #[serde(default)]
        notification: u64,
    },
    /// The notification was fanned out. Some partners may not have acknowledged it.
    Sent {
        /// The version of the request that caused it. `None` if staff notified the partners themselves.
        #[serde(default)]
        notification: Option<u64>,
        /// The number of partners.
        notified: u16,
        /// The number of partners that acknowledged it.
        acknowledged: u16,
        /// The number of partners that staff recorded as not needed.
        #[serde(default)]
        excused: u16,
        /// The time of the last acknowledgement.
        #[serde(default)]
        last: Option<Timestamp>,
    },
}

impl NotificationProgress {
    /// Returns the version of the request that caused the notification, unless staff notify the partners themselves.
    #[must_use]
    pub fn notification(self) -> Option<u64> {
        match self {
            Self::Pending { notification } => Some(notification),
            Self::Sent { notification, .. } => notification,
        }
    }
}

//= req: ca-7026-e.2
/// Why the company believes that a request is fraudulent, documented as the law wants it. Written by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FraudBelief(pub String);

/// An identifier whose holder opted back in. For the other identifiers, the right stays in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndedFor {
    /// The identifier.
    pub identifier: Identifier,
    /// The time.
    pub at: Timestamp,
}

/// How an immediate right ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The holder of each identifier opted back in, with a request and a separate confirmation (11 CCR § 7028(a)).
    OptIn,
}

/// The stages of a verifiable right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum VerifiableStage {
    /// Waiting for a response. Verification never stops the deadline.
    Open {
        /// When the confirmation of receipt is due. The first email confirms it.
        acknowledge_by: Option<Due>,
        /// When the response is due.
        respond_by: Due,
        /// The one extension, if it was used.
        extended: Option<Extended>,
        /// The state of the requester's verification.
        verification: Verification,
    },
    /// Responded, without an appeal.
    Responded {
        /// The time.
        at: Timestamp,
        /// The response.
        response: Response,
    },
    /// The requester appeals the response.
    Appealing {
        /// When the company responded.
        responded_at: Timestamp,
        /// The response.
        response: Response,
        /// The appeal.
        appeal: PendingAppeal,
    },
    /// The appeal is decided.
    AppealDecided {
        /// When the company responded.
        responded_at: Timestamp,
        /// The response.
        response: Response,
        /// When the appeal was decided.
        at: Timestamp,
        /// The decision.
        decision: AppealDecision,
    },
}

/// The one extension of a response, or of a decision on an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// When the requester was notified.
    pub at: Timestamp,
    /// The reason; the requester reads it.
    pub reason: String,
    /// The due dates before the extension.
    pub from: Due,
}

/// An appeal that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAppeal {
    /// The time of receipt.
    pub received: Timestamp,
    /// When the decision is due.
    pub due: Due,
    /// The one extension, if it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<Extended>,
}

/// The decision on an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum AppealDecision {
    /// The requester was right.
    Upheld {
        /// The action that the company takes now; the requester reads it.
        remedy: String,
    },
    /// The response is confirmed. The email names the authority that takes complaints.
    Denied {
        /// The reason; the requester reads it.
        explanation: String,
    },
}

/// The stages of a review. After it, the request continues with the right that the email exercises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ReviewStage {
    /// Waiting for staff. Its deadline is the strictest that could apply, set by company policy.
    Waiting {
        /// When staff must have read it and done what it asks.
        due: Due,
        /// Why the system could not decide.
        reason: ReviewReason,
        /// Since when it counts as an opt-out during review, if it could be one.
        provisional_since: Option<Timestamp>,
    },
    /// Staff found that it is no request.
    NotARequest {
        /// The time.
        at: Timestamp,
        /// The reason, written by staff.
        why: String,
        /// The review before this decision, for reopening it.
        #[serde(flatten)]
        prior: PriorReview,
    },
    /// Staff found that it belongs to another request.
    Joined {
        /// The time.
        at: Timestamp,
        /// The other request.
        to: RequestId,
    },
}

/// A review before it was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorReview {
    /// When the review was due.
    pub due: Due,
    /// Why the system could not decide.
    pub reason: ReviewReason,
    /// Whether it counted as an opt-out.
    pub provisional: bool,
}

/// Why staff must read an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// It has no readable text.
    NoText,
    /// It does not say clearly which right it exercises.
    NotPlain,
    /// It seems to ask for several things.
    SeveralThings,
    /// It seems to be about another person than its sender.
    ForSomebodyElse,
    /// It has no address to reply to.
    NoSender,
    /// The inbox's mail server flagged it as spam or malware.
    Quarantined,
    /// It asks for a right that no law grants on the day of its receipt.
    NoLaw,
}

impl ImmediateStage {
    /// Returns the stage's name.
    #[must_use]
    pub fn name(&self) -> StageName {
        match self {
            Self::InForce { .. } => StageName::InForce,
            Self::Done { .. } => StageName::Done,
            Self::Denied { .. } => StageName::Denied,
            Self::Appealing { .. } => StageName::Appealing,
            Self::AppealDecided { .. } => StageName::AppealDecided,
            Self::Ended { .. } => StageName::Ended,
        }
    }
}

impl VerifiableStage {
    /// Returns the stage's name.
    #[must_use]
    pub fn name(&self) -> StageName {
        match self {
            Self::Open { .. } => StageName::Open,
            Self::Responded { .. } => StageName::Responded,
            Self::Appealing { .. } => StageName::Appealing,
            Self::AppealDecided { .. } => StageName::AppealDecided,
        }
    }
}

impl ReviewStage {
    /// Returns the stage's name.
    #[must_use]
    pub fn name(&self) -> StageName {
        match self {
            Self::Waiting { .. } => StageName::Waiting,
            Self::NotARequest { .. } => StageName::NotARequest,
            Self::Joined { .. } => StageName::Joined,
        }
    }
}
