//! Vermont Data Privacy and Online Surveillance Act, Act 145 of 2026, 9 V.S.A. §§ 2415a–2415k.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Vermont.
pub(in crate::law) const VERMONT: LawProfile = LawProfile {
    law: Law::Vermont,
    id: "vermont",
    name: "Vermont Data Privacy and Online Surveillance Act (VDPOSA)",
    state: Some("VT"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::Never(
            "Act 145 of 2026 could not be opened; the cells come from secondary sources",
        ),
        state_rules: Some(VT),
        rows: &[
            VT.immediate("vt.opt_out", ImmediateRight::OptOut),
            VT.signal("vt.signal"),
            VT.immediate("vt.profiling", ImmediateRight::AdmtOptOut),
            VT.verifiable("vt.delete", VerifiableRight::Delete),
            VT.verifiable("vt.know", VerifiableRight::Know),
            VT.verifiable("vt.correct", VerifiableRight::Correct),
        ],
    }],
};

/// Enacted, not yet in force. The act could not be opened. A public repository that read it gives the response period
/// (§ 2415d(c)(1)) and the rule on the authentication of opt-outs (§ 2415d(c)(4)(B)); the other cells come from bill
/// summaries and law firms. Two sources list an appeal, and none says by when the company must decide. The part on health
/// data has no row: which rights it grants was not read.
const VT: StateRules = StateRules {
    law: Law::Vermont,
    cite: "9 V.S.A. § 2415d",
    from: date(2028, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::NOT_READ)),
    // The Attorney General enforces the act. That the company must name them was not read.
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General of Vermont",
        site: "https://ago.vermont.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: NotRead,
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: NotRead,
    agent: Says(secondary(AgentRule::IdentityAndAuthority)),
    signal: Says(secondary(date(2028, 1, 1))),
    consent_withdrawal: NotRead,
    cure: Says(secondary("60 days until 2029-06-30")),
};
