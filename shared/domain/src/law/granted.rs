//! Compile-time check: the rows of each law are about the rights that its profile grants, and about no others.

use super::{Law, Right};

const _: () = {
    let mut law = 0;
    while law < Law::ALL.len() {
        let mut right = 0;
        while right < Right::ALL.len() {
            let (grants, has_row) = (
                grants(Law::ALL[law], Right::ALL[right]),
                has_row(Law::ALL[law], Right::ALL[right]),
            );
            assert!(
                has_row || !grants,
                "a law grants a right without a row for it"
            );
            assert!(
                grants || !has_row,
                "a law has a row for a right that it doesn't grant"
            );
            right += 1;
        }
        law += 1;
    }
};

const fn grants(law: Law, right: Right) -> bool {
    let granted = law.profile().grants;
    let mut at = 0;
    while at < granted.len() {
        if same(granted[at], right) {
            return true;
        }
        at += 1;
    }
    false
}

const fn has_row(law: Law, right: Right) -> bool {
    let texts = law.profile().texts;
    let mut text = 0;
    while text < texts.len() {
        let mut row = 0;
        while row < texts[text].rows.len() {
            let rule = &texts[text].rows[row];
            assert!(
                rule.law as u8 == law as u8,
                "a law's file has a row of another law"
            );
            if let Some(about) = rule.duty.right()
                && same(about, right)
            {
                return true;
            }
            row += 1;
        }
        text += 1;
    }
    false
}

const fn same(one: Right, other: Right) -> bool {
    match (one, other) {
        (Right::Immediate(one), Right::Immediate(other)) => one as u8 == other as u8,
        (Right::Verifiable(one), Right::Verifiable(other)) => one as u8 == other as u8,
        (Right::Immediate(_), Right::Verifiable(_))
        | (Right::Verifiable(_), Right::Immediate(_)) => false,
    }
}
