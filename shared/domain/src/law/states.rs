//! State laws other than California's: one file each, with a [`StateRules`] of numbers and the rows that it grants.
//!
//! Common to all of them: the company responds without undue delay, within a number of calendar days from receipt
//! (verification stops no clock). One extension is possible if the company announces it, with a reason, within the
//! first period. A denial comes within the first period and states its reasons and how to appeal. A cell that is `None`
//! means that the law does not grant it, or that no text was read that does.

mod alabama;
mod colorado;
mod connecticut;
mod delaware;
mod florida;
mod indiana;
mod iowa;
mod kentucky;
mod louisiana;
mod maryland;
mod minnesota;
mod montana;
mod nebraska;
mod nevada;
mod new_hampshire;
mod new_jersey;
mod oklahoma;
mod oregon;
mod rhode_island;
mod tennessee;
mod texas;
mod utah;
mod vermont;
mod virginia;

pub(super) use alabama::ALABAMA;
pub(super) use colorado::COLORADO;
pub(super) use connecticut::CONNECTICUT;
pub(super) use delaware::DELAWARE;
pub(super) use florida::FLORIDA;
pub(super) use indiana::INDIANA;
pub(super) use iowa::IOWA;
pub(super) use kentucky::KENTUCKY;
pub(super) use louisiana::LOUISIANA;
pub(super) use maryland::MARYLAND;
pub(super) use minnesota::MINNESOTA;
pub(super) use montana::MONTANA;
pub(super) use nebraska::NEBRASKA;
pub(super) use nevada::NEVADA;
pub(super) use new_hampshire::NEW_HAMPSHIRE;
pub(super) use new_jersey::NEW_JERSEY;
pub(super) use oklahoma::OKLAHOMA;
pub(super) use oregon::OREGON;
pub(super) use rhode_island::RHODE_ISLAND;
pub(super) use tennessee::TENNESSEE;
pub(super) use texas::TEXAS;
pub(super) use utah::UTAH;
pub(super) use vermont::VERMONT;
pub(super) use virginia::VIRGINIA;

use super::duty::{
    Appeal, Authentication, ComplaintNotice, CountingPeriod, Duty, Extension, FreeResponses,
    VerificationDegree,
};
use super::profile::ComplaintAuthority;
use super::rule::{AgentRule, ClockStart, Evidence, Means, Rule};
use super::{ImmediateRight, Law, Right, VerifiableRight};
use crate::calendar::Span;
use jiff::civil::Date;

// The rights that state laws grant, for the `grants` of each file. In every text that was read:
// - access to categories alone is no right of its own;
// - the lists of third parties that received the data (Oregon, Minnesota, Connecticut, Delaware, Maryland) are not
//   modeled yet;
// - sensitive data needs consent from the start, so there is nothing to limit, except in Utah and Iowa.
const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
const LIMIT: Right = Right::Immediate(ImmediateRight::Limit);
const PROFILING_OPT_OUT: Right = Right::Immediate(ImmediateRight::AdmtOptOut);
const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
const KNOW: Right = Right::Verifiable(VerifiableRight::Know);
const CORRECT: Right = Right::Verifiable(VerifiableRight::Correct);
const CONTEST: Right = Right::Verifiable(VerifiableRight::AdmtAppeal);

/// A value and how well it is known.
#[derive(Clone, Copy)]
pub(super) struct Known<T> {
    pub(super) is: T,
    pub(super) evidence: Evidence,
}

/// A value that was read in the primary text.
const fn primary<T>(is: T) -> Known<T> {
    known(is, Evidence::Primary)
}

/// A value that was read in a secondary source.
const fn secondary<T>(is: T) -> Known<T> {
    known(is, Evidence::Secondary)
}

/// A value from general knowledge.
const fn unverified<T>(is: T) -> Known<T> {
    known(is, Evidence::Unverified)
}

const fn known<T>(is: T, evidence: Evidence) -> Known<T> {
    Known { is, evidence }
}

/// Returns how well a cell is known. An empty cell weakens nothing.
const fn evidence<T>(cell: &Option<Known<T>>) -> Evidence {
    match cell {
        Some(known) => known.evidence,
        None => Evidence::Primary,
    }
}

