//! Maryland Online Data Privacy Act, Md. Code, Com. Law §§ 14-4701 ff.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, in_twelve_months, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
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
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(MD),
        rows: &[
            MD.immediate("md.opt_out", ImmediateRight::OptOut),
            // The text says that a company "may utilize" a link or a signal. Other sources read it as a duty.
            MD.signal("md.signal", secondary(date(2025, 10, 1))),
            MD.immediate("md.profiling", ImmediateRight::AdmtOptOut),
            MD.verifiable("md.delete", VerifiableRight::Delete),
            MD.verifiable("md.know", VerifiableRight::Know),
            MD.verifiable("md.correct", VerifiableRight::Correct),
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
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(secondary(ComplaintAuthority {
        name: "the Consumer Protection Division of the Attorney General of Maryland",
        site: "https://www.marylandattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(unverified(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: None,
    agent: Some(primary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("at discretion until 2027-04-01")),
};
