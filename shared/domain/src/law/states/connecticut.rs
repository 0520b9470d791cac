//! Connecticut and those who wrote like it: no authentication of an opt-out, and a denial for fraud instead.
//! Colorado, which has agents and signals like them, and authentication like Virginia.

use super::{Named, State, StateRules, a_year, in_twelve_months, m, s, s2};
use crate::law::{AgentRule, Authentication, Evidence, ImmediateRight, Law, VerifiableRight};
use jiff::civil::date;

/// PA 25-113 and PA 26-64 left the clocks alone. Minors' accounts have clocks in business days of their own
/// (§ 42-528), which no request here is about.
const CT: StateRules = StateRules {
    law: Law::Connecticut,
    cite: "Conn. Gen. Stat. §§ 42-518, 42-519",
    from: date(2023, 7, 1),
    until: None,
    answer: s(45),
    more: s(45),
    appeal: Some(s2(60)),
    appeal_more: None,
    complaint: Some(s2("the Attorney General of Connecticut")),
    named: Named::WithDenial,
    free: Some(s(in_twelve_months(1))),
    authentication: s2(Authentication::NotNeeded),
    fraud_denial: Some(s2("Conn. Gen. Stat. § 42-518(c)(4)")),
    agent: Some(s(AgentRule::IdentityAndAuthority)),
    cure: Some(s2("at discretion since 2025-01-01")),
};

pub(super) const CONNECTICUT: State = State {
    line: CT,
    rows: &[
        CT.choice("ct.opt_out", ImmediateRight::OptOut),
        // The same duty moved to § 42-520(c)(1)(A)(ii), without conditions, on 2026-07-01.
        CT.signal("ct.signal", s2(date(2025, 1, 1))),
        CT.choice("ct.profiling", ImmediateRight::AdmtOptOut),
        CT.demand("ct.delete", VerifiableRight::Delete),
        CT.demand("ct.know", VerifiableRight::Know),
        CT.demand("ct.correct", VerifiableRight::Correct),
        CT.demand("ct.contest", VerifiableRight::AdmtAppeal)
            .since(date(2026, 7, 1))
            .known_at_best(Evidence::Secondary),
    ],
};

/// Opt-outs "as soon as feasibly possible and without undue delay" (Rule 4.03), with 45 days as the outer
/// limit of any answer. The Attorney General is named with any decision on an appeal. A copy to take along may
/// be limited to two in a calendar year.
const CO: StateRules = StateRules {
    law: Law::Colorado,
    cite: "C.R.S. § 6-1-1306; 4 CCR 904-3, Rules 4.03, 4.08, 5.08",
    from: date(2023, 7, 1),
    answer: s2(45),
    more: s2(45),
    appeal: Some(s2(45)),
    appeal_more: Some(60),
    complaint: Some(s2("the Attorney General of Colorado")),
    named: Named::WithDecision,
    free: Some(m(in_twelve_months(1))),
    authentication: s2(Authentication::Allowed),
    fraud_denial: None,
    cure: Some(s2(
        "none since 2025-01-01; for minors' data until 2026-12-31",
    )),
    ..CT
};

pub(super) const COLORADO: State = State {
    line: CO,
    rows: &[
        CO.choice("co.opt_out", ImmediateRight::OptOut),
        CO.signal("co.signal", s2(date(2024, 7, 1))),
        CO.choice("co.profiling", ImmediateRight::AdmtOptOut),
        CO.demand("co.delete", VerifiableRight::Delete),
        CO.demand("co.know", VerifiableRight::Know),
        CO.demand("co.correct", VerifiableRight::Correct),
    ],
};

/// Charities and the like since 2025-07-01.
const OR: StateRules = StateRules {
    law: Law::Oregon,
    cite: "ORS 646A.576",
    from: date(2024, 7, 1),
    appeal: Some(s(45)),
    complaint: Some(s("the Attorney General of Oregon")),
    authentication: s(Authentication::NotNeeded),
    fraud_denial: Some(s("ORS 646A.576(5)(e)")),
    cure: Some(s("none since 2026-01-01")),
    ..CT
};

