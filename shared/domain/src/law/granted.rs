//! The build fails where a law has neither a row for a right nor says that it doesn't grant it.

use super::{ImmediateRight, Law, RULES, Right, VerifiableRight};

/// What no state grants as a right of its own. Of access the texts that were read name no part that would be
/// the categories alone; lists of those who got the data (Oregon, Minnesota, Connecticut, Delaware, Maryland)
/// are no right here yet; and sensitive data needs consent from the start, so there is nothing to limit.
const MODEL: &[Right] = &[
    Right::Immediate(ImmediateRight::Limit),
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// The same where an automated decision may be contested.
const CONTESTABLE: &[Right] = &[
    Right::Immediate(ImmediateRight::Limit),
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::AdmtAccess),
];

/// Utah: the use of sensitive data may be refused, profiling may not.
const UTAH: &[Right] = &[
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Immediate(ImmediateRight::AdmtOptOut),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// Iowa: like Utah, and nothing is corrected.
const IOWA: &[Right] = &[
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Immediate(ImmediateRight::AdmtOptOut),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::Correct),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// Everything but the opt-out.
const ALL_ELSE: &[Right] = &[
    Right::Immediate(ImmediateRight::Limit),
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Immediate(ImmediateRight::AdmtOptOut),
    Right::Verifiable(VerifiableRight::Delete),
    Right::Verifiable(VerifiableRight::Know),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::Correct),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// Everything but the opt-out and deletion.
const BROKERS: &[Right] = &[
    Right::Immediate(ImmediateRight::Limit),
    Right::Immediate(ImmediateRight::MarketingStop),
    Right::Immediate(ImmediateRight::AdmtOptOut),
    Right::Verifiable(VerifiableRight::Know),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::Correct),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// Everything but the stop of marketing mail.
const MARKETING: &[Right] = &[
    Right::Immediate(ImmediateRight::OptOut),
    Right::Immediate(ImmediateRight::Limit),
    Right::Immediate(ImmediateRight::AdmtOptOut),
    Right::Verifiable(VerifiableRight::Delete),
    Right::Verifiable(VerifiableRight::Know),
    Right::Verifiable(VerifiableRight::KnowCategories),
    Right::Verifiable(VerifiableRight::Correct),
    Right::Verifiable(VerifiableRight::AdmtAccess),
    Right::Verifiable(VerifiableRight::AdmtAppeal),
];

/// What a law doesn't grant, said on purpose. Of the laws to come nothing but the opt-out was read.
const fn not_granted(law: Law) -> &'static [Right] {
    match law {
        Law::Ccpa => &[Right::Immediate(ImmediateRight::MarketingStop)],
        Law::DeleteAct => BROKERS,
        Law::CanSpam => MARKETING,
        Law::Connecticut | Law::Minnesota => CONTESTABLE,
        Law::Utah => UTAH,
        Law::Iowa => IOWA,
        Law::Virginia
        | Law::Colorado
        | Law::Texas
        | Law::Oregon
        | Law::Florida
        | Law::Montana
        | Law::Delaware
        | Law::Nebraska
        | Law::NewHampshire
        | Law::NewJersey
        | Law::Tennessee
        | Law::Maryland
        | Law::Indiana
        | Law::Kentucky
        | Law::RhodeIsland => MODEL,
        Law::Nevada | Law::Oklahoma | Law::Louisiana | Law::Alabama | Law::Vermont => ALL_ELSE,
    }
}

const _: () = {
    let mut law = 0;
    while law < Law::ALL.len() {
        let mut right = 0;
        while right < Right::ALL.len() {
            let (has, denies) = (
                has_row(Law::ALL[law], Right::ALL[right]),
                denies(Law::ALL[law], Right::ALL[right]),
            );
            assert!(
                has || denies,
                "a law has no row for a right and doesn't say that it grants none"
            );
            assert!(
                !(has && denies),
                "a law has a row for a right that it is said not to grant"
            );
            right += 1;
        }
        law += 1;
    }
};

const fn has_row(law: Law, right: Right) -> bool {
    let mut rows = 0;
    while rows < RULES.len() {
        let mut row = 0;
        while row < RULES[rows].len() {
            let rule = &RULES[rows][row];
            if rule.law as u8 == law as u8
                && let Some(about) = rule.duty.right()
                && same(about, right)
            {
                return true;
            }
            row += 1;
        }
        rows += 1;
    }
    false
}

const fn denies(law: Law, right: Right) -> bool {
    let rights = not_granted(law);
    let mut at = 0;
    while at < rights.len() {
        if same(rights[at], right) {
            return true;
        }
        at += 1;
    }
    false
}

/// `==`, which a constant can't use yet.
const fn same(one: Right, other: Right) -> bool {
    match (one, other) {
        (Right::Immediate(one), Right::Immediate(other)) => one as u8 == other as u8,
        (Right::Verifiable(one), Right::Verifiable(other)) => one as u8 == other as u8,
        (Right::Immediate(_), Right::Verifiable(_))
        | (Right::Verifiable(_), Right::Immediate(_)) => false,
    }
}
