//! The rules of one request: the baseline rule that everyone gets, and the rule of the requester's state.
//!
//! Both must allow an action, and the earlier of two deadlines counts. Appeals and the complaint authority come from the
//! state's rule.

use super::duty::{Appeal, CountingPeriod, Duty, FreeResponses, Provision, VerificationDegree};
use super::later_rules::LaterRules;
use super::profile::CALIFORNIAS_AUTHORITY;
use super::rule::{AgentRule, Means, Rule, through};
use super::scope::Reach;
use super::{Law, Right};
use crate::calendar::{Calendar, Due};
use crate::person::Region;
use jiff::Timestamp;
use jiff::civil::Date;

/// The laws whose rights everyone gets, wherever they live. Company policy.
const FOR_EVERYONE: [Law; 2] = [Law::Ccpa, Law::CanSpam];

/// The one or two rules that govern a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApplicableRules {
    /// The rule that everyone gets. If no law for everyone grants the right yet, the rule of the requester's state.
    pub baseline: &'static Rule,
    /// The rule of the requester's state, if it grants the right as well.
    pub state: Option<&'static Rule>,
    /// The rules of a later text of the law, which add only what favors the requester.
    pub later: Option<LaterRules>,
}

impl Right {
    /// Returns the rules of a request from a resident of `region`, received on `date`. Company policy: everyone gets
    /// California's rights, and the rights of their own state as well. `None` if no law grants the right on that day.
    #[must_use]
    pub fn rules_on(self, region: Option<Region>, date: Date) -> Option<ApplicableRules> {
        self.rules_in(Means::Request, region, false, date)
    }

    //= req: tx-541-051-b
    /// Returns the rules of a right that the consumer exercises by these means. `health_data`: whether the state's law on
    /// health data applies, because the company has such data.
    #[must_use]
    pub fn rules_in(
        self,
        means: Means,
        region: Option<Region>,
        health_data: bool,
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
        // No two laws of one state are about the same right.
        let state = region
            .into_iter()
            .flat_map(Law::all_of)
            .filter(|law| !FOR_EVERYONE.contains(law))
            .filter(|law| health_data || !law.is_on_health_data())
            .find_map(row);
        match (baseline, state) {
            (Some(baseline), state) => Some(ApplicableRules {
                baseline,
                state,
                later: None,
            }),
            (None, state) => state.map(|baseline| ApplicableRules {
                baseline,
                state: None,
                later: None,
            }),
        }
    }
}

