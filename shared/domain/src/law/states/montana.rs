//! Montana Consumer Data Privacy Act, MCA §§ 30-14-2801 ff.

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

/// Montana.
pub(in crate::law) const MONTANA: LawProfile = LawProfile {
    law: Law::Montana,
    id: "montana",
    name: "Montana Consumer Data Privacy Act (MCDPA)",
    state: Some("MT"),
    calendar: Calendar::Plain,
    act_names: &["montana consumer data privacy act"],
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
            date(2026, 11, 30),
            "§§ 30-14-2808 and 30-14-2809 in the text of 2024, and § 30-14-2812 in the code of 2025",
        ),
        state_rules: Some(MT),
        rows: &[
            MT.immediate("mt.opt_out", ImmediateRight::OptOut),
            MT.signal("mt.signal"),
            MT.immediate("mt.profiling", ImmediateRight::AdmtOptOut),
            MT.verifiable("mt.delete", VerifiableRight::Delete),
            MT.verifiable("mt.know", VerifiableRight::Know),
            MT.verifiable("mt.correct", VerifiableRight::Correct),
            MT.withdrawal("mt.withdraw_consent", "MCA § 30-14-2812(1)(c)"),
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
    appeal: Says(unverified(AppealPeriod::days(60))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Montana",
        site: "https://dojmt.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("MCA § 30-14-2808(4)(d)")),
    agent: Says(primary(AgentRule::PersonOrTechnology)),
    signal: Says(primary(date(2025, 1, 1))),
    consent_withdrawal: Says(primary(45)),
    cure: Says(secondary("none since 2026-04-01")),
};
