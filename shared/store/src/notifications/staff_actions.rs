//! What staff do about deliveries. The request's log names them. Their reason is an item of its own, which is erased with
//! the person.

use crate::notifications::deliveries::StoredDelivery;
use crate::table::Table;
use crate::table::retry::pauses;
use crate::{StaffDecision, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::notification::{DeliveryId, PartnerDelivery, WrongDeliveryState};
use domain::request::{Note, NotificationByStaff};
use jiff::Timestamp;

/// An action of staff on a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationAction {
    /// Sends it again, from the start.
    Replay,
    /// Records that it isn't needed.
    NotNeeded,
}

/// Why an action on a delivery was refused. Nothing is written then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotificationActionError {
    /// The delivery doesn't exist.
    #[error("there is no such notification")]
    NoNotification,
    /// The delivery's state doesn't allow the action.
    #[error(transparent)]
    WrongState(#[from] WrongDeliveryState),
    /// The request no longer waits for the notification.
    #[error("its request was denied or taken back, or another notification has taken its place")]
    NotAwaited,
    /// The store failed.
    #[error("the action could not be stored")]
    Store(#[from] StoreError),
}

impl NotificationAction {
    /// The name of every action.
    pub const NAMES: [&'static str; 2] = ["replay", "not_needed"];

    /// Returns the action's name in the staff API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Replay => "replay",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Whether a delivery in this state accepts the action with this name.
    #[must_use]
    pub fn is_for(name: &str, delivery: &PartnerDelivery) -> bool {
        let at = Timestamp::UNIX_EPOCH;
        match name {
            "replay" => delivery.replayed(at).is_ok(),
            _ => delivery.not_needed(at).is_ok(),
        }
    }

    fn did(self) -> NotificationByStaff {
        match self {
            Self::Replay => NotificationByStaff::Replayed,
            Self::NotNeeded => NotificationByStaff::NotNeeded,
        }
    }
}

impl Table {
    pub(crate) async fn act_on_notification(
        &self,
        id: &DeliveryId,
        action: NotificationAction,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<StoredDelivery, NotificationActionError> {
        for pause in pauses() {
            let seen = self.delivery(id).await?;
            let seen = seen.ok_or(NotificationActionError::NoNotification)?;
            let moved = match action {
                NotificationAction::Replay => seen.delivery.replayed(now)?,
                NotificationAction::NotNeeded => seen.delivery.not_needed(now)?,
            };
            let request = self.request(seen.notification.request).await?;
            let request = request.ok_or(NotificationActionError::NoNotification)?;
            let notification = self.notification(&seen.notification).await?;
            let awaited =
                notification.is_some_and(|notification| request.awaits(notification.version));
            if action == NotificationAction::Replay && !awaited {
                return Err(NotificationActionError::NotAwaited);
            }
            let note = Note::PartnerNotification {
                to: id.to.clone(),
                did: action.did(),
            };
            let transition = request.noted(note, now).by(decision.by.clone());
            let mut operations = self.operations(&transition).await?;
            operations.extend(self.reason_operation(decision, &transition)?);
            let update = self.delivery_update(&seen, &moved)?;
            operations.push(TransactWriteItem::builder().update(update).build());
            if self.transact(operations).await?.is_none() {
                self.wake_notification(&seen.notification, now).await?;
                let moved = self.delivery(id).await?;
                return moved.ok_or(NotificationActionError::NoNotification);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended.into())
    }
}
