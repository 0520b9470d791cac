//! Florida Digital Bill of Rights, Fla. Stat. §§ 501.701–501.722, for controllers of a billion dollars.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
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
        read: Reading::On(
            date(2026, 11, 21),
            "§ 501.706 and R. 2-3.004 in public copies; § 501.707 in secondary sources",
        ),
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
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: NotRead,
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(unverified(in_twelve_months(2))),
    authentication: primary(Authentication::Demanded),
    fraud_denial: Nothing(Evidence::Unverified),
    agent: Says(unverified(AgentRule::IdentityAndAuthority)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(unverified("45 days, at discretion")),
};
