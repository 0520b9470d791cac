//! The content of a law's file.

use super::states::StateRules;
use super::{Law, Right, Rule};
use crate::calendar::Calendar;
use jiff::civil::Date;

/// A law. Each law's file has one.
pub(super) struct LawProfile {
    pub(super) law: Law,
    /// The law's ID in JSON.
    pub(super) id: &'static str,
    /// The name that consumers know.
    pub(super) name: &'static str,
    /// Postal code of the state whose residents it protects.
    pub(super) state: Option<&'static str>,
    /// How it counts days. California's codes say how. In the other states, no rule was read that would move the end
    /// of a period, so periods are plain calendar days from receipt.
    pub(super) calendar: Calendar,
    /// See [`Law::act_names`].
    pub(super) act_names: &'static [&'static str],
    /// See [`Law::ambiguous_act_names`].
    pub(super) ambiguous_act_names: &'static [&'static str],
    /// Every right that it grants. The compiler checks that its rows are about these rights and no others.
    pub(super) grants: &'static [Right],
    /// Its texts, from the oldest to the newest.
    pub(super) texts: &'static [LawText],
}

/// One text of a law. A law that is replaced on a future date has two.
pub(super) struct LawText {
    /// When someone read it.
    pub(super) read: Reading,
    /// Its numbers, for a state law.
    pub(super) state_rules: Option<StateRules>,
    pub(super) rows: &'static [Rule],
}

/// When someone read a text, at least in part.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// The day, and the version that was read.
    On(Date, &'static str),
    /// No one has read it, and why.
    Never(&'static str),
}

/// An authority that takes consumers' complaints.
#[derive(Clone, Copy)]
pub(super) struct ComplaintAuthority {
    pub(super) name: &'static str,
    /// The website that explains how to complain. Several laws want the consumer to get an online way if there is one
    /// (rows of Nebraska, Montana, Indiana and Kentucky). No law says which site that is: general knowledge.
    pub(super) site: &'static str,
}

/// Returns an authority's name followed by its website.
#[must_use]
pub fn with_site(body: &str) -> String {
    match authorities().find(|authority| authority.name == body) {
        Some(ComplaintAuthority { name, site }) => format!("{name} ({site})"),
        None => body.to_owned(),
    }
}

fn authorities() -> impl Iterator<Item = ComplaintAuthority> {
    let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
    texts.filter_map(|text| text.state_rules?.complaint.provision().provided())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_authority_has_one_name_and_one_site() {
        for one in authorities() {
            assert!(one.site.starts_with("https://"), "{}", one.name);
            for other in authorities() {
                assert_eq!(one.name == other.name, one.site == other.site);
            }
            assert_eq!(with_site(one.name), format!("{} ({})", one.name, one.site));
        }
        assert_eq!(with_site("the county clerk"), "the county clerk");
    }
}
