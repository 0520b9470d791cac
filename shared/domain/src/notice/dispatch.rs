//! One notice to one recipient: owed, sent, acknowledged; or given up, and then sent again or found not to be needed.

use crate::recipient::{NotARecipientId, RecipientId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The id of a notice. It is made from the request's, and doesn't lead back to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct NoticeId(String);

/// The id of one notice to one recipient: what a webhook carries as its id, and what a callback names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DispatchId {
    /// The notice.
    pub notice: NoticeId,
    /// To whom.
    pub to: RecipientId,
}

/// The text is no id of a notice to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Give the id that came with the notice, like msg_… in the header webhook-id")]
pub struct NotADispatchId;

impl From<NotARecipientId> for NotADispatchId {
    fn from(_: NotARecipientId) -> Self {
        Self
    }
}

impl NoticeId {
    /// Reads an id: 128 bits in base32.
    ///
    /// # Errors
    /// [`NotADispatchId`] if it is none.
    pub fn parse(text: &str) -> Result<Self, NotADispatchId> {
        let fits = text.len() == 26 && data_encoding::BASE32_NOPAD.decode(text.as_bytes()).is_ok();
        fits.then(|| Self(text.to_owned())).ok_or(NotADispatchId)
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NoticeId {
    type Error = NotADispatchId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for DispatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "msg_{}_{}", self.notice.as_str(), self.to)
    }
}

impl DispatchId {
    /// Reads `msg_`, the notice, `_` and the recipient.
    ///
    /// # Errors
    /// [`NotADispatchId`] if it isn't so.
    pub fn parse(text: &str) -> Result<Self, NotADispatchId> {
        let rest = text.strip_prefix("msg_").ok_or(NotADispatchId)?;
        let (notice, to) = rest.split_once('_').ok_or(NotADispatchId)?;
        Ok(Self {
            notice: NoticeId::parse(notice)?,
            to: RecipientId::parse(to)?,
        })
    }
}

/// One notice to one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// To whom.
    pub to: RecipientId,
    /// How often it was tried.
    pub tries: u16,
    /// Why the last try failed, if it did.
    pub failed: Option<Failure>,
    /// How far it has come.
    #[serde(flatten)]
    pub state: DispatchState,
}

/// How far a notice to a recipient has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DispatchState {
    /// To be sent.
    Owed {
        /// Since when.
        since: Timestamp,
        /// When it is tried next.
        next: Timestamp,
    },
    /// It has arrived, and the acknowledgement is to come: by callback, or by the link in a mail.
    Sent {
        /// When.
        at: Timestamp,
        /// Until when it is waited for.
        until: Timestamp,
    },
    /// The recipient has acknowledged it.
    Acknowledged {
        /// When.
        at: Timestamp,
        /// How.
        by: By,
    },
    /// Nothing more is tried: staff must.
    GivenUp {
        /// When.
        at: Timestamp,
    },
    /// Staff recorded why it is not needed.
    NotNeeded {
        /// When.
        at: Timestamp,
    },
}

/// How a recipient acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By its answer to the webhook.
    Answer,
    /// By a signed callback.
    Callback,
    /// By the link in the mail.
    Link,
}

/// Why a try failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", content = "status", rename_all = "snake_case")]
pub enum Failure {
    /// No connection, or one that was not understood.
    Unreachable,
    /// No answer in time.
    Late,
    /// An answer that is no 2xx.
    Status(u16),
    /// It points elsewhere, and no redirect is followed.
    Redirect,
    /// More was answered than is read.
    TooLarge,
    /// Its name leads to an address that no notice goes to.
    ForbiddenAddress,
    /// Where it goes can't be used.
    BadAddress,
    /// It arrived, and nobody acknowledged it in time.
    Unanswered,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// The answer acknowledges it.
    Acknowledged,
    /// It has arrived; the acknowledgement is to come.
    Arrived,
    /// It failed.
    Failed(Failure),
}

/// What is wanted can't be done to a notice that has come so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a notice that is {state} doesn't take \"{what}\"")]
pub struct WrongDispatchState {
    /// What was wanted.
    pub what: &'static str,
    /// How far it has come.
    pub state: &'static str,
}

