//! Tennessee Information Protection Act, T.C.A. §§ 47-18-3301 ff.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, per_calendar_year, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Tennessee.
pub(in crate::law) const TENNESSEE: LawProfile = LawProfile {
    law: Law::Tennessee,
    id: "tennessee",
    name: "Tennessee Information Protection Act (TIPA)",
    state: Some("TN"),
    calendar: Calendar::Plain,
    act_names: &["tipa", "tennessee information protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "§ 47-18-3304 in a public copy; the appeal in secondary sources",
        ),
        state_rules: Some(TN),
        rows: &[
            TN.immediate("tn.opt_out", ImmediateRight::OptOut),
            TN.immediate("tn.profiling", ImmediateRight::AdmtOptOut),
            TN.verifiable("tn.delete", VerifiableRight::Delete),
            TN.verifiable("tn.know", VerifiableRight::Know),
            TN.verifiable("tn.correct", VerifiableRight::Correct),
        ],
    }],
};

const TN: StateRules = StateRules {
    law: Law::Tennessee,
    cite: "T.C.A. §§ 47-18-3301 ff.",
    from: date(2025, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    // The title of the authority was read; the duty to name it was not.
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General and Reporter of Tennessee",
        site: "https://www.tn.gov/attorneygeneral",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::NotNamed)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("60 days")),
};
