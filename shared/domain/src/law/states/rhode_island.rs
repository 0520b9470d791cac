//! Rhode Island Data Transparency and Privacy Protection Act, R.I. Gen. Laws chapter 6-48.1.

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

/// Rhode Island.
pub(in crate::law) const RHODE_ISLAND: LawProfile = LawProfile {
    law: Law::RhodeIsland,
    id: "rhode_island",
    name: "Rhode Island Data Transparency and Privacy Protection Act (RIDTPPA)",
    state: Some("RI"),
    calendar: Calendar::Plain,
    act_names: &[
        "ridtppa",
        "rhode island data transparency and privacy protection act",
    ],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(RI),
        rows: &[
            RI.immediate("ri.opt_out", ImmediateRight::OptOut),
            // An agent may also exercise this opt-out (§ 6-48.1-5(f)).
            RI.immediate("ri.profiling", ImmediateRight::AdmtOptOut),
            RI.verifiable("ri.delete", VerifiableRight::Delete),
            RI.verifiable("ri.know", VerifiableRight::Know),
            RI.verifiable("ri.correct", VerifiableRight::Correct),
        ],
    }],
};

/// No opt-out preference signal.
const RI: StateRules = StateRules {
    law: Law::RhodeIsland,
    cite: "R.I. Gen. Laws §§ 6-48.1-5, 6-48.1-6",
    from: date(2026, 1, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(unverified(ComplaintAuthority {
        name: "the Attorney General of Rhode Island",
        site: "https://riag.ri.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("R.I. Gen. Laws § 6-48.1-6(b)(4)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(primary("none")),
};
