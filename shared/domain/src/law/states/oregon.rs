//! Oregon Consumer Privacy Act, ORS 646A.570–646A.589.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    THIRD_PARTIES_BY_NAME, WITHDRAWAL, in_twelve_months, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Oregon.
pub(in crate::law) const OREGON: LawProfile = LawProfile {
    law: Law::Oregon,
    id: "oregon",
    name: "Oregon Consumer Privacy Act (OCPA)",
    state: Some("OR"),
    calendar: Calendar::Plain,
    act_names: &["ocpa", "oregon consumer privacy act"],
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
            date(2026, 12, 1),
            "ORS 646A.576 and § 646A.578(1) in public copies; § 646A.574 in secondary sources",
        ),
        state_rules: Some(OR),
        rows: &[
            OR.immediate("or.opt_out", ImmediateRight::OptOut),
            OR.signal("or.signal"),
            OR.immediate("or.profiling", ImmediateRight::AdmtOptOut),
            OR.verifiable("or.delete", VerifiableRight::Delete),
            OR.verifiable("or.know", VerifiableRight::Know)
                .covering(secondary(THIRD_PARTIES_BY_NAME)),
            OR.verifiable("or.correct", VerifiableRight::Correct),
            OR.withdrawal("or.withdraw_consent", "ORS 646A.578(1)(d)"),
        ],
    }],
};

/// Charities and similar organizations are covered since 2025-07-01.
const OR: StateRules = StateRules {
    law: Law::Oregon,
    cite: "ORS 646A.576",
    from: date(2024, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(primary(AppealPeriod::days(45))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Oregon",
        site: "https://www.doj.state.or.us",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: primary(Authentication::NotNeeded),
    fraud_denial: Says(primary("ORS 646A.576(5)(e)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2026, 1, 1))),
    consent_withdrawal: Says(primary(15)),
    cure: Says(primary("none since 2026-01-01")),
};
