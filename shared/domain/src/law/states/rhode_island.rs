//! Rhode Island Data Transparency and Privacy Protection Act, R.I. Gen. Laws chapter 6-48.1.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    WITHDRAWAL, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
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
            "§§ 6-48.1-5 and 6-48.1-6 on the legislature's site; the appeal in secondary sources",
        ),
        state_rules: Some(RI),
        rows: &[
            RI.immediate("ri.opt_out", ImmediateRight::OptOut),
            // An agent may also exercise this opt-out (§ 6-48.1-5(f)).
            RI.immediate("ri.profiling", ImmediateRight::AdmtOptOut),
            RI.verifiable("ri.delete", VerifiableRight::Delete),
            RI.verifiable("ri.know", VerifiableRight::Know),
            RI.verifiable("ri.correct", VerifiableRight::Correct),
            RI.withdrawal("ri.withdraw_consent", "R.I. Gen. Laws § 6-48.1-4(e)"),
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
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General of Rhode Island",
        site: "https://riag.ri.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("R.I. Gen. Laws § 6-48.1-6(b)(4)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: Says(secondary(15)),
    cure: Says(primary("none")),
};
