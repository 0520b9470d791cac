//! Utah Consumer Privacy Act, Utah Code title 13, chapter 61.

use super::{
    CORRECT, DELETE, KNOW, LIMIT, NotRead, Nothing, ONLY_PROVIDED, OPT_OUT, Says, StateRules,
    in_twelve_months, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText, Reading};
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
        read: Reading::On(
            date(2026, 11, 30),
            "§ 13-61-203 in public copies; the amendments of 2025 in secondary sources",
        ),
        state_rules: Some(UT),
        rows: &[
            UT.immediate("ut.opt_out", ImmediateRight::OptOut),
            // § 13-61-302(3): notice and an opportunity to opt out of the use of sensitive data.
            UT.immediate("ut.limit", ImmediateRight::Limit)
                .known_at_best(Evidence::Secondary),
            UT.verifiable("ut.delete", VerifiableRight::Delete)
                .covering(secondary(ONLY_PROVIDED)),
            UT.verifiable("ut.know", VerifiableRight::Know),
            // § 13-61-201(4), HB 418 (2025 ch. 468).
            UT.verifiable("ut.correct", VerifiableRight::Correct)
                .since(date(2026, 7, 1))
                .known_at_best(Evidence::Secondary),
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
    appeal: Nothing(Evidence::Secondary),
    complaint: Nothing(Evidence::Secondary),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(primary(AgentRule::GuardianOnly)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};
