//! CAN-SPAM: the federal right to stop commercial mail.

use super::{
    AgentRule, Authentication, ClockStart, Duty, Evidence, ImmediateRight, Law, Means, Rule,
};
use crate::calendar::Span;
use jiff::civil::date;

/// The rows of CAN-SPAM.
///
/// Nothing but an address and a choice may be asked for, on a reply or a single page (16 CFR § 316.5); the
/// choice never expires (15 U.S.C. § 7704(a)(4)(B)). Large mailbox providers expect 48 hours; ours is in
/// force at receipt.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "us.can_spam_stop",
    law: Law::CanSpam,
    by: Means::Request,
    duty: Duty::Honor {
        choice: ImmediateRight::MarketingStop,
        within: Span::BusinessDays(10),
        authentication: Authentication::Forbidden,
        ask_again_after_months: None,
        confirmation: None,
        fraud_denial: None,
        appeal: None,
    },
    start: ClockStart::Receipt,
    agent: AgentRule::NotNamed,
    cite: "15 U.S.C. § 7704(a)(3)–(5); 16 CFR § 316.5",
    evidence: Evidence::Secondary,
    from: date(2004, 1, 1),
    until: None,
}];
