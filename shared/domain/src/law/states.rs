//! State laws other than California's: one file each, with a [`StateRules`] of numbers and the rows that it grants.
//!
//! Common to all of them: the company responds without undue delay, within a number of calendar days from receipt
//! (verification stops no clock). One extension is possible if the company announces it, with a reason, within the
//! first period. A denial comes within the first period and states its reasons and how to appeal.
//!
//! A [`Cell`] tells apart what a law says, that it says nothing, and that no text was read.

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
mod nevada_health;
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
mod washington_health;

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
pub(super) use nevada_health::NEVADA_HEALTH;
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
pub(super) use washington_health::WASHINGTON_HEALTH;

use super::cell::Cell::{NotRead, Nothing, Says};
use super::cell::{Cell, Known, primary, secondary, unverified};
use super::duty::{
    Appeal, Authentication, ComplaintNotice, CountingPeriod, Duty, Extension, FreeResponses,
    Provision, VerificationDegree,
};
use super::offer::Concerns;
use super::profile::ComplaintAuthority;
use super::rule::{AgentRule, ClockStart, Evidence, Means, Rule};
use super::scope::{Reach, Scope};
use super::{ImmediateRight, Law, Right, VerifiableRight};
use crate::calendar::Span;
use jiff::civil::Date;

// The rights that state laws grant, for the `grants` of each file. In every text that was read:
// - access to categories alone is no right of its own;
// - a list of the third parties that received the data (Oregon, Minnesota, Connecticut, Delaware, Maryland) is part of the
//   response to an access request: see the scope of those rows;
// - sensitive data needs consent from the start, so there is nothing to limit, except in Utah and Iowa.
const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
const LIMIT: Right = Right::Immediate(ImmediateRight::Limit);
const PROFILING_OPT_OUT: Right = Right::Immediate(ImmediateRight::AdmtOptOut);
const WITHDRAWAL: Right = Right::Immediate(ImmediateRight::WithdrawConsent);
const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
const KNOW: Right = Right::Verifiable(VerifiableRight::Know);
const CORRECT: Right = Right::Verifiable(VerifiableRight::Correct);
const CONTEST: Right = Right::Verifiable(VerifiableRight::AdmtAppeal);

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
    /// The appeal against a denial.
    pub(super) appeal: Cell<AppealPeriod>,
    /// The authority that takes complaints.
    pub(super) complaint: Cell<ComplaintAuthority>,
    /// When the company must name that authority.
    pub(super) complaint_notice: ComplaintNotice,
    pub(super) free: Cell<FreeResponses>,
    /// Whether the company may authenticate an opt-out.
    pub(super) authentication: Known<Authentication>,
    /// The section that lets the company deny an opt-out for fraud.
    pub(super) fraud_denial: Cell<&'static str>,
    /// Who may opt out on the consumer's behalf.
    pub(super) agent: Cell<AgentRule>,
    /// The day since when a browser's signal is an opt-out.
    pub(super) signal: Cell<Date>,
    /// Calendar days within which the company stops processing after the consumer withdrew their consent.
    pub(super) consent_withdrawal: Cell<u16>,
    /// The company's period to cure a violation.
    pub(super) cure: Cell<&'static str>,
}

/// The period for deciding an appeal.
#[derive(Clone, Copy)]
pub(super) struct AppealPeriod {
    /// Calendar days from the receipt of the appeal.
    pub(super) decide: u16,
    /// Calendar days that one extension adds.
    pub(super) extension: Option<u16>,
    /// Whether a text was read that sets the period.
    pub(super) was_read: bool,
}

impl AppealPeriod {
    /// An appeal that a law grants, without a text that says by when the company must decide it. The company decides
    /// within the shortest period that any state sets, because an early decision breaks no law.
    const NOT_READ: Self = Self {
        was_read: false,
        ..Self::days(45)
    };

    const fn days(decide: u16) -> Self {
        Self {
            decide,
            extension: None,
            was_read: true,
        }
    }

