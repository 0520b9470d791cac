//! Requests and their state machine.
//!
//! Intake turns a [`Submission`] into a request with [`Request::open`]; after that, [`Request::apply`] changes it. Both
//! return a [`Transition`]: the new request and everything that the store must write with it, in one transaction. Each
//! stage owns the data that exists only in that stage. So the types rule out a deadline on a closed request, a response
//! on an open one, and an immediate right that waits for the requester. `docs/states.md` shows the stages and commands.

mod admission;
mod appeal;
mod apply;
mod assign;
mod bare;
mod command;
mod consequences;
mod correct_age;
mod corrected_address;
mod inbound_email;
mod language;
mod law_change;
mod milestones;
mod minor;
mod names;
mod note;
mod notification_progress;
mod open;
mod opt_in;
mod outdated;
mod refused;
mod repeats;
mod respond;
mod response;
mod retention;
mod review;
mod stage;
mod submission;
mod transition;
mod verification;
mod write;

pub use admission::{Admission, Counted, Written};
pub use command::Command;
pub use corrected_address::CorrectedAddress;
pub use inbound_email::{Identified, InboundEmail, clock_start, email_to_writer, staff_answer};
pub use law_change::{LawChange, LawChangeCounts};
pub use milestones::Milestone;
pub use names::{CommandName, StageName};
pub use note::{EmailActionTaken, Note, NotificationByStaff};
pub use refused::{Refused, Retained};
pub use repeats::{MAX_SUBMISSIONS_PER_DAY, Repeats, repeat_day};
pub use response::{
    Denial, DenialBasis, EarlierResponse, Fulfilled, Renewed, Response, ResponseDelivery,
};
pub use stage::{
    AppealDecision, EndedFor, Ending, Extended, FraudBelief, ImmediateStage, NotificationProgress,
    PendingAppeal, PriorReview, ReviewReason, ReviewStage, SetBy, VerifiableStage,
};
pub use submission::{Asked, Channel, Submission};
pub use transition::{Transition, Write};
pub use verification::{ConfirmedParent, ParentMethod, Verification, VerificationMethod};

use crate::calendar::Calendar;
use crate::company::BrandId;
use crate::law::{ApplicableRules, ImmediateRight, Right, Rule, VerifiableRight};
use crate::locale::Locale;
use crate::outbound_email::Reader;
use crate::person::{Agent, EmailAddress, Person};
use crate::receipt::ReceiptId;
use crate::search::SearchKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The ID of a request: that of the receipt that created it. Only staff see it.
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
    /// The ID.
    pub id: RequestId,
    /// The version, counted from 1. The store writes a transition only if the version is unchanged since the read.
    pub version: u64,
    /// The person.
    pub person: Person,
    /// The authorized agent, if there is one.
    pub agent: Option<Agent>,
    /// The parent or guardian of a child under 13, if staff confirmed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ConfirmedParent>,
    /// The channel.
    pub channel: Channel,
    /// The language of emails and pages to the requester. A request from before the first translation is in English.
    #[serde(default)]
    pub locale: Locale,
    /// The brand at which it was made, which its pages and emails show. `None` for the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// The time of receipt. Day 0 of every deadline.
    pub received: Timestamp,
    /// The version of the holiday data that its dates were computed with.
    pub holidays: String,
    /// The email that it came in, if it did.
    pub inbound_email: Option<InboundEmail>,
    /// Whether staff must approve its emails before they are sent. The request is in force all the same.
    pub approval_required: bool,
    /// Whether staff confirmed what it asks. If not, the system read it, or the requester chose it on a form.
    #[serde(default)]
    pub read_by_staff: bool,
    /// Whether it is on legal hold, so that nothing is erased.
    #[serde(default)]
    pub held: bool,
    /// The ID of the member of staff who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The address that staff corrected for its emails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_address: Option<CorrectedAddress>,
    /// What else repeats of it named, such as another phone number or an agent. Staff find it by these, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_named: Vec<SearchKey>,
    /// When its personal data was erased.
    #[serde(default)]
    pub erased: Option<Timestamp>,
    /// The time of the last check of deadlines. Every milestone until then is on the log.
    #[serde(default)]
    pub checked_until: Option<Timestamp>,
    /// Progress of the notifications about a granted verifiable right. An immediate right has it in its stage.
    #[serde(default)]
    pub progress: Option<NotificationProgress>,
    /// The request of the same person that could hold no more identifiers when this one was created, or that had the
    /// uniqueness guard when the age was corrected. New submissions are merged into that one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow_of: Option<RequestId>,
    /// The newest overflow request of this one. It takes the identifiers that this one can no longer hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continued_in: Option<RequestId>,
    /// The time of receipt of the last submission that was merged into it. Retention counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated: Option<Timestamp>,
    /// The submissions that it recorded on the day of the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    /// The first response. An appeal or a later repeat doesn't change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<FirstResponse>,
    /// The kind of request, with its stage.
    pub kind: RequestKind,
}

