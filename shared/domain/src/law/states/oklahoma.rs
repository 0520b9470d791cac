//! Oklahoma, SB 546 of 2026, 75A O.S. §§ 300–315.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT,
    PROVIDED_OR_OBTAINED, Says, StateRules, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight};
use jiff::civil::date;

/// Oklahoma.
pub(in crate::law) const OKLAHOMA: LawProfile = LawProfile {
    law: Law::Oklahoma,
    id: "oklahoma",
    name: "Oklahoma's privacy law (SB 546 of 2026)",
    state: Some("OK"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 30),
            "section 2(5) of the enrolled SB 546 in quotation; the rest in secondary sources",
        ),
        state_rules: Some(OK),
        rows: &[
            OK.immediate("ok.opt_out", ImmediateRight::OptOut),
            OK.immediate("ok.profiling", ImmediateRight::AdmtOptOut),
            OK.verifiable("ok.delete", VerifiableRight::Delete)
                .covering(secondary(PROVIDED_OR_OBTAINED)),
            OK.verifiable("ok.know", VerifiableRight::Know),
            OK.verifiable("ok.correct", VerifiableRight::Correct),
        ],
    }],
};

/// Enacted, not yet in force. The enrolled text could not be opened. A public repository that read it says that it has no
/// rule on the authentication of opt-outs; the other cells come from bill summaries and law firms. "Sale" is for money
/// only.
const OK: StateRules = StateRules {
    law: Law::Oklahoma,
    cite: "75A O.S. §§ 300–315",
    from: date(2027, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::days(60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Oklahoma",
        site: "https://oklahoma.gov/oag.html",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: NotRead,
    authentication: secondary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: NotRead,
    signal: Nothing(Evidence::Secondary),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days")),
};
