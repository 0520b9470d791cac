//! What a request stands on: the rule that the house gives everyone, and that of the person's state.
//!
//! A step must be allowed by both, and of two dates the earlier counts. An appeal and the body to complain to
//! are the state's.

use super::duty::{Appeal, CountingPeriod, Duty, FreeResponses, VerificationDegree};
use super::rule::{AgentRule, Means, Rule, through};
use super::{Law, Right};
use crate::calendar::{Calendar, Due};
use crate::person::Region;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The laws whose rights the house gives everyone, wherever they live.
const FOR_EVERYONE: [Law; 2] = [Law::Ccpa, Law::CanSpam];

/// The one or two rules that govern a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApplicableRules {
    /// The rule that everyone gets. Where no law for everyone grants the right yet, that of the person's state
    /// alone.
    pub baseline: &'static Rule,
    /// The rule of the person's state, where it grants the right besides.
    pub state: Option<&'static Rule>,
}

impl Right {
    /// The rules that govern a request for it by somebody in `region`, received on `date`. House policy:
    /// everyone gets California's rights, and those of their own state as well. `None` while no law grants it.
    #[must_use]
    pub fn rules_on(self, region: Option<Region>, date: Date) -> Option<ApplicableRules> {
        self.rules_by(Means::Request, region, date)
    }

    /// The same for a right that is exercised by these means.
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
    /// The rules, the house's first.
    fn rules(self) -> impl Iterator<Item = &'static Rule> {
        std::iter::once(self.baseline).chain(self.state)
    }

    /// When what the person asked for is due, and the rule that sets the date: the earlier at the latest, then
    /// the earlier to aim at; of two equal ones that of the person's own state. Each end is the earlier of
    /// both rules'.
    ///
    /// `received` is the day of receipt. A clock that starts later in one of the rules is counted from receipt
    /// all the same, so that no proof puts a date off.
    #[must_use]
    pub fn due(self, received: Date) -> (Due, &'static Rule) {
        // A rule without a clock governs no request; if one did, it would be due at once.
        let at_once = Due {
            target: received,
            latest: received,
        };
        self.earliest(|rule| rule.due(received))
            .unwrap_or((at_once, self.baseline))
    }

    /// The rule that sets the date of a request that was received on this day: the one that pages and emails
    /// name.
    #[must_use]
    pub fn law_named(self, received: Date) -> &'static Rule {
        self.due(received).1
    }

    /// The day of receipt. All laws here are counted in one zone: see [`Calendar::zone`](crate::calendar::Calendar::zone).
    #[must_use]
    pub fn day_of(self, at: Timestamp) -> Date {
        self.baseline.law.calendar().date_of(at)
    }

    /// When the confirmation of receipt is due, where a rule asks for one.
    #[must_use]
    pub fn acknowledgement_due(self, received: Date) -> Option<Due> {
        self.earliest(|rule| rule.acknowledgement_due(received))
            .map(|(due, _)| due)
    }

    /// When the answer is due after the one extension, and the rule that sets that date: the shorter of both.
    ///
    /// # Errors
    /// The rule that grants none; then there is none.
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

    /// By when it must be refused, if it is: the states grant their extension to an answer, and not to a refusal with
    /// its reasons. None under California's law alone, whose extension is for both.
    #[must_use]
    pub fn refusal_due(self, received: Date) -> Option<Due> {
        let states = self
            .rules()
            .filter(|rule| rule.law.calendar() == Calendar::Plain);
        states
            .filter_map(|rule| rule.due(received))
            .reduce(Due::earlier)
    }

    /// The appeal: the state's, or the house's where it grants one.
    #[must_use]
    pub fn appeal(self) -> Option<Appeal> {
        self.state
            .and_then(Rule::appeal)
            .or_else(|| self.baseline.appeal())
    }

    /// When an appeal that was received on this day is to be decided.
    ///
    /// # Errors
    /// The rule that should grant one, and doesn't.
    pub fn appeal_due(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        Ok(by.law.calendar().due(received, appeal.decide))
    }

    /// When an appeal that was received on this day is to be decided after its one extension, counted from its
    /// receipt through both periods.
    ///
    /// # Errors
    /// The rule that grants none.
    pub fn appeal_extension(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        let more = appeal.extension.ok_or(by)?;
        Ok(through(by.law.calendar(), received, appeal.decide, more))
    }

    /// The rule that grants the appeal, and the appeal.
    fn appealable(self) -> Result<(&'static Rule, Appeal), &'static Rule> {
        let own = self.state.unwrap_or(self.baseline);
        let by = if own.appeal().is_some() {
            own
        } else {
            self.baseline
        };
        Ok((by, by.appeal().ok_or(own)?))
    }

    /// To whom a person can complain who lost their appeal.
    #[must_use]
    pub fn complaint_body(self) -> Option<&'static str> {
        self.appeal()?.complaint_body
    }

    /// Where it stands that a choice may be denied for a documented belief of fraud.
    ///
    /// # Errors
    /// The rule that doesn't let it be denied; then it isn't.
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

    /// How sure the company must be before it shows, changes or deletes anything: as sure as the stricter rule
    /// wants, since both must allow it. None for a choice.
    #[must_use]
    pub fn verification(self) -> Option<VerificationDegree> {
        let degree = |rule: &'static Rule| match rule.duty {
            Duty::Respond { verification, .. } => Some(verification),
            Duty::Honor { .. } | Duty::OptIn => None,
        };
        self.rules().filter_map(degree).max()
    }

    /// Months before the person may be asked to change their mind: the longer time.
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

    /// How often the answer is free, by the rule that is kinder to the person; none where one of them makes it
    /// free always.
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
        // Of two readings of the same number, the year's is used up later: it also asks for the same year.
        let kinder = (state.times, state.window == CountingPeriod::Year) > (baseline.times, false);
        Some(if kinder { state } else { baseline })
    }

    /// Who is heard in the person's place. To hear somebody takes nobody's leave, so the house's rule is kept
    /// for everyone, where a state names fewer, too.
    #[must_use]
    pub fn agent(self) -> AgentRule {
        self.baseline.agent
    }

    /// The earlier of the dates that the rules give, and the rule that gives it; the state's at a tie.
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

/// Why stored ids are no grounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRules {
    /// There is no such rule.
    #[error("no rule has the id {0:?}")]
    NoSuchRule(String),
    /// A rule is about no right, or the two are about different rights.
    #[error("the rules {0:?} are not about one right")]
    NotOneRight(String),
}

/// ApplicableRules as they are stored. Before there were two rules, it was the house's id alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    House(String),
    Both {
        baseline: String,
        #[serde(default)]
        state: Option<String>,
    },
}

impl ApplicableRules {
    /// The grounds with these rules.
    ///
    /// # Errors
    /// [`UnknownRules`] if a rule isn't there, or if they are not about one right.
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
        let fields = 1 + usize::from(self.state.is_some());
        let mut ids = serializer.serialize_struct("ApplicableRules", fields)?;
        ids.serialize_field("house", self.baseline.id)?;
        if let Some(state) = self.state {
            ids.serialize_field("state", state.id)?;
        }
        ids.end()
    }
}

impl<'de> Deserialize<'de> for ApplicableRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Stored::deserialize(deserializer)? {
            Stored::House(baseline) => Self::named(&baseline, None),
            Stored::Both { baseline, state } => Self::named(&baseline, state.as_deref()),
        }
        .map_err(serde::de::Error::custom)
    }
}