/// Minutes between one try and the next; the last of them stays.
const PAUSES: [i64; 8] = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60];

/// For how long a notice is tried. The last try is at the end of it.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// For how long an acknowledgement is waited for that comes after the answer: people read mail on working days.
const WAITED_FOR: SignedDuration = SignedDuration::from_hours(5 * 24);

impl DispatchState {
    /// The state's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Owed { .. } => "owed",
            Self::Sent { .. } => "sent",
            Self::Acknowledged { .. } => "acknowledged",
            Self::GivenUp { .. } => "given_up",
            Self::NotNeeded { .. } => "not_needed",
        }
    }

    /// When time does something to it, if it ever does.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        match self {
            Self::Owed { next, .. } => Some(*next),
            Self::Sent { until, .. } => Some(*until),
            Self::Acknowledged { .. } | Self::GivenUp { .. } | Self::NotNeeded { .. } => None,
        }
    }

    /// Whether nothing is left to do about it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Acknowledged { .. } | Self::NotNeeded { .. })
    }
}

impl Dispatch {
    /// A notice that is owed from now on.
    #[must_use]
    pub fn owed(to: RecipientId, now: Timestamp) -> Self {
        Self {
            to,
            tries: 0,
            failed: None,
            state: DispatchState::Owed {
                since: now,
                next: now,
            },
        }
    }

    /// After a try. What is no longer owed is left as it is: it was acknowledged meanwhile.
    #[must_use]
    pub fn tried(&self, tried: Tried, now: Timestamp) -> Self {
        let DispatchState::Owed { since, .. } = self.state else {
            return self.clone();
        };
        let tries = self.tries.saturating_add(1);
        let (state, failed) = match tried {
            Tried::Acknowledged => {
                let by = By::Answer;
                (DispatchState::Acknowledged { at: now, by }, None)
            }
            Tried::Arrived => (DispatchState::waiting(now), None),
            Tried::Failed(failure) => (after_failure(since, tries, now), Some(failure)),
        };
        Self {
            to: self.to.clone(),
            tries,
            failed,
            state,
        }
    }

