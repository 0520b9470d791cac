//! Emails to requesters: their subject, their recipient, and when they may be sent.
//!
//! An email holds facts and no text. The outbox sender writes the text when it sends the email, so that a retry has the
//! same text.

mod event;
mod reader;

pub use event::{Bounce, EmailEvent, NotAnEmailEvent};
pub use reader::Reader;

use crate::calendar::{Calendar, Due};
use crate::company::BrandId;
use crate::law::{ApplicableRules, Right, Rule};
use crate::locale::Locale;
use crate::partner::Partners;
use crate::person::{Agent, EmailAddress, Person};
use crate::receipt::{ReceiptId, Reference};
use crate::request::{AppealDecision, Request, Response, SetBy};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The name of the SES message tag that holds the key of an email.
pub const EMAIL_TAG: &str = "honored-email";

/// A pending email.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundEmail {
    /// The ID, derived from the cause of the email, so that each cause has one email.
    pub id: String,
    /// The kind.
    pub kind: EmailKind,
    /// The recipient.
    pub to: Addressee,
    /// Whether a link in it can confirm something on behalf of the person.
    #[serde(default)]
    pub reader: Reader,
    /// The language. An email from before the first translation is in English.
    #[serde(default)]
    pub locale: Locale,
    /// The brand that it comes from. `None` for the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// The receipt whose reference it shows.
    pub receipt: ReceiptId,
    /// The right. `None` during review.
    pub right: Option<Right>,
    /// The rules of the request.
    pub rules: Option<ApplicableRules>,
    /// When the submission was received.
    pub received: Timestamp,
    /// When an immediate right came into force, if it is in force.
    pub in_force_since: Option<Timestamp>,
    /// The due dates that it shows.
    pub due: Option<Due>,
    /// Who set them.
    pub due_set_by: SetBy,
    /// The Message-ID of the email that it replies to.
    pub in_reply_to: Option<String>,
    /// When it may be sent.
    pub send_policy: SendPolicy,
    /// The receipts of one message that one email confirms, if this is one of them.
    #[serde(default)]
    pub together: Option<Together>,
    /// Whether the company had no partner to notify of this immediate right when the email was first processed. Then the
    /// receipt also says that the request is done, and no second email does.
    #[serde(default)]
    pub no_partners: bool,
}

/// The receipts of one message that one email confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// The receipts, in the order of the message.
    pub receipts: Vec<ReceiptId>,
    /// How long the first emails wait for the others. After that they leave without them.
    pub until: Timestamp,
}

impl Together {
    /// A message is stored within seconds. If a step fails, the queue delivers the message again after a minute.
    const WAIT: SignedDuration = SignedDuration::from_mins(10);

    /// Returns the receipts of a message that is stored now. `None` if it has only one.
    pub(crate) fn of(receipts: &[ReceiptId], now: Timestamp) -> Option<Self> {
        (receipts.len() > 1).then(|| Self {
            receipts: receipts.to_vec(),
            until: now.checked_add(Self::WAIT).unwrap_or(now),
        })
    }
}

/// What an email says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EmailKind {
    /// The immediate right is recorded and in force.
    ImmediateRecorded,
    /// The request for a verifiable right has arrived: how the company verifies it, and when it will respond (11 CCR §
    /// 7021(a)).
    VerifiableReceived,
    /// Staff will read the email.
    ReviewPending,
    /// How to exercise a right: the reply to a question that exercises none.
    HowToAsk,
    /// The reply to one of our emails waits for staff.
    ReplyReceived,
    /// Every request in an agent's email is open.
    RequestsOpened {
        /// The receipts, in the order of the email.
        receipts: Vec<ReceiptId>,
    },
    /// The immediate right is denied, with the reason (11 CCR §§ 7026(e), 7027(f)).
    ImmediateDenied {
        /// The reason, written by staff.
        explanation: String,
    },
    /// Every partner is notified.
    ImmediateDone(Completion),
    /// The person opted back in, and the right is in force for no identifier.
    OptedBackIn,
    /// The holder of this address opted back in. The right stays in force for the other identifiers.
    OptedBackInPartly,
    /// A reminder to verify.
    VerificationReminder,
    /// A person asked to opt this address back in. Its holder can confirm it.
    OptInConfirmation,
    /// A question from staff about an email.
    Question {
        /// The question.
        question: String,
    },
    /// A message by staff about the request.
    Message {
        /// The words, written by staff.
        text: String,
    },
    /// The answer of staff to an email that opened no request.
    StaffAnswer {
        /// The words, written by staff.
        text: String,
    },
    /// The response takes longer (11 CCR § 7021(b)).
    ResponseExtended {
        /// The reason, written by staff.
        explanation: String,
    },
    /// The response.
    Response {
        /// The response.
        response: Response,
        /// What staff wrote beside it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// The code for the file of the response. It comes separately from the link.
    DownloadCode {
        /// The number of the code: 0 with the response, then one more for each replacement.
        #[serde(default)]
        round: u32,
    },
    /// The appeal has arrived.
    AppealReceived,
    /// The decision on the appeal takes longer.
    AppealExtended {
        /// The reason, written by staff.
        explanation: String,
    },
    /// The appeal is decided.
    AppealDecided {
        /// The decision.
        decision: AppealDecision,
    },
}

/// The result of notifying partners about an immediate right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The number of partners that acknowledged it.
    pub notified: u16,
    /// The number of partners that staff recorded as not needed.
    #[serde(default)]
    pub excused: u16,
    /// The time of the last acknowledgement.
    #[serde(default)]
    pub last: Option<Timestamp>,
    /// The identifiers that it applies to, masked: those of the receipt that the email shows.
    #[serde(default)]
    pub applies_to: Vec<String>,
}

