//! New Jersey Data Privacy Act, N.J.S.A. 56:8-166.4 ff.

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

/// New Jersey.
pub(in crate::law) const NEW_JERSEY: LawProfile = LawProfile {
    law: Law::NewJersey,
    id: "new_jersey",
    name: "New Jersey Data Privacy Act (NJDPA)",
    state: Some("NJ"),
    calendar: Calendar::Plain,
    act_names: &["njdpa", "new jersey data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(NJ),
        rows: &[
            NJ.immediate("nj.opt_out", ImmediateRight::OptOut),
            NJ.signal("nj.signal", primary(date(2025, 7, 15))),
            NJ.immediate("nj.profiling", ImmediateRight::AdmtOptOut),
            NJ.verifiable("nj.delete", VerifiableRight::Delete),
            NJ.verifiable("nj.know", VerifiableRight::Know),
            NJ.verifiable("nj.correct", VerifiableRight::Correct),
        ],
    }],
};

/// "Verified request", but the clock still starts at receipt. As far as found, the regulations (N.J.A.C. 13:45L) were
/// only proposed.
const NJ: StateRules = StateRules {
    law: Law::NewJersey,
    cite: "N.J.S.A. 56:8-166.7, 56:8-166.11",
    from: date(2025, 1, 15),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(secondary(45)),
    appeal_extension: None,
    complaint: Some(unverified(ComplaintAuthority {
        name: "the New Jersey Division of Consumer Affairs",
        site: "https://www.njconsumeraffairs.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("N.J.S.A. 56:8-166.7(e)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("at discretion since 2026-07-15")),
};
