//! Nevada: an older law of another kind, on the sale of what websites collect and on nothing else.

use super::{Named, State, StateRules, s, s2};
use crate::law::{Authentication, ImmediateRight, Law};
use jiff::civil::date;

/// A "verified request" to the company's address for such requests (NRS 603A.337). Data brokers are under it
/// since 2021-10-01 (SB 260). Its law on health data (NRS 603A.510, 45 days from authentication) has no row:
/// which rights it grants was not read.
const NV: StateRules = StateRules {
    law: Law::Nevada,
    cite: "NRS 603A.300–603A.360",
    from: date(2019, 10, 1),
    until: None,
    answer: s(60),
    more: s(30),
    appeal: None,
    appeal_more: None,
    complaint: Some(s("the Attorney General of Nevada")),
    named: Named::WithDenial,
    free: None,
    authentication: s2(Authentication::Demanded),
    fraud_denial: None,
    agent: None,
    cure: Some(s("30 days, for a first failure")),
};

pub(super) const NEVADA: State = State {
    line: NV,
    rows: &[NV.choice("nv.opt_out", ImmediateRight::OptOut)],
};
