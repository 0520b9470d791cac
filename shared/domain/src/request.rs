//! A request and its life.
//!
//! A [`Submission`] is what arrives; [`Request::open`] makes it an obligation; [`Request::take`] moves it.
//! Both give back a [`Change`]: the new request and all that it owes, to be written whole or not at all.
//! The stages own their data, so that what may not be cannot be written down: no date on a closed
//! request, no outcome on an open one, and no stage of a choice that waits for the person.

mod answer;
mod answering;
mod appeal;
mod bare;
mod change;
mod doubt;
mod mail;
mod note;
mod open;
mod opt_in;
mod retention;
mod stage;
mod step;
mod submission;
mod take;
mod telling;
mod watch;

pub use answer::{Answer, Delivery, Denial, DenialBasis, Earlier, Given, Renewed};
pub use change::{Change, Effect};
pub use mail::{Identified, MailOrigin, clock_start, letter_to_writer};
pub use note::{ByStaff, Note, NoticeByStaff};
pub use stage::{
    Appealed, ChoiceStage, Decision, DemandStage, DoubtReason, DoubtStage, EndedFor, Ending,
    Extended, FraudBelief, Proof, ProofMeans, SetBy, Telling, Waited,
};
pub use step::{Refused, Step};
pub use submission::{Asked, Channel, Submission};
pub use watch::Milestone;

use crate::calendar::Calendar;
use crate::law::{Choice, Demand, Grounds, Right, Rule};
use crate::person::{Agent, Person};
use crate::receipt::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A request's identity: that of the receipt that opened it. Never shown to anyone outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub ReceiptId);

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An obligation of the company to one person about one right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Its identity.
    pub id: RequestId,
    /// How often it has changed; a write names the version that it read.
    pub version: u64,
    /// Who asks.
    pub person: Person,
    /// Who acts for them, if anyone does.
    pub agent: Option<Agent>,
    /// How it reached us.
    pub channel: Channel,
    /// When it reached us: the clock's day 0.
    pub received: Timestamp,
    /// The holiday data by which its dates were counted.
    pub holidays: String,
    /// The mail that it came in, if it did.
    pub mail: Option<MailOrigin>,
    /// Whether staff look at its letter before it leaves; it is in force all the same.
    pub reviewed_first: bool,
    /// Whether staff have read what it asks; else a machine, or the person said so on a form.
    #[serde(default)]
    pub read_by_staff: bool,
    /// Whether nothing of it may be erased, since a dispute lasts.
    #[serde(default)]
    pub held: bool,
    /// When what is personal in it was forgotten.
    #[serde(default)]
    pub erased: Option<Timestamp>,
    /// Up to when time was driven: every milestone until then is on the log.
    #[serde(default)]
    pub looked: Option<Timestamp>,
    /// How far telling others of a demand has come that was granted; a choice's stage says it for a choice.
    #[serde(default)]
    pub telling: Option<Telling>,
    /// The one of the same person beside which it was opened, since that could name nobody more. Submissions meet that
    /// one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<RequestId>,
    /// The newest one that was opened beside it: what it can name no more is named there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_on_in: Option<RequestId>,
    /// When the last submission that met it reached us: what it says is kept as long as what opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated: Option<Timestamp>,
    /// What is asked, and how far it has come.
    pub matter: Matter,
}

/// What a request is about, with its stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// A choice, in force since it arrived.
    Choice {
        /// Which one.
        choice: Choice,
        /// What it stands on; before there were states, the id of one rule.
        #[serde(alias = "rule")]
        grounds: Grounds,
        /// Since when it is in force.
        since: Timestamp,
        /// What it is in force for no longer, since the holder took it back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ended_for: Vec<EndedFor>,
        /// How far it has come.
        stage: ChoiceStage,
    },
    /// A demand, to be answered.
    Demand {
        /// Which one.
        demand: Demand,
        /// What it stands on; before there were states, the id of one rule.
        #[serde(alias = "rule")]
        grounds: Grounds,
        /// How far it has come.
        stage: DemandStage,
    },
    /// A letter that a person must read, with its clock running.
    Doubt {
        /// How far it has come.
        stage: DoubtStage,
    },
}

