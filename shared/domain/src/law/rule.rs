//! A rule: what one law says of one right.

use super::{Choice, Demand, Law, Right};
use crate::calendar::{Due, Span};
use jiff::civil::Date;

/// What a rule asks of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// A choice must take effect. The states' general extension is not written down here, since no choice is
    /// ever extended.
    Honour {
        /// The choice.
        choice: Choice,
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
    Answer {
        /// The demand.
        demand: Demand,
        /// How soon its receipt must be confirmed.
        acknowledge: Option<Span>,
        /// How soon it must be answered.
        answer: Span,
        /// The one extension, where the law grants one.
        extension: Option<Extension>,
        /// How sure the company must be of who asks.
        proof: ProofDegree,
        /// The appeal, where the law grants one.
        appeal: Option<Appeal>,
        /// How often it is free; always where the law names no number.
        free: Option<Free>,
    },
    /// The person may take a choice back, in two steps of their own (11 CCR § 7028).
    OptIn,
}

impl Duty {
    /// The right whose requests this duty is about.
    #[must_use]
    pub const fn right(&self) -> Option<Right> {
        match *self {
            Self::Honour { choice, .. } => Some(Right::Choice(choice)),
            Self::Answer { demand, .. } => Some(Right::Demand(demand)),
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

/// One extension of an answer. Its notice and its reason must reach the person within the first period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// How much longer, counted from the end of the first period.
    pub by: Span,
}

/// How sure the company must be of who asks, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProofDegree {
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
pub struct Free {
    /// So many times…
    pub times: u8,
    /// …in such a time.
    pub window: Window,
}

/// In what time free answers are counted. Nothing is charged for inside either reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// "Annually".
    Year,
    /// "During any twelve-month period".
    TwelveMonths,
}

/// Who may act for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentRule {
    /// With the person's signed permission, and nothing more.
    SignedPermission,
    /// With signed permission, and the person may be asked to confirm it or to prove who they are;
    /// a power of attorney replaces both (11 CCR § 7063).
    SignedPermissionAndConfirmation,
    /// An agent whose identity and authority can be authenticated.
    IdentityAndAuthority,
    /// Only through a technology such as a browser's setting, under conditions (Neb. Rev. Stat. § 87-1111(5)).
    ByTechnology,
    /// Only a parent, a guardian or a conservator (Utah).
    GuardianOnly,
    /// The law names no agent; anyone who can show the person's will is heard.
    NotNamed,
}

/// By what the right is exercised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A request, in whatever form.
    Request,
    /// A browser's opt-out preference signal.
    Signal,
    /// California's platform at which people ask all data brokers at once (DROP).
    Platform,
}

/// When a clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStart {
    /// On the day of receipt, whatever proof may take (11 CCR § 7021(b)).
    Receipt,
    /// On the day on which the person was authenticated.
    Authentication,
}

/// How well a row is known: as well as the number in it that is known worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Read in a public copy of the primary text.
    Primary,
    /// Read in a secondary source: unconfirmed.
    Secondary,
    /// General knowledge: unconfirmed.
    Memory,
}

impl Evidence {
    /// The weaker of the two.
    pub(super) const fn or_weaker(self, other: Self) -> Self {
        if other as u8 > self as u8 {
            other
        } else {
            self
        }
    }
}

/// What one law says of one right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The rule's id; kept on every request that it governs.
    pub id: &'static str,
    /// The law.
    pub law: Law,
    /// By what the right is exercised.
    pub by: Means,
    /// What the company must do.
    pub duty: Duty,
    /// From when the clock runs.
    pub start: ClockStart,
    /// Who may act for the person.
    pub agent: AgentRule,
    /// Where it stands.
    pub cite: &'static str,
    /// How well we know it.
    pub evidence: Evidence,
    /// The first day on which it is law; dormant before.
    pub from: Date,
    /// The last day on which it is law, if it has ended.
    pub until: Option<Date>,
}

impl Rule {
    /// Whether it is law on this day.
    #[must_use]
    pub fn in_force_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Whether something in it was not read in the primary text. Staff and programs see that, and people see
    /// the date and the law.
    #[must_use]
    pub fn unconfirmed(&self) -> bool {
        self.evidence != Evidence::Primary
    }

    /// When what the person asked for is due, if the law has a clock for it. `received` is the day on which
    /// the clock starts: see [`Rule::start`].
    #[must_use]
    pub fn due(&self, received: Date) -> Option<Due> {
        let span = match self.duty {
            Duty::Honour { within, .. } => within,
            Duty::Answer { answer, .. } => answer,
            Duty::OptIn => return None,
        };
        Some(self.law.calendar().due(received, span))
    }

    /// When the confirmation of receipt is due, where the law asks for one.
    #[must_use]
    pub fn acknowledgement_due(&self, received: Date) -> Option<Due> {
        match self.duty {
            Duty::Answer {
                acknowledge: Some(span),
                ..
            } => Some(self.law.calendar().due(received, span)),
            _ => None,
        }
    }

    /// The one extension that it grants.
    #[must_use]
    pub fn extension(&self) -> Option<Extension> {
        match self.duty {
            Duty::Answer { extension, .. } => extension,
            Duty::Honour { .. } | Duty::OptIn => None,
        }
    }

    /// When the answer is due after its one extension, counted from the day of receipt through both periods
    /// (11 CCR § 7021(b): 90 days in all).
    #[must_use]
    pub fn extended_due(&self, received: Date) -> Option<Due> {
        let Duty::Answer {
            answer,
            extension: Some(Extension { by }),
            ..
        } = self.duty
        else {
            return None;
        };
        let calendar = self.law.calendar();
        Some(match (answer, by) {
            (Span::CalendarDays(first), Span::CalendarDays(more)) => {
                calendar.due(received, Span::CalendarDays(first + more))
            }
            (first, more) => calendar.due(calendar.due(received, first).target, more),
        })
    }

    /// The appeal that it grants.
    #[must_use]
    pub fn appeal(&self) -> Option<Appeal> {
        match self.duty {
            Duty::Honour { appeal, .. } | Duty::Answer { appeal, .. } => appeal,
            Duty::OptIn => None,
        }
    }
}
