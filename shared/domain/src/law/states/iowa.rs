//! Iowa Consumer Data Protection Act, Iowa Code chapter 715D.

use super::{DELETE, KNOW, LIMIT, OPT_OUT, StateRules, per_calendar_year, secondary, unverified};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
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
        state_rules: Some(IA),
        rows: &[
            IA.immediate("ia.opt_out", ImmediateRight::OptOut),
            // All that is known: consumers may opt out of the use of sensitive data.
            IA.immediate("ia.limit", ImmediateRight::Limit)
                .known_at_best(Evidence::Unverified),
            IA.verifiable("ia.delete", VerifiableRight::Delete),
            IA.verifiable("ia.know", VerifiableRight::Know),
        ],
    }],
};

/// Grants neither correction nor an opt-out of profiling.
const IA: StateRules = StateRules {
    law: Law::Iowa,
    cite: "Iowa Code § 715D.3",
    from: date(2025, 1, 1),
    until: None,
    respond_within: secondary(90),
    extension: secondary(45),
    appeal: Some(secondary(60)),
    appeal_extension: None,
    complaint: Some(unverified(ComplaintAuthority {
        name: "the Attorney General of Iowa",
        site: "https://www.iowaattorneygeneral.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(secondary(per_calendar_year(2))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(secondary(AgentRule::NotNamed)),
    cure: Some(secondary("90 days")),
};
