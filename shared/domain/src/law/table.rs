//! The rules as Markdown tables, for `docs/rules.md` and for reviews of a change to the law.

mod everyone;
mod states;

use super::{Authentication, Evidence};
use jiff::civil::Date;

/// Returns every rule as Markdown, with the dates of a request received on `received`: one row for each rule that
/// everyone gets, then one row for each state law.
#[must_use]
pub fn rules_table(received: Date) -> String {
    format!(
        "### For everyone\n\n{}\n### For residents of other states\n\n{}",
        everyone::table(received),
        states::table(received)
    )
}

/// Returns the dates of effect, marked as dormant if they begin after the day of receipt.
fn in_force(from: Date, until: Option<Date>, received: Date) -> String {
    let dormant = if received < from { " (dormant)" } else { "" };
    match until {
        Some(until) => format!("{from} to {until}{dormant}"),
        None => format!("{from}{dormant}"),
    }
}

/// Returns the mark of an unconfirmed value.
const fn mark(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Primary => "",
        Evidence::Secondary => " †",
        Evidence::Unverified => " ‡",
    }
}

/// Returns the words for the authentication of an immediate right.
const fn in_words(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Forbidden => "forbidden",
        Authentication::NotNeeded => "not needed",
        Authentication::Allowed => "allowed",
        Authentication::Demanded => "demanded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_rule_with_a_worked_date() {
        insta::assert_snapshot!(rules_table(date(2026, 11, 21)));
    }
}
