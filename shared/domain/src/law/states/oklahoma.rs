//! Oklahoma, SB 546 of 2026, 75A O.S. §§ 300 ff.

use super::{OPT_OUT, StateRules, secondary};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{Authentication, ComplaintNotice, ImmediateRight, Law};
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
    grants: &[OPT_OUT],
    texts: &[LawText {
        state_rules: Some(OK),
        rows: &[OK.immediate("ok.opt_out", ImmediateRight::OptOut)],
    }],
};

/// Enacted, not yet in force. Secondary sources give 45 days and an extension of 45. The text on verifiable rights,
/// appeals, free responses and agents was not read, so only the opt-out has a row. California's rules cover the rest.
const OK: StateRules = StateRules {
    law: Law::Oklahoma,
    cite: "75A O.S. §§ 300 ff.",
    from: date(2027, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: None,
    appeal_extension: None,
    complaint: None,
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: None,
    authentication: secondary(Authentication::Allowed),
    fraud_denial: None,
    agent: None,
    cure: Some(secondary("30 days")),
};
