//! Indiana Consumer Data Protection Act, Ind. Code article 24-15.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, per_calendar_year, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Indiana.
pub(in crate::law) const INDIANA: LawProfile = LawProfile {
    law: Law::Indiana,
    id: "indiana",
    name: "Indiana Consumer Data Protection Act (ICDPA)",
    state: Some("IN"),
    calendar: Calendar::Plain,
    act_names: &["incdpa", "indiana consumer data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(IN),
        rows: &[
            IN.immediate("in.opt_out", ImmediateRight::OptOut),
            IN.immediate("in.profiling", ImmediateRight::AdmtOptOut),
            IN.verifiable("in.delete", VerifiableRight::Delete),
            IN.verifiable("in.know", VerifiableRight::Know),
            IN.verifiable("in.correct", VerifiableRight::Correct),
        ],
    }],
};

const IN: StateRules = StateRules {
    law: Law::Indiana,
    cite: "Ind. Code § 24-15-3-1",
    from: date(2026, 1, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    // One weak source says 45 days; the better ones say 60.
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Attorney General of Indiana",
        site: "https://www.in.gov/attorneygeneral",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(per_calendar_year(1))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(unverified(AgentRule::NotNamed)),
    cure: Some(secondary("30 days")),
};
