//! The rules of one request: the baseline rule that everyone gets, and the rule of the requester's state.
//!
//! Both must allow an action, and the earlier of two deadlines counts. Appeals and the complaint authority come from the
//! state's rule.

use super::duty::{Appeal, CountingPeriod, Duty, FreeResponses, VerificationDegree};
use super::rule::{AgentRule, Means, Rule, through};
use super::{Law, Right};
use crate::calendar::{Calendar, Due};
use crate::person::Region;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// The laws whose rights everyone gets, wherever they live. Company policy.
const FOR_EVERYONE: [Law; 2] = [Law::Ccpa, Law::CanSpam];

/// The one or two rules that govern a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApplicableRules {
    /// The rule that everyone gets. If no law for everyone grants the right yet, the rule of the requester's state.
    pub baseline: &'static Rule,
    /// The rule of the requester's state, if it grants the right as well.
    pub state: Option<&'static Rule>,
}

impl Right {
    /// Returns the rules of a request from a resident of `region`, received on `date`. Company policy: everyone gets
    /// California's rights, and the rights of their own state as well. `None` if no law grants the right on that day.
    #[must_use]
    pub fn rules_on(self, region: Option<Region>, date: Date) -> Option<ApplicableRules> {
        self.rules_by(Means::Request, region, date)
    }

    /// Returns the rules of a right that the consumer exercises by these means.
    #[must_use]
    pub fn rules_by(
        self,
        means: Means,
        region: Option<Region>,
        date: Date,
    ) -> Option<ApplicableRules> {
        let row = |law: Law| {
            Rule::all().find(|rule| {
                rule.law == law
                    && rule.by == means
                    && rule.in_force_on(date)
                    && rule.duty.right() == Some(self)
            })
        };
        let baseline = FOR_EVERYONE.into_iter().find_map(row);
        let state = region
            .and_then(Law::of)
            .filter(|law| !FOR_EVERYONE.contains(law))
            .and_then(row);
        match (baseline, state) {
            (Some(baseline), state) => Some(ApplicableRules { baseline, state }),
            (None, state) => state.map(|baseline| ApplicableRules {
                baseline,
                state: None,
            }),
        }
    }
}