impl Request {
    /// The right that it exercises; none while nobody has read it.
    #[must_use]
    pub fn right(&self) -> Option<Right> {
        match &self.matter {
            Matter::Choice { choice, .. } => Some(Right::Choice(*choice)),
            Matter::Demand { demand, .. } => Some(Right::Demand(*demand)),
            Matter::Doubt { .. } => None,
        }
    }

    /// What it stands on; nothing while nobody has read it.
    #[must_use]
    pub fn grounds(&self) -> Option<Grounds> {
        match &self.matter {
            Matter::Choice { grounds, .. } | Matter::Demand { grounds, .. } => Some(*grounds),
            Matter::Doubt { .. } => None,
        }
    }

    /// The rule that sets its date.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let grounds = self.grounds()?;
        Some(grounds.law_named(grounds.day_of(self.received)))
    }

    /// Whether another submission by the same person for the same right meets this request instead of
    /// opening one: a choice until it is denied or taken back, a demand until it is answered.
    #[must_use]
    pub fn stands(&self) -> bool {
        // Of whom it was is forgotten, so that nobody could meet it.
        if self.erased.is_some() {
            return false;
        }
        match &self.matter {
            Matter::Choice { stage, .. } => matches!(
                stage,
                ChoiceStage::InForce { .. } | ChoiceStage::Done { .. }
            ),
            Matter::Demand { stage, .. } => matches!(stage, DemandStage::Open { .. }),
            Matter::Doubt { .. } => false,
        }
    }

    /// The right for which it is the one that submissions meet, if it is.
    #[must_use]
    pub fn stood(&self) -> Option<Right> {
        self.right()
            .filter(|_| self.stands() && self.beside.is_none())
    }

    /// Since when it is in force in our systems, if it is.
    #[must_use]
    pub fn in_force_since(&self) -> Option<Timestamp> {
        match &self.matter {
            Matter::Choice { since, .. } if self.stands() => Some(*since),
            Matter::Doubt {
                stage:
                    DoubtStage::Waiting {
                        provisional_since, ..
                    },
            } => *provisional_since,
            _ => None,
        }
    }

    /// How its law counts days; California's way while nobody has read it.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.rule()
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    /// When it was closed: answered, denied, ended, found to be no request, or done.
    #[must_use]
    pub fn closed_at(&self) -> Option<Timestamp> {
        match &self.matter {
            Matter::Choice { stage, .. } => match stage {
                ChoiceStage::InForce { .. } | ChoiceStage::Appealing { .. } => None,
                ChoiceStage::Done { at, .. }
                | ChoiceStage::Denied { at, .. }
                | ChoiceStage::AppealDecided { at, .. }
                | ChoiceStage::Ended { at, .. } => Some(*at),
            },
            Matter::Demand { stage, .. } => match stage {
                DemandStage::Open { .. } | DemandStage::Appealing { .. } => None,
                DemandStage::Answered { at, .. } | DemandStage::AppealDecided { at, .. } => {
                    Some(*at)
                }
            },
            Matter::Doubt { stage } => match stage {
                DoubtStage::Waiting { .. } => None,
                DoubtStage::NotARequest { at, .. } | DoubtStage::Joined { at, .. } => Some(*at),
            },
        }
    }

    /// From when its record is kept, once it is closed: the closing, or a later submission that met it.
    #[must_use]
    pub fn kept_from(&self) -> Option<Timestamp> {
        let closed = self.closed_at()?;
        Some(
            self.repeated
                .map_or(closed, |repeated| repeated.max(closed)),
        )
    }

    /// The name of its stage, for people who look after requests and for JSON.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        match &self.matter {
            Matter::Choice { stage, .. } => stage.name(),
            Matter::Demand { stage, .. } => stage.name(),
            Matter::Doubt { stage } => stage.name(),
        }
    }
}
