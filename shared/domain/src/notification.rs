//! Notices: what is owed to others than the person.
//!
//! A notification is owed by the step that causes it, as one thing, whoever and however many are to be told. It is unfolded
//! later into one [`PartnerDelivery`] for each partner whom it concerns, and the request hears how far that has come.

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

/// Something that others must be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notification", rename_all = "snake_case")]
pub enum PartnerNotification {
    /// Tell those to whom the data was sold, shared or disclosed (11 CCR §§ 7022(b), 7026(f)(2), 7027(g)).
    TellPartners {
        /// About which request.
        request: RequestId,
        /// The version of the request that owes it. A later notification of the same request takes its place.
        #[serde(default)]
        version: u64,
    },
}
