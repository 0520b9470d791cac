//! What a request hears of its notice.

use super::{Dispatch, DispatchState};
use crate::recipient::RecipientId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of a notice at one recipient, for the record. It names nobody whose data it was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The recipient.
    pub to: RecipientId,
    /// What became of it.
    pub what: What,
    /// When.
    pub at: Timestamp,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The recipient has acknowledged it.
    Acknowledged,
    /// It was given up, and is for staff.
    GivenUp,
    /// Staff recorded why it is not needed.
    NotNeeded,
}

impl Outcome {
    /// What became of it, if that is known.
    #[must_use]
    pub fn of(dispatch: &Dispatch) -> Option<Self> {
        let (what, at) = match dispatch.state {
            DispatchState::Owed { .. } | DispatchState::Sent { .. } => return None,
            DispatchState::Acknowledged { at, .. } => (What::Acknowledged, at),
            DispatchState::GivenUp { at } => (What::GivenUp, at),
            DispatchState::NotNeeded { at } => (What::NotNeeded, at),
        };
        let to = dispatch.to.clone();
        Some(Self { to, what, at })
    }
}

/// How far telling has come, for the request that owes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The version of the request that owes the notice.
    pub notice: u64,
    /// How many recipients it concerns.
    pub of: u16,
    /// How many have acknowledged it.
    pub answered: u16,
    /// For how many staff recorded why it is not needed.
    pub excused: u16,
    /// When the last of them acknowledged it.
    pub last: Option<Timestamp>,
    /// What became of it since the request heard last.
    pub news: Vec<Outcome>,
    /// What the request's first receipt names, as a letter may show it, for the letter that says that all of it is done.
    pub applies_to: Vec<String>,
}

impl Told {
    /// Counts what became of a notice at each of its recipients.
    #[must_use]
    pub fn count<'a>(notice: u64, dispatches: impl ExactSizeIterator<Item = &'a Dispatch>) -> Self {
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let of = count(dispatches.len());
        let all: Vec<Outcome> = dispatches.filter_map(Outcome::of).collect();
        let of_kind = |what| all.iter().filter(|outcome| outcome.what == what).count();
        let acknowledged = |outcome: &&Outcome| outcome.what == What::Acknowledged;
        Self {
            notice,
            of,
            answered: count(of_kind(What::Acknowledged)),
            excused: count(of_kind(What::NotNeeded)),
            last: all
                .iter()
                .filter(acknowledged)
                .map(|outcome| outcome.at)
                .max(),
            news: all,
            applies_to: Vec::new(),
        }
    }

    /// Whether each recipient has acknowledged it, or staff recorded why not.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.answered.saturating_add(self.excused) >= self.of
    }
}