/// The first response to a request. The yearly metrics count its days (11 CCR § 7102(a)(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResponse {
    /// The time.
    pub at: Timestamp,
    /// Whether it was given by the last day of the deadline, with its extension.
    pub on_time: bool,
}

/// What one contact can have only one active request for. A child under 13 can share an address with a parent, and a stranger
/// can call a person a child. So a request about a child never shares a guard with one about anyone else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveFor {
    /// The right.
    pub right: Right,
    /// Whether the request is about a child under 13.
    pub about_child: bool,
}

impl ActiveFor {
    /// Iterates over everything that a guard can be for.
    pub fn all() -> impl Iterator<Item = Self> {
        Right::ALL
            .into_iter()
            .flat_map(|right| [false, true].map(|about_child| Self { right, about_child }))
    }
}

/// The kind of a request, with its stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RequestKind {
    /// A right that is in force since its receipt.
    Immediate {
        /// The right.
        right: ImmediateRight,
        /// The rules that govern it.
        rules: ApplicableRules,
        /// When it came into force.
        since: Timestamp,
        /// The identifiers whose holders opted back in.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ended_for: Vec<EndedFor>,
        /// The stage.
        stage: ImmediateStage,
    },
    /// A right that needs verification and a response.
    Verifiable {
        /// The right.
        right: VerifiableRight,
        /// The rules that govern it.
        rules: ApplicableRules,
        /// The stage.
        stage: VerifiableStage,
    },
    /// An email that staff must read. Its deadline is running.
    Review {
        /// The stage.
        stage: ReviewStage,
    },
}

impl Request {
    /// Returns the right that it exercises. `None` during review.
    #[must_use]
    pub fn right(&self) -> Option<Right> {
        match &self.kind {
            RequestKind::Immediate { right, .. } => Some(Right::Immediate(*right)),
            RequestKind::Verifiable { right, .. } => Some(Right::Verifiable(*right)),
            RequestKind::Review { .. } => None,
        }
    }

    /// Returns the rules that govern it. `None` during review.
    #[must_use]
    pub fn rules(&self) -> Option<ApplicableRules> {
        match &self.kind {
            RequestKind::Immediate { rules, .. } | RequestKind::Verifiable { rules, .. } => {
                Some(*rules)
            }
            RequestKind::Review { .. } => None,
        }
    }

    /// Returns the rule that sets its dates.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules()?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// Whether a new submission of the same person for the same right is merged into this request: an immediate right
    /// until it is denied or ended, a verifiable right until the response.
    #[must_use]
    pub fn is_active(&self) -> bool {
        // The requester has been erased, so no new submission can match this request.
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

    /// Returns what its uniqueness guard is for, if it has one. Overflow requests have none.
    #[must_use]
    pub fn was_active_for(&self) -> Option<ActiveFor> {
        let right = self.right()?;
        let about_child = self.is_about_child();
        (self.is_active() && self.overflow_of.is_none()).then_some(ActiveFor { right, about_child })
    }

    /// Whether the reader of emails to `address` is the requester. Only they may see what has become of the request:
    /// anyone can type an address into the form and gets the same page as for a new request.
    #[must_use]
    pub fn is_read_at(&self, address: &EmailAddress) -> bool {
        if self.is_about_child() {
            let parent = self.confirmed_parent();
            return parent.is_some_and(|parent| parent.normalized() == address.normalized());
        }
        let own = self.person.email_address();
        let own = own.map(|own| self.current_address(own));
        let same = own.is_some_and(|own| own.normalized() == address.normalized());
        same && Reader::of(&self.person, self.agent.as_ref()) != Reader::Unknown
    }

    /// Returns when it came into force, if it is in force.
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

    /// Returns how its law counts days. During review, California's calendar.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.rule()
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    /// Returns when it was closed: responded, denied, ended, found to be no request, joined, or done.
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

    /// Returns the start of its retention period, if it is closed: when it was closed, or when a later submission was
    /// merged into it.
    #[must_use]
    pub fn retention_start(&self) -> Option<Timestamp> {
        let closed = self.closed_at()?;
        Some(
            self.repeated
                .map_or(closed, |repeated| repeated.max(closed)),
        )
    }

    /// Returns the stage's name.
    #[must_use]
    pub fn stage(&self) -> StageName {
        match &self.kind {
            RequestKind::Immediate { stage, .. } => stage.name(),
            RequestKind::Verifiable { stage, .. } => stage.name(),
            RequestKind::Review { stage } => stage.name(),
        }
    }
}
