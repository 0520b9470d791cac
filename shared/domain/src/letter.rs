//! Letters that are owed to a person: what they are about, to whom they go, and when they may leave.
//!
//! A letter holds facts, no text: it is put into words when it is sent, so that a retry says the same.

mod fate;
mod reader;

pub use fate::{Bounce, Fate, NotAFate};
pub use reader::Reader;

use crate::calendar::Due;
use crate::law::{Grounds, Right, Rule};
use crate::person::{Agent, EmailAddress, Person};
use crate::receipt::{ReceiptId, Reference};
use crate::request::{Answer, Decision, Request, SetBy};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A letter that is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Its id: made from what causes it, so that it is owed once.
    pub id: String,
    /// What it says.
    pub says: Says,
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
    #[serde(alias = "rule")]
    pub grounds: Option<Grounds>,
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
    pub pace: Pace,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum Says {
    /// The choice is recorded and in force.
    ChoiceRecorded,
    /// The demand has arrived, how it is checked, and when the answer comes (11 CCR § 7021(a)).
    DemandReceived,
    /// A person will read the letter.
    WillBeRead,
    /// How one exercises a right: the answer to a question that exercises none.
    HowToAsk,
    /// Everything that an agent's letter asks for is open.
    AllOpened {
        /// The receipts, in the order of the letter.
        receipts: Vec<ReceiptId>,
    },
    /// The choice is not honoured, and why (11 CCR §§ 7026(e), 7027(f)).
    ChoiceDenied {
        /// Why; staff wrote it for the person.
        because: String,
    },
    /// Everyone who must know has been told.
    ChoiceDone {
        /// How many have acknowledged it.
        told: u16,
        /// For how many staff recorded why they need not be told.
        #[serde(default)]
        excused: u16,
        /// When the last of them acknowledged it.
        #[serde(default)]
        last: Option<Timestamp>,
        /// To which identifiers it applies, masked: those of the receipt that the letter names.
        #[serde(default)]
        applies_to: Vec<String>,
    },
    /// The person opted back in, and nothing of the choice is left.
    ChoiceEnded,
    /// The holder of this address opted back in. For the rest the choice stays in force.
    ChoiceEndedInPart,
    /// The person has not shown who they are yet, and can.
    ProofWanted,
    /// Somebody asked that this address be sold or shared again; its holder confirms it or not.
    OptInAsked,
    /// Staff ask one thing about a letter.
    Question {
        /// What.
        question: String,
    },
    /// The answer takes longer (11 CCR § 7021(b)).
    AnswerExtended {
        /// Why; staff wrote it for the person.
        because: String,
    },
    /// The answer.
    Answered {
        /// Which.
        answer: Answer,
    },
    /// The code without which the answer's file can't be collected. It comes apart from the link.
    CollectCode {
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
        decision: Decision,
    },
}

impl Says {
    /// The name of what it says, for logs and metrics.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ChoiceRecorded => "choice_recorded",
            Self::DemandReceived => "demand_received",
            Self::WillBeRead => "will_be_read",
            Self::HowToAsk => "how_to_ask",
            Self::AllOpened { .. } => "all_opened",
            Self::ChoiceDenied { .. } => "choice_denied",
            Self::ChoiceDone { .. } => "choice_done",
            Self::ChoiceEnded => "choice_ended",
            Self::ChoiceEndedInPart => "choice_ended_in_part",
            Self::ProofWanted => "proof_wanted",
            Self::OptInAsked => "opt_in_asked",
            Self::Question { .. } => "question",
            Self::AnswerExtended { .. } => "answer_extended",
            Self::Answered { .. } => "answered",
            Self::CollectCode { .. } => "collect_code",
            Self::AppealReceived => "appeal_received",
            Self::AppealExtended { .. } => "appeal_extended",
            Self::AppealDecided { .. } => "appeal_decided",
        }
    }
}

/// To whom a letter goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "to", rename_all = "snake_case")]
pub enum Addressee {
    /// By mail to this address.
    Mail(EmailAddress),
    /// By hand: staff must find a way.
    Hand(WhyByHand),
}

/// Why staff must deliver a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyByHand {
    /// The person gave no e-mail address.
    NoAddress,
    /// The address has a local part that SES can't send to.
    AddressOutsideAscii,
    /// It would go to our own inbox, and come back as a request.
    OurOwnAddress,
    /// SES won't take the letter, or took it and did not send it.
    Refused,
    /// It was sent, and came back.
    Bounced(Bounce),
}

impl Addressee {
    /// Whom letters about this person reach: their first address; else the agent's; else nobody by mail.
    #[must_use]
    pub fn of(person: &Person, agent: Option<&Agent>) -> Self {
        match person
            .letter_address()
            .or(agent.and_then(|agent| agent.email.as_ref()))
        {
            None => Self::Hand(WhyByHand::NoAddress),
            Some(address) => Self::to(address),
        }
    }

    /// By mail to this address, if SES can send there.
    #[must_use]
    pub fn to(address: &EmailAddress) -> Self {
        if address.takes_mail_from_ses() {
            Self::Mail(address.clone())
        } else {
            Self::Hand(WhyByHand::AddressOutsideAscii)
        }
    }
}

/// When a letter may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "pace", rename_all = "snake_case")]
pub enum Pace {
    /// Anyone could have caused it: it counts against what one address gets in a day and in a week, and
    /// leaves in a summary by this date at the latest.
    Unproven {
        /// The earliest date on which the law wants the person told.
        by: Date,
    },
    /// It came through the bot trap, or nobody is sure enough who asks: it leaves when staff have looked at it.
    AfterReview,
    /// The law or a member of staff wants it sent.
    Now,
}

impl Letter {
    /// The reference that it names.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.receipt.reference()
    }

    /// The rule that set the date.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let grounds = self.grounds?;
        Some(grounds.law_named(grounds.day_of(self.received)))
    }

    /// A letter about a step on a request that the law or staff want told.
    pub(crate) fn about(request: &Request, step: &str, says: Says, due: Option<Due>) -> Self {
        let receipt = request.id.0;
        Self {
            id: receipt.child(&format!("letter {step} {}", request.version)),
            says,
            to: Addressee::of(&request.person, request.agent.as_ref()),
            reader: Reader::of(&request.person, request.agent.as_ref()),
            receipt,
            right: request.right(),
            grounds: request.grounds(),
            received: request.received,
            in_force_since: request.in_force_since(),
            due,
            due_set_by: SetBy::Law,
            in_reply_to: request
                .mail
                .as_ref()
                .and_then(|mail| mail.message_id.clone()),
            pace: Pace::Now,
        }
    }
}
