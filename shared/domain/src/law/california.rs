//! California: the CCPA and its regulations in the text that is in effect since 2026-01-01.

use super::{
    AgentRule, Authentication, ClockStart, CountingPeriod, Duty, Evidence, Extension,
    FreeResponses, ImmediateRight, Law, Means, Rule, VerifiableRight, VerificationDegree,
};
use crate::calendar::Span;
use jiff::civil::{Date, date};

/// The 2026 text of the regulations took effect.
const REGULATIONS_2026: Date = date(2026, 1, 1);

/// 11 CCR § 7200(b): businesses that use automated decision-making technology must comply from here on.
const ADMT: Date = date(2027, 1, 1);

/// As soon as feasibly possible, and no later than this; no safe harbour for whoever can be faster
/// (11 CCR § 7026(f)(1), (f)(3)(A)).
const FIFTEEN: Span = Span::BusinessDays(15);

/// A choice: honored from receipt, asked about again after twelve months at the soonest.
const fn choice(
    id: &'static str,
    choice: ImmediateRight,
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
            choice,
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

/// A demand: receipt confirmed in 10 business days, answered in 45 calendar days, extended once by 45
/// with notification and reason (11 CCR § 7021; Civ. Code § 1798.130(a)(2)(A)).
///
/// Civ. Code § 1798.145(h)(1) speaks of "up to a total of 90 days"; § 7021(b) fixes the total at 90 from
/// receipt, which is 45 and 45.
const fn demand(
    id: &'static str,
    demand: VerifiableRight,
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
            demand,
            acknowledge: Some(Span::BusinessDays(10)),
            answer: Span::CalendarDays(45),
            extension: Some(Extension {
                by: Span::CalendarDays(45),
            }),
            verification,
            // No right of appeal in the CCPA; Civ. Code § 1798.145(h)(2) only asks to name one if there is any.
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

/// Civ. Code § 1798.130(b): a business need not answer the same person more than twice in 12 months.
const TWICE_A_YEAR: Option<FreeResponses> = Some(FreeResponses {
    times: 2,
    window: CountingPeriod::TwelveMonths,
});

/// California's rows.
pub(super) const RULES: &[Rule] = &[
    choice(
        "ca.optout_sale_share",
        ImmediateRight::OptOut,
        "11 CCR § 7026(g)",
        "11 CCR § 7026(e)",
        "Civ. Code §§ 1798.120, 1798.135; 11 CCR §§ 7026, 7060(b)",
        REGULATIONS_2026,
    ),
    Rule {
        by: Means::Signal,
        agent: AgentRule::NotNamed, // a browser speaks for whoever uses it
        ..choice(
            "ca.gpc",
            ImmediateRight::OptOut,
            "11 CCR § 7025(c)(6)",
            "11 CCR § 7026(e)",
            "Civ. Code § 1798.135(e); 11 CCR §§ 7025(c), 7026(j)",
            REGULATIONS_2026,
        )
    },
    choice(
        "ca.limit_spi",
        ImmediateRight::Limit,
        "11 CCR § 7027(h)",
        "11 CCR § 7027(f)",
        "Civ. Code §§ 1798.121, 1798.135; 11 CCR §§ 7027, 7060(b)",
        REGULATIONS_2026,
    ),
    // SB 923 widens what is deleted from 2027-01-01, to what was collected about the person; no clock changes.
    demand(
        "ca.delete",
        VerifiableRight::Delete,
        VerificationDegree::ByRisk,
        None,
        "Civ. Code §§ 1798.105, 1798.130(a)(2)(A); 11 CCR §§ 7021, 7022",
        REGULATIONS_2026,
    ),
    demand(
        "ca.know_specific",
        VerifiableRight::Know,
        VerificationDegree::ReasonablyHigh,
        TWICE_A_YEAR,
        "Civ. Code §§ 1798.110, 1798.130; 11 CCR §§ 7021, 7024, 7062(c)",
        REGULATIONS_2026,
    ),
    demand(
        "ca.know_categories",
        VerifiableRight::KnowCategories,
        VerificationDegree::Reasonable,
        TWICE_A_YEAR,
        "Civ. Code §§ 1798.110, 1798.115, 1798.130; 11 CCR §§ 7021, 7024, 7062(b)",
        REGULATIONS_2026,
    ),
    demand(
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
    choice(
        "ca.admt_optout",
        ImmediateRight::AdmtOptOut,
        "11 CCR § 7221(h)",
        "11 CCR § 7221(g)",
        "11 CCR §§ 7200(b), 7221(f), (j), (k), (n)",
        ADMT,
    ),
    Rule {
        // § 7063 does not name this request: no agent's rule of its own.
        agent: AgentRule::NotNamed,
        ..demand(
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
        ..demand(
            "ca.admt_appeal",
            VerifiableRight::AdmtAppeal,
            VerificationDegree::ByRisk,
            None,
            "11 CCR §§ 7001(kk), 7021, 7221(b)(1)",
            ADMT,
        )
    },
];
