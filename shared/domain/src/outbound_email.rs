//! Emails that are owed to a person: what they are about, to whom they go, and when they may leave.
//!
//! An email holds facts, no text: it is put into words when it is sent, so that a retry says the same.

mod event;
mod reader;

pub use event::{Bounce, EmailEvent, NotAnEmailEvent};
pub use reader::Reader;

use crate::calendar::Due;
use crate::law::{ApplicableRules, Right, Rule};
use crate::person::{Agent, EmailAddress, Person};
use crate::receipt::{ReceiptId, Reference};
use crate::request::{AppealDecision, Request, Response, SetBy};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An email that is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundEmail {
    /// Its id: made from what causes it, so that it is owed once.
    pub id: String,
    /// What it says.
    pub kind: EmailKind,
    /// To whom it goes.
    pub to: Addressee,
    /// Whether its reader can confirm something for the person.
    #[serde(default)]
    pub reader: Reader,
    /// The receipt that it names.
    pub receipt: ReceiptId,
    /// What was asked; none while nobody has read the request.
    pub right: Option<Right>,
    /// What the request stands on.
    pub rules: Option<ApplicableRules>,
    /// When that submission reached us.
    pub received: Timestamp,
    /// Since when a choice is in force in our systems, if it is.
    pub in_force_since: Option<Timestamp>,
    /// The date that it names.
    pub due: Option<Due>,
    /// Whose date that is.
    pub due_set_by: SetBy,
    /// The Message-ID of the mail that it answers.
    pub in_reply_to: Option<String>,
    /// When it may leave.
    pub send_policy: SendPolicy,
}

/// What an email says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EmailKind {
    /// The choice is recorded and in force.
    ImmediateRecorded,
    /// The demand has arrived, how it is checked, and when the answer comes (11 CCR § 7021(a)).
    VerifiableReceived,
    /// A person will read the email.
    ReviewPending,
    /// How one exercises a right: the answer to a question that exercises none.
    HowToAsk,
    /// Everything that an agent's email asks for is open.
    RequestsOpened {
        /// The receipts, in the order of the email.
        receipts: Vec<ReceiptId>,
    },
    /// The choice is not honored, and why (11 CCR §§ 7026(e), 7027(f)).
    ImmediateDenied {
        /// Why; staff wrote it for the person.
        because: String,
    },
    /// Everyone who must know has been told.
    ImmediateDone {
        /// How many have acknowledged it.
        notified: u16,
        /// For how many staff recorded why they need not be told.
        #[serde(default)]
        excused: u16,
        /// When the last of them acknowledged it.
        #[serde(default)]
        last: Option<Timestamp>,
        /// To which identifiers it applies, masked: those of the receipt that the email names.
        #[serde(default)]
        applies_to: Vec<String>,
    },
    /// The person opted back in, and nothing of the choice is left.
    OptedBackIn,
    /// The holder of this address opted back in. For the rest the choice stays in force.
    OptedBackInPartly,
    /// The person has not shown who they are yet, and can.
    VerificationReminder,
    /// Somebody asked that this address be sold or shared again; its holder confirms it or not.
    OptInConfirmation,
    /// Staff ask one thing about an email.
    Question {
        /// What.
        question: String,
    },
    /// The answer takes longer (11 CCR § 7021(b)).
    ResponseExtended {
        /// Why; staff wrote it for the person.
        because: String,
    },
    /// The answer.
    Response {
        /// Which.
        response: Response,
    },
    /// The code without which the answer's file can't be collected. It comes apart from the link.
    DownloadCode {
        /// Which code it is: 0 with the answer, then one more for each new one.
        #[serde(default)]
        round: u32,
    },
    /// The appeal has arrived.
    AppealReceived,
    /// The decision on the appeal takes longer.
    AppealExtended {
        /// Why; staff wrote it for the person.
        because: String,
    },
    /// The appeal was decided.
    AppealDecided {
        /// How.
        decision: AppealDecision,
    },
}