    /// After time has passed: whoever did not acknowledge it in time is given up.
    #[must_use]
    pub fn looked_at(&self, now: Timestamp) -> Self {
        match self.state {
            DispatchState::Sent { until, .. } if until <= now => Self {
                failed: Some(Failure::Unanswered),
                state: DispatchState::GivenUp { at: now },
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// Once the recipient has acknowledged it. On any day, and as often as it likes: the first time counts, and what
    /// staff recorded stays recorded.
    #[must_use]
    pub fn acknowledged(&self, by: By, now: Timestamp) -> Self {
        if self.state.is_settled() {
            return self.clone();
        }
        Self {
            failed: None,
            state: DispatchState::Acknowledged { at: now, by },
            ..self.clone()
        }
    }

    /// Sent again, from the beginning.
    ///
    /// # Errors
    /// [`WrongDispatchState`] if it is still tried, or settled.
    pub fn replayed(&self, now: Timestamp) -> Result<Self, WrongDispatchState> {
        match self.state {
            DispatchState::GivenUp { .. } | DispatchState::Sent { .. } => {
                Ok(Self::owed(self.to.clone(), now))
            }
            _ => Err(self.wrong("replay")),
        }
    }

    /// Not needed, as staff recorded.
    ///
    /// # Errors
    /// [`WrongDispatchState`] if it is settled.
    pub fn not_needed(&self, now: Timestamp) -> Result<Self, WrongDispatchState> {
        if self.state.is_settled() {
            return Err(self.wrong("not_needed"));
        }
        Ok(Self {
            state: DispatchState::NotNeeded { at: now },
            ..self.clone()
        })
    }

    fn wrong(&self, what: &'static str) -> WrongDispatchState {
        let state = self.state.name();
        WrongDispatchState { what, state }
    }
}

impl DispatchState {
    fn waiting(now: Timestamp) -> Self {
        Self::Sent {
            at: now,
            until: now.checked_add(WAITED_FOR).unwrap_or(Timestamp::MAX),
        }
    }
}

/// The next try, or the end of it.
fn after_failure(since: Timestamp, tries: u16, now: Timestamp) -> DispatchState {
    let last = since.checked_add(TRIED_FOR).unwrap_or(Timestamp::MAX);
    if now >= last {
        return DispatchState::GivenUp { at: now };
    }
    let at = usize::from(tries.saturating_sub(1)).min(PAUSES.len() - 1);
    let pause = SignedDuration::from_mins(PAUSES[at]);
    let next = now.checked_add(pause).unwrap_or(Timestamp::MAX).min(last);
    DispatchState::Owed { since, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        "2026-11-21T18:00:00Z".parse().unwrap()
    }

    fn owed() -> Dispatch {
        Dispatch::owed(RecipientId::parse("ads").unwrap(), start())
    }

    const FAILED: Tried = Tried::Failed(Failure::Status(500));

    #[test]
    fn pauses_grow_over_three_days_and_then_it_is_given_up() {
        let mut dispatch = owed();
        let mut times = Vec::new();
        while let Some(next) = dispatch.state.next() {
            times.push(next.duration_since(start()).as_mins());
            dispatch = dispatch.tried(FAILED, next);
        }
        assert_eq!(
            times,
            [0, 1, 6, 21, 81, 261, 621, 1341, 2781, 4221, 4320],
            "minutes after it was owed"
        );
        assert_eq!(dispatch.state.name(), "given_up");
        assert_eq!(dispatch.failed, Some(Failure::Status(500)));
    }

    #[test]
    fn every_state_takes_what_this_table_says() {
        let now = start();
        let later = now + SignedDuration::from_hours(6 * 24);
        let sent = owed().tried(Tried::Arrived, now);
        let given_up = sent.looked_at(later);
        let acknowledged = sent.acknowledged(By::Callback, now);
        let not_needed = given_up.not_needed(now).unwrap();
        // state: tried and failed, tried and answered, acknowledged, later, replayed, not needed
        for (dispatch, expected) in [
            (
                owed(),
                [
                    "owed",
                    "acknowledged",
                    "acknowledged",
                    "owed",
                    "-",
                    "not_needed",
                ],
            ),
            (
                sent,
                [
                    "sent",
                    "sent",
                    "acknowledged",
                    "given_up",
                    "owed",
                    "not_needed",
                ],
            ),
            (
                given_up,
                [
                    "given_up",
                    "given_up",
                    "acknowledged",
                    "given_up",
                    "owed",
                    "not_needed",
                ],
            ),
            (
                acknowledged,
                [
                    "acknowledged",
                    "acknowledged",
                    "acknowledged",
                    "acknowledged",
                    "-",
                    "-",
                ],
            ),
            (
                not_needed,
                [
                    "not_needed",
                    "not_needed",
                    "not_needed",
                    "not_needed",
                    "-",
                    "-",
                ],
            ),
        ] {
            let name = |dispatch: Result<Dispatch, _>| {
                dispatch.map_or("-", |dispatch: Dispatch| dispatch.state.name())
            };
            let taken = [
                dispatch.tried(FAILED, now).state.name(),
                dispatch.tried(Tried::Acknowledged, now).state.name(),
                dispatch.acknowledged(By::Link, now).state.name(),
                dispatch.looked_at(later).state.name(),
                name(dispatch.replayed(now)),
                name(dispatch.not_needed(now)),
            ];
            assert_eq!(taken, expected, "{}", dispatch.state.name());
        }
    }

    #[test]
    fn the_first_acknowledgement_counts() {
        let first = owed().acknowledged(By::Callback, start());
        let later = start() + SignedDuration::from_hours(48);
        assert_eq!(first.acknowledged(By::Callback, later), first);
    }

    #[test]
    fn ids_are_read_as_they_are_written() {
        let id = DispatchId {
            notice: NoticeId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: RecipientId::parse("ads-1").unwrap(),
        };
        assert_eq!(DispatchId::parse(&id.to_string()), Ok(id));
        for text in ["", "msg_", "msg_A_b", "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4", "x"] {
            assert_eq!(DispatchId::parse(text), Err(NotADispatchId), "{text}");
        }
    }
}
