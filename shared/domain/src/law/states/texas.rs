//! Texas Data Privacy and Security Act, Tex. Bus. & Com. Code chapter 541.

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

/// Texas.
pub(in crate::law) const TEXAS: LawProfile = LawProfile {
    law: Law::Texas,
    id: "texas",
    name: "Texas Data Privacy and Security Act (TDPSA)",
    state: Some("TX"),
    calendar: Calendar::Plain,
    act_names: &["tdpsa", "texas data privacy and security act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(TX),
        rows: &[
            TX.immediate("tx.opt_out", ImmediateRight::OptOut),
            TX.signal("tx.signal", primary(date(2025, 1, 1))),
            TX.immediate("tx.profiling", ImmediateRight::AdmtOptOut)
                .without_agent(),
            TX.verifiable("tx.delete", VerifiableRight::Delete),
            TX.verifiable("tx.know", VerifiableRight::Know),
            TX.verifiable("tx.correct", VerifiableRight::Correct),
        ],
    }],
};

/// § 541.055(e): an agent may opt out of sale and targeted advertising, but not of profiling.
const TX: StateRules = StateRules {
    law: Law::Texas,
    cite: "Tex. Bus. & Com. Code §§ 541.052, 541.053, 541.055",
    from: date(2024, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Attorney General of Texas",
        site: "https://www.texasattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(2))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(unverified("30 days")),
};
