//! CAN-SPAM: the federal right to stop commercial email.

use super::profile::{LawProfile, LawText, Reading};
use super::{
    AgentRule, Authentication, ClockStart, Concerns, Duty, Evidence, ImmediateRight, Law, Means,
    Provision, Right, Rule,
};
use crate::calendar::{Calendar, Span};
use jiff::civil::date;

/// CAN-SPAM.
pub(super) const CAN_SPAM: LawProfile = LawProfile {
    law: Law::CanSpam,
    id: "can_spam",
    name: "CAN-SPAM Act",
    state: None,
    calendar: Calendar::Federal,
    act_names: &["can spam", "can spam act", "15 u s c 7704"],
    ambiguous_act_names: &[],
    grants: &[Right::Immediate(ImmediateRight::MarketingStop)],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "16 CFR § 316.5; 15 U.S.C. § 7704 in secondary sources",
        ),
        state_rules: None,
        rows: &[STOP],
    }],
};

/// The company may ask for an email address and a choice only, on a reply or a single page (16 CFR § 316.5). The stop
/// never expires (15 U.S.C. § 7704(a)(4)(B)). Large mailbox providers expect it within 48 hours; here it is in force on
/// receipt.
const STOP: Rule = Rule {
    id: "us.can_spam_stop",
    law: Law::CanSpam,
    by: Means::Request,
    duty: Duty::Honor {
        right: ImmediateRight::MarketingStop,
        within: Span::BusinessDays(10),
        authentication: Authentication::Forbidden,
        ask_again_after_months: None,
        confirmation: None,
        fraud_denial: Provision::Absent,
        appeal: Provision::Absent,
    },
    start: ClockStart::Receipt,
    agent: AgentRule::NotNamed,
    scope: None,
    concerns: Concerns::EveryCompany,
    cite: "15 U.S.C. § 7704(a)(3)–(5); 16 CFR § 316.5",
    evidence: Evidence::Secondary,
    from: date(2004, 1, 1),
    until: None,
};
