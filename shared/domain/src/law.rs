//! The law: the rights that exist, and one rule for each law and right.
//!
//! Code outside this module reads rules and never asks which law it has. A request is governed by its
//! [`ApplicableRules`]: the baseline rule that everyone gets, and the rule of the requester's state. The pages in
//! `docs/rules/`, the dates on the status page and the wording of emails come from these rows. This is an engineering
//! reference, not legal advice.
//!
//! To add a state law, write its file in `states/` and list it in `list.rs`.

mod applicable_rules;
mod california;
mod can_spam;
mod cell;
mod delete_act;
mod duty;
mod granted;
mod later_rules;
mod list;
mod offer;
mod profile;
mod reading;
mod right;
mod rule;
mod scope;
mod states;
mod stored_rules;
mod table;
#[cfg(test)]
mod worked;

pub use applicable_rules::ApplicableRules;
pub use duty::{
    Appeal, Authentication, ComplaintNotice, CountingPeriod, Duty, Extension, FreeResponses,
    Provision, VerificationDegree,
};
pub use later_rules::LaterRules;
pub use list::Law;
pub use offer::{Concerns, Practices, UnknownPractices};
pub use profile::{authority_named, with_site};
pub use reading::{TextToRead, texts_to_read};
pub use right::{ImmediateRight, Right, VerifiableRight};
pub use rule::{AgentRule, ClockStart, Evidence, Means, Rule};
pub use scope::{Reach, Scope};
pub use stored_rules::UnknownRules;
pub use table::{RulesPage, rules_pages};

use jiff::civil::Date;

impl Rule {
    /// Returns every rule, law by law.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
        texts.flat_map(|text| text.rows)
    }

    /// Returns the first day after `day` on which a rule takes effect.
    #[must_use]
    pub fn next_change(day: Date) -> Option<Date> {
        Self::all()
            .map(|rule| rule.from)
            .filter(|from| *from > day)
            .min()
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
