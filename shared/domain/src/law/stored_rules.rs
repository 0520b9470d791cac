//! The rules of a request as they are stored: by their IDs.

use super::applicable_rules::ApplicableRules;
use super::rule::Rule;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// Why stored IDs are not the rules of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRules {
    /// No rule has this ID.
    #[error("no rule has the ID {0:?}")]
    NoSuchRule(String),
    /// A rule is about no right, or the two rules are about different rights.
    #[error("the rules {0} and {1} are not about one right")]
    NotOneRight(&'static str, &'static str),
}

/// The rules of a request.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    #[serde(borrow)]
    baseline: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    state: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    later: Option<StoredLater<'a>>,
}

/// The rules of a later text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredLater<'a> {
    since: Date,
    #[serde(borrow)]
    baseline: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    state: Option<Cow<'a, str>>,
}

impl ApplicableRules {
    /// Finds the rules with these IDs.
    ///
    /// # Errors
    /// [`UnknownRules`] if a rule doesn't exist, or if the rules are not about one right.
    pub fn named(baseline: &str, state: Option<&str>) -> Result<Self, UnknownRules> {
        let rule =
            |id: &str| Rule::named(id).ok_or_else(|| UnknownRules::NoSuchRule(id.to_owned()));
        let rules = Self {
            baseline: rule(baseline)?,
            state: state.map(rule).transpose()?,
            later: None,
        };
        rules.about_one_right(rules.iter())
    }

    /// Returns the rules if they are all about the right of the baseline rule.
    fn about_one_right(
        self,
        mut rules: impl Iterator<Item = &'static Rule>,
    ) -> Result<Self, UnknownRules> {
        let right = self.baseline.duty.right();
        let other = rules.find(|rule| right.is_none() || rule.duty.right() != right);
        match other {
            Some(rule) => Err(UnknownRules::NotOneRight(self.baseline.id, rule.id)),
            None => Ok(self),
        }
    }
}

impl Serialize for ApplicableRules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = Stored {
            baseline: self.baseline.id.into(),
            state: self.state.map(|rule| rule.id.into()),
            later: self.later.map(|later| StoredLater {
                since: later.since,
                baseline: later.baseline.id.into(),
                state: later.state.map(|rule| rule.id.into()),
            }),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ApplicableRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let Stored {
            baseline,
            state,
            later,
        } = Stored::deserialize(deserializer)?;
        let rules = Self::named(&baseline, state.as_deref()).map_err(Error::custom)?;
        let Some(StoredLater {
            since,
            baseline,
            state,
        }) = later
        else {
            return Ok(rules);
        };
        let later = Self::named(&baseline, state.as_deref()).map_err(Error::custom)?;
        let rules = rules.with_later(later, since);
        rules.about_one_right(later.iter()).map_err(Error::custom)
    }
}