pub(super) const OREGON: State = State {
    line: OR,
    rows: &[
        OR.choice("or.opt_out", ImmediateRight::OptOut),
        OR.signal("or.signal", s2(date(2026, 1, 1))),
        OR.choice("or.profiling", ImmediateRight::AdmtOptOut),
        OR.demand("or.delete", VerifiableRight::Delete),
        OR.demand("or.know", VerifiableRight::Know),
        OR.demand("or.correct", VerifiableRight::Correct),
    ],
};

const MT: StateRules = StateRules {
    law: Law::Montana,
    cite: "MCA §§ 30-14-2808, 30-14-2809",
    from: date(2024, 10, 1),
    appeal: Some(m(60)),
    complaint: Some(s("the Attorney General of Montana")),
    fraud_denial: Some(s2("MCA § 30-14-2808(4)(d)")),
    cure: Some(s2("none since 2026-04-01")),
    ..CT
};

pub(super) const MONTANA: State = State {
    line: MT,
    rows: &[
        MT.choice("mt.opt_out", ImmediateRight::OptOut),
        MT.signal("mt.signal", s(date(2025, 1, 1))),
        MT.choice("mt.profiling", ImmediateRight::AdmtOptOut),
        MT.demand("mt.delete", VerifiableRight::Delete),
        MT.demand("mt.know", VerifiableRight::Know),
        MT.demand("mt.correct", VerifiableRight::Correct),
    ],
};

/// Replaced on 2027-01-01.
pub(super) const DE: StateRules = StateRules {
    law: Law::Delaware,
    cite: "6 Del. C. §§ 12D-104, 12D-105",
    from: date(2025, 1, 1),
    until: Some(date(2026, 12, 31)),
    complaint: Some(s2("the Delaware Department of Justice")),
    fraud_denial: Some(s2("6 Del. C. § 12D-104(c)(4)")),
    cure: Some(s2("at discretion since 2026-01-01")),
    ..CT
};

pub(super) const DELAWARE: State = State {
    line: DE,
    rows: &[
        DE.choice("de.opt_out", ImmediateRight::OptOut),
        DE.signal("de.signal", s2(date(2026, 1, 1))),
        DE.choice("de.profiling", ImmediateRight::AdmtOptOut),
        DE.demand("de.delete", VerifiableRight::Delete),
        DE.demand("de.know", VerifiableRight::Know),
        DE.demand("de.correct", VerifiableRight::Correct),
    ],
};

const NH: StateRules = StateRules {
    law: Law::NewHampshire,
    cite: "RSA 507-H:4, 507-H:5",
    from: date(2025, 1, 1),
    answer: s2(45),
    more: s2(45),
    appeal: Some(m(60)),
    complaint: Some(s2("the Attorney General of New Hampshire")),
    free: Some(s2(in_twelve_months(1))),
    fraud_denial: Some(s2("RSA 507-H:4, III(d)")),
    cure: Some(s2("at discretion since 2026-01-01")),
    ..CT
};

pub(super) const NEW_HAMPSHIRE: State = State {
    line: NH,
    rows: &[
        NH.choice("nh.opt_out", ImmediateRight::OptOut),
        NH.signal("nh.signal", s2(date(2025, 1, 1))),
        NH.choice("nh.profiling", ImmediateRight::AdmtOptOut),
        NH.demand("nh.delete", VerifiableRight::Delete),
        NH.demand("nh.know", VerifiableRight::Know),
        NH.demand("nh.correct", VerifiableRight::Correct),
    ],
};

/// "Verified request"; the clock is from receipt all the same. The regulations, N.J.A.C. 13:45L, were only
/// proposed as far as found.
const NJ: StateRules = StateRules {
    law: Law::NewJersey,
    cite: "N.J.S.A. 56:8-166.7, 56:8-166.11",
    from: date(2025, 1, 15),
    appeal: Some(s2(45)),
    complaint: Some(m("the New Jersey Division of Consumer Affairs")),
    fraud_denial: Some(s2("N.J.S.A. 56:8-166.7(e)")),
    cure: Some(s2("at discretion since 2026-07-15")),
    ..CT
};

