//! Submissions: one person, one right, one receipt.

use super::inbound_email::InboundEmail;
use super::stage::ReviewReason;
use crate::company::BrandId;
use crate::digest::Digest;
use crate::law::{Means, Right};
use crate::locale::Locale;
use crate::person::{Agent, Details, Person};
use crate::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The subject of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// A right.
    Right(Right),
    /// Something that staff must read first.
    Unclear {
        /// Why the system could not decide.
        reason: ReviewReason,
        /// Whether it could be an opt-out. If so, it is in force during review.
        may_opt_out: bool,
    },
}

/// How a request reached the company (11 CCR § 7101(b), "manner made").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The hosted form.
    Form,
    /// The JSON API.
    Api,
    /// An email to the privacy inbox.
    Email,
    /// A phone call that staff recorded.
    Phone,
    /// A letter on paper that staff recorded.
    Paper,
    /// A visit that staff recorded.
    InPerson,
    /// A browser's opt-out preference signal.
    Signal,
    /// The unsubscribe button of an email program, or of the page behind it (RFC 8058).
    OneClick,
}

impl Channel {
    /// The channels of requests that staff record.
    pub const BY_STAFF: [Self; 3] = [Self::Phone, Self::Paper, Self::InPerson];

    /// Every channel.
    pub const ALL: [Self; 8] = [
        Self::Form,
        Self::Api,
        Self::Email,
        Self::Phone,
        Self::Paper,
        Self::InPerson,
        Self::Signal,
        Self::OneClick,
    ];

    /// Returns the channel with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == name)
    }

    /// Returns the channel's name, in JSON and on the record.
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

    /// Returns how a request through this channel exercises a right.
    #[must_use]
    pub fn means(self) -> Means {
        match self {
            Self::Signal => Means::Signal,
            _ => Means::Request,
        }
    }

    /// Whether the ID of a submission through this channel is derived from its content, so that the same ID means the same
    /// submission. Other IDs come from a key that the caller chose.
    #[must_use]
    pub fn derives_ids_from_content(self) -> bool {
        matches!(
            self,
            Self::Form | Self::Email | Self::Signal | Self::OneClick
        )
    }

    /// Whether an email confirms a request through this channel. A browser has no address, and a person who
    /// unsubscribes wants fewer emails. Both get the confirmation where they made the request.
    #[must_use]
    pub fn is_confirmed_by_email(self) -> bool {
        !matches!(self, Self::Signal | Self::OneClick)
    }
}

/// A request for one right by one person, as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The ID of its receipt.
    pub receipt: ReceiptId,
    /// The subject.
    pub asked: Asked,
    /// The person.
    pub person: Person,
    /// The authorized agent, if there is one.
    pub agent: Option<Agent>,
    /// The channel.
    pub channel: Channel,
    /// The language of the page, of the `Accept-Language` header, or of the email.
    pub locale: Locale,
    /// The brand at which it was made: by the host of the page, or by the address that the email was sent to. `None` for the
    /// company itself.
    pub brand: Option<BrandId>,
    /// The time of receipt, not the time of reading: day 0 of every deadline. For a forwarded email, see
    /// [`super::clock_start`].
    pub received: Timestamp,
    /// The email that it came in, if it did.
    pub inbound_email: Option<InboundEmail>,
    /// Whether staff must approve its emails before they are sent: the form submission filled the bot trap, or the
    /// requester is uncertain.
    pub approval_required: bool,
    /// The receipts of all submissions of one message about this person, this one among them. One email confirms them.
    /// Empty if an email of its own confirms this one.
    pub companions: Vec<ReceiptId>,
    /// What the requester wrote about it in the form or in JSON. An inbound email is kept whole, so it has none.
    pub details: Option<Details>,
    /// A hash of the submission.
    pub digest: Digest,
}
