//! California: the CCPA and its regulations, in the text that took effect on 2026-01-01.

use super::profile::{LawProfile, LawText};
use super::{
    AgentRule, Authentication, ClockStart, CountingPeriod, Duty, Evidence, Extension,
    FreeResponses, ImmediateRight, Law, Means, Right, Rule, VerifiableRight, VerificationDegree,
};
use crate::calendar::{Calendar, Span};
use jiff::civil::{Date, date};

/// The effective date of the 2026 text of the regulations.
const REGULATIONS_2026: Date = date(2026, 1, 1);

/// The compliance date of businesses that use automated decision-making technology (11 CCR § 7200(b)).
const ADMT: Date = date(2027, 1, 1);

/// "As soon as feasibly possible", and within this period at the latest. It is no safe harbor for a company that can
/// comply sooner (11 CCR § 7026(f)(1), (f)(3)(A)).
const FIFTEEN: Span = Span::BusinessDays(15);

/// Returns the row of an immediate right. The company honors it from receipt, and must wait twelve months before it may
/// ask the consumer to opt back in.
const fn immediate(
    id: &'static str,
    right: ImmediateRight,
    confirmation: &'static str,
    fraud_denial: &'static str,
    cite: &'static str,
    from: Date,
) -> Rule {
    Rule {
        id,
        law: Law::Ccpa,
        by: Means::Request,
        duty: Duty::Honor {
            right,
            within: FIFTEEN,
            authentication: Authentication::Forbidden,
            ask_again_after_months: Some(12),
            confirmation: Some(confirmation),
            fraud_denial: Some(fraud_denial),
            appeal: None,
        },
        start: ClockStart::Receipt,
        agent: AgentRule::SignedPermission,
        cite,
        evidence: Evidence::Primary,
        from,
        until: None,
    }
}

/// Returns the row of a verifiable right. The company confirms receipt within 10 business days, responds within 45
/// calendar days, and may extend that once by 45 with notice and a reason (11 CCR § 7021; Civ. Code
/// § 1798.130(a)(2)(A)).
///
/// Civ. Code § 1798.145(h)(1) says "up to a total of 90 days". § 7021(b) fixes the total at 90 days from receipt, which
/// is 45 and 45.
const fn verifiable(
    id: &'static str,
    right: VerifiableRight,
    verification: VerificationDegree,
    free: Option<FreeResponses>,
    cite: &'static str,
    from: Date,
) -> Rule {
    Rule {
        id,
        law: Law::Ccpa,
        by: Means::Request,
        duty: Duty::Respond {
            right,
            acknowledge_within: Some(Span::BusinessDays(10)),
            respond_within: Span::CalendarDays(45),
            extension: Some(Extension {
                by: Span::CalendarDays(45),
            }),
            verification,
            // The CCPA has no right of appeal. Civ. Code § 1798.145(h)(2) only asks the company to name one if it
            // offers one.
            appeal: None,
            free,
        },
        start: ClockStart::Receipt,
        agent: AgentRule::SignedPermissionAndConfirmation,
        cite,
        evidence: Evidence::Primary,
        from,
        until: None,
    }
}

/// Civ. Code § 1798.130(b): a business need not respond to the same consumer more than twice in 12 months.
const TWICE_A_YEAR: Option<FreeResponses> = Some(FreeResponses {
    times: 2,
    period: CountingPeriod::TwelveMonths,
});

/// California.
pub(super) const CCPA: LawProfile = LawProfile {
    law: Law::Ccpa,
    id: "ccpa",
    name: "California Consumer Privacy Act (CCPA)",
    state: Some("CA"),
    calendar: Calendar::California,
    // The CPRA amended the CCPA. Consumers also cite single sections of the Civil Code and of the regulations.
    act_names: &[
        "ccpa",
        "cpra",
        "california consumer privacy act",
        "california privacy rights act",
        "california privacy law",
        "california consumer law",
        "1798 100",
        "1798 105",
        "1798 106",
        "1798 110",
        "1798 115",
        "1798 120",
        "1798 121",
        "1798 130",
        "1798 135",
        "california civil code",
        "11 ccr",
        "section 999",
    ],
    ambiguous_act_names: &[],
    grants: &[
        Right::Immediate(ImmediateRight::OptOut),
        Right::Immediate(ImmediateRight::Limit),
        Right::Immediate(ImmediateRight::AdmtOptOut),
        Right::Verifiable(VerifiableRight::Delete),
        Right::Verifiable(VerifiableRight::Know),
        Right::Verifiable(VerifiableRight::KnowCategories),
        Right::Verifiable(VerifiableRight::Correct),
        Right::Verifiable(VerifiableRight::AdmtAccess),
        Right::Verifiable(VerifiableRight::AdmtAppeal),
    ],
    texts: &[LawText {
        state_rules: None,
        rows: RULES,
    }],
};

