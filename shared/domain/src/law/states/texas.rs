//! Texas Data Privacy and Security Act, Tex. Bus. & Com. Code chapter 541.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Texas.
pub(in crate::law) const TEXAS: LawProfile = LawProfile {
    law: Law::Texas,
    id: "texas",
    name: "Texas Data Privacy and Security Act (TDPSA)",
    state: Some("TX"),
    calendar: Calendar::Plain,
    act_names: &["tdpsa", "texas data privacy and security act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "§§ 541.052 and 541.055 in public copies; § 541.053 in secondary sources",
        ),
        state_rules: Some(TX),
        rows: &[
            TX.immediate("tx.opt_out", ImmediateRight::OptOut),
            TX.signal("tx.signal"),
            TX.immediate("tx.profiling", ImmediateRight::AdmtOptOut)
                .without_agent(),
            TX.verifiable("tx.delete", VerifiableRight::Delete),
            TX.verifiable("tx.know", VerifiableRight::Know),
            TX.verifiable("tx.correct", VerifiableRight::Correct),
        ],
    }],
};

/// § 541.055(e): an agent, or a technology such as a browser setting, may opt out of sale and targeted advertising, but
/// not of profiling.
const TX: StateRules = StateRules {
    law: Law::Texas,
    cite: "Tex. Bus. & Com. Code §§ 541.052, 541.053, 541.055",
    from: date(2024, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Texas",
        site: "https://www.texasattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(2))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(primary(AgentRule::PersonOrTechnology)),
    signal: Says(primary(date(2025, 1, 1))),
    consent_withdrawal: NotRead,
    cure: Says(unverified("30 days")),
};
