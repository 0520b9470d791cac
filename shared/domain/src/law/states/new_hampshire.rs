//! New Hampshire, RSA chapter 507-H.

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

/// New Hampshire.
pub(in crate::law) const NEW_HAMPSHIRE: LawProfile = LawProfile {
    law: Law::NewHampshire,
    id: "new_hampshire",
    name: "New Hampshire's privacy law",
    state: Some("NH"),
    calendar: Calendar::Plain,
    act_names: &["new hampshire privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(NH),
        rows: &[
            NH.immediate("nh.opt_out", ImmediateRight::OptOut),
            NH.signal("nh.signal", secondary(date(2025, 1, 1))),
            NH.immediate("nh.profiling", ImmediateRight::AdmtOptOut),
            NH.verifiable("nh.delete", VerifiableRight::Delete),
            NH.verifiable("nh.know", VerifiableRight::Know),
            NH.verifiable("nh.correct", VerifiableRight::Correct),
        ],
    }],
};

const NH: StateRules = StateRules {
    law: Law::NewHampshire,
    cite: "RSA 507-H:4, 507-H:5",
    from: date(2025, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Some(unverified(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Attorney General of New Hampshire",
        site: "https://www.doj.nh.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(secondary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("RSA 507-H:4, III(d)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("at discretion since 2026-01-01")),
};
