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

/// The agency that enforces the CCPA and takes complaints (Civ. Code § 1798.199.45).
pub(super) const CALIFORNIAS_AUTHORITY: ComplaintAuthority = ComplaintAuthority {
    name: "the California Privacy Protection Agency",
    site: "https://cppa.ca.gov",
};

/// Returns an authority's name followed by its website.
#[must_use]
pub fn with_site(body: &str) -> String {
    match authority_named(body) {
        Some((_, site)) => format!("{body} ({site})"),
        None => body.to_owned(),
    }
}

/// Returns the law that names an authority, and the authority's website.
#[must_use]
pub fn authority_named(body: &str) -> Option<(Law, &'static str)> {
    let (law, authority) = authorities().find(|(_, authority)| authority.name == body)?;
    Some((law, authority.site))
}

fn authorities() -> impl Iterator<Item = (Law, ComplaintAuthority)> {
    let of = |law: Law| law.profile().texts.iter().map(move |text| (law, text));
    Law::ALL
        .into_iter()
        .flat_map(of)
        .filter_map(|(law, text)| {
            let complaint = text.state_rules.as_ref()?.complaint;
            Some((law, complaint.provision().provided()?))
        })
        .chain([(Law::Ccpa, CALIFORNIAS_AUTHORITY)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_authority_has_one_name_and_one_site() {
        for (_, one) in authorities() {
            assert!(one.site.starts_with("https://"), "{}", one.name);
            for (_, other) in authorities() {
                assert_eq!(one.name == other.name, one.site == other.site);
            }
            assert_eq!(with_site(one.name), format!("{} ({})", one.name, one.site));
        }
        assert_eq!(with_site("the county clerk"), "the county clerk");
    }
}
