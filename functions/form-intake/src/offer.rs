//! The rights that the form and its JSON offer, by residence and day.

use domain::calendar::Calendar;
use domain::law::{ApplicableRules, Means, Practices, Right};
use domain::person::Region;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use texts::Texts;

//= req: ca-7026-a-4.2, ca-7027-b-4.2, ca-7221-c-4.2
/// The rights and states that the form offers to a person.
pub struct Offer {
    /// Where the person lives, if they said so.
    region: Option<Region>,
    day: Date,
    practices: Practices,
    rights: Vec<(Right, ApplicableRules)>,
    /// States that grant more: their codes and names. Empty if the person said where they live.
    states_with_more: Vec<(&'static str, &'static str)>,
}

/// A choice of the form: ID, words and hint.
pub type Choice = (&'static str, String, String);

/// A right in JSON.
#[derive(Serialize)]
struct OfferedRight {
    right: &'static str,
    words: &'static str,
    law: &'static str,
    rule: &'static str,
    since: Date,
}

impl Offer {
    /// Returns the offer to a person who lives in `region`, at this time.
    #[must_use]
    pub fn of(region: Option<Region>, now: Timestamp, practices: Practices) -> Self {
        let day = Calendar::California.date_of(now);
        let offered = |region| Right::offered(region, day, practices);
        let rights: Vec<_> = offered(region).collect();
        let known = |right| rights.iter().any(|(known, _)| *known == right);
        let grants_more = |code: &str| {
            let region = Region::parse(code).ok();
            offered(region).any(|(right, _)| !known(right))
        };
        let states_with_more = match region {
            Some(_) => Vec::new(),
            None => Region::ALL
                .iter()
                .copied()
                .filter(|(code, _)| grants_more(code))
                .collect(),
        };
        Self {
            region,
            day,
            practices,
            rights,
            states_with_more,
        }
    }

    /// Returns the state in a query such as `state=CA`. An unknown state counts as none.
    #[must_use]
    pub fn region_in(query: Option<&str>) -> Option<Region> {
        Region::parse(&parameter(query, "state")?).ok()
    }

    /// Returns the right in a query such as `right=delete`. An unknown right counts as none.
    #[must_use]
    pub fn right_in(query: Option<&str>) -> Option<Right> {
        Right::named(&parameter(query, "right")?)
    }

    /// Returns the code and the name of the person's state.
    pub(crate) fn state(&self) -> Option<(&'static str, &'static str)> {
        let code = self.region?.code();
        Region::ALL
            .iter()
            .copied()
            .find(|(known, _)| *known == code)
    }

    pub(crate) fn states_with_more(&self) -> &[(&'static str, &'static str)] {
        &self.states_with_more
    }

    /// Returns the choices of the form. A right that the person already chose stays, even if it isn't offered.
    pub(crate) fn choices(&self, chosen: &str, texts: Texts) -> Vec<Choice> {
        let offered = |right: Right| self.rights.iter().any(|(offered, _)| *offered == right);
        let kept = Right::named(chosen).filter(|right| {
            let health_data = self.practices.health_data;
            let rules = right.rules_in(Means::Request, self.region, health_data, self.day);
            !offered(*right) && rules.is_some()
        });
        let offered = self.rights.iter().map(|(right, _)| *right);
        offered
            .chain(kept)
            .map(|right| {
                let hint = texts.text("right-hint").with("right", right.as_str());
                (right.as_str(), texts.right(right), hint.into())
            })
            .collect()
    }

    /// Returns the offer for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let rights = self.rights.iter().map(|(right, rules)| {
            let rule = rules.law_named(self.day);
            OfferedRight {
                right: right.as_str(),
                words: right.in_words(),
                law: rule.law.as_str(),
                rule: rule.id,
                since: rule.from,
            }
        });
        json!({
            "state": self.region.map(Region::code),
            "rights": rights.collect::<Vec<_>>(),
        })
    }
}

pub(crate) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(query?.as_bytes());
    let (_, value) = fields.find(|(field, _)| field == name)?;
    Some(value.into_owned())
}
