//! Alabama Personal Data Protection Act, HB 351, Act 2026-552.

use super::{
    CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    in_twelve_months, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::Scope;
use crate::law::{Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight};
use jiff::civil::date;

/// Alabama.
pub(in crate::law) const ALABAMA: LawProfile = LawProfile {
    law: Law::Alabama,
    id: "alabama",
    name: "Alabama Personal Data Protection Act (APDPA)",
    state: Some("AL"),
    calendar: Calendar::Plain,
    act_names: &["alabama personal data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 30),
            "section 5(a)(5) of the enrolled HB 351 in quotation; the rest in secondary sources",
        ),
        state_rules: Some(AL),
        rows: &[
            AL.immediate("al.opt_out", ImmediateRight::OptOut),
            AL.immediate("al.profiling", ImmediateRight::AdmtOptOut),
            AL.verifiable("al.delete", VerifiableRight::Delete)
                .covering(secondary(KEEP_A_RECORD)),
            AL.verifiable("al.know", VerifiableRight::Know),
            AL.verifiable("al.correct", VerifiableRight::Correct),
        ],
    }],
};

const KEEP_A_RECORD: Scope = Scope::whole(
    "A company that got the data from another source may keep the minimum that it needs so that the \
     data stays deleted.",
);

/// Enacted, not yet in force. The enrolled text could not be opened. Public repositories that read it give the rights
/// (section 5(a)), the response period (section 5(d)(1)) and the rule on the authentication of opt-outs (section 5(d)(4));
/// the other cells come from law firms. Two sources say that the act grants no appeal.
const AL: StateRules = StateRules {
    law: Law::Alabama,
    cite: "Ala. Act 2026-552, § 5",
    from: date(2027, 5, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Nothing(Evidence::Secondary),
    // The Attorney General enforces the act. That the company must name them was not read.
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General of Alabama",
        site: "https://www.alabamaag.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: NotRead,
    agent: Nothing(Evidence::Secondary),
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("45 days")),
};
