//! What is enacted and not in force yet: dormant until its day, and read in secondary sources at best.

use super::connecticut::DE;
use super::virginia::KY;
use super::{Known, Named, State, StateRules, m, s2};
use crate::law::{Authentication, ImmediateRight, Law, VerifiableRight};
use jiff::civil::date;

/// What was read of every new law: 45 days and 45 more. Which demands it grants, appeals, free answers and
/// agents was not read, so its opt-out alone has a row, and everything else is California's.
const NEW: StateRules = StateRules {
    law: Law::Oklahoma,
    cite: "75A O.S. §§ 300 ff.",
    from: date(2027, 1, 1),
    until: None,
    answer: s2(45),
    more: s2(45),
    appeal: None,
    appeal_more: None,
    complaint: None,
    named: Named::WithDenial,
    free: None,
    authentication: s2(Authentication::Allowed),
    fraud_denial: None,
    agent: None,
    cure: None,
};

const OK: StateRules = StateRules {
    cure: Some(s2("30 days")),
    ..NEW
};

pub(super) const OKLAHOMA: State = State {
    line: OK,
    rows: &[OK.choice("ok.opt_out", ImmediateRight::OptOut)],
};

/// § 51:1780.3(B)(2), (5).
const LA: StateRules = StateRules {
    law: Law::Louisiana,
    cite: "La. R.S. 51:1780.3",
    ..NEW
};

pub(super) const LOUISIANA: State = State {
    line: LA,
    rows: &[LA.choice("la.opt_out", ImmediateRight::OptOut)],
};

/// Section 5(d)(1), (4).
const AL: StateRules = StateRules {
    law: Law::Alabama,
    cite: "Ala. Act 2026-552, § 5(d)",
    from: date(2027, 5, 1),
    authentication: s2(Authentication::NotNeeded),
    ..NEW
};

pub(super) const ALABAMA: State = State {
    line: AL,
    rows: &[AL.choice("al.opt_out", ImmediateRight::OptOut)],
};

/// § 2415d(c)(1), (4)(B).
const VT: StateRules = StateRules {
    law: Law::Vermont,
    cite: "9 V.S.A. § 2415d",
    from: date(2028, 1, 1),
    authentication: s2(Authentication::NotNeeded),
    ..NEW
};

pub(super) const VERMONT: State = State {
    line: VT,
    rows: &[VT.choice("vt.opt_out", ImmediateRight::OptOut)],
};

/// A line for a new text of the same law that nobody here has read: every number is the old one's.
const fn carried_over(line: StateRules) -> StateRules {
    StateRules {
        answer: m(line.answer.is),
        more: m(line.more.is),
        appeal: unread(line.appeal),
        complaint: unread(line.complaint),
        free: unread(line.free),
        authentication: m(line.authentication.is),
        fraud_denial: unread(line.fraud_denial),
        agent: unread(line.agent),
        cure: unread(line.cure),
        ..line
    }
}

const fn unread<T: Copy>(cell: Option<Known<T>>) -> Option<Known<T>> {
    match cell {
        Some(known) => Some(m(known.is)),
        None => None,
    }
}

/// The text that replaces §§ 12D-102–12D-111. A secondary source has authentication and signals unchanged.
const DE_2027: StateRules = StateRules {
    cite: "6 Del. C. ch. 12D as replaced by 85 Del. Laws c. 463",
    from: date(2027, 1, 1),
    until: None,
    authentication: s2(DE.authentication.is),
    ..carried_over(DE)
};

pub(super) const DELAWARE_2027: State = State {
    line: DE_2027,
    rows: &[
        DE_2027.choice("de.opt_out_2027", ImmediateRight::OptOut),
        DE_2027.signal("de.signal_2027", s2(date(2027, 1, 1))),
        DE_2027.choice("de.profiling_2027", ImmediateRight::AdmtOptOut),
        DE_2027.demand("de.delete_2027", VerifiableRight::Delete),
        DE_2027.demand("de.know_2027", VerifiableRight::Know),
        DE_2027.demand("de.correct_2027", VerifiableRight::Correct),
    ],
};

/// The act with its new § 367.3617.
const KY_2027: StateRules = StateRules {
    cite: "KRS 367.3615, with § 367.3617 as of 2027-07-01",
    from: date(2027, 7, 1),
    until: None,
    ..carried_over(KY)
};

pub(super) const KENTUCKY_2027: State = State {
    line: KY_2027,
    rows: &[
        KY_2027.choice("ky.opt_out_2027", ImmediateRight::OptOut),
        KY_2027.choice("ky.profiling_2027", ImmediateRight::AdmtOptOut),
        KY_2027.demand("ky.delete_2027", VerifiableRight::Delete),
        KY_2027.demand("ky.know_2027", VerifiableRight::Know),
        KY_2027.demand("ky.correct_2027", VerifiableRight::Correct),
    ],
};
