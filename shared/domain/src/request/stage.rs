//! The stages of a request's life; each owns what is true only in it.

use super::{RequestId, Response, StageName};
use crate::calendar::Due;
use crate::person::Identifier;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who set a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// The law, through a row of the rules table.
    Law,
    /// The house, where the law has no clock.
    Policy,
}

/// The life of a choice. It begins in force, and nothing in it waits for the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ImmediateStage {
    /// In force in our systems; those who must know are being told.
    InForce {
        /// By when everyone must have been told.
        due: Due,
        /// How far the telling has come.
        progress: NotificationProgress,
    },
    /// In force, and everyone who must know has been told.
    Done {
        /// When that was so.
        at: Timestamp,
        /// How many have acknowledged it.
        notified: u16,
        /// For how many staff recorded why they need not be told.
        #[serde(default)]
        excused: u16,
        /// When the last of them acknowledged it.
        #[serde(default)]
        last: Option<Timestamp>,
    },
    /// Not honored, for a documented good-faith belief of fraud (11 CCR §§ 7026(e), 7027(f)).
    Denied {
        /// When the person was told.
        at: Timestamp,
        /// Why.
        belief: FraudBelief,
    },
    /// The person appeals against the denial. An appeal that they win puts the choice in force again.
    Appealing {
        /// When it was denied.
        denied_at: Timestamp,
        /// Why.
        belief: FraudBelief,
        /// The appeal.
        appeal: PendingAppeal,
    },
    /// The appeal was decided, and this request is over: the denial stands, or the person was right and a newer
    /// request of theirs for the same choice is in force already.
    AppealDecided {
        /// When it was denied.
        denied_at: Timestamp,
        /// Why.
        belief: FraudBelief,
        /// When the appeal was decided.
        at: Timestamp,
        /// What was decided.
        decision: AppealDecision,
    },
    /// No longer in force for anything that it named.
    Ended {
        /// Since when.
        at: Timestamp,
        /// How it ended.
        how: Ending,
    },
}

/// How far telling the partners of a person's data has come (11 CCR § 7026(f)(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum NotificationProgress {
    /// A notification is owed.
    Pending {
        /// The version of the request that owes it: a later one takes the place of those before.
        #[serde(default)]
        notification: u64,
    },
    /// Notices were sent; some may not have answered.
    Sent {
        /// The version of the request that owes them; none if staff told them by hand.
        #[serde(default)]
        notification: Option<u64>,
        /// To how many.
        notified: u16,
        /// How many of them have answered.
        acknowledged: u16,
        /// For how many staff recorded why they need not be told.
        #[serde(default)]
        excused: u16,
        /// When the last of them answered.
        #[serde(default)]
        last: Option<Timestamp>,
    },
}

impl NotificationProgress {
    /// The version of the request that owes the notification, unless staff tell everyone by hand.
    #[must_use]
    pub fn notification(self) -> Option<u64> {
        match self {
            Self::Pending { notification } => Some(notification),
            Self::Sent { notification, .. } => notification,
        }
    }
}

/// Why a choice is believed to be fraudulent, as the law wants it documented. Staff write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FraudBelief(pub String);

/// Somebody took a choice back for what they hold. For the rest it stays in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndedFor {
    /// For what.
    pub identifier: Identifier,
    /// Since when.
    pub at: Timestamp,
}

/// How a choice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Each holder of what it named opted back in, by a request and a separate confirmation (11 CCR § 7028(a)).
    OptIn,
}

/// The life of a demand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum VerifiableStage {
    /// To be answered. The clock runs whatever the proof may take.
    Open {
        /// By when its receipt must be confirmed; the email that opened it does that.
        acknowledge_by: Option<Due>,
        /// By when it must be answered.
        respond_by: Due,
        /// The one extension, once it was taken.
        extended: Option<Extended>,
        /// How we know who asks.
        verification: Verification,
    },
    /// Answered, and not appealed.
    Responded {
        /// When.
        at: Timestamp,
        /// What was answered.
        response: Response,
    },
    /// The person appeals against the answer.
    Appealing {
        /// When it was answered.
        responded_at: Timestamp,
        /// What was answered.
        response: Response,
        /// The appeal.
        appeal: PendingAppeal,
    },
    /// The appeal was decided.
    AppealDecided {
        /// When it was answered.
        responded_at: Timestamp,
        /// What was answered.
        response: Response,
        /// When the appeal was decided.
        at: Timestamp,
        /// What was decided.
        decision: AppealDecision,
    },
}

