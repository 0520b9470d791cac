//! A rule: what one law says about one right.

use super::Law;
use super::duty::{Appeal, Duty, Extension};
use super::offer::Concerns;
use super::scope::{Reach, Scope};
use crate::calendar::{Calendar, Due, Span};
use jiff::civil::Date;

/// Who may act for the consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentRule {
    /// An agent with the consumer's signed permission. The company may ask for nothing more.
    SignedPermission,
    /// An agent with signed permission. The company may ask the consumer to confirm it or to verify their identity; a
    /// power of attorney replaces both (11 CCR § 7063).
    SignedPermissionAndConfirmation,
    /// An agent whose identity and authority the company can authenticate.
    IdentityAndAuthority,
    /// An agent whose identity and authority the company can authenticate, or a technology such as a browser setting.
    PersonOrTechnology,
    /// Only a technology such as a browser setting, under conditions (Neb. Rev. Stat. § 87-1111(5)).
    ByTechnology,
    /// Only a parent, a guardian or a conservator (Utah).
    GuardianOnly,
    /// The law does not mention agents. This system accepts an agent who shows that the consumer wants it.
    NotNamed,
    /// No text about agents was read. This system accepts the same agents as where the law mentions none.
    NotRead,
}

/// How a consumer exercises a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A request in any form.
    Request,
    /// A browser's opt-out preference signal.
    Signal,
    /// California's platform for requests to all data brokers at once (DROP).
    Platform,
}

/// When a period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStart {
    /// On the day of receipt, however long verification takes (11 CCR § 7021(b)).
    Receipt,
    /// On the day of authentication.
    Authentication,
}

/// How well a row is known. The least certain number in a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Read in a public copy of the primary text.
    Primary,
    /// Read in a secondary source: unconfirmed.
    Secondary,
    /// General knowledge: unconfirmed.
    Unverified,
}

impl Evidence {
    /// Returns the weaker of the two.
    pub(super) const fn or_weaker(self, other: Self) -> Self {
        if other as u8 > self as u8 {
            other
        } else {
            self
        }
    }
}

/// What one law says about one right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The rule's ID. Each request stores the IDs of its rules.
    pub id: &'static str,
    /// The law.
    pub law: Law,
    /// How the consumer exercises the right.
    pub by: Means,
    /// The company's duty.
    pub duty: Duty,
    /// When its period starts.
    pub start: ClockStart,
    /// Who may act for the consumer.
    pub agent: AgentRule,
    /// The data and recipients that the company's action must cover, where the law says more or less than "the personal data about the consumer".
    pub scope: Option<Scope>,
    /// The companies that the right concerns. A form offers it to their consumers.
    pub concerns: Concerns,
    /// The sections of the law.
    pub cite: &'static str,
    /// How well the row is known.
    pub evidence: Evidence,
    /// The effective date. The rule is dormant before it.
    pub from: Date,
    /// The last day of effect, if one is set.
    pub until: Option<Date>,
}

impl Rule {
    /// Whether the rule is in effect on this day.
    #[must_use]
    pub fn in_force_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Returns how far the company's action must reach.
    pub(super) fn reach(&self) -> Reach {
        self.scope.map_or(Reach::Whole, |scope| scope.reach)
    }

    /// Whether some part of the row was not read in the primary text. Staff and API clients see this mark; consumers
    /// see the date and the law only.
    #[must_use]
    pub fn unconfirmed(&self) -> bool {
        self.evidence != Evidence::Primary
    }

    //= req: ca-7021-b, ca-civ-130-a-2-A.2
    /// Returns the due dates of a request, if the law sets a deadline. `received` is the first day of the period: see
    /// [`Rule::start`].
    #[must_use]
    pub fn due(&self, received: Date) -> Option<Due> {
        let span = match self.duty {
            Duty::Honor { within, .. } => within,
            Duty::Respond { respond_within, .. } => respond_within,
            Duty::OptIn => return None,
        };
        Some(self.law.calendar().due(received, span))
    }

    /// Returns when the confirmation of receipt is due, where the law wants one.
    #[must_use]
    pub fn acknowledgement_due(&self, received: Date) -> Option<Due> {
        match self.duty {
            Duty::Respond {
                acknowledge_within: Some(span),
                ..
            } => Some(self.law.calendar().due(received, span)),
            _ => None,
        }
    }

    /// Returns the one extension that the rule grants.
    #[must_use]
    pub fn extension(&self) -> Option<Extension> {
        match self.duty {
            Duty::Respond { extension, .. } => extension,
            Duty::Honor { .. } | Duty::OptIn => None,
        }
    }

    //= req: ca-7021-b.4, nj-56-8-166-7-a.2
    /// Returns when the response is due after its one extension, counted from the day of receipt through both periods
    /// (11 CCR § 7021(b): 90 days in all).
    #[must_use]
    pub fn extended_due(&self, received: Date) -> Option<Due> {
        let Duty::Respond {
            respond_within,
            extension: Some(Extension { by }),
            ..
        } = self.duty
        else {
            return None;
        };
        Some(through(self.law.calendar(), received, respond_within, by))
    }

    /// Returns the appeal that the rule grants.
    #[must_use]
    pub fn appeal(&self) -> Option<Appeal> {
        match self.duty {
            Duty::Honor { appeal, .. } | Duty::Respond { appeal, .. } => appeal.provided(),
            Duty::OptIn => None,
        }
    }
}

/// Returns the end of a period plus its extension, counted through both.
pub(super) fn through(calendar: Calendar, received: Date, first: Span, extension: Span) -> Due {
    match (first, extension) {
        (Span::CalendarDays(first), Span::CalendarDays(extension)) => {
            calendar.due(received, Span::CalendarDays(first + extension))
        }
        (first, extension) => calendar.due(calendar.due(received, first).target, extension),
    }
}
