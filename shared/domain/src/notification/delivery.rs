//! The delivery of one notification to one partner: pending, sent, acknowledged, or given up. Staff can replay a
//! delivery that was given up, or record that it is not needed.

use crate::partner::PartnerId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The delivery of one notification to one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerDelivery {
    /// The partner.
    pub to: PartnerId,
    /// The number of attempts.
    pub tries: u16,
    /// The number of reminders that followed an email without an acknowledgement.
    #[serde(default)]
    pub reminders: u16,
    /// Why the last attempt failed, if it did.
    pub failed: Option<Failure>,
    /// The state of the delivery.
    #[serde(flatten)]
    pub state: DeliveryState,
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not sent yet.
    Pending {
        /// Since when it is pending.
        since: Timestamp,
        /// The time of the next attempt.
        next: Timestamp,
    },
    /// The partner received it. The acknowledgement will come by callback, or through the link in the email.
    Sent {
        /// The time.
        at: Timestamp,
        /// The time at which the wait for the acknowledgement ends.
        until: Timestamp,
    },
    /// The partner has acknowledged it.
    Acknowledged {
        /// The time.
        at: Timestamp,
        /// The way.
        by: By,
    },
    /// No more attempts. Staff must act.
    GivenUp {
        /// The time.
        at: Timestamp,
    },
    /// Staff recorded why it is not needed.
    NotNeeded {
        /// The time.
        at: Timestamp,
    },
}

/// How a partner acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// With its response to the webhook.
    Response,
    /// By a signed callback.
    Callback,
    /// Through the link in the email.
    Link,
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", content = "status", rename_all = "snake_case")]
pub enum Failure {
    /// No connection, or a response that is not valid HTTP.
    Unreachable,
    /// No response within the time limit.
    Late,
    /// A response with a status other than 2xx.
    Status(u16),
    /// A redirect. The notifier follows none.
    Redirect,
    /// A response that is larger than the limit.
    TooLarge,
    /// The host name resolves to an address that the notifier never connects to.
    ForbiddenAddress,
    /// The URL or email address is not usable.
    BadAddress,
    /// The partner received it and did not acknowledge it in time.
    Unanswered,
}

/// The result of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// The response acknowledges it.
    Acknowledged,
    /// The partner received it. The acknowledgement will come later.
    Arrived,
    /// It failed.
    Failed(Failure),
}

/// The state of the delivery does not allow the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The notification is {state}, which does not accept the action {what}.")]
pub struct WrongDeliveryState {
    /// The action.
    pub what: &'static str,
    /// The state of the delivery.
    pub state: &'static str,
}

/// Minutes between attempts. The last value repeats.
const PAUSES: [i64; 8] = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60];

/// How long the notifier keeps trying. The last attempt is at the end of this period.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How long the notifier waits for an acknowledgement after the partner received the notification. People read email on
/// working days.
const WAITED_FOR: SignedDuration = SignedDuration::from_hours(5 * 24);

/// How long the notifier waits after an email before it sends a reminder.
const REMINDED_AFTER: SignedDuration = SignedDuration::from_hours(2 * 24);

/// The least time between the last reminder and the end of the wait.
const LAST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// The most reminders. The notifier gives the delivery up a day after the last one.
const MOST_REMINDERS: u16 = 2;

impl DeliveryState {
    /// Returns the state's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Sent { .. } => "sent",
            Self::Acknowledged { .. } => "acknowledged",
            Self::GivenUp { .. } => "given_up",
            Self::NotNeeded { .. } => "not_needed",
        }
    }

    /// Returns when the sweeper or the notifier must act on it, if ever.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        match self {
            Self::Pending { next, .. } => Some(*next),
            Self::Sent { until, .. } => Some(*until),
            Self::Acknowledged { .. } | Self::GivenUp { .. } | Self::NotNeeded { .. } => None,
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Acknowledged { .. } | Self::NotNeeded { .. })
    }
}

impl PartnerDelivery {
    /// Creates a delivery that is pending from now on.
    #[must_use]
    pub fn pending(to: PartnerId, now: Timestamp) -> Self {
        Self {
            to,
            tries: 0,
            reminders: 0,
            failed: None,
            state: DeliveryState::Pending {
                since: now,
                next: now,
            },
        }
    }

    /// Returns the delivery after an attempt. A delivery that is no longer pending stays as it is: the partner
    /// acknowledged it during the attempt.
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
            reminders: 0,
            failed,
            state,
        }
    }

    /// Returns the delivery after an email that asks for an acknowledgement. A reminder follows if none comes.
    #[must_use]
    pub fn emailed(&self, now: Timestamp) -> Self {
        let sent = self.tried(Tried::Arrived, now);
        match sent.state {
            DeliveryState::Sent { at, .. } => Self {
                state: DeliveryState::Sent {
                    at,
                    until: at.checked_add(REMINDED_AFTER).unwrap_or(Timestamp::MAX),
                },
                ..sent
            },
            _ => sent,
        }
    }

    /// Returns the delivery after a reminder by email, if one is due. After the last one, the notifier waits until the end of
    /// the whole wait.
    #[must_use]
    pub fn reminded(&self, now: Timestamp) -> Option<Self> {
        let DeliveryState::Sent { at, until } = self.state else {
            return None;
        };
        if until > now || self.reminders >= MOST_REMINDERS {
            return None;
        }
        let reminders = self.reminders + 1;
        let next = now.checked_add(REMINDED_AFTER).unwrap_or(Timestamp::MAX);
        let end = at.checked_add(WAITED_FOR).unwrap_or(Timestamp::MAX);
        let until = match reminders < MOST_REMINDERS {
            true => next,
            false => end.max(now.checked_add(LAST_WAIT).unwrap_or(Timestamp::MAX)),
        };
        Some(Self {
            reminders,
            state: DeliveryState::Sent { at, until },
            ..self.clone()
        })
    }

    /// Returns the delivery after a check of its deadline: one without an acknowledgement in time is given up.
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

    /// Returns the delivery after an acknowledgement. Partners may acknowledge at any time and more than once. The
    /// first acknowledgement counts, and never replaces what staff recorded.
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

    /// Returns the delivery as pending again, with no attempts.
    ///
    /// # Errors
    /// [`WrongDeliveryState`] if it is pending or settled.
    pub fn replayed(&self, now: Timestamp) -> Result<Self, WrongDeliveryState> {
        match self.state {
            DeliveryState::GivenUp { .. } | DeliveryState::Sent { .. } => {
                Ok(Self::pending(self.to.clone(), now))
            }
            _ => Err(self.wrong("replay")),
        }
    }

    /// Returns the delivery as not needed, as staff recorded.
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

/// Returns the next attempt, or gives up.
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
