//! Connecticut Data Privacy Act, Conn. Gen. Stat. §§ 42-515–42-525.

use super::{
    AppealPeriod, CONTEST, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    WITHDRAWAL, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::{Reach, Scope};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Connecticut.
pub(in crate::law) const CONNECTICUT: LawProfile = LawProfile {
    law: Law::Connecticut,
    id: "connecticut",
    name: "Connecticut Data Privacy Act (CTDPA)",
    state: Some("CT"),
    calendar: Calendar::Plain,
    act_names: &["ctdpa", "connecticut data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT, CONTEST, WITHDRAWAL],
    texts: &[LawText {
        read: Reading::On(date(2026, 11, 30), "§§ 42-518 and 42-519 in the text of 2024; PA 25-113 and PA 26-64 in secondary sources"),
state_rules: Some(CT),
        rows: &[
            CT.immediate("ct.opt_out", ImmediateRight::OptOut),
            // On 2026-07-01 the duty moved to § 42-520(c)(1)(A)(ii) and lost its conditions.
            CT.signal("ct.signal"),
            CT.immediate("ct.profiling", ImmediateRight::AdmtOptOut),
            CT.verifiable("ct.delete", VerifiableRight::Delete)
                .through(date(2026, 9, 30)),
            // PA 26-64 § 13.
            CT.verifiable("ct.delete_2026", VerifiableRight::Delete)
                .since(date(2026, 10, 1))
                .covering(secondary(Scope::beyond(
                    "Also public data that the company combined into a profile that it publishes or sells, and inferences \
                     from it.",
                    Reach::More,
                ))),
            CT.verifiable("ct.know", VerifiableRight::Know)
                .through(date(2026, 6, 30)),
            // PA 25-113.
            CT.verifiable("ct.know_2026", VerifiableRight::Know)
                .since(date(2026, 7, 1))
                .covering(secondary(Scope::beyond(
                    "Also inferences, and a list of the third parties to which the company sold the data.",
                    Reach::Most,
                ))),
            CT.verifiable("ct.correct", VerifiableRight::Correct),
            CT.verifiable("ct.contest", VerifiableRight::AdmtAppeal)
                .since(date(2026, 7, 1))
                .known_at_best(Evidence::Secondary),
            CT.withdrawal("ct.withdraw_consent", "Conn. Gen. Stat. § 42-520(a)"),
        ],
    }],
};

/// PA 25-113 and PA 26-64 did not change the deadlines. Minors' accounts have their own deadlines in business days
/// (§ 42-528). No request here is about them.
const CT: StateRules = StateRules {
    law: Law::Connecticut,
    cite: "Conn. Gen. Stat. §§ 42-518, 42-519",
    from: date(2023, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Connecticut",
        site: "https://portal.ct.gov/ag",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("Conn. Gen. Stat. § 42-518(c)(4)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2025, 1, 1))),
    consent_withdrawal: Says(unverified(15)),
    cure: Says(secondary("at discretion since 2025-01-01")),
};
