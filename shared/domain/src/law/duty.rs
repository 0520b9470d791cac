//! The duty that a rule gives the company.

use super::{ImmediateRight, Right, VerifiableRight};
use crate::calendar::Span;

/// A law's answer on one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provision<T> {
    /// The law provides this.
    Is(T),
    /// The law provides nothing.
    Absent,
    /// No text that answers it was read. It grants nothing and denies nothing: the request's other rule decides.
    NotRead,
}

impl<T> Provision<T> {
    /// Returns what the law provides.
    #[must_use]
    pub fn provided(self) -> Option<T> {
        match self {
            Self::Is(provided) => Some(provided),
            Self::Absent | Self::NotRead => None,
        }
    }
}

/// The duty that a rule gives the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Put an immediate right in force. The general extension of the states is left out, because this system never
    /// extends an immediate right.
    Honor {
        /// The right.
        right: ImmediateRight,
        /// The outer limit.
        within: Span,
        /// Whether the law lets or makes the company authenticate the requester. This system never does.
        authentication: Authentication,
        /// Months before the company may ask the consumer to opt back in, where the law sets them.
        ask_again_after_months: Option<u8>,
        /// The section that wants a way for the consumer to confirm that the request was processed.
        confirmation: Option<&'static str>,
        /// The section that lets the company deny the request for a documented good-faith belief of fraud.
        fraud_denial: Provision<&'static str>,
        /// The appeal against a denial.
        appeal: Provision<Appeal>,
    },
    /// Respond to a verifiable right.
    Respond {
        /// The right.
        right: VerifiableRight,
        /// How soon the company must confirm receipt.
        acknowledge_within: Option<Span>,
        /// How soon the company must respond.
        respond_within: Span,
        /// The one extension, where the law grants one.
        extension: Option<Extension>,
        /// How certain the company must be about the requester's identity.
        verification: VerificationDegree,
        /// The appeal against a denial.
        appeal: Provision<Appeal>,
        /// How many responses are free. [`Provision::Absent`]: all of them.
        free: Provision<FreeResponses>,
    },
    /// Let the consumer opt back in, in two steps (11 CCR § 7028).
    OptIn,
}

impl Duty {
    /// Returns the right whose requests this duty is about.
    #[must_use]
    pub const fn right(&self) -> Option<Right> {
        match *self {
            Self::Honor { right, .. } => Some(Right::Immediate(right)),
            Self::Respond { right, .. } => Some(Right::Verifiable(right)),
            Self::OptIn => None,
        }
    }
}

/// A law's position on authenticating an immediate request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// The law forbids it.
    Forbidden,
    /// The law says that it is not needed.
    NotNeeded,
    /// The law allows it.
    Allowed,
    /// The law demands it. This system asks for none, because California forbids it. A company under such a law has to
    /// decide what to do (see `docs/limits.md`).
    Demanded,
}

/// The one extension of a response. The notice and its reason must reach the consumer within the first period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The added time, counted from the end of the first period.
    pub by: Span,
}

//= req: ca-7062-b
/// How certain the company must be about the requester's identity, from the lowest degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerificationDegree {
    /// Authenticated by reasonable means. State laws other than California's have no degrees.
    Authenticated,
    /// The whole identifier on the state's platform for data brokers matches.
    WholeMatch,
    /// A reasonable degree of certainty (11 CCR § 7062(b)).
    Reasonable,
    /// More sensitive data needs more certainty (11 CCR § 7062(d), (e)).
    ByRisk,
    /// A reasonably high degree of certainty (11 CCR § 7062(c)).
    ReasonablyHigh,
}

impl VerificationDegree {
    /// Returns the degree in words, for staff and for the pages of the rules.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Authenticated => "authenticated",
            Self::WholeMatch => "whole match",
            Self::Reasonable => "reasonable",
            Self::ByRisk => "by risk",
            Self::ReasonablyHigh => "reasonably high",
        }
    }
}

/// An appeal against a denial. The consumer appeals within a reasonable time; no law here sets its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appeal {
    /// How soon after receipt the company must decide, in writing and with reasons.
    pub decide: Span,
    /// The one extension of that period, where the law grants one.
    pub extension: Option<Span>,
    /// The authority that takes complaints. `None` if no text was found that names one.
    pub complaint_body: Option<&'static str>,
    /// When the company must name that authority.
    pub complaint_notice: ComplaintNotice,
}

/// When the company must name the authority that takes complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComplaintNotice {
    /// With a denied appeal.
    WithAppealDenial,
    /// With every decision on an appeal (C.R.S. § 6-1-1306).
    WithAppealDecision,
    /// With the denial of the request, and with a denied appeal (Neb. Rev. Stat. § 87-1108(3)).
    WithDenial,
}

/// How many responses are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeResponses {
    /// The number of free responses in one period.
    pub times: u8,
    /// The period.
    pub period: CountingPeriod,
}

/// The counting period of free responses. The company charges only for responses that are not free under
/// either reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountingPeriod {
    /// "Annually".
    Year,
    /// "During any twelve-month period".
    TwelveMonths,
}
