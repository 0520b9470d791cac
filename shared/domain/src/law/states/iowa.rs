//! Iowa Consumer Data Protection Act, Iowa Code chapter 715D.

use super::{
    AppealPeriod, DELETE, KNOW, LIMIT, NotRead, Nothing, ONLY_PROVIDED, OPT_OUT, Says, StateRules,
    per_calendar_year, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Iowa.
pub(in crate::law) const IOWA: LawProfile = LawProfile {
    law: Law::Iowa,
    id: "iowa",
    name: "Iowa Consumer Data Protection Act (ICDPA)",
    state: Some("IA"),
    calendar: Calendar::Plain,
    act_names: &["icdpa", "iowa consumer data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, LIMIT, DELETE, KNOW],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 30),
            "Senate File 262 as enacted, §§ 715D.3, 715D.4 and 715D.8 in part; the rest in secondary sources",
        ),
        state_rules: Some(IA),
        rows: &[
            IA.immediate("ia.opt_out", ImmediateRight::OptOut),
            // § 715D.4(2): notice and an opportunity to opt out of the use of sensitive data.
            IA.immediate("ia.limit", ImmediateRight::Limit),
            IA.verifiable("ia.delete", VerifiableRight::Delete)
                .covering(primary(ONLY_PROVIDED)),
            IA.verifiable("ia.know", VerifiableRight::Know),
        ],
    }],
};

/// Grants neither correction nor an opt-out of profiling. § 715D.3(1)(d) names the opt-out of sale only; § 715D.4(5) wants
/// a way to opt out of targeted advertising as well.
const IA: StateRules = StateRules {
    law: Law::Iowa,
    cite: "Iowa Code § 715D.3",
    from: date(2025, 1, 1),
    until: None,
    respond_within: secondary(90),
    extension: secondary(45),
    appeal: Says(primary(AppealPeriod::days(60))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Iowa",
        site: "https://www.iowaattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::NotNamed)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(primary("90 days")),
};