pub(super) const NEW_JERSEY: State = State {
    line: NJ,
    rows: &[
        NJ.choice("nj.opt_out", ImmediateRight::OptOut),
        NJ.signal("nj.signal", s(date(2025, 7, 15))),
        NJ.choice("nj.profiling", ImmediateRight::AdmtOptOut),
        NJ.demand("nj.delete", VerifiableRight::Delete),
        NJ.demand("nj.know", VerifiableRight::Know),
        NJ.demand("nj.correct", VerifiableRight::Correct),
    ],
};

/// Opt-outs "as soon as feasibly possible" (§ 325M.14, subd. 4); that 45 days are their outer limit is general
/// knowledge. Appeals and their answers are kept for 24 months.
const MN: StateRules = StateRules {
    law: Law::Minnesota,
    cite: "Minn. Stat. § 325M.14",
    from: date(2025, 7, 31),
    answer: s2(45),
    more: s2(45),
    appeal: Some(s(45)),
    appeal_more: Some(60),
    complaint: Some(s("the Attorney General of Minnesota")),
    free: Some(s2(a_year(2))),
    authentication: s(Authentication::NotNeeded),
    fraud_denial: Some(s("Minn. Stat. § 325M.14, subd. 4(h)")),
    agent: Some(s2(AgentRule::IdentityAndAuthority)),
    cure: Some(s2("none since 2026-01-31")),
    ..CT
};

pub(super) const MINNESOTA: State = State {
    line: MN,
    rows: &[
        MN.choice("mn.opt_out", ImmediateRight::OptOut)
            .known_at_best(Evidence::Memory),
        MN.signal("mn.signal", s2(date(2025, 7, 31)))
            .known_at_best(Evidence::Memory),
        MN.choice("mn.profiling", ImmediateRight::AdmtOptOut)
            .known_at_best(Evidence::Memory),
        MN.demand("mn.delete", VerifiableRight::Delete),
        MN.demand("mn.know", VerifiableRight::Know),
        MN.demand("mn.correct", VerifiableRight::Correct),
        MN.demand("mn.contest", VerifiableRight::AdmtAppeal)
            .known_at_best(Evidence::Secondary),
    ],
};

/// No sentence on fraud, so no denial for it. One reading has duties begin on 2026-04-01; here all of them
/// are in force since 2025-10-01.
const MD: StateRules = StateRules {
    law: Law::Maryland,
    cite: "Md. Code, Com. Law §§ 14-4705, 14-4706",
    from: date(2025, 10, 1),
    answer: s2(45),
    more: s2(45),
    complaint: Some(s2(
        "the Consumer Protection Division of the Attorney General of Maryland",
    )),
    free: Some(m(in_twelve_months(1))),
    fraud_denial: None,
    cure: Some(s2("at discretion until 2027-04-01")),
    ..CT
};

pub(super) const MARYLAND: State = State {
    line: MD,
    rows: &[
        MD.choice("md.opt_out", ImmediateRight::OptOut),
        // The text says that a company "may utilize" a link or a signal; others count it as a duty.
        MD.signal("md.signal", s2(date(2025, 10, 1))),
        MD.choice("md.profiling", ImmediateRight::AdmtOptOut),
        MD.demand("md.delete", VerifiableRight::Delete),
        MD.demand("md.know", VerifiableRight::Know),
        MD.demand("md.correct", VerifiableRight::Correct),
    ],
};

/// No signal.
const RI: StateRules = StateRules {
    law: Law::RhodeIsland,
    cite: "R.I. Gen. Laws §§ 6-48.1-5, 6-48.1-6",
    from: date(2026, 1, 1),
    complaint: Some(m("the Attorney General of Rhode Island")),
    fraud_denial: Some(s2("R.I. Gen. Laws § 6-48.1-6(b)(4)")),
    cure: Some(s("none")),
    ..CT
};

pub(super) const RHODE_ISLAND: State = State {
    line: RI,
    rows: &[
        RI.choice("ri.opt_out", ImmediateRight::OptOut),
        // An agent may act for the opt-outs (§ 6-48.1-5(f)).
        RI.choice("ri.profiling", ImmediateRight::AdmtOptOut),
        RI.demand("ri.delete", VerifiableRight::Delete),
        RI.demand("ri.know", VerifiableRight::Know),
        RI.demand("ri.correct", VerifiableRight::Correct),
    ],
};