/// How we know who asks for a deletion, a copy or a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verification", rename_all = "snake_case")]
pub enum Verification {
    /// Not yet known.
    Pending,
    /// Shown.
    Verified {
        /// When.
        at: Timestamp,
        /// By what.
        by: VerificationMethod,
    },
    /// It could not be shown in time.
    Expired {
        /// When that was found.
        at: Timestamp,
    },
}

/// By what it was shown who asks: the least that is enough (11 CCR §§ 7060(c), 7061, 7063).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationMethod {
    /// Whoever reads mail at the address that asked pressed a button behind a link in it. For a request that an
    /// agent made, this is the person's one confirmation.
    AddressConfirmed,
    /// They are signed in to an account that the company knows as theirs.
    KnownAccount,
    /// A power of attorney was shown, which replaces the person's own confirmation (11 CCR § 7063(b)).
    PowerOfAttorney,
    /// Staff matched what they told with what the company holds.
    Matched,
}

/// The one extension that a law may grant for an answer, or for the decision on an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// When the person was told.
    pub at: Timestamp,
    /// Why it is needed; the person reads it.
    pub reason: String,
    /// The date before the extension.
    pub from: Due,
}

/// An appeal that is to be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAppeal {
    /// When it reached us.
    pub received: Timestamp,
    /// By when it must be decided.
    pub due: Due,
    /// The one extension, once it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<Extended>,
}

/// How an appeal was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum AppealDecision {
    /// The person was right.
    Upheld {
        /// What is done now, in words that the person reads.
        done: String,
    },
    /// The answer stands; the person is told where to complain.
    Denied {
        /// Why; the person reads it.
        because: String,
    },
}

/// The life of an email that a person must read. Once they have, the request goes on as what it asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ReviewStage {
    /// Nobody has read it. The clock is the strictest that it could turn out to have, and ours.
    Waiting {
        /// By when somebody must have read it and done what it asks.
        due: Due,
        /// Why nothing here decided it.
        reason: ReviewReason,
        /// Since when it counts as an opt-out while it waits, if it could be one.
        provisional_since: Option<Timestamp>,
    },
    /// Somebody read it: it asks for nothing.
    NotARequest {
        /// When.
        at: Timestamp,
        /// Why, in the words of whoever read it.
        why: String,
        /// What it was in doubt about, for whoever takes that back.
        #[serde(flatten)]
        prior: PriorReview,
    },
    /// Somebody read it: it belongs to another request.
    Joined {
        /// When.
        at: Timestamp,
        /// To which.
        to: RequestId,
    },
}

/// What an email waited for before somebody read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorReview {
    /// By when somebody should have read it.
    pub due: Due,
    /// Why nothing here decided it.
    pub reason: ReviewReason,
    /// Whether it counted as an opt-out.
    pub provisional: bool,
}

/// Why an email is left to a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// It has no text that can be read.
    NoText,
    /// Nothing in it says plainly which right is meant.
    NotPlain,
    /// It seems to ask for several things.
    SeveralThings,
    /// It seems to be about somebody other than its sender.
    ForSomebodyElse,
    /// It doesn't say whom to answer.
    NoSender,
    /// The inbox's mail server takes it for spam or malware.
    Quarantined,
}

impl ImmediateStage {
    /// The stage's name.
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
    /// The stage's name.
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
    /// The stage's name.
    #[must_use]
    pub fn name(&self) -> StageName {
        match self {
            Self::Waiting { .. } => StageName::Waiting,
            Self::NotARequest { .. } => StageName::NotARequest,
            Self::Joined { .. } => StageName::Joined,
        }
    }
}
