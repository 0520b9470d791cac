//! Kentucky Consumer Data Protection Act, KRS 367.3611 ff.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, per_calendar_year, primary, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Kentucky.
pub(in crate::law) const KENTUCKY: LawProfile = LawProfile {
    law: Law::Kentucky,
    id: "kentucky",
    name: "Kentucky Consumer Data Protection Act (KCDPA)",
    state: Some("KY"),
    calendar: Calendar::Plain,
    act_names: &["kcdpa", "kentucky consumer data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[
        LawText {
            read: Reading::On(
                date(2026, 11, 21),
                "KRS 367.3615(4) in a public copy; the rest in secondary sources",
            ),
            state_rules: Some(KY),
            rows: &[
                KY.immediate("ky.opt_out", ImmediateRight::OptOut),
                KY.immediate("ky.profiling", ImmediateRight::AdmtOptOut),
                KY.verifiable("ky.delete", VerifiableRight::Delete),
                KY.verifiable("ky.know", VerifiableRight::Know),
                KY.verifiable("ky.correct", VerifiableRight::Correct),
            ],
        },
        LawText {
            read: Reading::Never(
                "the new § 367.3617 could not be opened; § 367.3615, on requests, stays",
            ),
            state_rules: Some(KY_2027),
            rows: &[
                KY_2027.immediate("ky.opt_out_2027", ImmediateRight::OptOut),
                KY_2027.immediate("ky.profiling_2027", ImmediateRight::AdmtOptOut),
                KY_2027.verifiable("ky.delete_2027", VerifiableRight::Delete),
                KY_2027.verifiable("ky.know_2027", VerifiableRight::Know),
                KY_2027.verifiable("ky.correct_2027", VerifiableRight::Correct),
            ],
        },
    ],
};

/// A new § 367.3617 takes effect on 2027-07-01.
const KY: StateRules = StateRules {
    law: Law::Kentucky,
    cite: "KRS 367.3615",
    from: date(2026, 1, 1),
    until: Some(date(2027, 6, 30)),
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(primary(AppealPeriod::days(60))),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Kentucky",
        site: "https://www.ag.ky.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::NotNamed)),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};

/// The act with its new § 367.3617, which was not read. Only that section has a later version; it has the duties of
/// companies, so their duty to accept signals is not known. § 367.3615, on requests, stays.
const KY_2027: StateRules = StateRules {
    cite: "KRS 367.3615, with § 367.3617 as of 2027-07-01",
    from: date(2027, 7, 1),
    until: None,
    signal: NotRead,
    ..KY
};