impl EmailKind {
    /// Returns the kind's name, for logs and metrics.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ImmediateRecorded => "immediate_recorded",
            Self::VerifiableReceived => "verifiable_received",
            Self::ReviewPending => "review_pending",
            Self::HowToAsk => "how_to_ask",
            Self::ReplyReceived => "reply_received",
            Self::RequestsOpened { .. } => "requests_opened",
            Self::ImmediateDenied { .. } => "immediate_denied",
            Self::ImmediateDone(_) => "immediate_done",
            Self::OptedBackIn => "opted_back_in",
            Self::OptedBackInPartly => "opted_back_in_partly",
            Self::VerificationReminder => "verification_reminder",
            Self::OptInConfirmation => "opt_in_confirmation",
            Self::Question { .. } => "question",
            Self::Message { .. } => "message",
            Self::StaffAnswer { .. } => "staff_answer",
            Self::ResponseExtended { .. } => "response_extended",
            Self::Response { .. } => "response",
            Self::DownloadCode { .. } => "download_code",
            Self::AppealReceived => "appeal_received",
            Self::AppealExtended { .. } => "appeal_extended",
            Self::AppealDecided { .. } => "appeal_decided",
        }
    }
}

/// The recipient of an email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "to", rename_all = "snake_case")]
pub enum Addressee {
    /// An email to this address.
    Email(EmailAddress),
    /// Manual delivery: staff must find a way.
    Manual(ManualDeliveryReason),
}

/// Why staff must deliver an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualDeliveryReason {
    /// The person gave no email address.
    NoAddress,
    /// SES can't send to the local part of the address.
    AddressOutsideAscii,
    /// The address is our own inbox, so the email would come back as a request.
    OurOwnAddress,
    /// SES rejected the email, or accepted and did not send it.
    Refused,
    /// The email bounced.
    Bounced(Bounce),
}

impl Addressee {
    /// Returns the recipient of emails about this person: their first address, then the agent's, then manual delivery.
    /// Emails about a child under 13 go to the parent, or staff deliver them: they can hold the child's data.
    #[must_use]
    pub fn of(person: &Person, agent: Option<&Agent>) -> Self {
        match person.is_child(agent) {
            true => Self::first(parents_address(agent)),
            false => Self::of_receipt(person, agent),
        }
    }

    /// Returns the recipient of the email that confirms a submission. It repeats what the submission says, so a child without
    /// a parent's address gets it too.
    #[must_use]
    pub fn of_receipt(person: &Person, agent: Option<&Agent>) -> Self {
        let agents = agent.and_then(|agent| agent.email.as_ref());
        Self::first(parents_address(agent).or(person.email_address()).or(agents))
    }

    fn first(address: Option<&EmailAddress>) -> Self {
        address.map_or(Self::Manual(ManualDeliveryReason::NoAddress), Self::to)
    }

    /// Returns an email to this address if SES can send there, and manual delivery if not.
    #[must_use]
    pub fn to(address: &EmailAddress) -> Self {
        if address.is_deliverable_by_ses() {
            Self::Email(address.clone())
        } else {
            Self::Manual(ManualDeliveryReason::AddressOutsideAscii)
        }
    }
}

fn parents_address(agent: Option<&Agent>) -> Option<&EmailAddress> {
    agent.filter(|agent| agent.is_parent())?.email.as_ref()
}

/// When an email may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum SendPolicy {
    /// Anyone could have caused it. Above the daily or weekly limit of its address it is held, and leaves in a summary
    /// when the address has room again: the next morning or next Monday, or later if more emails are held than the
    /// summaries of a week carry.
    Unproven {
        /// The last day on which the law allows it to leave, if the law sets one. On that day it leaves above the limit,
        /// in the one summary of the day that may.
        #[serde(default)]
        by: Option<Date>,
    },
    /// Only after staff approve it: the form submission filled the bot trap, or the requester is uncertain.
    AfterApproval,
    /// At once: the law or staff want it sent.
    Now,
}

impl OutboundEmail {
    /// Returns the reference that it shows.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.receipt.reference()
    }

    /// Whether it is the receipt of an immediate right that requires no notification to a partner on this list today.
    #[must_use]
    pub fn concerns_no_partner(&self, list: &Partners, today: Date) -> bool {
        let (EmailKind::ImmediateRecorded, Some(right)) = (&self.kind, self.right) else {
            return false;
        };
        let received = Calendar::California.date_of(self.received);
        list.concerned(right, received, today).next().is_none()
    }

    /// Returns the ID of the email that confirms the submission with this receipt.
    #[must_use]
    pub fn receipt_email_id(receipt: &ReceiptId) -> String {
        receipt.child("receipt email")
    }

    /// Whether it only says that a request is done, and the request required no notification to a partner.
    #[must_use]
    pub fn is_done_without_partners(&self) -> bool {
        let EmailKind::ImmediateDone(done) = &self.kind else {
            return false;
        };
        (done.notified, done.excused) == (0, 0)
    }

    /// Returns the rule that set its due dates.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// Creates an email about a command or milestone of a request, which the law or staff want sent.
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
            to: request.addressee(),
            reader: Reader::of(&request.person, request.agent.as_ref()),
            locale: request.locale,
            brand: request.brand.clone(),
            receipt,
            right: request.right(),
            rules: request.rules(),
            received: request.received,
            in_force_since: request.in_force_since(),
            due,
            due_set_by: match request.rules() {
                Some(_) => SetBy::Law,
                None => SetBy::Policy,
            },
            in_reply_to: request
                .inbound_email
                .as_ref()
                .and_then(|mail| mail.message_id.clone()),
            send_policy: SendPolicy::Now,
            together: None,
            no_partners: false,
        }
    }
}
