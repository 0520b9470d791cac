//! A rule: what one law says of one right.

use super::Law;
use super::duty::{Appeal, Duty, Extension};
use crate::calendar::{Calendar, Due, Span};
use jiff::civil::Date;

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
            Duty::Honor { within, .. } => within,
            Duty::Respond { answer, .. } => answer,
            Duty::OptIn => return None,
        };
        Some(self.law.calendar().due(received, span))
    }

    /// When the confirmation of receipt is due, where the law asks for one.
    #[must_use]
    pub fn acknowledgement_due(&self, received: Date) -> Option<Due> {
        match self.duty {
            Duty::Respond {
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
            Duty::Respond { extension, .. } => extension,
            Duty::Honor { .. } | Duty::OptIn => None,
        }
    }

    /// When the answer is due after its one extension, counted from the day of receipt through both periods
    /// (11 CCR § 7021(b): 90 days in all).
    #[must_use]
    pub fn extended_due(&self, received: Date) -> Option<Due> {
        let Duty::Respond {
            answer,
            extension: Some(Extension { by }),
            ..
        } = self.duty
        else {
            return None;
        };
        Some(through(self.law.calendar(), received, answer, by))
    }

    /// The appeal that it grants.
    #[must_use]
    pub fn appeal(&self) -> Option<Appeal> {
        match self.duty {
            Duty::Honor { appeal, .. } | Duty::Respond { appeal, .. } => appeal,
            Duty::OptIn => None,
        }
    }
}

/// The end of a period and its extension, counted through both.
pub(super) fn through(calendar: Calendar, received: Date, first: Span, more: Span) -> Due {
    match (first, more) {
        (Span::CalendarDays(first), Span::CalendarDays(more)) => {
            calendar.due(received, Span::CalendarDays(first + more))
        }
        (first, more) => calendar.due(calendar.due(received, first).target, more),
    }
}
