//! Delaware Personal Data Privacy Act, 6 Del. C. chapter 12D.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, in_twelve_months, primary,
    secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
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
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[
        LawText {
            state_rules: Some(DE),
            rows: &[
                DE.immediate("de.opt_out", ImmediateRight::OptOut),
                DE.signal("de.signal", secondary(date(2026, 1, 1))),
                DE.immediate("de.profiling", ImmediateRight::AdmtOptOut),
                DE.verifiable("de.delete", VerifiableRight::Delete),
                DE.verifiable("de.know", VerifiableRight::Know),
                DE.verifiable("de.correct", VerifiableRight::Correct),
            ],
        },
        LawText {
            state_rules: Some(DE_2027),
            rows: &[
                DE_2027.immediate("de.opt_out_2027", ImmediateRight::OptOut),
                DE_2027.signal("de.signal_2027", secondary(date(2027, 1, 1))),
                DE_2027.immediate("de.profiling_2027", ImmediateRight::AdmtOptOut),
                DE_2027.verifiable("de.delete_2027", VerifiableRight::Delete),
                DE_2027.verifiable("de.know_2027", VerifiableRight::Know),
                DE_2027.verifiable("de.correct_2027", VerifiableRight::Correct),
            ],
        },
    ],
};

/// A new text replaces this one on 2027-01-01.
const DE: StateRules = StateRules {
    law: Law::Delaware,
    cite: "6 Del. C. §§ 12D-104, 12D-105",
    from: date(2025, 1, 1),
    until: Some(date(2026, 12, 31)),
    respond_within: primary(45),
    extension: primary(45),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Delaware Department of Justice",
        site: "https://attorneygeneral.delaware.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Some(secondary("6 Del. C. § 12D-104(c)(4)")),
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("at discretion since 2026-01-01")),
};

/// The text that replaces §§ 12D-102–12D-111. It was not read; a secondary source says that authentication and signals
/// stay the same.
const DE_2027: StateRules = StateRules {
    cite: "6 Del. C. ch. 12D as replaced by 85 Del. Laws c. 463",
    from: date(2027, 1, 1),
    until: None,
    authentication: secondary(DE.authentication.is),
    ..DE.carried_over()
};
