//! The build fails where a law has neither a row for a right nor says that it doesn't grant it.

use super::{Choice, Demand, Duty, Law, RULES, Right};

/// What a law doesn't grant, said on purpose.
const NOT_GRANTED: &[(Law, &[Right])] = &[
    (Law::Ccpa, &[Right::Choice(Choice::MarketingStop)]),
    (
        Law::CanSpam,
        &[
            Right::Choice(Choice::OptOut),
            Right::Choice(Choice::Limit),
            Right::Choice(Choice::AdmtOptOut),
            Right::Demand(Demand::Delete),
            Right::Demand(Demand::Know),
            Right::Demand(Demand::KnowCategories),
            Right::Demand(Demand::Correct),
            Right::Demand(Demand::AdmtAccess),
            Right::Demand(Demand::AdmtAppeal),
        ],
    ),
];

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
            let about = match rule.duty {
                Duty::Honour { choice, .. } => same(Right::Choice(choice), right),
                Duty::Answer { demand, .. } => same(Right::Demand(demand), right),
                Duty::OptIn => false,
            };
            if rule.law as u8 == law as u8 && about {
                return true;
            }
            row += 1;
        }
        rows += 1;
    }
    false
}

const fn denies(law: Law, right: Right) -> bool {
    let mut entry = 0;
    while entry < NOT_GRANTED.len() {
        let (of, rights) = NOT_GRANTED[entry];
        let mut at = 0;
        while of as u8 == law as u8 && at < rights.len() {
            if same(rights[at], right) {
                return true;
            }
            at += 1;
        }
        entry += 1;
    }
    false
}

/// `==`, which a constant can't use yet.
const fn same(one: Right, other: Right) -> bool {
    match (one, other) {
        (Right::Choice(one), Right::Choice(other)) => one as u8 == other as u8,
        (Right::Demand(one), Right::Demand(other)) => one as u8 == other as u8,
        (Right::Choice(_), Right::Demand(_)) | (Right::Demand(_), Right::Choice(_)) => false,
    }
}
