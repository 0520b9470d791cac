//! Louisiana Data Privacy Act, Act 502 of 2026, R.S. 51:1780.1–51:1780.5.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT,
    PROVIDED_OR_OBTAINED, Says, StateRules, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Louisiana.
pub(in crate::law) const LOUISIANA: LawProfile = LawProfile {
    law: Law::Louisiana,
    id: "louisiana",
    name: "Louisiana Data Privacy Act (LDPA)",
    state: Some("LA"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::Never(
            "the enrolled SB 386 could not be opened; the cells come from secondary sources",
        ),
        state_rules: Some(LA),
        rows: &[
            LA.immediate("la.opt_out", ImmediateRight::OptOut),
            LA.signal("la.signal"),
            LA.immediate("la.profiling", ImmediateRight::AdmtOptOut),
            LA.verifiable("la.delete", VerifiableRight::Delete)
                .covering(secondary(PROVIDED_OR_OBTAINED)),
            LA.verifiable("la.know", VerifiableRight::Know),
            LA.verifiable("la.correct", VerifiableRight::Correct),
        ],
    }],
};

/// Enacted, not yet in force. The enrolled text could not be opened. A public repository that read it gives the response
/// period (R.S. 51:1780.3(B)(2)) and finds only a general rule on authentication ((B)(5)); the other cells come from law
/// firms. They agree that consumers can appeal, and none says by when the company must decide.
const LA: StateRules = StateRules {
    law: Law::Louisiana,
    cite: "La. R.S. 51:1780.3",
    from: date(2027, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::NOT_READ)),
    // The Attorney General enforces the act. That the company must name them was not read.
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General of Louisiana",
        site: "https://www.ag.state.la.us",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: NotRead,
    authentication: secondary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Secondary),
    agent: Says(secondary(AgentRule::PersonOrTechnology)),
    signal: Says(secondary(date(2027, 1, 1))),
    consent_withdrawal: NotRead,
    cure: Says(secondary("30 days until 2027-07-31")),
};
