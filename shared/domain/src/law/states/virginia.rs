//! Virginia and those who wrote like it: an opt-out may be authenticated like any request, or must be.

use super::{Named, State, StateRules, a_year, in_twelve_months, m, s, s2};
use crate::law::{AgentRule, Authentication, Evidence, ImmediateRight, Law, VerifiableRight};
use jiff::civil::date;

/// Va. Code § 59.1-577(C) has the appeal.
const VA: StateRules = StateRules {
    law: Law::Virginia,
    cite: "Va. Code § 59.1-577",
    from: date(2023, 1, 1),
    until: None,
    answer: s(45),
    more: s(45),
    appeal: Some(s2(60)),
    appeal_more: None,
    complaint: Some(s2("the Attorney General of Virginia")),
    named: Named::WithDenial,
    free: Some(s(a_year(2))),
    authentication: s(Authentication::Allowed),
    fraud_denial: None,
    agent: Some(s2(AgentRule::NotNamed)),
    cure: Some(s2("30 days")),
};

pub(super) const VIRGINIA: State = State {
    line: VA,
    rows: &[
        VA.choice("va.opt_out", ImmediateRight::OptOut),
        VA.choice("va.profiling", ImmediateRight::AdmtOptOut),
        VA.demand("va.delete", VerifiableRight::Delete),
        VA.demand("va.know", VerifiableRight::Know),
        VA.demand("va.correct", VerifiableRight::Correct),
    ],
};

/// The clock is for acting and telling; where fraud is suspected and cannot be ruled out by day 45 it falls
/// away (§ 13-61-203(2)(d)), which California's doesn't, so here it never does. No appeal.
const UT: StateRules = StateRules {
    law: Law::Utah,
    cite: "Utah Code § 13-61-203",
    from: date(2023, 12, 31),
    appeal: None,
    complaint: None,
    free: Some(s(in_twelve_months(1))),
    authentication: s2(Authentication::Allowed),
    agent: Some(s(AgentRule::GuardianOnly)),
    ..VA
};

pub(super) const UTAH: State = State {
    line: UT,
    rows: &[
        UT.choice("ut.opt_out", ImmediateRight::OptOut),
        // Known is only that sensitive data is an opt-out there.
        UT.choice("ut.limit", ImmediateRight::Limit)
            .known_at_best(Evidence::Memory),
        UT.demand("ut.delete", VerifiableRight::Delete),
        UT.demand("ut.know", VerifiableRight::Know),
        // HB 418.
        UT.demand("ut.correct", VerifiableRight::Correct)
            .since(date(2026, 7, 1))
            .known_at_best(Evidence::Memory),
    ],
};

/// § 541.055(e): an agent for sale and targeted advertising, not for profiling.
const TX: StateRules = StateRules {
    law: Law::Texas,
    cite: "Tex. Bus. & Com. Code §§ 541.052, 541.053, 541.055",
    from: date(2024, 7, 1),
    complaint: Some(s2("the Attorney General of Texas")),
    free: Some(s(in_twelve_months(2))),
    authentication: s2(Authentication::Allowed),
    agent: Some(s(AgentRule::IdentityAndAuthority)),
    cure: Some(m("30 days")),
    ..VA
};

pub(super) const TEXAS: State = State {
    line: TX,
    rows: &[
        TX.choice("tx.opt_out", ImmediateRight::OptOut),
        TX.signal("tx.signal", s(date(2025, 1, 1))),
        TX.choice("tx.profiling", ImmediateRight::AdmtOptOut)
            .without_agent(),
        TX.demand("tx.delete", VerifiableRight::Delete),
        TX.demand("tx.know", VerifiableRight::Know),
        TX.demand("tx.correct", VerifiableRight::Correct),
    ],
};

/// Who is asked to act "shall" authenticate first, opt-outs included (R. 2-3.004(1)); § 501.706(4) has the
/// person told of compliance within 60 days of receipt, which is 45 and 15. Who counts as authorized to act
/// for somebody was not read. No body to complain to was found.
const FL: StateRules = StateRules {
    law: Law::Florida,
    cite: "Fla. Stat. §§ 501.705–501.707; Fla. Admin. Code R. 2-3.004",
    from: date(2024, 7, 1),
    more: s(15),
    complaint: None,
    free: Some(m(in_twelve_months(2))),
    authentication: s(Authentication::Demanded),
    agent: Some(m(AgentRule::IdentityAndAuthority)),
    cure: Some(m("45 days, at discretion")),
    ..VA
};

pub(super) const FLORIDA: State = State {
    line: FL,
    rows: &[
        FL.choice("fl.opt_out", ImmediateRight::OptOut),
        FL.choice("fl.profiling", ImmediateRight::AdmtOptOut),
        FL.demand("fl.delete", VerifiableRight::Delete),
        FL.demand("fl.know", VerifiableRight::Know),
        FL.demand("fl.correct", VerifiableRight::Correct),
    ],
};

