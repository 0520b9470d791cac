//! Minnesota Consumer Data Privacy Act, Minn. Stat. §§ 325M.10–325M.21.

use super::{
    AppealPeriod, CONTEST, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    THIRD_PARTIES_BY_NAME, WITHDRAWAL, per_calendar_year, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Minnesota.
pub(in crate::law) const MINNESOTA: LawProfile = LawProfile {
    law: Law::Minnesota,
    id: "minnesota",
    name: "Minnesota Consumer Data Privacy Act (MCDPA)",
    state: Some("MN"),
    calendar: Calendar::Plain,
    act_names: &["minnesota consumer data privacy act"],
    ambiguous_act_names: &[],
    grants: &[
        OPT_OUT,
        PROFILING_OPT_OUT,
        DELETE,
        KNOW,
        CORRECT,
        CONTEST,
        WITHDRAWAL,
    ],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 12, 1),
            "§ 325M.14, subds. 1, 4 and 5 in part, and § 325M.16, subd. 2(e); the rest in secondary sources",
        ),
        state_rules: Some(MN),
        rows: &[
            MN.immediate("mn.opt_out", ImmediateRight::OptOut)
                .known_at_best(Evidence::Unverified),
            MN.signal("mn.signal").known_at_best(Evidence::Unverified),
            MN.immediate("mn.profiling", ImmediateRight::AdmtOptOut)
                .known_at_best(Evidence::Unverified),
            MN.verifiable("mn.delete", VerifiableRight::Delete),
            MN.verifiable("mn.know", VerifiableRight::Know)
                .covering(secondary(THIRD_PARTIES_BY_NAME)),
            MN.verifiable("mn.correct", VerifiableRight::Correct),
            MN.verifiable("mn.contest", VerifiableRight::AdmtAppeal)
                .known_at_best(Evidence::Secondary),
            MN.withdrawal("mn.withdraw_consent", "Minn. Stat. § 325M.16, subd. 2(e)"),
        ],
    }],
};

/// Opt-outs are due "as soon as feasibly possible" (§ 325M.14, subd. 4). That 45 days is their outer limit is general
/// knowledge. Companies keep appeals and their decisions for 24 months.
const MN: StateRules = StateRules {
    law: Law::Minnesota,
    cite: "Minn. Stat. § 325M.14",
    from: date(2025, 7, 31),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(primary(AppealPeriod::extendable(45, 60))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Minnesota",
        site: "https://www.ag.state.mn.us",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::NotNeeded),
    fraud_denial: Says(primary("Minn. Stat. § 325M.14, subd. 4(h)")),
    agent: Says(secondary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2025, 7, 31))),
    consent_withdrawal: Says(primary(15)),
    cure: Says(secondary("none since 2026-01-31")),
};
