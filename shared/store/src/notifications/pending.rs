//! Pending notifications. The item is the queue entry: it is in the index `due` while any of its partners needs work,
//! at the time of the earliest. The state per partner is an item of its own without an index entry, so that notifying
//! one more partner costs two writes.
//!
//! A run claims a notification by moving its next attempt ahead. An acknowledgment during the run moves it back, and
//! the end of the run leaves that in place, so an acknowledgment is processed soon.

use crate::due::kind::{DueKind, due_at, due_until};
use crate::outbox::key::{OutboxKey, key_of};
use crate::table::items::{Item, number, number_of, text, text_of, value};
use crate::table::keys::request_id;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{IndexWalk, StoreError};
use aws_sdk_dynamodb::types::ReturnValue;
use domain::notification::{NotificationId, PartnerNotification};
use domain::partner::{PartnerId, Partners};
use domain::request::RequestId;
use jiff::{SignedDuration, Timestamp};

const KIND: &str = "notification";

/// The key of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationKey {
    /// The request that it is about.
    pub request: RequestId,
    /// Its ID.
    pub id: NotificationId,
}

impl NotificationKey {
    fn key(&self) -> (String, String) {
        (
            keys::request_pk(self.request),
            keys::notification_sk(self.id.as_str()),
        )
    }
}

impl OutboxKey for NotificationKey {
    fn of_item(pk: &str, sk: &str) -> Option<Self> {
        Some(Self {
            request: keys::request_of(pk)?,
            id: NotificationId::parse(sk.strip_prefix(keys::NOTIFICATION)?).ok()?,
        })
    }
}

/// A notification as the table stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingNotification {
    /// Its key.
    pub key: NotificationKey,
    /// The version of the request that caused it.
    pub version: u64,
    /// The version of the list of partners for its fan-out, and the time when it was fixed.
    pub pinned: Option<(u64, Timestamp)>,
    /// Its sort key in the index; `None` if no work is left.
    due: Option<String>,
}

impl PendingNotification {
    /// Whether a partner is left to notify or has yet to acknowledge.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.due.is_some()
    }

    pub(crate) fn read(stored: &Item) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt { kind: KIND };
        let PartnerNotification::NotifyPartners { version, .. } = value(stored, KIND)?;
        let at = text_of(stored, "pinned_at").map(|at| at.parse().map_err(|_| corrupt()));
        Ok(Self {
            key: key_of(stored).ok_or_else(corrupt)?,
            version,
            pinned: number_of(stored, "list").zip(at.transpose()?),
            due: text_of(stored, DUE_AT).map(str::to_owned),
        })
    }
}

/// The delay after an acknowledgment. A run that is in progress has ended by then.
const SOON: SignedDuration = SignedDuration::from_secs(15);

impl Table {
    pub(crate) async fn due_notifications(
        &self,
        now: Timestamp,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<NotificationKey>, StoreError> {
        self.next_keys(DueKind::Notification, Some(now), most, walk)
            .await
    }

    pub(crate) async fn claim_notification(
        &self,
        key: &NotificationKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingNotification>, StoreError> {
        let again = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let (pk, sk) = key.key();
        let claim = self
            .update_item(pk, sk)
            .update_expression("SET #at = :again")
            .condition_expression("#at <= :until")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":again", text(due_at(again, key.id.as_str())))
            .expression_attribute_values(":until", text(due_until(now)))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let claimed =
            StoreError::unless_condition_failed(claim)?.and_then(|claimed| claimed.attributes);
        claimed.as_ref().map(PendingNotification::read).transpose()
    }

    pub(crate) async fn notification(
        &self,
        key: &NotificationKey,
    ) -> Result<Option<PendingNotification>, StoreError> {
        let (pk, sk) = key.key();
        let found = self.get(pk, sk).await?;
        found.as_ref().map(PendingNotification::read).transpose()
    }

    pub(crate) async fn pin_list(
        &self,
        notification: &PendingNotification,
        list: &Partners,
        now: Timestamp,
    ) -> Result<PendingNotification, StoreError> {
        let (pk, sk) = notification.key.key();
        let pinned = self.update_item(pk, sk)
            .update_expression(
                "SET #list = if_not_exists(#list, :list), pinned_at = if_not_exists(pinned_at, :now)",
            )
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":list", number(list.version))
            .expression_attribute_values(":now", text(now.to_string()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        PendingNotification::read(&pinned.attributes.unwrap_or_default())
    }

    pub(crate) async fn fan_out(
        &self,
        notification: &PendingNotification,
        to: &[PartnerId],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const AT_ONCE: usize = 25;
        for some in to.chunks(AT_ONCE) {
            let mut puts = tokio::task::JoinSet::new();
            for partner in some {
                let (store, key, to) = (self.clone(), notification.key.clone(), partner.clone());
                puts.spawn(async move { store.put_delivery(&key, to, at).await });
            }
            while let Some(put) = puts.join_next().await {
                put.map_err(|_| StoreError::Contended)??;
            }
        }
        Ok(())
    }

    /// Clears the claim under the condition that no acknowledgment has changed it.
    pub(crate) async fn postpone_notification(
        &self,
        claimed: &PendingNotification,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let (pk, sk) = claimed.key.key();
        let Some(seen) = &claimed.due else {
            return Ok(());
        };
        let update = self
            .update_item(pk, sk)
            .condition_expression("#at = :seen")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", text(seen));
        let update = match until {
            Some(at) => {
                let at = due_at(at, claimed.key.id.as_str());
                update
                    .update_expression("SET #at = :at")
                    .expression_attribute_values(":at", text(at))
            }
            None => update
                .update_expression("REMOVE #kind, #at")
                .expression_attribute_names("#kind", DUE_KIND),
        };
        StoreError::unless_condition_failed(update.send().await)?;
        Ok(())
    }

    /// Makes a notification due soon, because a partner or staff changed a delivery.
    pub(crate) async fn wake_notification(
        &self,
        key: &NotificationKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let soon = now.checked_add(SOON).unwrap_or(now);
        let (pk, sk) = key.key();
        let id = key.id.as_str();
        let update = self
            .update_item(pk, sk)
            .update_expression("SET #kind = :kind, #at = :at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":kind", text(DueKind::Notification.partition_of(id)))
            .expression_attribute_values(":at", text(due_at(soon, id)));
        // The condition fails if the person was erased, because the notification was deleted with them.
        StoreError::unless_condition_failed(update.send().await)?;
        Ok(())
    }
}

/// Returns the request that a delivery's item names.
pub(crate) fn request_named(stored: &Item) -> Option<RequestId> {
    text_of(stored, "request").and_then(request_id)
}
