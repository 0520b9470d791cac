//! What a request hears of its notification.

use super::{DeliveryState, PartnerDelivery};
use crate::partner::PartnerId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of a notification at one partner, for the record. It names nobody whose data it was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The partner.
    pub to: PartnerId,
    /// What became of it.
    pub what: What,
    /// When.
    pub at: Timestamp,
}

/// What became of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The partner has acknowledged it.
    Acknowledged,
    /// It was given up, and is for staff.
    GivenUp,
    /// Staff recorded why it is not needed.
    NotNeeded,
}

impl Outcome {
    /// What became of it, if that is known.
    #[must_use]
    pub fn of(delivery: &PartnerDelivery) -> Option<Self> {
        let (what, at) = match delivery.state {
            DeliveryState::Pending { .. } | DeliveryState::Sent { .. } => return None,
            DeliveryState::Acknowledged { at, .. } => (What::Acknowledged, at),
            DeliveryState::GivenUp { at } => (What::GivenUp, at),
            DeliveryState::NotNeeded { at } => (What::NotNeeded, at),
        };
        let to = delivery.to.clone();
        Some(Self { to, what, at })
    }
}

/// How far telling has come, for the request that owes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotificationReport {
    /// The version of the request that owes the notification.
    pub notification: u64,
    /// How many partners it concerns.
    pub of: u16,
    /// How many have acknowledged it.
    pub acknowledged: u16,
    /// For how many staff recorded why it is not needed.
    pub excused: u16,
    /// When the last of them acknowledged it.
    pub last: Option<Timestamp>,
    /// What became of it since the request heard last.
    pub new_outcomes: Vec<Outcome>,
    /// What the request's first receipt names, as an email may show it, for the email that says that all of it is done.
    pub applies_to: Vec<String>,
}

impl NotificationReport {
    /// Counts what became of a notification at each of its partners.
    #[must_use]
    pub fn count<'a>(
        notification: u64,
        deliveries: impl ExactSizeIterator<Item = &'a PartnerDelivery>,
    ) -> Self {
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let of = count(deliveries.len());
        let all: Vec<Outcome> = deliveries.filter_map(Outcome::of).collect();
        let of_kind = |what| all.iter().filter(|outcome| outcome.what == what).count();
        let acknowledged = |outcome: &&Outcome| outcome.what == What::Acknowledged;
        Self {
            notification,
            of,
            acknowledged: count(of_kind(What::Acknowledged)),
            excused: count(of_kind(What::NotNeeded)),
            last: all
                .iter()
                .filter(acknowledged)
                .map(|outcome| outcome.at)
                .max(),
            new_outcomes: all,
            applies_to: Vec::new(),
        }
    }

    /// Whether each partner has acknowledged it, or staff recorded why not.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.acknowledged.saturating_add(self.excused) >= self.of
    }
}
