//! Notifications to partners.
//!
//! A command that concerns partners leaves one pending notification, whatever the number of partners. Later it is
//! fanned out into one [`PartnerDelivery`] for each partner that it concerns, and the request gets a
//! [`NotificationReport`] of the progress.

mod delivery;
mod email;
mod id;
mod outcome;

pub use delivery::{By, DeliveryState, Failure, PartnerDelivery, Tried, WrongDeliveryState};
pub use email::PartnerEmail;
pub use id::{DeliveryId, NotADeliveryId, NotificationId};
pub use outcome::{NotificationReport, Outcome, What};

use crate::request::RequestId;
use serde::{Deserialize, Serialize};

/// A notification to partners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notification", rename_all = "snake_case")]
pub enum PartnerNotification {
    /// Notify the partners that the data was sold, shared or disclosed to (11 CCR §§ 7022(b), 7026(f)(2), 7027(g)).
    NotifyPartners {
        /// The request.
        request: RequestId,
        /// The version of the request that caused it. A later notification of the same request supersedes it.
        #[serde(default)]
        version: u64,
    },
}
