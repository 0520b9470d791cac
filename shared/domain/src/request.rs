//! A request and its life.
//!
//! A [`Submission`] is what arrives; [`Request::open`] makes it an obligation; [`Request::take`] moves it.
//! Both give back a [`Transition`]: the new request and all that it owes, to be written whole or not at all.
//! The stages own their data, so that what may not be cannot be written down: no date on a closed
//! request, no outcome on an open one, and no stage of a choice that waits for the person.

mod admission;
mod appeal;
mod apply;
mod bare;
mod command;
mod consequences;
mod inbound_email;
mod milestones;
mod names;
mod note;
mod notification_progress;
mod open;
mod opt_in;
mod refused;
mod respond;
mod response;
mod retention;
mod review;
mod stage;
mod submission;
mod transition;

pub use admission::Admission;
pub use command::Command;
pub use inbound_email::{Identified, InboundEmail, clock_start, email_to_writer};
pub use milestones::Milestone;
pub use names::{CommandName, StageName};
pub use note::{EmailActionTaken, Note, NotificationByStaff};
pub use refused::Refused;
pub use response::{
    Denial, DenialBasis, EarlierResponse, Fulfilled, Renewed, Response, ResponseDelivery,
};
pub use stage::{
    AppealDecision, EndedFor, Ending, Extended, FraudBelief, ImmediateStage, NotificationProgress,
    PendingAppeal, PriorReview, ReviewReason, ReviewStage, SetBy, VerifiableStage, Verification,
    VerificationMethod,
};
pub use submission::{Asked, Channel, Submission};
pub use transition::{Transition, Write};

use crate::calendar::Calendar;
use crate::law::{ApplicableRules, ImmediateRight, Right, Rule, VerifiableRight};
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
    pub inbound_email: Option<InboundEmail>,
    /// Whether staff look at its email before it leaves; it is in force all the same.
    pub approval_required: bool,
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
    pub checked_until: Option<Timestamp>,
    /// How far telling others of a demand has come that was granted; a choice's stage says it for a choice.
    #[serde(default)]
    pub progress: Option<NotificationProgress>,
    /// The one of the same person beside which it was opened, since that could name nobody more. Submissions meet that
    /// one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow_of: Option<RequestId>,
    /// The newest one that was opened beside it: what it can name no more is named there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continued_in: Option<RequestId>,
    /// When the last submission that met it reached us: what it says is kept as long as what opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated: Option<Timestamp>,
    /// What is asked, and how far it has come.
    pub kind: RequestKind,
}

/// What a request is about, with its stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RequestKind {
    /// A choice, in force since it arrived.
    Immediate {
        /// The right.
        right: ImmediateRight,
        /// The rules that govern it.
        rules: ApplicableRules,
        /// Since when it is in force.
        since: Timestamp,
        /// What it is in force for no longer, since the holder took it back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ended_for: Vec<EndedFor>,
        /// How far it has come.
        stage: ImmediateStage,
    },
    /// A demand, to be answered.
    Verifiable {
        /// The right.
        right: VerifiableRight,
        /// The rules that govern it.
        rules: ApplicableRules,
        /// How far it has come.
        stage: VerifiableStage,
    },
    /// An email that a person must read, with its clock running.
    Review {
        /// How far it has come.
        stage: ReviewStage,
    },
}

impl Request {
    /// The right that it exercises; none while nobody has read it.
    #[must_use]
    pub fn right(&self) -> Option<Right> {
        match &self.kind {
            RequestKind::Immediate { right, .. } => Some(Right::Immediate(*right)),
            RequestKind::Verifiable { right, .. } => Some(Right::Verifiable(*right)),
            RequestKind::Review { .. } => None,
        }
    }

    /// What it stands on; nothing while nobody has read it.
    #[must_use]
    pub fn rules(&self) -> Option<ApplicableRules> {
        match &self.kind {
            RequestKind::Immediate { rules, .. } | RequestKind::Verifiable { rules, .. } => {
                Some(*rules)
            }
            RequestKind::Review { .. } => None,
        }
    }

    /// The rule that sets its date.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules()?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// Whether another submission by the same person for the same right meets this request instead of
    /// opening one: a choice until it is denied or taken back, a demand until it is answered.
    #[must_use]
    pub fn is_active(&self) -> bool {
        // Of whom it was is forgotten, so that nobody could meet it.
        if self.erased.is_some() {
            return false;
        }
        match &self.kind {
            RequestKind::Immediate { stage, .. } => matches!(
                stage,
                ImmediateStage::InForce { .. } | ImmediateStage::Done { .. }
            ),
            RequestKind::Verifiable { stage, .. } => matches!(stage, VerifiableStage::Open { .. }),
            RequestKind::Review { .. } => false,
        }
    }

    /// The right for which it is the one that submissions meet, if it is.
    #[must_use]
    pub fn was_active_for(&self) -> Option<Right> {
        self.right()
            .filter(|_| self.is_active() && self.overflow_of.is_none())
    }

    /// Since when it is in force in our systems, if it is.
    #[must_use]
    pub fn in_force_since(&self) -> Option<Timestamp> {
        match &self.kind {
            RequestKind::Immediate { since, .. } if self.is_active() => Some(*since),
            RequestKind::Review {
                stage:
                    ReviewStage::Waiting {
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
        match &self.kind {
            RequestKind::Immediate { stage, .. } => match stage {
                ImmediateStage::InForce { .. } | ImmediateStage::Appealing { .. } => None,
                ImmediateStage::Done { at, .. }
                | ImmediateStage::Denied { at, .. }
                | ImmediateStage::AppealDecided { at, .. }
                | ImmediateStage::Ended { at, .. } => Some(*at),
            },
            RequestKind::Verifiable { stage, .. } => match stage {
                VerifiableStage::Open { .. } | VerifiableStage::Appealing { .. } => None,
                VerifiableStage::Responded { at, .. }
                | VerifiableStage::AppealDecided { at, .. } => Some(*at),
            },
            RequestKind::Review { stage } => match stage {
                ReviewStage::Waiting { .. } => None,
                ReviewStage::NotARequest { at, .. } | ReviewStage::Joined { at, .. } => Some(*at),
            },
        }
    }

    /// From when its record is kept, once it is closed: the closing, or a later submission that met it.
    #[must_use]
    pub fn retention_start(&self) -> Option<Timestamp> {
        let closed = self.closed_at()?;
        Some(
            self.repeated
                .map_or(closed, |repeated| repeated.max(closed)),
        )
    }

    /// The name of its stage, for people who look after requests and for JSON.
    #[must_use]
    pub fn stage(&self) -> StageName {
        match &self.kind {
            RequestKind::Immediate { stage, .. } => stage.name(),
            RequestKind::Verifiable { stage, .. } => stage.name(),
            RequestKind::Review { stage } => stage.name(),
        }
    }
}
