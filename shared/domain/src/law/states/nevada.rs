//! Nevada, NRS 603A.300–603A.360, the sale of what websites collect.

use super::{NotRead, Nothing, OPT_OUT, Says, StateRules, primary, secondary};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{Authentication, ComplaintNotice, Evidence, ImmediateRight, Law};
use jiff::civil::date;

/// Nevada.
pub(in crate::law) const NEVADA: LawProfile = LawProfile {
    law: Law::Nevada,
    id: "nevada",
    name: "Nevada's law on the sale of personal information",
    state: Some("NV"),
    calendar: Calendar::Plain,
    act_names: &["nrs 603a"],
    ambiguous_act_names: &[],
    grants: &[OPT_OUT],
    texts: &[LawText {
        read: Reading::On(date(2026, 11, 21), "NRS chapter 603A in a public copy"),
        state_rules: Some(NV),
        rows: &[NV.immediate("nv.opt_out", ImmediateRight::OptOut)],
    }],
};

/// A "verified request" to the company's designated address (NRS 603A.337). Data brokers are covered since 2021-10-01
/// (SB 260). For health data, see `nevada_health.rs`.
const NV: StateRules = StateRules {
    law: Law::Nevada,
    cite: "NRS 603A.300–603A.360",
    from: date(2019, 10, 1),
    until: None,
    respond_within: primary(60),
    extension: primary(30),
    appeal: Nothing(Evidence::Primary),
    complaint: Says(primary(ComplaintAuthority {
        name: "the Attorney General of Nevada",
        site: "https://ag.nv.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Nothing(Evidence::Primary),
    authentication: secondary(Authentication::Demanded),
    fraud_denial: Nothing(Evidence::Unverified),
    agent: Nothing(Evidence::Unverified),
    signal: Nothing(Evidence::Unverified),
    consent_withdrawal: NotRead,
    cure: Says(primary("30 days, for a first failure")),
};