    const fn extendable(decide: u16, extension: u16) -> Self {
        Self {
            extension: Some(extension),
            ..Self::days(decide)
        }
    }
}

/// The scope of a deletion where the source of the data doesn't matter.
const PROVIDED_OR_OBTAINED: Scope = Scope::whole(
    "Data that the consumer provided, and data that the company obtained about the consumer.",
);

/// The scope of a deletion that leaves out what the company got elsewhere.
const ONLY_PROVIDED: Scope = Scope::part("Only data that the consumer provided.");

/// The scope of an access request that names recipients.
const THIRD_PARTIES_BY_NAME: Scope = Scope::beyond(
    "Also a list of the specific third parties that received the data.",
    Reach::More,
);

/// The scope of an access request that names kinds of recipients.
const THIRD_PARTIES_BY_CATEGORY: Scope = Scope::beyond(
    "Also a list of the categories of third parties that received the data.",
    Reach::Categories,
);

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
    //= req: nv-603a-345-4
    /// Returns the row of an immediate right that a request exercises.
    const fn immediate(&self, id: &'static str, right: ImmediateRight) -> Rule {
        let duty = Duty::Honor {
            right,
            within: Span::CalendarDays(self.respond_within.is),
            authentication: self.authentication.is,
            ask_again_after_months: None,
            confirmation: None,
            fraud_denial: self.fraud_denial.provision(),
            appeal: self.appeal(),
        };
        let known = self
            .respond_within
            .evidence
            .or_weaker(self.evidence_of_appeal())
            .or_weaker(self.authentication.evidence)
            .or_weaker(self.fraud_denial.evidence())
            .or_weaker(self.agent.evidence());
        let agent = match self.agent {
            Says(known) => known.is,
            Nothing(_) => AgentRule::NotNamed,
            NotRead => AgentRule::NotRead,
        };
        Rule {
            agent,
            ..self.rule(id, duty, known)
        }
        // In most states, the right to opt out of profiling was read in secondary sources only.
        .known_at_best(match right {
            ImmediateRight::AdmtOptOut => Evidence::Secondary,
            _ => Evidence::Primary,
        })
    }

    //= req: tx-541-055-e.3
    /// Returns the row of an opt-out by browser signal, which has an effective date of its own. The row has no agent
    /// and no denial, and needs no authentication.
    const fn signal(&self, id: &'static str) -> Rule {
        let Says(since) = self.signal else {
            panic!("a law has a row for a signal that it doesn't name")
        };
        let rules = Self {
            from: since.is,
            appeal: Nothing(Evidence::Primary),
            complaint: Nothing(Evidence::Primary),
            authentication: Known {
                is: Authentication::NotNeeded,
                evidence: since.evidence,
            },
            fraud_denial: Nothing(Evidence::Primary),
            agent: Nothing(Evidence::Primary),
            ..*self
        };
        Rule {
            by: Means::Signal,
            ..rules.immediate(id, ImmediateRight::OptOut)
        }
    }

    //= req: or-646a-578-1-d.3, mn-325m-16-2-e.3, ri-6-48-1-4-e.2
    /// Returns the row of withdrawn consent. It is among the duties of controllers and not among the requests of consumers, so
    /// the rules on their authentication, denial and agents don't cover it, and no text was read that grants an appeal.
    const fn withdrawal(&self, id: &'static str, cite: &'static str) -> Rule {
        let Says(days) = self.consent_withdrawal else {
            panic!("a law has a row for withdrawn consent without its days")
        };
        let rules = Self {
            cite,
            respond_within: days,
            appeal: NotRead,
            authentication: primary(Authentication::NotNeeded),
            fraud_denial: Nothing(Evidence::Primary),
            agent: Nothing(Evidence::Primary),
            ..*self
        };
        rules.immediate(id, ImmediateRight::WithdrawConsent)
    }

    //= req: tx-541-052-b, ne-87-1108-2, ut-13-61-203-2-a, va-59-1-577-B-1, in-24-15-3-1-c-1, nj-56-8-166-7-a
    //= req: ct-42-518-c-1, fl-501-706-2, tn-47-18-3304-b-1, mt-30-14-2808-4-a, de-12D-104-c-1, ri-6-48-1-6-b-1
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
            free: self.free.provision(),
        };
        let known = self
            .respond_within
            .evidence
            .or_weaker(self.evidence_of_appeal())
            .or_weaker(self.extension.evidence)
            .or_weaker(self.free.evidence());
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
            scope: None,
            concerns: concerns(duty.right()),
            cite: self.cite,
            evidence,
            from: self.from,
            until: self.until,
        }
    }

    const fn appeal(&self) -> Provision<Appeal> {
        let granted = match self.appeal {
            Says(granted) => granted.is,
            Nothing(_) => return Provision::Absent,
            NotRead => return Provision::NotRead,
        };
        Provision::Is(Appeal {
            decide: Span::CalendarDays(granted.decide),
            extension: match granted.extension {
                Some(days) => Some(Span::CalendarDays(days)),
                None => None,
            },
            complaint_body: match self.complaint {
                Says(known) => Some(known.is.name),
                Nothing(_) | NotRead => None,
            },
            complaint_notice: self.complaint_notice,
        })
    }

    const fn evidence_of_appeal(&self) -> Evidence {
        match self.appeal {
            Says(appeal) => appeal.evidence.or_weaker(self.complaint.evidence()),
            Nothing(evidence) => evidence,
            NotRead => Evidence::Primary,
        }
    }

    /// Returns the same numbers, all unverified: for a later text of the law that was not read.
    const fn carried_over(self) -> Self {
        Self {
            respond_within: unverified(self.respond_within.is),
            extension: unverified(self.extension.is),
            appeal: self.appeal.unverified(),
            complaint: self.complaint.unverified(),
            free: self.free.unverified(),
            authentication: unverified(self.authentication.is),
            fraud_denial: self.fraud_denial.unverified(),
            agent: self.agent.unverified(),
            signal: self.signal.unverified(),
            consent_withdrawal: self.consent_withdrawal.unverified(),
            cure: self.cure.unverified(),
            ..self
        }
    }
}