/// Neither correction nor profiling.
const IA: StateRules = StateRules {
    law: Law::Iowa,
    cite: "Iowa Code § 715D.3",
    from: date(2025, 1, 1),
    answer: s2(90),
    more: s2(45),
    complaint: Some(m("the Attorney General of Iowa")),
    free: Some(s2(a_year(2))),
    authentication: s2(Authentication::Allowed),
    cure: Some(s2("90 days")),
    ..VA
};

pub(super) const IOWA: State = State {
    line: IA,
    rows: &[
        IA.choice("ia.opt_out", ImmediateRight::OptOut),
        // Known is only that sensitive data is an opt-out there.
        IA.choice("ia.limit", ImmediateRight::Limit)
            .known_at_best(Evidence::Memory),
        IA.demand("ia.delete", VerifiableRight::Delete),
        IA.demand("ia.know", VerifiableRight::Know),
    ],
};

/// § 87-1108(3) has the refusal itself say how to appeal "to the Attorney General".
const NE: StateRules = StateRules {
    law: Law::Nebraska,
    cite: "Neb. Rev. Stat. §§ 87-1108, 87-1109, 87-1111",
    from: date(2025, 1, 1),
    appeal: Some(s(60)),
    complaint: Some(s("the Attorney General of Nebraska")),
    named: Named::WithRefusal,
    agent: Some(s2(AgentRule::ByTechnology)),
    ..VA
};

pub(super) const NEBRASKA: State = State {
    line: NE,
    rows: &[
        NE.choice("ne.opt_out", ImmediateRight::OptOut),
        // Under conditions of verification.
        NE.signal("ne.signal", s2(date(2025, 1, 1))),
        NE.choice("ne.profiling", ImmediateRight::AdmtOptOut),
        NE.demand("ne.delete", VerifiableRight::Delete),
        NE.demand("ne.know", VerifiableRight::Know),
        NE.demand("ne.correct", VerifiableRight::Correct),
    ],
};

const TN: StateRules = StateRules {
    law: Law::Tennessee,
    cite: "T.C.A. §§ 47-18-3301 ff.",
    from: date(2025, 7, 1),
    // The title was read, the duty to name it was not.
    complaint: Some(m("the Attorney General and Reporter of Tennessee")),
    free: Some(s2(a_year(2))),
    cure: Some(s2("60 days")),
    ..VA
};

pub(super) const TENNESSEE: State = State {
    line: TN,
    rows: &[
        TN.choice("tn.opt_out", ImmediateRight::OptOut),
        TN.choice("tn.profiling", ImmediateRight::AdmtOptOut),
        TN.demand("tn.delete", VerifiableRight::Delete),
        TN.demand("tn.know", VerifiableRight::Know),
        TN.demand("tn.correct", VerifiableRight::Correct),
    ],
};

const IN: StateRules = StateRules {
    law: Law::Indiana,
    cite: "Ind. Code § 24-15-3-1",
    from: date(2026, 1, 1),
    // One weak page says 45; the better ones say 60.
    appeal: Some(s2(60)),
    complaint: Some(s2("the Attorney General of Indiana")),
    free: Some(s(a_year(1))),
    agent: Some(m(AgentRule::NotNamed)),
    ..VA
};

pub(super) const INDIANA: State = State {
    line: IN,
    rows: &[
        IN.choice("in.opt_out", ImmediateRight::OptOut),
        IN.choice("in.profiling", ImmediateRight::AdmtOptOut),
        IN.demand("in.delete", VerifiableRight::Delete),
        IN.demand("in.know", VerifiableRight::Know),
        IN.demand("in.correct", VerifiableRight::Correct),
    ],
};

/// A new § 367.3617 follows on 2027-07-01.
pub(super) const KY: StateRules = StateRules {
    law: Law::Kentucky,
    cite: "KRS 367.3615",
    from: date(2026, 1, 1),
    until: Some(date(2027, 6, 30)),
    answer: s2(45),
    more: s2(45),
    appeal: Some(s(60)),
    complaint: Some(s("the Attorney General of Kentucky")),
    free: Some(s2(a_year(2))),
    ..VA
};

pub(super) const KENTUCKY: State = State {
    line: KY,
    rows: &[
        KY.choice("ky.opt_out", ImmediateRight::OptOut),
        KY.choice("ky.profiling", ImmediateRight::AdmtOptOut),
        KY.demand("ky.delete", VerifiableRight::Delete),
        KY.demand("ky.know", VerifiableRight::Know),
        KY.demand("ky.correct", VerifiableRight::Correct),
    ],
};
