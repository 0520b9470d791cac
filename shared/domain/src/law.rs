//! The law: the rights that exist, and one rule for each law and right.
//!
//! Code outside this module reads rules and never asks which law it has. A request is governed by its
//! [`ApplicableRules`]: the baseline rule that everyone gets, and the rule of the requester's state. The tables in
//! `docs/rules.md`, the dates on the status page and the wording of emails come from these rows. This is an engineering
//! reference, not legal advice.
//!
//! To add a state law, write its file in `states/` and list it in `list.rs`.

mod applicable_rules;
mod california;
mod can_spam;
mod delete_act;
mod duty;
mod granted;
mod list;
mod profile;
mod right;
mod rule;
mod states;
mod table;
#[cfg(test)]
mod worked;

pub use applicable_rules::{ApplicableRules, UnknownRules};
pub use duty::{
    Appeal, Authentication, ComplaintNotice, CountingPeriod, Duty, Extension, FreeResponses,
    VerificationDegree,
};
pub use list::Law;
pub use profile::with_site;
pub use right::{ImmediateRight, Right, VerifiableRight};
pub use rule::{AgentRule, ClockStart, Evidence, Means, Rule};
pub use table::rules_table;

impl Rule {
    /// Returns every rule, law by law.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
        texts.flat_map(|text| text.rows)
    }

    /// Returns the rule with this ID.
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
