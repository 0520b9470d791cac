//! Virginia Consumer Data Protection Act, Va. Code §§ 59.1-575–59.1-585.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, per_calendar_year, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Virginia.
pub(in crate::law) const VIRGINIA: LawProfile = LawProfile {
    law: Law::Virginia,
    id: "virginia",
    name: "Virginia Consumer Data Protection Act (VCDPA)",
    state: Some("VA"),
    calendar: Calendar::Plain,
    act_names: &["vcdpa", "virginia consumer data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "Va. Code § 59.1-577 in a public copy; the appeal in quotation",
        ),
        state_rules: Some(VA),
        rows: &[
            VA.immediate("va.opt_out", ImmediateRight::OptOut),
            VA.immediate("va.profiling", ImmediateRight::AdmtOptOut),
            VA.verifiable("va.delete", VerifiableRight::Delete),
            VA.verifiable("va.know", VerifiableRight::Know),
            VA.verifiable("va.correct", VerifiableRight::Correct),
        ],
    }],
};

/// § 59.1-577(C) grants the appeal.
const VA: StateRules = StateRules {
    law: Law::Virginia,
    cite: "Va. Code § 59.1-577",
    from: date(2023, 1, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Virginia",
        site: "https://www.oag.state.va.us",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::NotNamed)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};