impl ApplicableRules {
    /// Iterates over the rules, the baseline first.
    fn rules(self) -> impl Iterator<Item = &'static Rule> {
        std::iter::once(self.baseline).chain(self.state)
    }

    /// Returns the due dates of a request, and the rule that sets them. Each of the two dates is the earlier one of both
    /// rules. The rule with the earlier `latest` sets them, then the rule with the earlier `target`, then the state's.
    ///
    /// `received` is the day of receipt. Every period is counted from it, even where a rule starts the period later, so
    /// that verification never moves a deadline.
    #[must_use]
    pub fn due(self, received: Date) -> (Due, &'static Rule) {
        // No request has a rule without a deadline. If one had, it would be due at once.
        let at_once = Due {
            target: received,
            latest: received,
        };
        self.earliest(|rule| rule.due(received))
            .unwrap_or((at_once, self.baseline))
    }

    /// Returns the rule that sets the dates of a request received on this day. Pages and emails name its law.
    #[must_use]
    pub fn law_named(self, received: Date) -> &'static Rule {
        self.due(received).1
    }

    /// Returns the day of receipt. All laws here use one time zone: see
    /// [`Calendar::zone`](crate::calendar::Calendar::zone).
    #[must_use]
    pub fn day_of(self, at: Timestamp) -> Date {
        self.baseline.law.calendar().date_of(at)
    }

    /// Returns when the confirmation of receipt is due, where a rule wants one.
    #[must_use]
    pub fn acknowledgement_due(self, received: Date) -> Option<Due> {
        self.earliest(|rule| rule.acknowledgement_due(received))
            .map(|(due, _)| due)
    }

    /// Returns when the response is due after the one extension, and the rule that sets that date: the earlier of both.
    ///
    /// # Errors
    /// The rule that grants no extension. Both rules must grant one.
    pub fn extension(self, received: Date) -> Result<(Due, &'static Rule), &'static Rule> {
        if let Some(denies) = self
            .rules()
            .find(|rule| rule.extended_due(received).is_none())
        {
            return Err(denies);
        }
        self.earliest(|rule| rule.extended_due(received))
            .ok_or(self.baseline)
    }

    /// Returns by when a denial is due. State laws extend the response but not a denial with its reasons. `None` under
    /// California's law alone, whose extension covers both.
    #[must_use]
    pub fn denial_due(self, received: Date) -> Option<Due> {
        let states = self
            .rules()
            .filter(|rule| rule.law.calendar() == Calendar::Plain);
        states
            .filter_map(|rule| rule.due(received))
            .reduce(Due::earlier)
    }

    /// Returns the appeal of the state's rule, or of the baseline rule if the state grants none.
    #[must_use]
    pub fn appeal(self) -> Option<Appeal> {
        self.state
            .and_then(Rule::appeal)
            .or_else(|| self.baseline.appeal())
    }

    /// Returns when an appeal received on this day must be decided.
    ///
    /// # Errors
    /// The requester's own rule, if no rule grants an appeal.
    pub fn appeal_due(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        Ok(by.law.calendar().due(received, appeal.decide))
    }

    /// Returns when an appeal received on this day must be decided after its one extension, counted from its receipt
    /// through both periods.
    ///
    /// # Errors
    /// The rule that grants no appeal, or no extension of it.
    pub fn appeal_extension(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        let extension = appeal.extension.ok_or(by)?;
        Ok(through(
            by.law.calendar(),
            received,
            appeal.decide,
            extension,
        ))
    }

    /// Returns the appeal, and the rule that grants it.
    fn appealable(self) -> Result<(&'static Rule, Appeal), &'static Rule> {
        let own = self.state.unwrap_or(self.baseline);
        let by = if own.appeal().is_some() {
            own
        } else {
            self.baseline
        };
        Ok((by, by.appeal().ok_or(own)?))
    }

    /// Returns the authority that takes complaints after a denied appeal.
    #[must_use]
    pub fn complaint_body(self) -> Option<&'static str> {
        self.appeal()?.complaint_body
    }

    /// Returns the section that lets the company deny an immediate right for a documented belief of fraud.
    ///
    /// # Errors
    /// The rule that does not allow it. Both rules must allow it.
    pub fn fraud_denial(self) -> Result<&'static str, &'static Rule> {
        let cite = |rule: &'static Rule| match rule.duty {
            Duty::Honor {
                fraud_denial: Some(cite),
                ..
            } => Ok(cite),
            _ => Err(rule),
        };
        if let Some(state) = self.state {
            cite(state)?;
        }
        cite(self.baseline)
    }

    /// Returns how certain the company must be about the requester's identity before it discloses, changes or deletes
    /// data: the stricter degree, because both rules must allow it. `None` for an immediate right.
    #[must_use]
    pub fn verification(self) -> Option<VerificationDegree> {
        let degree = |rule: &'static Rule| match rule.duty {
            Duty::Respond { verification, .. } => Some(verification),
            Duty::Honor { .. } | Duty::OptIn => None,
        };
        self.rules().filter_map(degree).max()
    }

    /// Returns the months before the company may ask the consumer to opt back in: the longer period.
    #[must_use]
    pub fn ask_again_after_months(self) -> Option<u8> {
        let months = |rule: &'static Rule| match rule.duty {
            Duty::Honor {
                ask_again_after_months,
                ..
            } => ask_again_after_months,
            Duty::Respond { .. } | Duty::OptIn => None,
        };
        self.rules().filter_map(months).max()
    }

    /// Returns how many responses are free, by the rule that is better for the consumer. `None` if one of the rules makes
    /// all of them free.
    #[must_use]
    pub fn free(self) -> Option<FreeResponses> {
        let of = |rule: &'static Rule| match rule.duty {
            Duty::Respond { free, .. } => free,
            Duty::Honor { .. } | Duty::OptIn => None,
        };
        let baseline = of(self.baseline)?;
        let Some(state) = self.state else {
            return Some(baseline);
        };
        let state = of(state)?;
        // With the same number, the count by calendar year is better: earlier responses must also fall in that year.
        let better = (state.times, state.period == CountingPeriod::Year) > (baseline.times, false);
        Some(if better { state } else { baseline })
    }

    /// Returns who may act for the consumer. A company may accept more agents than a law wants, so the baseline rule
    /// counts even where a state allows fewer.
    #[must_use]
    pub fn agent(self) -> AgentRule {
        self.baseline.agent
    }

    /// Returns the earlier date of both rules, and the rule that sets it: the state's at a tie.
    fn earliest(self, date: impl Fn(&'static Rule) -> Option<Due>) -> Option<(Due, &'static Rule)> {
        let of = |rule: &'static Rule| Some((date(rule)?, rule));
        match (of(self.baseline), self.state.and_then(of)) {
            (Some((baseline, _)), Some((state, rule))) => {
                let by_state = (state.latest, state.target) <= (baseline.latest, baseline.target);
                Some((
                    baseline.earlier(state),
                    if by_state { rule } else { self.baseline },
                ))
            }
            (one, other) => one.or(other),
        }
    }
}

/// Why stored IDs are not the rules of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRules {
    /// No rule has this ID.
    #[error("no rule has the ID {0:?}")]
    NoSuchRule(String),
    /// A rule is about no right, or the two rules are about different rights.
    #[error("the rules {0:?} are not about one right")]
    NotOneRight(String),
}

/// The rules as they are stored: by their IDs.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
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
        };
        let right = rules.baseline.duty.right();
        if right.is_none() || rules.rules().any(|rule| rule.duty.right() != right) {
            let ids: Vec<_> = rules.rules().map(|rule| rule.id).collect();
            return Err(UnknownRules::NotOneRight(ids.join(" and ")));
        }
        Ok(rules)
    }
}

impl Serialize for ApplicableRules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = Stored {
            baseline: self.baseline.id.into(),
            state: self.state.map(|rule| rule.id.into()),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ApplicableRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { baseline, state } = Stored::deserialize(deserializer)?;
        Self::named(&baseline, state.as_deref()).map_err(serde::de::Error::custom)
    }
}
