//! The other states. Each has a line with its numbers, as a sheet would show it, and the rows that it grants.
//!
//! Common to all: an answer without undue delay, within so many calendar days of receipt (proof stops no
//! clock); one extension, with its notification and its reason in the first period; a refusal within the first
//! period, with its reasons and the way to appeal. What the line leaves out, the law doesn't grant or no text
//! was read that says so.

mod connecticut;
mod nevada;
mod to_come;
mod virginia;

use super::duty::{
    Appeal, Authentication, CountingPeriod, Duty, Extension, FreeResponses, Named,
    VerificationDegree,
};
use super::rule::{AgentRule, ClockStart, Evidence, Means, Rule};
use super::{ImmediateRight, Law, VerifiableRight};
use crate::calendar::Span;
use jiff::civil::Date;

/// Every state's line and rows; a state twice, where its law has a second text to come.
pub(super) const STATES: [State; 26] = [
    nevada::NEVADA,
    virginia::VIRGINIA,
    connecticut::COLORADO,
    connecticut::CONNECTICUT,
    virginia::UTAH,
    virginia::TEXAS,
    connecticut::OREGON,
    virginia::FLORIDA,
    connecticut::MONTANA,
    connecticut::DELAWARE,
    to_come::DELAWARE_2027,
    virginia::IOWA,
    virginia::NEBRASKA,
    connecticut::NEW_HAMPSHIRE,
    connecticut::NEW_JERSEY,
    virginia::TENNESSEE,
    connecticut::MINNESOTA,
    connecticut::MARYLAND,
    virginia::INDIANA,
    virginia::KENTUCKY,
    to_come::KENTUCKY_2027,
    connecticut::RHODE_ISLAND,
    to_come::OKLAHOMA,
    to_come::LOUISIANA,
    to_come::ALABAMA,
    to_come::VERMONT,
];

/// A state's line, and what it grants.
pub(super) struct State {
    pub(super) line: StateRules,
    pub(super) rows: &'static [Rule],
}

/// Something with how well it is known.
#[derive(Clone, Copy)]
pub(super) struct Known<T> {
    pub(super) is: T,
    pub(super) evidence: Evidence,
}

/// Read in the primary text.
const fn s<T>(is: T) -> Known<T> {
    known(is, Evidence::Primary)
}

/// Read in a secondary source.
const fn s2<T>(is: T) -> Known<T> {
    known(is, Evidence::Secondary)
}

/// General knowledge.
const fn m<T>(is: T) -> Known<T> {
    known(is, Evidence::Memory)
}

const fn known<T>(is: T, evidence: Evidence) -> Known<T> {
    Known { is, evidence }
}

/// How well something is known, if it is there at all.
const fn evidence<T>(cell: &Option<Known<T>>) -> Evidence {
    match cell {
        Some(known) => known.evidence,
        None => Evidence::Primary,
    }
}

/// A state's numbers.
#[derive(Clone, Copy)]
pub(super) struct StateRules {
    pub(super) law: Law,
    /// Where requests and their clocks stand.
    pub(super) cite: &'static str,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    /// Calendar days from receipt.
    pub(super) answer: Known<u16>,
    /// So many more, once.
    pub(super) more: Known<u16>,
    /// Calendar days in which an appeal is decided, from its receipt.
    pub(super) appeal: Option<Known<u16>>,
    /// So many more for that, once.
    pub(super) appeal_more: Option<u16>,
    /// To whom a person can complain, and when that must be said.
    pub(super) complaint: Option<Known<&'static str>>,
    pub(super) named: Named,
    /// FreeResponses answers.
    pub(super) free: Option<Known<FreeResponses>>,
    /// Whether an opt-out may be authenticated.
    pub(super) authentication: Known<Authentication>,
    /// Where an opt-out may be denied for fraud.
    pub(super) fraud_denial: Option<Known<&'static str>>,
    /// Who may opt out for the person.
    pub(super) agent: Option<Known<AgentRule>>,
    /// What time a company gets to mend a breach.
    pub(super) cure: Option<Known<&'static str>>,
}

/// So often in a year.
const fn a_year(times: u8) -> FreeResponses {
    let window = CountingPeriod::Year;
    FreeResponses { times, window }
}

