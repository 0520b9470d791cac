//! Utah Consumer Privacy Act, Utah Code title 13, chapter 61.

use super::{
    CORRECT, DELETE, KNOW, LIMIT, OPT_OUT, StateRules, in_twelve_months, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Utah.
pub(in crate::law) const UTAH: LawProfile = LawProfile {
    law: Law::Utah,
    id: "utah",
    name: "Utah Consumer Privacy Act (UCPA)",
    state: Some("UT"),
    calendar: Calendar::Plain,
    act_names: &["ucpa", "utah consumer privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, LIMIT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        state_rules: Some(UT),
        rows: &[
            UT.immediate("ut.opt_out", ImmediateRight::OptOut),
            // All that is known: consumers may opt out of the use of sensitive data.
            UT.immediate("ut.limit", ImmediateRight::Limit)
                .known_at_best(Evidence::Unverified),
            UT.verifiable("ut.delete", VerifiableRight::Delete),
            UT.verifiable("ut.know", VerifiableRight::Know),
            // HB 418.
            UT.verifiable("ut.correct", VerifiableRight::Correct)
                .since(date(2026, 7, 1))
                .known_at_best(Evidence::Unverified),
        ],
    }],
};

/// The deadline covers both acting on the request and informing the consumer. Utah drops it when the company
/// suspects fraud and cannot rule it out by day 45 (§ 13-61-203(2)(d)). California does not, so it never drops here.
/// Utah grants no appeal.
const UT: StateRules = StateRules {
    law: Law::Utah,
    cite: "Utah Code § 13-61-203",
    from: date(2023, 12, 31),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: None,
    appeal_extension: None,
    complaint: None,
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(primary(AgentRule::GuardianOnly)),
    cure: Some(secondary("30 days")),
};
