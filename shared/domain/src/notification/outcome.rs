//! The progress of a notification, as its request gets it.

use super::{DeliveryState, PartnerDelivery};
use crate::partner::PartnerId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The outcome of a notification at one partner, for the record. It contains no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The partner.
    pub to: PartnerId,
    /// The outcome.
    pub what: What,
    /// The time.
    pub at: Timestamp,
}

/// The outcome of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The partner acknowledged it.
    Acknowledged,
    /// The notifier gave up. Staff must act.
    GivenUp,
    /// Staff recorded why it is not needed.
    NotNeeded,
}

impl Outcome {
    /// Returns the outcome, if there is one yet.
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

/// The progress of a notification, for its request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotificationReport {
    /// The version of the request that caused the notification.
    pub notification: u64,
    /// The number of partners that it concerns.
    pub of: u16,
    /// The number of partners that acknowledged it.
    pub acknowledged: u16,
    /// The number of partners that staff recorded as not needed.
    pub excused: u16,
    /// The time of the last acknowledgement.
    pub last: Option<Timestamp>,
    /// The outcomes since the last report.
    pub new_outcomes: Vec<Outcome>,
    /// The identifiers of the request's first receipt, masked as an email may show them, for the email that says that
    /// the request is done.
    pub applies_to: Vec<String>,
}

impl NotificationReport {
    /// Counts the outcomes of a notification at its partners.
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