/// So often in any twelve months.
const fn in_twelve_months(times: u8) -> FreeResponses {
    let window = CountingPeriod::TwelveMonths;
    FreeResponses { times, window }
}

impl StateRules {
    /// A choice, made by request.
    const fn choice(&self, id: &'static str, choice: ImmediateRight) -> Rule {
        let duty = Duty::Honor {
            choice,
            within: Span::CalendarDays(self.answer.is),
            authentication: self.authentication.is,
            ask_again_after_months: None,
            confirmation: None,
            fraud_denial: match self.fraud_denial {
                Some(known) => Some(known.is),
                None => None,
            },
            appeal: self.appeal(),
        };
        let known = self.answer.evidence.or_weaker(self.evidence_of_appeal());
        let known = known
            .or_weaker(self.authentication.evidence)
            .or_weaker(evidence(&self.fraud_denial))
            .or_weaker(evidence(&self.agent));
        let agent = match self.agent {
            Some(known) => known.is,
            None => AgentRule::NotNamed,
        };
        Rule {
            agent,
            ..self.rule(id, duty, known)
        }
        // That profiling may be refused was read in secondary sources alone, in every state.
        .known_at_best(match choice {
            ImmediateRight::AdmtOptOut => Evidence::Secondary,
            _ => Evidence::Primary,
        })
    }

    /// An opt-out by a browser's signal, honored since a day of its own. It has neither agent nor denial, and
    /// nobody authenticates it.
    const fn signal(&self, id: &'static str, since: Known<Date>) -> Rule {
        let line = Self {
            from: since.is,
            appeal: None,
            complaint: None,
            authentication: known(Authentication::NotNeeded, since.evidence),
            fraud_denial: None,
            agent: None,
            ..*self
        };
        Rule {
            by: Means::Signal,
            ..line.choice(id, ImmediateRight::OptOut)
        }
    }

    /// A demand. An agent's rule is there for opt-outs alone.
    const fn demand(&self, id: &'static str, demand: VerifiableRight) -> Rule {
        let duty = Duty::Respond {
            demand,
            acknowledge: None,
            answer: Span::CalendarDays(self.answer.is),
            extension: Some(Extension {
                by: Span::CalendarDays(self.more.is),
            }),
            verification: VerificationDegree::Authenticated,
            appeal: self.appeal(),
            free: match self.free {
                Some(known) => Some(known.is),
                None => None,
            },
        };
        let known = self.answer.evidence.or_weaker(self.evidence_of_appeal());
        let known = known
            .or_weaker(self.more.evidence)
            .or_weaker(evidence(&self.free));
        self.rule(id, duty, known)
    }

    const fn rule(&self, id: &'static str, duty: Duty, evidence: Evidence) -> Rule {
        Rule {
            id,
            law: self.law,
            by: Means::Request,
            duty,
            start: ClockStart::Receipt,
            agent: AgentRule::NotNamed,
            cite: self.cite,
            evidence,
            from: self.from,
            until: self.until,
        }
    }

    const fn appeal(&self) -> Option<Appeal> {
        let Some(decide) = self.appeal else {
            return None;
        };
        Some(Appeal {
            decide: Span::CalendarDays(decide.is),
            extension: match self.appeal_more {
                Some(days) => Some(Span::CalendarDays(days)),
                None => None,
            },
            complaint_body: match self.complaint {
                Some(known) => Some(known.is),
                None => None,
            },
            named: self.named,
        })
    }

    const fn evidence_of_appeal(&self) -> Evidence {
        match self.appeal {
            Some(appeal) => appeal.evidence.or_weaker(evidence(&self.complaint)),
            None => Evidence::Primary,
        }
    }
}

impl Rule {
    /// The same rule, law only since this day.
    const fn since(self, from: Date) -> Self {
        Self { from, ..self }
    }

    /// The same rule, known no better than this.
    const fn known_at_best(self, evidence: Evidence) -> Self {
        Self {
            evidence: self.evidence.or_weaker(evidence),
            ..self
        }
    }

    /// The same rule, without an agent's.
    const fn without_agent(self) -> Self {
        Self {
            agent: AgentRule::NotNamed,
            ..self
        }
    }
}