const RULES: &[Rule] = &[
    immediate(
        "ca.optout_sale_share",
        ImmediateRight::OptOut,
        "11 CCR § 7026(g)",
        "11 CCR § 7026(e)",
        "Civ. Code §§ 1798.120, 1798.135; 11 CCR §§ 7026, 7060(b)",
        REGULATIONS_2026,
    ),
    Rule {
        by: Means::Signal,
        agent: AgentRule::NotNamed, // a browser acts for its user
        ..immediate(
            "ca.gpc",
            ImmediateRight::OptOut,
            "11 CCR § 7025(c)(6)",
            "11 CCR § 7026(e)",
            "Civ. Code § 1798.135(e); 11 CCR §§ 7025(c), 7026(j)",
            REGULATIONS_2026,
        )
    },
    immediate(
        "ca.limit_spi",
        ImmediateRight::Limit,
        "11 CCR § 7027(h)",
        "11 CCR § 7027(f)",
        "Civ. Code §§ 1798.121, 1798.135; 11 CCR §§ 7027, 7060(b)",
        REGULATIONS_2026,
    ),
    // From 2027-01-01, SB 923 extends deletion to all data collected about the consumer. No deadline changes.
    verifiable(
        "ca.delete",
        VerifiableRight::Delete,
        VerificationDegree::ByRisk,
        None,
        "Civ. Code §§ 1798.105, 1798.130(a)(2)(A); 11 CCR §§ 7021, 7022",
        REGULATIONS_2026,
    ),
    verifiable(
        "ca.know_specific",
        VerifiableRight::Know,
        VerificationDegree::ReasonablyHigh,
        TWICE_A_YEAR,
        "Civ. Code §§ 1798.110, 1798.130; 11 CCR §§ 7021, 7024, 7062(c)",
        REGULATIONS_2026,
    ),
    verifiable(
        "ca.know_categories",
        VerifiableRight::KnowCategories,
        VerificationDegree::Reasonable,
        TWICE_A_YEAR,
        "Civ. Code §§ 1798.110, 1798.115, 1798.130; 11 CCR §§ 7021, 7024, 7062(b)",
        REGULATIONS_2026,
    ),
    verifiable(
        "ca.correct",
        VerifiableRight::Correct,
        VerificationDegree::ByRisk,
        None,
        "Civ. Code § 1798.106; 11 CCR §§ 7021, 7023",
        REGULATIONS_2026,
    ),
    Rule {
        id: "ca.optin",
        law: Law::Ccpa,
        by: Means::Request,
        duty: Duty::OptIn,
        start: ClockStart::Receipt,
        agent: AgentRule::NotNamed,
        cite: "11 CCR § 7028(a)",
        evidence: Evidence::Primary,
        from: REGULATIONS_2026,
        until: None,
    },
    immediate(
        "ca.admt_optout",
        ImmediateRight::AdmtOptOut,
        "11 CCR § 7221(h)",
        "11 CCR § 7221(g)",
        "11 CCR §§ 7200(b), 7221(f), (j), (k), (n)",
        ADMT,
    ),
    Rule {
        // § 7063 does not cover this request, so there is no rule on agents.
        agent: AgentRule::NotNamed,
        ..verifiable(
            "ca.admt_access",
            VerifiableRight::AdmtAccess,
            VerificationDegree::ReasonablyHigh,
            None,
            "11 CCR §§ 7021, 7062(c), (f), 7222",
            ADMT,
        )
    },
    Rule {
        agent: AgentRule::NotNamed,
        ..verifiable(
            "ca.admt_appeal",
            VerifiableRight::AdmtAppeal,
            VerificationDegree::ByRisk,
            None,
            "11 CCR §§ 7001(kk), 7021, 7221(b)(1)",
            ADMT,
        )
    },
];
