//! Alabama, HB 351, Act 2026-552.

use super::{OPT_OUT, StateRules, secondary};
use crate::calendar::Calendar;
use crate::law::profile::{LawProfile, LawText};
use crate::law::{Authentication, ComplaintNotice, ImmediateRight, Law};
use jiff::civil::date;

/// Alabama.
pub(in crate::law) const ALABAMA: LawProfile = LawProfile {
    law: Law::Alabama,
    id: "alabama",
    name: "Alabama's privacy law (HB 351 of 2026)",
    state: Some("AL"),
    calendar: Calendar::Plain,
    act_names: &["alabama personal data protection act"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT],
    texts: &[LawText {
        state_rules: Some(AL),
        rows: &[AL.immediate("al.opt_out", ImmediateRight::OptOut)],
    }],
};

/// Enacted, not yet in force. Secondary sources give 45 days and an extension of 45. The text on verifiable rights,
/// appeals, free responses and agents was not read, so only the opt-out has a row. California's rules cover the rest.
///
/// Section 5(d)(1), (4).
const AL: StateRules = StateRules {
    law: Law::Alabama,
    cite: "Ala. Act 2026-552, § 5(d)",
    from: date(2027, 5, 1),
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
