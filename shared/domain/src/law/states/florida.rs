//! Florida Digital Bill of Rights, Fla. Stat. §§ 501.701–501.722, for controllers of a billion dollars.

use super::{
    CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, in_twelve_months, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Florida.
pub(in crate::law) const FLORIDA: LawProfile = LawProfile {
    law: Law::Florida,
    id: "florida",
    name: "Florida Digital Bill of Rights (FDBR)",
    state: Some("FL"),
    calendar: Calendar::Plain,
    act_names: &["fdbr", "florida digital bill of rights"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(FL),
        rows: &[
            FL.immediate("fl.opt_out", ImmediateRight::OptOut),
            FL.immediate("fl.profiling", ImmediateRight::AdmtOptOut),
            FL.verifiable("fl.delete", VerifiableRight::Delete),
            FL.verifiable("fl.know", VerifiableRight::Know),
            FL.verifiable("fl.correct", VerifiableRight::Correct),
        ],
    }],
};

/// A company "shall" authenticate the requester before it acts, opt-outs included (R. 2-3.004(1)). § 501.706(4): it
/// informs the consumer within 60 days of receipt that it complied, which is 45 days and an extension of 15. The text
/// on authorized agents was not read. No complaint authority was found.
const FL: StateRules = StateRules {
    law: Law::Florida,
    cite: "Fla. Stat. §§ 501.705–501.707; Fla. Admin. Code R. 2-3.004",
    from: date(2024, 7, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(15),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: None,
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(unverified(in_twelve_months(2))),
    authentication: primary(Authentication::Demanded),
    fraud_denial: None,
    agent: Some(unverified(AgentRule::IdentityAndAuthority)),
    cure: Some(unverified("45 days, at discretion")),
};
