//! Vermont, Act 145 of 2026, 9 V.S.A. §§ 2415a–2415k.

use super::{OPT_OUT, StateRules, secondary};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{Authentication, ComplaintNotice, ImmediateRight, Law};
use jiff::civil::date;

/// Vermont.
pub(in crate::law) const VERMONT: LawProfile = LawProfile {
    law: Law::Vermont,
    id: "vermont",
    name: "Vermont's privacy law (Act 145 of 2026)",
    state: Some("VT"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT],
    texts: &[LawText {
        state_rules: Some(VT),
        rows: &[VT.immediate("vt.opt_out", ImmediateRight::OptOut)],
    }],
};

/// Enacted, not yet in force. Secondary sources give 45 days and an extension of 45. The text on verifiable rights,
/// appeals, free responses and agents was not read, so only the opt-out has a row. California's rules cover the rest.
///
/// § 2415d(c)(1), (4)(B).
const VT: StateRules = StateRules {
    law: Law::Vermont,
    cite: "9 V.S.A. § 2415d",
    from: date(2028, 1, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: None,
    appeal_extension: None,
    complaint: None,
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: None,
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: None,
    agent: None,
    cure: None,
};
