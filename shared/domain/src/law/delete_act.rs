//! The Delete Act: what California's data brokers fetch from the state's platform, DROP. For brokers alone; no
//! request to this house is under it.
//!
//! AB 883 (Stats. 2026 ch. 507) makes 30 days of every 45 from 2027-01-01. Both are read in secondary sources.

use super::{
    AgentRule, Authentication, ClockStart, Duty, Evidence, ImmediateRight, Law, Means, Rule,
    VerifiableRight, VerificationDegree,
};
use crate::calendar::Span;
use jiff::civil::{Date, date};

/// Brokers must fetch and process from here on (Civ. Code § 1798.99.86(c)).
const FROM: Date = date(2026, 8, 1);

/// The last day of the 45 days.
const LAST_OF_45: Date = date(2026, 12, 31);

/// The first day of the 30 days (AB 883).
const FIRST_OF_30: Date = date(2027, 1, 1);

/// A duty by the platform. People's agents act there, not with the broker (§ 1798.99.86(b)(8), (9)).
const fn platform(id: &'static str, duty: Duty, from: Date, until: Option<Date>) -> Rule {
    Rule {
        id,
        law: Law::DeleteAct,
        by: Means::Platform,
        duty,
        start: ClockStart::Receipt,
        agent: AgentRule::NotNamed,
        cite: "Civ. Code § 1798.99.86(c); 11 CCR §§ 7610–7616",
        evidence: Evidence::Secondary,
        from,
        until,
    }
}

/// Delete what matches, and again what is collected later.
const fn delete(days: u16) -> Duty {
    Duty::Respond {
        demand: VerifiableRight::Delete,
        acknowledge: None,
        answer: Span::CalendarDays(days),
        extension: None,
        verification: VerificationDegree::WholeMatch,
        appeal: None,
        free: None,
    }
}

/// What can't be verified is an opt-out of sale and sharing (§ 1798.99.86(c)(1)(B)).
const fn opt_out(days: u16) -> Duty {
    Duty::Honor {
        choice: ImmediateRight::OptOut,
        within: Span::CalendarDays(days),
        authentication: Authentication::NotNeeded,
        ask_again_after_months: None,
        confirmation: None,
        fraud_denial: None,
        appeal: None,
    }
}

/// The rows of the Delete Act.
pub(super) const RULES: &[Rule] = &[
    platform("ca.drop_delete", delete(45), FROM, Some(LAST_OF_45)),
    platform("ca.drop_opt_out", opt_out(45), FROM, Some(LAST_OF_45)),
    platform("ca.drop_delete_2027", delete(30), FIRST_OF_30, None),
    platform("ca.drop_opt_out_2027", opt_out(30), FIRST_OF_30, None),
];
