//! Tennessee Information Protection Act, T.C.A. §§ 47-18-3301 ff.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, per_calendar_year, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
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
    appeal: Some(secondary(60)),
    appeal_extension: None,
    // The title of the authority was read; the duty to name it was not.
    complaint: Some(unverified(ComplaintAuthority {
        name: "the Attorney General and Reporter of Tennessee",
        site: "https://www.tn.gov/attorneygeneral",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(secondary(AgentRule::NotNamed)),
    cure: Some(secondary("60 days")),
};
