//! A request's log: what happened, when, and who did it.

use crate::notification::Outcome;
use crate::receipt::ReceiptId;
use crate::request::{Asked, Channel, CommandName, Milestone, Note, StageName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry. No entry holds personal data.
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
    /// Someone who acts for the person.
    Agent,
    /// This system, because of time or of an answer that it got.
    System,
    /// A member of staff.
    Staff {
        /// The id that the authorizer gave.
        id: String,
        /// What they were allowed to do.
        role: Role,
    },
}

/// What a member of staff may do; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Read.
    Read,
    /// Take steps on requests and emails.
    Decide,
    /// What can't be taken back for anybody: hold what is in dispute, and erase.
    Configure,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Decide, Self::Configure];

    /// The role's name, in settings and on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decide => "decide",
            Self::Configure => "configure",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The request was opened.
    Created {
        /// What was asked.
        asked: Asked,
        /// How it reached us.
        channel: Channel,
        /// When it reached us.
        received: Timestamp,
    },
    /// The same was asked again.
    Repeated {
        /// The receipt that this submission got.
        receipt: ReceiptId,
        /// How it reached us.
        channel: Channel,
        /// When it reached us.
        received: Timestamp,
        /// How many identifiers it added.
        added: u16,
    },
    /// The request accepted a command.
    Applied {
        /// The command.
        command: CommandName,
        /// The stage after it.
        stage: StageName,
    },
    /// Others were told of it.
    NotificationProgressed {
        /// The version of the request that owes the notification.
        notification: u64,
        /// How many it concerns.
        of: u16,
        /// What became of it since the last such entry, partner by partner.
        outcomes: Vec<Outcome>,
        /// The stage after it.
        stage: StageName,
    },
    /// It is held while a dispute lasts, or held no longer.
    Held {
        /// Whether it is held.
        held: bool,
    },
    /// What was personal in it was forgotten.
    Erased,
    /// Time has passed.
    MilestonesPassed {
        /// What was passed, in the order of time.
        milestones: Vec<Milestone>,
    },
    /// Something was noted, and nothing changed.
    Noted(Note),
}

impl Event {
    /// Whether staff must be alarmed of it.
    #[must_use]
    pub fn alarms(&self) -> bool {
        matches!(self, Self::MilestonesPassed { milestones } if milestones.iter().any(|passed| passed.alarms()))
    }
}