/// The numbers of a state's law.
#[derive(Clone, Copy)]
pub(super) struct StateRules {
    pub(super) law: Law,
    /// The sections on requests and their deadlines.
    pub(super) cite: &'static str,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    /// Calendar days from receipt.
    pub(super) respond_within: Known<u16>,
    /// Calendar days that one extension adds.
    pub(super) extension: Known<u16>,
    /// Calendar days from the receipt of an appeal to its decision.
    pub(super) appeal: Option<Known<u16>>,
    /// Calendar days that one extension adds to an appeal.
    pub(super) appeal_extension: Option<u16>,
    /// The authority that takes complaints.
    pub(super) complaint: Option<Known<ComplaintAuthority>>,
    /// When the company must name that authority.
    pub(super) complaint_notice: ComplaintNotice,
    pub(super) free: Option<Known<FreeResponses>>,
    /// Whether the company may authenticate an opt-out.
    pub(super) authentication: Known<Authentication>,
    /// The section that lets the company deny an opt-out for fraud.
    pub(super) fraud_denial: Option<Known<&'static str>>,
    /// Who may opt out on the consumer's behalf.
    pub(super) agent: Option<Known<AgentRule>>,
    /// The company's period to cure a violation.
    pub(super) cure: Option<Known<&'static str>>,
}

/// A number of free responses in a calendar year.
const fn per_calendar_year(times: u8) -> FreeResponses {
    let period = CountingPeriod::Year;
    FreeResponses { times, period }
}

/// A number of free responses in any twelve months.
const fn in_twelve_months(times: u8) -> FreeResponses {
    let period = CountingPeriod::TwelveMonths;
    FreeResponses { times, period }
}

impl StateRules {
    /// Returns the row of an immediate right that a request exercises.
    const fn immediate(&self, id: &'static str, right: ImmediateRight) -> Rule {
        let duty = Duty::Honor {
            right,
            within: Span::CalendarDays(self.respond_within.is),
            authentication: self.authentication.is,
            ask_again_after_months: None,
            confirmation: None,
            fraud_denial: match self.fraud_denial {
                Some(known) => Some(known.is),
                None => None,
            },
            appeal: self.appeal(),
        };
        let known = self
            .respond_within
            .evidence
            .or_weaker(self.evidence_of_appeal())
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
        // The right to opt out of profiling was read in secondary sources only, in every state.
        .known_at_best(match right {
            ImmediateRight::AdmtOptOut => Evidence::Secondary,
            _ => Evidence::Primary,
        })
    }

    /// Returns the row of an opt-out by browser signal, which has an effective date of its own. The row has no agent
    /// and no denial, and needs no authentication.
    const fn signal(&self, id: &'static str, since: Known<Date>) -> Rule {
        let rules = Self {
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
            ..rules.immediate(id, ImmediateRight::OptOut)
        }
    }

    /// Returns the row of a verifiable right. State laws have rules on agents for opt-outs only.
    const fn verifiable(&self, id: &'static str, right: VerifiableRight) -> Rule {
        let duty = Duty::Respond {
            right,
            acknowledge_within: None,
            respond_within: Span::CalendarDays(self.respond_within.is),
            extension: Some(Extension {
                by: Span::CalendarDays(self.extension.is),
            }),
            verification: VerificationDegree::Authenticated,
            appeal: self.appeal(),
            free: match self.free {
                Some(known) => Some(known.is),
                None => None,
            },
        };
        let known = self
            .respond_within
            .evidence
            .or_weaker(self.evidence_of_appeal())
            .or_weaker(self.extension.evidence)
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
            extension: match self.appeal_extension {
                Some(days) => Some(Span::CalendarDays(days)),
                None => None,
            },
            complaint_body: match self.complaint {
                Some(known) => Some(known.is.name),
                None => None,
            },
            complaint_notice: self.complaint_notice,
        })
    }

    const fn evidence_of_appeal(&self) -> Evidence {
        match self.appeal {
            Some(appeal) => appeal.evidence.or_weaker(evidence(&self.complaint)),
            None => Evidence::Primary,
        }
    }

    /// Returns the same numbers, all unverified: for a later text of the law that was not read.
    const fn carried_over(self) -> Self {
        Self {
            respond_within: unverified(self.respond_within.is),
            extension: unverified(self.extension.is),
            appeal: as_unverified(self.appeal),
            complaint: as_unverified(self.complaint),
            free: as_unverified(self.free),
            authentication: unverified(self.authentication.is),
            fraud_denial: as_unverified(self.fraud_denial),
            agent: as_unverified(self.agent),
            cure: as_unverified(self.cure),
            ..self
        }
    }
}

const fn as_unverified<T: Copy>(cell: Option<Known<T>>) -> Option<Known<T>> {
    match cell {
        Some(known) => Some(unverified(known.is)),
        None => None,
    }
}

impl Rule {
    /// Returns the rule with a later effective date.
    const fn since(self, from: Date) -> Self {
        Self { from, ..self }
    }

    /// Returns the rule with its evidence lowered to this level.
    const fn known_at_best(self, evidence: Evidence) -> Self {
        Self {
            evidence: self.evidence.or_weaker(evidence),
            ..self
        }
    }

    /// Returns the rule without a rule on agents.
    const fn without_agent(self) -> Self {
        Self {
            agent: AgentRule::NotNamed,
            ..self
        }
    }
}
