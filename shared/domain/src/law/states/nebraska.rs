//! Nebraska Data Privacy Act, Neb. Rev. Stat. §§ 87-1101 ff.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, per_calendar_year, primary,
    secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
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
        state_rules: Some(NE),
        rows: &[
            NE.immediate("ne.opt_out", ImmediateRight::OptOut),
            // Only under conditions of verification.
            NE.signal("ne.signal", secondary(date(2025, 1, 1))),
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
    appeal: Some(primary(60)),
    appeal_extension: None,
    complaint: Some(primary(ComplaintAuthority {
        name: "the Attorney General of Nebraska",
        site: "https://ago.nebraska.gov",
    })),
    complaint_notice: ComplaintNotice::WithDenial,
    free: Some(primary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(secondary(AgentRule::ByTechnology)),
    cure: Some(secondary("30 days")),
};
