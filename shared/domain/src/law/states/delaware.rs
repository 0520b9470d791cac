//! Delaware Personal Data Privacy Act, 6 Del. C. chapter 12D.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    THIRD_PARTIES_BY_CATEGORY, WITHDRAWAL, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::{Reach, Scope};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Delaware.
pub(in crate::law) const DELAWARE: LawProfile = LawProfile {
    law: Law::Delaware,
    id: "delaware",
    name: "Delaware Personal Data Privacy Act (DPDPA)",
    state: Some("DE"),
    calendar: Calendar::Plain,
    act_names: &["dpdpa", "delaware personal data privacy act"],
    ambiguous_act_names: &[],
    grants: &[
        OPT_OUT,
        PROFILING_OPT_OUT,
        DELETE,
        KNOW,
        CORRECT,
        WITHDRAWAL,
    ],
    texts: &[
        LawText {
            read: Reading::On(
                date(2026, 11, 21),
                "§§ 12D-104 and 12D-105 in the text of 2024",
            ),
            state_rules: Some(DE),
            rows: &[
                DE.immediate("de.opt_out", ImmediateRight::OptOut),
                DE.signal("de.signal"),
                DE.immediate("de.profiling", ImmediateRight::AdmtOptOut),
                DE.verifiable("de.delete", VerifiableRight::Delete),
                DE.verifiable("de.know", VerifiableRight::Know)
                    .covering(secondary(THIRD_PARTIES_BY_CATEGORY)),
                DE.verifiable("de.correct", VerifiableRight::Correct),
                DE.withdrawal("de.withdraw_consent", WITHDRAWAL_CITE),
            ],
        },
        LawText {
            read: Reading::Never(
                "85 Del. Laws c. 463 could not be opened; most numbers are those of the earlier text",
            ),
            state_rules: Some(DE_2027),
            rows: &[
                DE_2027.immediate("de.opt_out_2027", ImmediateRight::OptOut),
                DE_2027.signal("de.signal_2027"),
                DE_2027.immediate("de.profiling_2027", ImmediateRight::AdmtOptOut),
                DE_2027.verifiable("de.delete_2027", VerifiableRight::Delete),
                DE_2027
                    .verifiable("de.know_2027", VerifiableRight::Know)
                    .covering(secondary(THIRD_PARTIES_AND_INFERENCES)),
                DE_2027.verifiable("de.correct_2027", VerifiableRight::Correct),
                DE_2027.withdrawal("de.withdraw_consent_2027", WITHDRAWAL_CITE),
            ],
        },
    ],
};

const WITHDRAWAL_CITE: &str = "6 Del. C. § 12D-106(a)";

const THIRD_PARTIES_AND_INFERENCES: Scope = Scope::beyond(
    "Also inferences, and a list of the specific third parties that received the data.",
    Reach::Most,
);

/// A new text replaces this one on 2027-01-01.
const DE: StateRules = StateRules {
    law: Law::Delaware,
    cite: "6 Del. C. §§ 12D-104, 12D-105",
    from: date(2025, 1, 1),
    until: Some(date(2026, 12, 31)),
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Delaware Department of Justice",
        site: "https://attorneygeneral.delaware.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("6 Del. C. § 12D-104(c)(4)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2026, 1, 1))),
    consent_withdrawal: Says(unverified(15)),
    cure: Says(secondary("at discretion since 2026-01-01")),
};

/// The text that replaces §§ 12D-102–12D-111. It was not read. Secondary sources give the wider access, and say that
/// authentication and signals stay the same. The other numbers are those of the earlier text.
const DE_2027: StateRules = StateRules {
    cite: "6 Del. C. ch. 12D as replaced by 85 Del. Laws c. 463",
    from: date(2027, 1, 1),
    until: None,
    authentication: secondary(DE.authentication.is),
    signal: DE.signal,
    ..DE.carried_over()
};