impl ApplicableRules {
    /// Iterates over the rules of the day of receipt, the baseline first.
    pub fn iter(self) -> impl Iterator<Item = &'static Rule> {
        std::iter::once(self.baseline).chain(self.state)
    }

    //= req: ca-7021-b.2, tx-541-052-b, ne-87-1108-2, nv-603a-345-4, ut-13-61-203-2-a, va-59-1-577-B-1
    //= req: in-24-15-3-1-c-1, nj-56-8-166-7-a, ct-42-518-c-1, tn-47-18-3304-b-1, mt-30-14-2808-4-a
    //= req: de-12D-104-c-1, ri-6-48-1-6-b-1
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
        let date = |rules: Self| rules.earliest(|rule| rule.due(received));
        let own = date(self).unwrap_or((at_once, self.baseline));
        self.nearer(own, date)
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

    /// Iterates over the scopes that the rules set, for staff. The company's action must cover the widest of them.
    pub fn scopes(self) -> impl Iterator<Item = &'static str> {
        let later = self
            .later
            .into_iter()
            .flat_map(|later| later.rules().iter());
        self.iter()
            .chain(later)
            .filter_map(|rule| rule.scope)
            .map(|scope| scope.covers)
    }

    /// Returns how far the company's action must reach.
    #[must_use]
    pub fn reach(self) -> Reach {
        let later = self
            .later
            .into_iter()
            .flat_map(|later| later.rules().iter());
        let reach = self.iter().chain(later).map(Rule::reach);
        reach.max().unwrap_or(Reach::Whole)
    }

    //= req: fl-501-706-2, fl-501-706-4
    /// Returns when the response is due after the one extension, and the rule that sets that date: the earlier of both.
    ///
    /// # Errors
    /// The rule that grants no extension. Both rules must grant one.
    pub fn extension(self, received: Date) -> Result<(Due, &'static Rule), &'static Rule> {
        if let Some(denies) = self
            .iter()
            .find(|rule| rule.extended_due(received).is_none())
        {
            return Err(denies);
        }
        let date = |rules: Self| rules.earliest(|rule| rule.extended_due(received));
        let own = date(self).ok_or(self.baseline)?;
        Ok(self.nearer(own, |later| later.extension(received).ok()))
    }

    //= req: tx-541-052-c, ne-87-1108-3, ut-13-61-203-3, va-59-1-577-B-2, in-24-15-3-1-c-2, nj-56-8-166-7-c
    //= req: ct-42-518-c-2, fl-501-706-3, tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2, ri-6-48-1-6-b-2
    /// Returns by when a denial is due. State laws extend the response but not a denial with its reasons. `None` under
    /// California's law alone, whose extension covers both.
    /// A later text doesn't move it: "not verified" is a denial, so an earlier day would leave less time to verify.
    #[must_use]
    pub fn denial_due(self, received: Date) -> Option<Due> {
        let states = self
            .iter()
            .filter(|rule| rule.law.calendar() == Calendar::Plain);
        states
            .filter_map(|rule| rule.due(received))
            .reduce(Due::earlier)
    }

    /// Returns the appeal of the state's rule, or of the baseline rule if the state grants none. If neither grants one, the
    /// appeal of a later text.
    #[must_use]
    pub fn appeal(self) -> Option<Appeal> {
        self.appealable().ok().map(|(_, appeal)| appeal)
    }

    //= req: ne-87-1109-3
    /// Returns when an appeal received on this day must be decided.
    ///
    /// # Errors
    /// The requester's own rule, if no rule grants an appeal.
    pub fn appeal_due(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        let own = by.law.calendar().due(received, appeal.decide);
        let later = |later: Self| Some((later.appeal_due(received).ok()?, ()));
        Ok(self.nearer((own, ()), later).0)
    }

    /// Returns when an appeal received on this day must be decided after its one extension, counted from its receipt
    /// through both periods.
    ///
    /// # Errors
    /// The rule that grants no appeal, or no extension of it.
    pub fn appeal_extension(self, received: Date) -> Result<Due, &'static Rule> {
        let (by, appeal) = self.appealable()?;
        let extension = appeal.extension.ok_or(by)?;
        let own = through(by.law.calendar(), received, appeal.decide, extension);
        let later = |later: Self| Some((later.appeal_extension(received).ok()?, ()));
        Ok(self.nearer((own, ()), later).0)
    }

    /// Returns the appeal, and the rule that grants it.
    fn appealable(self) -> Result<(&'static Rule, Appeal), &'static Rule> {
        let own = self.state.unwrap_or(self.baseline);
        let granted = |rule: &'static Rule| Some((rule, rule.appeal()?));
        granted(own)
            .or_else(|| granted(self.baseline))
            .or_else(|| self.later?.rules().appealable().ok())
            .ok_or(own)
    }

    /// Returns the authority that takes complaints after a denied appeal.
    #[must_use]
    pub fn complaint_body(self) -> Option<&'static str> {
        self.appeal()?.complaint_body
    }

    /// Returns the authority that takes complaints about the company from a resident of `region`: that of the state, or
    /// California's if the person lives there or named no state. `None` in a state whose authority no text here names.
    #[must_use]
    pub fn authority(self, region: Option<Region>) -> Option<&'static str> {
        let is_californias = match region {
            Some(region) => Law::of(region) == Some(Law::Ccpa),
            None => self.state.is_none() && self.baseline.law == Law::Ccpa,
        };
        self.complaint_body()
            .or(is_californias.then_some(CALIFORNIAS_AUTHORITY.name))
    }

    /// Returns the section that lets the company deny an immediate right for a documented belief of fraud. A state rule
    /// whose text was not read leaves the decision to the baseline rule.
    ///
    /// # Errors
    /// The rule that does not allow it. Both rules must allow it.
    pub fn fraud_denial(self) -> Result<&'static str, &'static Rule> {
        let says = |rule: &'static Rule| match rule.duty {
            Duty::Honor { fraud_denial, .. } => fraud_denial,
            Duty::Respond { .. } | Duty::OptIn => Provision::Absent,
        };
        let forbids = |rule: &&'static Rule| says(rule) == Provision::Absent;
        if let Some(denies) = self.state.filter(forbids) {
            return Err(denies);
        }
        says(self.baseline).provided().ok_or(self.baseline)
    }

    //= req: ca-7062-c
    /// Returns how certain the company must be about the requester's identity before it discloses, changes or deletes
    /// data: the stricter degree, because both rules must allow it. `None` for an immediate right.
    #[must_use]
    pub fn verification(self) -> Option<VerificationDegree> {
        let degree = |rule: &'static Rule| match rule.duty {
            Duty::Respond { verification, .. } => Some(verification),
            Duty::Honor { .. } | Duty::OptIn => None,
        };
        self.iter().filter_map(degree).max()
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
        self.iter().filter_map(months).max()
    }

    //= req: tx-541-052-d, ne-87-1108-4, ut-13-61-203-4-a, va-59-1-577-B-3, in-24-15-3-1-c-3, nj-56-8-166-7-d
    //= req: ct-42-518-c-3, mt-30-14-2808-4-c, de-12D-104-c-3, ri-6-48-1-6-b-3
    /// Returns how many responses are free, by the rule that is better for the consumer. `None` if one of the rules makes
    /// all of them free, or if no rule was read that limits them.
    #[must_use]
    pub fn free(self) -> Option<FreeResponses> {
        let of = |rule: &'static Rule| match rule.duty {
            Duty::Respond { free, .. } => free,
            Duty::Honor { .. } | Duty::OptIn => Provision::Absent,
        };
        let state = self.state.map_or(Provision::NotRead, of);
        match (of(self.baseline), state) {
            (Provision::Is(baseline), Provision::Is(state)) => {
                // With the same number, the count by calendar year is better: earlier responses must also fall in that
                // year.
                let better =
                    (state.times, state.period == CountingPeriod::Year) > (baseline.times, false);
                Some(if better { state } else { baseline })
            }
            (Provision::Is(one), Provision::NotRead) | (Provision::NotRead, Provision::Is(one)) => {
                Some(one)
            }
            _ => None,
        }
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
