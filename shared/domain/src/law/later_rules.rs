//! The rules of a later text of the law, for a request that was open when the text took effect.
//!
//! The rules of the day of receipt stay on the request. From the later rules, the request takes only what favors the
//! requester: an appeal, a nearer date that was still to come, and a wider scope.

use super::applicable_rules::ApplicableRules;
use super::rule::Rule;
use crate::calendar::Due;
use jiff::civil::Date;

/// Rules that took effect while the request was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaterRules {
    /// The day on which the request got them. A date before it is not moved to.
    pub since: Date,
    /// The rule that everyone gets.
    pub baseline: &'static Rule,
    /// The rule of the requester's state.
    pub state: Option<&'static Rule>,
}

impl LaterRules {
    /// Returns the later rules as the rules of a new request.
    pub(super) const fn rules(self) -> ApplicableRules {
        ApplicableRules {
            baseline: self.baseline,
            state: self.state,
            later: None,
        }
    }

    /// Whether a date was still to come when the request got the rules.
    fn was_to_come(self, due: Due) -> bool {
        due.target >= self.since
    }
}

impl ApplicableRules {
    /// Returns the rules with the rules of a later text, which count since this day.
    #[must_use]
    pub const fn with_later(self, later: Self, since: Date) -> Self {
        Self {
            later: Some(LaterRules {
                since,
                baseline: later.baseline,
                state: later.state,
            }),
            ..self
        }
    }

    /// Returns the earlier of a date of the rules of receipt and the date of the later rules, with what sets it. A date of the
    /// later rules counts if it was still to come.
    pub(super) fn nearer<T>(
        self,
        own: (Due, T),
        date: impl Fn(Self) -> Option<(Due, T)>,
    ) -> (Due, T) {
        let later = self
            .later
            .and_then(|later| date(later.rules()).filter(|(due, _)| later.was_to_come(*due)));
        match later {
            Some((due, by)) if own.0.earlier(due) != own.0 => (own.0.earlier(due), by),
            _ => own,
        }
    }
}
