//! The law: which rights there are, and one rule for each law and right.
//!
//! Behaviour reads the rules; nothing anywhere asks which law it is. What governs one request is its
//! [`ApplicableRules`]: the rule that the house gives everyone, and that of the person's state. The README's tables,
//! the dates on the status page and the words of the emails come from these rows. Engineering reference, not
//! legal advice.

mod act;
mod applicable_rules;
mod california;
mod can_spam;
mod complaint;
mod delete_act;
mod duty;
mod granted;
mod right;
mod rule;
mod states;
mod table;
#[cfg(test)]
mod worked;

pub use act::Law;
pub use applicable_rules::{ApplicableRules, UnknownRules};
pub use complaint::with_site;
pub use duty::{
    Appeal, Authentication, CountingPeriod, Duty, Extension, FreeResponses, Named,
    VerificationDegree,
};
pub use right::{ImmediateRight, Right, VerifiableRight};
pub use rule::{AgentRule, ClockStart, Evidence, Means, Rule};
pub use table::rules_table;

use states::STATES;

/// How many laws have their rows in a file of their own; the states follow.
const APART: usize = 3;

/// Every rule, law by law.
pub const RULES: [&[Rule]; APART + STATES.len()] = {
    let mut rules = [california::RULES; APART + STATES.len()];
    rules[1] = can_spam::RULES;
    rules[2] = delete_act::RULES;
    let mut state = 0;
    while state < STATES.len() {
        rules[APART + state] = STATES[state].rows;
        state += 1;
    }
    rules
};

impl Rule {
    /// Every rule, law by law.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        RULES.iter().flat_map(|rows| rows.iter())
    }

    /// The rule of this id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        Self::all().find(|rule| rule.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_name_their_rule() {
        let ids: Vec<_> = Rule::all().map(|rule| rule.id).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
            assert_eq!(Rule::named(id).map(|rule| rule.id), Some(*id));
        }
    }
}
