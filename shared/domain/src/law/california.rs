//! California: the CCPA and its regulations, in the text that took effect on 2026-01-01.

use super::profile::{LawProfile, LawText, Reading};
use super::scope::Scope;
use super::{
    AgentRule, Authentication, ClockStart, Concerns, CountingPeriod, Duty, Evidence, Extension,
    FreeResponses, ImmediateRight, Law, Means, Provision, Right, Rule, VerifiableRight,
    VerificationDegree,
};
use crate::calendar::{Calendar, Span};
use jiff::civil::{Date, date};

/// The effective date of the 2026 text of the regulations.
const REGULATIONS_2026: Date = date(2026, 1, 1);

//= req: ca-7200-b
/// The compliance date of businesses that use automated decision-making technology (11 CCR § 7200(b)).
const ADMT: Date = date(2027, 1, 1);

/// The effective date of SB 923 of 2026.
const SB_923: Date = date(2027, 1, 1);

//= req: ca-7026-f-1, ca-7027-g-1, ca-7221-n-1
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
            fraud_denial: Provision::Is(fraud_denial),
            appeal: Provision::Absent,
        },
        start: ClockStart::Receipt,
        agent: AgentRule::SignedPermission,
        scope: None,
        concerns: Concerns::EveryCompany,
        cite,
        evidence: Evidence::Primary,
        from,
        until: None,
    }
}

//= req: ca-7021-a, ca-7021-b, ca-7221-b-1-B.4
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
    free: Provision<FreeResponses>,
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
            appeal: Provision::Absent,
            free,
        },
        start: ClockStart::Receipt,
        agent: AgentRule::SignedPermissionAndConfirmation,
        scope: None,
        concerns: Concerns::EveryCompany,
        cite,
        evidence: Evidence::Primary,
        from,
        until: None,
    }
}

/// All responses are free.
const ALL: Provision<FreeResponses> = Provision::Absent;

/// Civ. Code § 1798.130(b): a business need not respond to the same consumer more than twice in 12 months.
const TWICE_A_YEAR: Provision<FreeResponses> = Provision::Is(FreeResponses {
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
    texts: &[
        LawText {
            read: Reading::On(
                date(2026, 11, 21),
                "11 CCR §§ 7000–7304 as of 2026-01-01, and Civ. Code §§ 1798.100–1798.199.100 with the amendments of 2025",
            ),
            state_rules: None,
            rows: RULES,
        },
        LawText {
            read: Reading::Never(
                "the final text of SB 923 of 2026 could not be found; four secondary sources agree",
            ),
            state_rules: None,
            rows: &[DELETE_2027],
        },
    ],
};

//= req: ca-civ-105-a, ca-civ-106-a, ca-civ-110-a, ca-civ-120-a-1, ca-civ-121-a, ca-7221-a, ca-7222-a
//= req: ca-7062-d
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
    Rule {
        concerns: Concerns::SensitiveData,
        ..immediate(
            "ca.limit_spi",
            ImmediateRight::Limit,
            "11 CCR § 7027(h)",
            "11 CCR § 7027(f)",
            "Civ. Code §§ 1798.121, 1798.135; 11 CCR §§ 7027, 7060(b)",
            REGULATIONS_2026,
        )
    },
    Rule {
        scope: Some(Scope::part(
            "Only data that the company collected from the consumer.",
        )),
        until: Some(date(2026, 12, 31)),
        ..verifiable(
            "ca.delete",
            VerifiableRight::Delete,
            VerificationDegree::ByRisk,
            ALL,
            "Civ. Code §§ 1798.105, 1798.130(a)(2)(A); 11 CCR §§ 7021, 7022",
            REGULATIONS_2026,
        )
    },
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
        ALL,
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
        scope: None,
        concerns: Concerns::EveryCompany,
        cite: "11 CCR § 7028(a)",
        evidence: Evidence::Primary,
        from: REGULATIONS_2026,
        until: None,
    },
    Rule {
        concerns: Concerns::AutomatedDecisionsWithoutAppeal,
        ..immediate(
            "ca.admt_optout",
            ImmediateRight::AdmtOptOut,
            "11 CCR § 7221(h)",
            "11 CCR § 7221(g)",
            "11 CCR §§ 7200(b), 7221(f), (j), (k), (n)",
            ADMT,
        )
    },
    Rule {
        // § 7063 does not cover this request, so there is no rule on agents.
        agent: AgentRule::NotNamed,
        concerns: Concerns::AutomatedDecisions,
        ..verifiable(
            "ca.admt_access",
            VerifiableRight::AdmtAccess,
            VerificationDegree::ReasonablyHigh,
            ALL,
            "11 CCR §§ 7021, 7062(c), (f), 7222",
            ADMT,
        )
    },
    Rule {
        agent: AgentRule::NotNamed,
        concerns: Concerns::HumanAppeal,
        ..verifiable(
            "ca.admt_appeal",
            VerifiableRight::AdmtAppeal,
            VerificationDegree::ByRisk,
            ALL,
            "11 CCR §§ 7001(kk), 7021, 7221(b)(1)",
            ADMT,
        )
    },
];

/// SB 923 changes no deadline. Its chapter number could not be found. It also wants a web form from companies that work online
/// only; the hosted form is one.
const DELETE_2027: Rule = Rule {
    scope: Some(Scope::whole(
        "All data about the consumer, including data from third parties. A company that got it from another source may \
             keep the minimum that it needs to comply.",
    )),
    evidence: Evidence::Secondary,
    ..verifiable(
        "ca.delete_2027",
        VerifiableRight::Delete,
        VerificationDegree::ByRisk,
        ALL,
        "Civ. Code §§ 1798.105 as amended by SB 923 of 2026, 1798.130(a)(2)(A); 11 CCR §§ 7021, 7022",
        SB_923,
    )
};
