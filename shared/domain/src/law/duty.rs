//! What a rule asks of the company.

use super::{ImmediateRight, Right, VerifiableRight};
use crate::calendar::Span;

/// What a rule asks of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// A choice must take effect. The states' general extension is not written down here, since no choice is
    /// ever extended.
    Honor {
        /// The choice.
        choice: ImmediateRight,
        /// How long it may take at the very most.
        within: Span,
        /// Whether the law lets or makes the company check who chooses. The house never does.
        authentication: Authentication,
        /// Months before the person may be asked to change their mind, where the law says so.
        ask_again_after_months: Option<u8>,
        /// Where the law demands a means for the person to confirm that it was processed.
        confirmation: Option<&'static str>,
        /// Where the law lets a documented good-faith belief of fraud deny it.
        fraud_denial: Option<&'static str>,
        /// The appeal against a denial, where the law grants one.
        appeal: Option<Appeal>,
    },
    /// A demand must be answered.
    Respond {
        /// The demand.
        demand: VerifiableRight,
        /// How soon its receipt must be confirmed.
        acknowledge: Option<Span>,
        /// How soon it must be answered.
        answer: Span,
        /// The one extension, where the law grants one.
        extension: Option<Extension>,
        /// How sure the company must be of who asks.
        verification: VerificationDegree,
        /// The appeal, where the law grants one.
        appeal: Option<Appeal>,
        /// How often it is free; always where the law names no number.
        free: Option<FreeResponses>,
    },
    /// The person may take a choice back, in two steps of their own (11 CCR § 7028).
    OptIn,
}

impl Duty {
    /// The right whose requests this duty is about.
    #[must_use]
    pub const fn right(&self) -> Option<Right> {
        match *self {
            Self::Honor { choice, .. } => Some(Right::Immediate(choice)),
            Self::Respond { demand, .. } => Some(Right::Verifiable(demand)),
            Self::OptIn => None,
        }
    }
}

/// Whether a law has the company check who makes a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// It forbids it.
    Forbidden,
    /// It says that none is needed.
    NotNeeded,
    /// It allows it.
    Allowed,
    /// It demands it. The house asks for none all the same: California forbids it, and whoever is under such a
    /// law has to decide (see the README's limits).
    Demanded,
}

/// One extension of an answer. Its notification and its reason must reach the person within the first period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// How much longer, counted from the end of the first period.
    pub by: Span,
}

/// How sure the company must be of who asks, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerificationDegree {
    /// Authenticated by reasonable means; the states have no degrees.
    Authenticated,
    /// What the state's platform for data brokers names matches whole.
    WholeMatch,
    /// A reasonable degree of certainty (11 CCR § 7062(b)).
    Reasonable,
    /// As sensitive the data, so sure the proof (11 CCR § 7062(d), (e)).
    ByRisk,
    /// A reasonably high degree of certainty (11 CCR § 7062(c)).
    ReasonablyHigh,
}

/// An appeal against an answer, within a reasonable time after it; no law here says how long that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appeal {
    /// How soon it must be decided, from its receipt, in writing and with reasons.
    pub decide: Span,
    /// The one extension of that, where the law grants one.
    pub extension: Option<Span>,
    /// To whom a person can complain; none where no text was found that names anyone.
    pub complaint_body: Option<&'static str>,
    /// When that must be said.
    pub named: Named,
}

/// When the person must be told to whom they can complain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// With a denied appeal.
    WithDenial,
    /// With any decision on an appeal (C.R.S. § 6-1-1306).
    WithDecision,
    /// With the refusal already, and with a denied appeal (Neb. Rev. Stat. § 87-1108(3)).
    WithRefusal,
}

/// How often an answer is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeResponses {
    /// So many times…
    pub times: u8,
    /// …in such a time.
    pub window: CountingPeriod,
}

/// In what time free answers are counted. Nothing is charged for inside either reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountingPeriod {
    /// "Annually".
    Year,
    /// "During any twelve-month period".
    TwelveMonths,
}
