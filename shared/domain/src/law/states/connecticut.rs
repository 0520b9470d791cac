//! Connecticut Data Privacy Act, Conn. Gen. Stat. §§ 42-515–42-525.

use super::{
    CONTEST, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, in_twelve_months,
    primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Connecticut.
pub(in crate::law) const CONNECTICUT: LawProfile = LawProfile {
    law: Law::Connecticut,
    id: "connecticut",
    name: "Connecticut Data Privacy Act (CTDPA)",
    state: Some("CT"),
    calendar: Calendar::Plain,
    act_names: &["ctdpa", "connecticut data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT, CONTEST],
    texts: &[LawText {
        state_rules: Some(CT),
        rows: &[
            CT.immediate("ct.opt_out", ImmediateRight::OptOut),
            // On 2026-07-01 the duty moved to § 42-520(c)(1)(A)(ii) and lost its conditions.
            CT.signal("ct.signal", secondary(date(2025, 1, 1))),
            CT.immediate("ct.profiling", ImmediateRight::AdmtOptOut),
            CT.verifiable("ct.delete", VerifiableRight::Delete),
            CT.verifiable("ct.know", VerifiableRight::Know),
            CT.verifiable("ct.correct", VerifiableRight::Correct),
            CT.verifiable("ct.contest", VerifiableRight::AdmtAppeal)
                .since(date(2026, 7, 1))
                .known_at_best(Evidence::Secondary),
        ],
    }],
};

/// PA 25-113 and PA 26-64 did not change the deadlines. Minors' accounts have their own deadlines in business days
/// (§ 42-528). No request here is about them.
const CT: StateRules = StateRules {
    law: Law::Connecticut,
    cite: "Conn. Gen. Stat. §§ 42-518, 42-519",
    from: date(2023, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Attorney General of Connecticut",
        site: "https://portal.ct.gov/ag",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("Conn. Gen. Stat. § 42-518(c)(4)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("at discretion since 2025-01-01")),
};