/// Returns the companies that a right of a state law concerns.
const fn concerns(right: Option<Right>) -> Concerns {
    match right {
        Some(
            Right::Immediate(ImmediateRight::AdmtOptOut)
            | Right::Verifiable(VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal),
        ) => Concerns::AutomatedDecisions,
        Some(Right::Immediate(ImmediateRight::Limit)) => Concerns::SensitiveData,
        _ => Concerns::EveryCompany,
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

    /// Returns the rule with a last day.
    const fn through(self, until: Date) -> Self {
        Self {
            until: Some(until),
            ..self
        }
    }

    /// Returns the rule with its scope.
    const fn covering(self, scope: Known<Scope>) -> Self {
        Self {
            scope: Some(scope.is),
            ..self.known_at_best(scope.evidence)
        }
    }

    /// Returns the rule for companies that have consumer health data.
    const fn on_health_data(self) -> Self {
        Self {
            concerns: Concerns::HealthData,
            ..self
        }
    }

    /// Returns the rule without its extension.
    const fn without_extension(self) -> Self {
        let duty = match self.duty {
            Duty::Respond {
                right,
                acknowledge_within,
                respond_within,
                verification,
                appeal,
                free,
                ..
            } => Duty::Respond {
                right,
                acknowledge_within,
                respond_within,
                extension: None,
                verification,
                appeal,
                free,
            },
            other => other,
        };
        Self { duty, ..self }
    }

    /// Returns the rule without a rule on agents.
    const fn without_agent(self) -> Self {
        Self {
            agent: AgentRule::NotNamed,
            ..self
        }
    }
}
