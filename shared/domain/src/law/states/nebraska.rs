//! Nebraska Data Privacy Act, Neb. Rev. Stat. §§ 87-1101 ff.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, per_calendar_year, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Nebraska.
pub(in crate::law) const NEBRASKA: LawProfile = LawProfile {
    law: Law::Nebraska,
    id: "nebraska",
    name: "Nebraska Data Privacy Act (NDPA)",
    state: Some("NE"),
    calendar: Calendar::Plain,
    act_names: &["ndpa", "nebraska data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "§§ 87-1108 and 87-1109 in public copies; § 87-1111 in secondary sources",
        ),
        state_rules: Some(NE),
        rows: &[
            NE.immediate("ne.opt_out", ImmediateRight::OptOut),
            // Only under conditions of verification.
            NE.signal("ne.signal"),
            NE.immediate("ne.profiling", ImmediateRight::AdmtOptOut),
            NE.verifiable("ne.delete", VerifiableRight::Delete),
            NE.verifiable("ne.know", VerifiableRight::Know),
            NE.verifiable("ne.correct", VerifiableRight::Correct),
        ],
    }],
};

/// § 87-1108(3): the denial itself must say how to appeal "to the Attorney General".
const NE: StateRules = StateRules {
    law: Law::Nebraska,
    cite: "Neb. Rev. Stat. §§ 87-1108, 87-1109, 87-1111",
    from: date(2025, 1, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(primary(AppealPeriod::days(60))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Nebraska",
        site: "https://ago.nebraska.gov",
    })),
    complaint_notice: ComplaintNotice::WithDenial,
    free: Says(primary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::ByTechnology)),
    signal: Says(secondary(date(2025, 1, 1))),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};
