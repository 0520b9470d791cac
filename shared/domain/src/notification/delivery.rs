//! One notification to one partner: owed, sent, acknowledged; or given up, and then sent again or found not to be needed.

use crate::partner::PartnerId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One notification to one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerDelivery {
    /// To whom.
    pub to: PartnerId,
    /// How often it was tried.
    pub tries: u16,
    /// Why the last try failed, if it did.
    pub failed: Option<Failure>,
    /// How far it has come.
    #[serde(flatten)]
    pub state: DeliveryState,
}

/// How far a notification to a partner has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent.
    Pending {
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
    /// The partner has acknowledged it.
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

/// How a partner acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By its answer to the webhook.
    Response,
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
    /// Its name leads to an address that no notification goes to.
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

/// What is wanted can't be done to a notification that has come so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a notification that is {state} doesn't take \"{what}\"")]
pub struct WrongDeliveryState {
    /// What was wanted.
    pub what: &'static str,
    /// How far it has come.
    pub state: &'static str,
}

/// Minutes between one try and the next; the last of them stays.
const PAUSES: [i64; 8] = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60];

/// For how long a notification is tried. The last try is at the end of it.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// For how long an acknowledgement is waited for that comes after the answer: people read mail on working days.
const WAITED_FOR: SignedDuration = SignedDuration::from_hours(5 * 24);

impl DeliveryState {
    /// The state's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "owed",
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
            Self::Pending { next, .. } => Some(*next),
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

impl PartnerDelivery {
    /// A notification that is owed from now on.
    #[must_use]
    pub fn pending(to: PartnerId, now: Timestamp) -> Self {
        Self {
            to,
            tries: 0,
            failed: None,
            state: DeliveryState::Pending {
                since: now,
                next: now,
            },
        }
    }

    /// After a try. What is no longer owed is left as it is: it was acknowledged meanwhile.
    #[must_use]
    pub fn tried(&self, tried: Tried, now: Timestamp) -> Self {
        let DeliveryState::Pending { since, .. } = self.state else {
            return self.clone();
        };
        let tries = self.tries.saturating_add(1);
        let (state, failed) = match tried {
            Tried::Acknowledged => {
                let by = By::Response;
                (DeliveryState::Acknowledged { at: now, by }, None)
            }
            Tried::Arrived => (DeliveryState::waiting(now), None),
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
    pub fn checked_at(&self, now: Timestamp) -> Self {
        match self.state {
            DeliveryState::Sent { until, .. } if until <= now => Self {
                failed: Some(Failure::Unanswered),
                state: DeliveryState::GivenUp { at: now },
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// Once the partner has acknowledged it. On any day, and as often as it likes: the first time counts, and what
    /// staff recorded stays recorded.
    #[must_use]
    pub fn acknowledged(&self, by: By, now: Timestamp) -> Self {
        if self.state.is_settled() {
            return self.clone();
        }
        Self {
            failed: None,
            state: DeliveryState::Acknowledged { at: now, by },
            ..self.clone()
        }
    }

    /// Sent again, from the beginning.
    ///
    /// # Errors
    /// [`WrongDeliveryState`] if it is still tried, or settled.
    pub fn replayed(&self, now: Timestamp) -> Result<Self, WrongDeliveryState> {
        match self.state {
            DeliveryState::GivenUp { .. } | DeliveryState::Sent { .. } => {
                Ok(Self::pending(self.to.clone(), now))
            }
            _ => Err(self.wrong("replay")),
        }
    }

    /// Not needed, as staff recorded.
    ///
    /// # Errors
    /// [`WrongDeliveryState`] if it is settled.
    pub fn not_needed(&self, now: Timestamp) -> Result<Self, WrongDeliveryState> {
        if self.state.is_settled() {
            return Err(self.wrong("not_needed"));
        }
        Ok(Self {
            state: DeliveryState::NotNeeded { at: now },
            ..self.clone()
        })
    }

    fn wrong(&self, what: &'static str) -> WrongDeliveryState {
        let state = self.state.name();
        WrongDeliveryState { what, state }
    }
}

impl DeliveryState {
    fn waiting(now: Timestamp) -> Self {
        Self::Sent {
            at: now,
            until: now.checked_add(WAITED_FOR).unwrap_or(Timestamp::MAX),
        }
    }
}

/// The next try, or the end of it.
fn after_failure(since: Timestamp, tries: u16, now: Timestamp) -> DeliveryState {
    let last = since.checked_add(TRIED_FOR).unwrap_or(Timestamp::MAX);
    if now >= last {
        return DeliveryState::GivenUp { at: now };
    }
    let at = usize::from(tries.saturating_sub(1)).min(PAUSES.len() - 1);
    let pause = SignedDuration::from_mins(PAUSES[at]);
    let next = now.checked_add(pause).unwrap_or(Timestamp::MAX).min(last);
    DeliveryState::Pending { since, next }
}

#[cfg(test)]
mod tests;
