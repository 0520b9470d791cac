//! Louisiana, Act 502 of 2026, R.S. 51:1780.1–51:1780.5.

use super::{OPT_OUT, StateRules, secondary};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{Authentication, ComplaintNotice, ImmediateRight, Law};
use jiff::civil::date;

/// Louisiana.
pub(in crate::law) const LOUISIANA: LawProfile = LawProfile {
    law: Law::Louisiana,
    id: "louisiana",
    name: "Louisiana's privacy law (Act 502 of 2026)",
    state: Some("LA"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT],
    texts: &[LawText {
        state_rules: Some(LA),
        rows: &[LA.immediate("la.opt_out", ImmediateRight::OptOut)],
    }],
};

/// Enacted, not yet in force. Secondary sources give 45 days and an extension of 45. The text on verifiable rights,
/// appeals, free responses and agents was not read, so only the opt-out has a row. California's rules cover the rest.
///
/// R.S. 51:1780.3(B)(2), (5).
const LA: StateRules = StateRules {
    law: Law::Louisiana,
    cite: "La. R.S. 51:1780.3",
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
    cure: None,
};
