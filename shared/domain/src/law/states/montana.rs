//! Montana Consumer Data Privacy Act, MCA §§ 30-14-2801 ff.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, in_twelve_months, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Montana.
pub(in crate::law) const MONTANA: LawProfile = LawProfile {
    law: Law::Montana,
    id: "montana",
    name: "Montana Consumer Data Privacy Act (MCDPA)",
    state: Some("MT"),
    calendar: Calendar::Plain,
    act_names: &["montana consumer data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(MT),
        rows: &[
            MT.immediate("mt.opt_out", ImmediateRight::OptOut),
            MT.signal("mt.signal", primary(date(2025, 1, 1))),
            MT.immediate("mt.profiling", ImmediateRight::AdmtOptOut),
            MT.verifiable("mt.delete", VerifiableRight::Delete),
            MT.verifiable("mt.know", VerifiableRight::Know),
            MT.verifiable("mt.correct", VerifiableRight::Correct),
        ],
    }],
};

const MT: StateRules = StateRules {
    law: Law::Montana,
    cite: "MCA §§ 30-14-2808, 30-14-2809",
    from: date(2024, 10, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(unverified(60)),
    appeal_extension: None,
    complaint: Some(primary(ComplaintAuthority {
        name: "the Attorney General of Montana",
        site: "https://dojmt.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("MCA § 30-14-2808(4)(d)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("none since 2026-04-01")),
};
