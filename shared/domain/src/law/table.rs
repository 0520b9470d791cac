//! The rules as tables, for the README and for whoever reviews a change to the law.

mod everyone;
mod states;

use super::{Authentication, Evidence};
use jiff::civil::Date;

/// Every rule as Markdown, with the dates that a request received on `received` would get: the rules that
/// everyone gets, one by one, and then a line for each state.
#[must_use]
pub fn rules_table(received: Date) -> String {
    format!(
        "### For everyone\n\n{}\n### In their state, besides\n\n{}",
        everyone::table(received),
        states::table(received)
    )
}

/// The day on which something is law, as of the day of receipt.
fn in_force(from: Date, until: Option<Date>, received: Date) -> String {
    let dormant = if received < from { " (dormant)" } else { "" };
    match until {
        Some(until) => format!("{from} to {until}{dormant}"),
        None => format!("{from}{dormant}"),
    }
}

/// The mark of something unconfirmed.
const fn mark(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Primary => "",
        Evidence::Secondary => " †",
        Evidence::Memory => " ‡",
    }
}

/// Whether a choice is authenticated.
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