impl EmailKind {
    /// The name of what it says, for logs and metrics.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ImmediateRecorded => "immediate_recorded",
            Self::VerifiableReceived => "verifiable_received",
            Self::ReviewPending => "review_pending",
            Self::HowToAsk => "how_to_ask",
            Self::RequestsOpened { .. } => "requests_opened",
            Self::ImmediateDenied { .. } => "immediate_denied",
            Self::ImmediateDone { .. } => "immediate_done",
            Self::OptedBackIn => "opted_back_in",
            Self::OptedBackInPartly => "opted_back_in_partly",
            Self::VerificationReminder => "verification_reminder",
            Self::OptInConfirmation => "opt_in_confirmation",
            Self::Question { .. } => "question",
            Self::ResponseExtended { .. } => "response_extended",
            Self::Response { .. } => "response",
            Self::DownloadCode { .. } => "download_code",
            Self::AppealReceived => "appeal_received",
            Self::AppealExtended { .. } => "appeal_extended",
            Self::AppealDecided { .. } => "appeal_decided",
        }
    }
}

/// To whom an email goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "to", rename_all = "snake_case")]
pub enum Addressee {
    /// By mail to this address.
    Email(EmailAddress),
    /// By hand: staff must find a way.
    Manual(ManualDeliveryReason),
}

/// Why staff must deliver an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualDeliveryReason {
    /// The person gave no e-mail address.
    NoAddress,
    /// The address has a local part that SES can't send to.
    AddressOutsideAscii,
    /// It would go to our own inbox, and come back as a request.
    OurOwnAddress,
    /// SES won't take the email, or took it and did not send it.
    Refused,
    /// It was sent, and came back.
    Bounced(Bounce),
}

impl Addressee {
    /// Whom emails about this person reach: their first address; else the agent's; else nobody by mail.
    #[must_use]
    pub fn of(person: &Person, agent: Option<&Agent>) -> Self {
        match person
            .email_address()
            .or(agent.and_then(|agent| agent.email.as_ref()))
        {
            None => Self::Manual(ManualDeliveryReason::NoAddress),
            Some(address) => Self::to(address),
        }
    }

    /// By mail to this address, if SES can send there.
    #[must_use]
    pub fn to(address: &EmailAddress) -> Self {
        if address.is_deliverable_by_ses() {
            Self::Email(address.clone())
        } else {
            Self::Manual(ManualDeliveryReason::AddressOutsideAscii)
        }
    }
}

/// When an email may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum SendPolicy {
    /// Anyone could have caused it: it counts against what one address gets in a day and in a week, and
    /// leaves in a summary by this date at the latest.
    Unproven {
        /// The earliest date on which the law wants the person told.
        by: Date,
    },
    /// It came through the bot trap, or nobody is sure enough who asks: it leaves when staff have looked at it.
    AfterApproval,
    /// The law or a member of staff wants it sent.
    Now,
}

impl OutboundEmail {
    /// The reference that it names.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.receipt.reference()
    }

    /// The rule that set the date.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// An email about a step on a request that the law or staff want told.
    pub(crate) fn about(
        request: &Request,
        command: &str,
        kind: EmailKind,
        due: Option<Due>,
    ) -> Self {
        let receipt = request.id.0;
        Self {
            id: receipt.child(&format!("email {command} {}", request.version)),
            kind,
            to: Addressee::of(&request.person, request.agent.as_ref()),
            reader: Reader::of(&request.person, request.agent.as_ref()),
            receipt,
            right: request.right(),
            rules: request.rules(),
            received: request.received,
            in_force_since: request.in_force_since(),
            due,
            due_set_by: SetBy::Law,
            in_reply_to: request
                .inbound_email
                .as_ref()
                .and_then(|mail| mail.message_id.clone()),
            send_policy: SendPolicy::Now,
        }
    }
}
