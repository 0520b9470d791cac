//! New Hampshire, RSA chapter 507-H.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules, WITHDRAWAL,
    in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
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
    grants: &[
        OPT_OUT,
        PROFILING_OPT_OUT,
        DELETE,
        KNOW,
        CORRECT,
        WITHDRAWAL,
    ],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "RSA 507-H:4, II and 507-H:5 in public copies; the rest in secondary sources",
        ),
        state_rules: Some(NH),
        rows: &[
            NH.immediate("nh.opt_out", ImmediateRight::OptOut),
            NH.signal("nh.signal"),
            NH.immediate("nh.profiling", ImmediateRight::AdmtOptOut),
            NH.verifiable("nh.delete", VerifiableRight::Delete),
            NH.verifiable("nh.know", VerifiableRight::Know),
            NH.verifiable("nh.correct", VerifiableRight::Correct),
            NH.withdrawal("nh.withdraw_consent", "RSA 507-H:6, I"),
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
    appeal: Says(unverified(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of New Hampshire",
        site: "https://www.doj.nh.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("RSA 507-H:4, III(d)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2025, 1, 1))),
    consent_withdrawal: Says(unverified(15)),
    cure: Says(secondary("at discretion since 2026-01-01")),
};
