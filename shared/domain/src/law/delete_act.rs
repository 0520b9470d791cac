//! California Delete Act: requests that data brokers download from the state's platform, DROP. It covers data brokers
//! only, and no request to this system falls under it.
//!
//! AB 883 (Stats. 2026 ch. 507, approved 2026-09-27) turns each 45 days into 30. It has no urgency clause and no operative
//! date, so it takes effect on 2027-01-01. Both periods were read in secondary sources.

use super::profile::{LawProfile, LawText, Reading};
use super::{
    AgentRule, Authentication, ClockStart, Concerns, Duty, Evidence, ImmediateRight, Law, Means,
    Provision, Right, Rule, VerifiableRight, VerificationDegree,
};
use crate::calendar::{Calendar, Span};
use jiff::civil::{Date, date};

/// The Delete Act.
pub(super) const DELETE_ACT: LawProfile = LawProfile {
    law: Law::DeleteAct,
    id: "delete_act",
    name: "California Delete Act",
    state: None,
    calendar: Calendar::California,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[
        Right::Immediate(ImmediateRight::OptOut),
        Right::Verifiable(VerifiableRight::Delete),
    ],
    texts: &[
        LawText {
            read: Reading::On(
                date(2026, 11, 21),
                "§ 1798.99.86(c)(1) in quotation, and the platform's documentation",
            ),
            state_rules: None,
            rows: &[
                platform("ca.drop_delete", delete(45), CITE, FROM, Some(LAST_OF_45)),
                platform("ca.drop_opt_out", opt_out(45), CITE, FROM, Some(LAST_OF_45)),
            ],
        },
        LawText {
            read: Reading::Never(
                "the chaptered text of AB 883 could not be found; three secondary sources agree",
            ),
            state_rules: None,
            rows: &[
                platform(
                    "ca.drop_delete_2027",
                    delete(30),
                    CITE_2027,
                    FIRST_OF_30,
                    None,
                ),
                platform(
                    "ca.drop_opt_out_2027",
                    opt_out(30),
                    CITE_2027,
                    FIRST_OF_30,
                    None,
                ),
            ],
        },
    ],
};

const CITE: &str = "Civ. Code § 1798.99.86(c); 11 CCR §§ 7610–7616";

const CITE_2027: &str =
    "Civ. Code § 1798.99.86(c) as amended by AB 883 (Stats. 2026 ch. 507); 11 CCR §§ 7610–7616";

/// The compliance date of brokers, who must download and process requests (Civ. Code § 1798.99.86(c)).
const FROM: Date = date(2026, 8, 1);

const LAST_OF_45: Date = date(2026, 12, 31);

const FIRST_OF_30: Date = date(2027, 1, 1);

/// Returns the row of a request through the platform. Authorized agents act on the platform, not with the broker
/// (§ 1798.99.86(b)(8), (9)).
const fn platform(
    id: &'static str,
    duty: Duty,
    cite: &'static str,
    from: Date,
    until: Option<Date>,
) -> Rule {
    Rule {
        id,
        law: Law::DeleteAct,
        by: Means::Platform,
        duty,
        start: ClockStart::Receipt,
        agent: AgentRule::NotNamed,
        scope: None,
        concerns: Concerns::EveryCompany,
        cite,
        evidence: Evidence::Secondary,
        from,
        until,
    }
}

/// The broker deletes each match, and deletes again what it collects later.
const fn delete(days: u16) -> Duty {
    Duty::Respond {
        right: VerifiableRight::Delete,
        acknowledge_within: None,
        respond_within: Span::CalendarDays(days),
        extension: None,
        verification: VerificationDegree::WholeMatch,
        appeal: Provision::Absent,
        free: Provision::Absent,
    }
}

/// The broker treats a deletion that it can't verify as an opt-out of sale and sharing (§ 1798.99.86(c)(1)(B)).
const fn opt_out(days: u16) -> Duty {
    Duty::Honor {
        right: ImmediateRight::OptOut,
        within: Span::CalendarDays(days),
        authentication: Authentication::NotNeeded,
        ask_again_after_months: None,
        confirmation: None,
        fraud_denial: Provision::Absent,
        appeal: Provision::Absent,
    }
}
