//! Maryland Online Data Privacy Act, Md. Code, Com. Law §§ 14-4701 ff.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, Nothing, OPT_OUT, PROFILING_OPT_OUT, PROVIDED_OR_OBTAINED,
    Says, StateRules, THIRD_PARTIES_BY_CATEGORY, WITHDRAWAL, in_twelve_months, primary, secondary,
    unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Maryland.
pub(in crate::law) const MARYLAND: LawProfile = LawProfile {
    law: Law::Maryland,
    id: "maryland",
    name: "Maryland Online Data Privacy Act (MODPA)",
    state: Some("MD"),
    calendar: Calendar::Plain,
    act_names: &["modpa", "maryland online data privacy act"],
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
            "§ 14-4705 in the numbering of the bill, and § 14-4706; the deadlines in secondary sources",
        ),
        state_rules: Some(MD),
        rows: &[
            MD.immediate("md.opt_out", ImmediateRight::OptOut),
            // The text says that a company "may utilize" a link or a signal. Other sources read it as a duty.
            MD.signal("md.signal"),
            MD.immediate("md.profiling", ImmediateRight::AdmtOptOut),
            MD.verifiable("md.delete", VerifiableRight::Delete)
                .covering(primary(PROVIDED_OR_OBTAINED)),
            MD.verifiable("md.know", VerifiableRight::Know)
                .covering(primary(THIRD_PARTIES_BY_CATEGORY)),
            MD.verifiable("md.correct", VerifiableRight::Correct),
            MD.withdrawal("md.withdraw_consent", "Md. Code, Com. Law § 14-4707"),
        ],
    }],
};

const MD: StateRules = StateRules {
    law: Law::Maryland,
    cite: "Md. Code, Com. Law §§ 14-4705, 14-4706",
    from: date(2025, 10, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Consumer Protection Division of the Attorney General of Maryland",
        site: "https://www.marylandattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2025, 10, 1))),
    consent_withdrawal: Says(unverified(30)),
    cure: Says(secondary("at discretion until 2027-04-01")),
};
