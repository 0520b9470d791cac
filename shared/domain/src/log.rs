//! The log of a request: what happened, when, and who did it.

use crate::locale::Locale;
use crate::notification::Outcome;
use crate::receipt::ReceiptId;
use crate::request::{Asked, Channel, CommandName, LawChange, Milestone, Note, StageName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A log entry. It contains no personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was decided.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "actor", rename_all = "snake_case")]
pub enum Actor {
    /// The person.
    Person,
    /// An authorized agent.
    Agent,
    /// This system, because of a deadline or of a response that it got.
    System,
    /// A member of staff.
    Staff {
        /// The ID from the authorizer.
        id: String,
        /// The role that the member of staff had.
        role: Role,
    },
}

/// The role of a member of staff. Each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Read.
    Read,
    /// Act on requests and emails.
    Decide,
    /// Place legal holds, and erase: actions that can't be undone.
    Configure,
}

impl Role {
    /// Every role, from the lowest.
    pub const ALL: [Self; 3] = [Self::Read, Self::Decide, Self::Configure];

    /// Returns the role's name, in settings and on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decide => "decide",
            Self::Configure => "configure",
        }
    }

    /// Returns the role with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The request was created.
    Created {
        /// The right, or the reason for a review.
        asked: Asked,
        /// The channel.
        channel: Channel,
        /// The time of receipt.
        received: Timestamp,
    },
    /// A repeated submission was merged into the request.
    Repeated {
        /// The receipt of the submission.
        receipt: ReceiptId,
        /// The channel.
        channel: Channel,
        /// The time of receipt.
        received: Timestamp,
        /// The number of identifiers that it added.
        added: u16,
    },
    /// The request accepted a command.
    Applied {
        /// The command.
        command: CommandName,
        /// The stage after it.
        stage: StageName,
    },
    /// A notification to partners made progress.
    NotificationProgressed {
        /// The version of the request that caused the notification.
        notification: u64,
        /// The number of partners that it concerns.
        of: u16,
        /// The outcomes since the last such entry.
        outcomes: Vec<Outcome>,
        /// The stage after it.
        stage: StageName,
    },
    /// Staff set the language of pages and emails to the requester.
    LanguageSet {
        /// The language.
        language: Locale,
    },
    /// Staff assigned the request.
    Assigned {
        /// The ID of the member of staff. `None` removes the assignment.
        to: Option<String>,
    },
    /// A legal hold was placed or lifted.
    Held {
        /// Whether the request is on hold.
        held: bool,
    },
    /// Personal data was erased.
    Erased,
    /// Milestones passed.
    MilestonesPassed {
        /// The milestones, in order of time.
        milestones: Vec<Milestone>,
    },
    /// A law took effect while the request was open, and favors the requester.
    LawChanged(LawChange),
    /// A note was added. Nothing else changed.
    Noted(Note),
}

impl Event {
    /// Whether the event raises an alarm.
    #[must_use]
    pub fn alarms(&self) -> bool {
        matches!(self, Self::MilestonesPassed { milestones } if milestones.iter().any(|passed| passed.alarms()))
    }
}
