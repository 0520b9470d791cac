//! Minnesota Consumer Data Privacy Act, Minn. Stat. §§ 325M.10–325M.21.

use super::{
    CONTEST, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, StateRules, per_calendar_year,
    primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Minnesota.
pub(in crate::law) const MINNESOTA: LawProfile = LawProfile {
    law: Law::Minnesota,
    id: "minnesota",
    name: "Minnesota Consumer Data Privacy Act (MCDPA)",
    state: Some("MN"),
    calendar: Calendar::Plain,
    act_names: &["minnesota consumer data privacy act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT, CONTEST],
    texts: &[LawText {
        state_rules: Some(MN),
        rows: &[
            MN.immediate("mn.opt_out", ImmediateRight::OptOut)
                .known_at_best(Evidence::Unverified),
            MN.signal("mn.signal", secondary(date(2025, 7, 31)))
                .known_at_best(Evidence::Unverified),
            MN.immediate("mn.profiling", ImmediateRight::AdmtOptOut)
                .known_at_best(Evidence::Unverified),
            MN.verifiable("mn.delete", VerifiableRight::Delete),
            MN.verifiable("mn.know", VerifiableRight::Know),
            MN.verifiable("mn.correct", VerifiableRight::Correct),
            MN.verifiable("mn.contest", VerifiableRight::AdmtAppeal)
                .known_at_best(Evidence::Secondary),
        ],
    }],
};

/// Opt-outs are due "as soon as feasibly possible" (§ 325M.14, subd. 4). That 45 days is their outer limit is general
/// knowledge. Companies keep appeals and their decisions for 24 months.
const MN: StateRules = StateRules {
    law: Law::Minnesota,
    cite: "Minn. Stat. § 325M.14",
    from: date(2025, 7, 31),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Some(primary(45)),
    appeal_extension: Some(60),
    complaint: Some(primary(ComplaintAuthority {
        name: "the Attorney General of Minnesota",
        site: "https://www.ag.state.mn.us",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Some(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::NotNeeded),
    fraud_denial: Some(primary("Minn. Stat. § 325M.14, subd. 4(h)")),
    agent: Some(secondary(AgentRule::IdentityAndAuthority)),
    cure: Some(secondary("none since 2026-01-31")),
};
