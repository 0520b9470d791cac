//! Indiana Consumer Data Protection Act, Ind. Code article 24-15.

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

/// Indiana.
pub(in crate::law) const INDIANA: LawProfile = LawProfile {
    law: Law::Indiana,
    id: "indiana",
    name: "Indiana Consumer Data Protection Act (ICDPA)",
    state: Some("IN"),
    calendar: Calendar::Plain,
    act_names: &["incdpa", "indiana consumer data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "Ind. Code § 24-15-3-1 in public copies; the appeal in secondary sources",
        ),
        state_rules: Some(IN),
        rows: &[
            IN.immediate("in.opt_out", ImmediateRight::OptOut),
            IN.immediate("in.profiling", ImmediateRight::AdmtOptOut),
            IN.verifiable("in.delete", VerifiableRight::Delete),
            IN.verifiable("in.know", VerifiableRight::Know),
            IN.verifiable("in.correct", VerifiableRight::Correct),
        ],
    }],
};

const IN: StateRules = StateRules {
    law: Law::Indiana,
    cite: "Ind. Code § 24-15-3-1",
    from: date(2026, 1, 1),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    // One weak source says 45 days; the better ones say 60.
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Indiana",
        site: "https://www.in.gov/attorneygeneral",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(per_calendar_year(1))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(unverified(AgentRule::NotNamed)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};
