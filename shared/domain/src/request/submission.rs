//! What arrives: one person, one right, one receipt.

use super::inbound_email::InboundEmail;
use super::stage::ReviewReason;
use crate::digest::Digest;
use crate::law::{Means, Right};
use crate::person::{Agent, Person};
use crate::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a submission asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// A right, plainly.
    Right(Right),
    /// Something that a person must read first.
    Unclear {
        /// Why nothing here decided it.
        reason: ReviewReason,
        /// Whether it could be an opt-out; then it is in force while it waits.
        may_opt_out: bool,
    },
}

/// How a request reached us (11 CCR § 7101(b), "manner made").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The hosted form.
    Form,
    /// The form's JSON twin.
    Api,
    /// Mail to the privacy inbox.
    Email,
    /// By phone; staff wrote it down.
    Phone,
    /// On paper; staff wrote it down.
    Paper,
    /// In person; staff wrote it down.
    InPerson,
    /// A browser's opt-out preference signal.
    Signal,
    /// The button of a mail program, or of the page behind it (RFC 8058).
    OneClick,
}

impl Channel {
    /// The channels by which a request reaches staff, who write it down.
    pub const BY_STAFF: [Self; 3] = [Self::Phone, Self::Paper, Self::InPerson];

    /// The channel's name, in JSON and on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Api => "api",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Paper => "paper",
            Self::InPerson => "in_person",
            Self::Signal => "signal",
            Self::OneClick => "one_click",
        }
    }

    /// By what a right is exercised that reaches us so.
    #[must_use]
    pub fn means(self) -> Means {
        match self {
            Self::Signal => Means::Signal,
            _ => Means::Request,
        }
    }

    /// Whether what reaches us so is confirmed by email. A browser has no address, and whoever pressed their mail
    /// program's button asked for less mail; both are told where they asked.
    #[must_use]
    pub fn is_confirmed_by_email(self) -> bool {
        !matches!(self, Self::Signal | Self::OneClick)
    }
}

/// One person, one right, as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The id of its receipt.
    pub receipt: ReceiptId,
    /// What is asked.
    pub asked: Asked,
    /// Who asks.
    pub person: Person,
    /// Who acts for them.
    pub agent: Option<Agent>,
    /// How it reached us.
    pub channel: Channel,
    /// When it reached us, not when it was read: the clock's day 0. Of a forward, [`super::clock_start`].
    pub received: Timestamp,
    /// The mail that it came in.
    pub inbound_email: Option<InboundEmail>,
    /// Whether staff look at its email before it leaves: it came through the bot trap, or nobody is sure
    /// enough who asks.
    pub approval_required: bool,
    /// What was submitted, as a hash.
    pub digest: Digest,
}
