//! Deliveries: one notification to one partner.
//!
//! The key consists of the notification's ID and the partner's ID, which a webhook or a link carries. Every write is
//! conditional on the version that was read, so an acknowledgment and a concurrent run don't overwrite each other.

use crate::due::kind::{DueKind, due_at};
use crate::notifications::pending::{NotificationKey, PendingNotification, request_named};
use crate::outbox::email::{EmailState, outbox_item};
use crate::table::items::{
    Item, VALUE, encoded, item, number, number_of, text, text_of, value, with_value,
};
use crate::table::retry::pauses;
use crate::table::schema::{DUE_AT, DUE_KIND, PK, VERSION};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxItem, Page, StoreError};
use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use domain::notification::{By, DeliveryId, DeliveryState, NotificationId, PartnerDelivery};
use domain::partner::PartnerId;
use jiff::Timestamp;

const KIND: &str = "delivery to a partner";

/// The number of notifications to read at a time, each with its deliveries.
const NOTIFICATIONS_PER_READ: u16 = 10;

/// A delivery as the table stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDelivery {
    /// The notification that it belongs to.
    pub notification: NotificationKey,
    /// The delivery's state.
    pub delivery: PartnerDelivery,
    version: u64,
}

/// The deliveries of one notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deliveries {
    /// Those that can be parsed.
    pub(crate) found: Vec<StoredDelivery>,
    /// The number of the others.
    pub(crate) unreadable: u32,
}

impl StoredDelivery {
    /// Returns the ID that the partner sees.
    #[must_use]
    pub fn id(&self) -> DeliveryId {
        DeliveryId {
            notification: self.notification.id.clone(),
            to: self.delivery.to.clone(),
        }
    }

    pub(crate) fn read(stored: &Item) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt { kind: KIND };
        let id = text_of(stored, PK).and_then(|pk| pk.strip_prefix(keys::NOTIFICATION));
        let id = id.and_then(|id| NotificationId::parse(id).ok());
        Ok(Self {
            notification: NotificationKey {
                request: request_named(stored).ok_or_else(corrupt)?,
                id: id.ok_or_else(corrupt)?,
            },
            delivery: value(stored, KIND)?,
            version: number_of(stored, VERSION).ok_or_else(corrupt)?,
        })
    }
}

impl Table {
    /// Stores a pending delivery, unless it exists.
    pub(crate) async fn put_delivery(
        &self,
        notification: &NotificationKey,
        to: PartnerId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = item(
            keys::delivery_pk(&notification.id),
            keys::delivery_sk(to.as_str()),
        );
        let mut stored = with_value(stored, KIND, &PartnerDelivery::pending(to, at))?;
        stored.insert("request".to_owned(), text(notification.request.to_string()));
        stored.insert(VERSION.to_owned(), number(1));
        self.put_once(stored).await.map(drop)
    }

    /// Returns every delivery of a notification: one per partner of a list, so at most
    /// [`Partners::MOST`](domain::partner::Partners::MOST).
    pub(crate) async fn deliveries(
        &self,
        notification: &NotificationId,
    ) -> Result<Deliveries, StoreError> {
        let stored = self
            .items_with_prefix(keys::delivery_pk(notification), keys::PARTNER)
            .await?;
        let read = |item| StoredDelivery::read(item).ok();
        let found: Vec<_> = stored.iter().filter_map(read).collect();
        let unreadable = u32::try_from(stored.len() - found.len()).unwrap_or(u32::MAX);
        Ok(Deliveries { found, unreadable })
    }

    pub(crate) async fn delivery(
        &self,
        id: &DeliveryId,
    ) -> Result<Option<StoredDelivery>, StoreError> {
        let found = self
            .get(
                keys::delivery_pk(&id.notification),
                keys::delivery_sk(id.to.as_str()),
            )
            .await?;
        found.as_ref().map(StoredDelivery::read).transpose()
    }

    pub(crate) async fn acknowledge(
        &self,
        id: &DeliveryId,
        by: By,
        now: Timestamp,
    ) -> Result<Option<PartnerDelivery>, StoreError> {
        for pause in pauses() {
            let Some(seen) = self.delivery(id).await? else {
                return Ok(None);
            };
            let acknowledged = seen.delivery.acknowledged(by, now);
            let known = acknowledged == seen.delivery;
            if known || self.save_delivery(&seen, &acknowledged).await? {
                // Also after a repeated acknowledgment, because the one before can have been interrupted here.
                self.wake_notification(&seen.notification, now).await?;
                return Ok(Some(acknowledged));
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    pub(crate) async fn save_delivery(
        &self,
        seen: &StoredDelivery,
        to: &PartnerDelivery,
    ) -> Result<bool, StoreError> {
        self.write_one(self.delivery_update(seen, to)?).await
    }

    pub(crate) async fn send_by_email(
        &self,
        seen: &StoredDelivery,
        to: &PartnerDelivery,
        email: &OutboxItem,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        // A repeated send is another email, so the ID includes the version.
        let id = format!("notification {} {}", seen.id(), seen.version);
        let key = EmailKey::new(
            seen.notification.request,
            &seen.notification.request.0.child(&id),
        );
        let email = self.put_new(outbox_item(key, email, EmailState::Pending, now)?)?;
        let moved = self.delivery_update(seen, to)?;
        let moved = TransactWriteItem::builder().update(moved).build();
        Ok(self.transact(vec![moved, email]).await?.is_none())
    }

    /// Sends an update outside a transaction, which costs half as much.
    async fn write_one(&self, update: Update) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(update.table_name)
            .set_key(Some(update.key))
            .update_expression(update.update_expression)
            .set_condition_expression(update.condition_expression)
            .set_expression_attribute_names(update.expression_attribute_names)
            .set_expression_attribute_values(update.expression_attribute_values);
        let written = StoreError::unless_condition_failed(update.send().await)?;
        Ok(written.is_some())
    }

    /// Returns the update that changes a delivery. A delivery that was given up enters the index, for staff.
    pub(crate) fn delivery_update(
        &self,
        seen: &StoredDelivery,
        to: &PartnerDelivery,
    ) -> Result<Update, StoreError> {
        let id = seen.id().to_string();
        let given_up = match to.state {
            DeliveryState::GivenUp { at } => Some(at),
            _ => None,
        };
        let was_given_up = matches!(seen.delivery.state, DeliveryState::GivenUp { .. });
        let mut expression = "SET #value = :value, #version = :next".to_owned();
        match (given_up, was_given_up) {
            (Some(_), false) => expression += ", #kind = :kind, #at = :at",
            (None, true) => expression += " REMOVE #kind, #at",
            (Some(_), true) | (None, false) => {}
        }
        let mut update = self
            .update(
                keys::delivery_pk(&seen.notification.id),
                keys::delivery_sk(to.to.as_str()),
                expression,
            )
            .condition_expression("#version = :seen")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":value", encoded(KIND, to)?)
            .expression_attribute_values(":seen", number(seen.version))
            .expression_attribute_values(":next", number(seen.version + 1));
        if given_up.is_some() != was_given_up {
            update = update
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT);
        }
        if let (Some(at), false) = (given_up, was_given_up) {
            update = update
                .expression_attribute_values(":kind", text(DueKind::GivenUp.partition_of(&id)))
                .expression_attribute_values(":at", text(due_at(at, &id)));
        }
        update.build().map_err(StoreError::request)
    }

    pub(crate) async fn retire_earlier_notifications(
        &self,
        notification: &PendingNotification,
    ) -> Result<(), StoreError> {
        let request = notification.key.request;
        let mut after = None;
        loop {
            let page = self.notifications_page(request, after.as_deref(), NOTIFICATIONS_PER_READ);
            let page = page.await?;
            let earlier = page.found.iter();
            let earlier = earlier.filter(|(earlier, _)| earlier.version < notification.version);
            for one in earlier.flat_map(|(_, deliveries)| deliveries) {
                if matches!(one.delivery.state, DeliveryState::GivenUp { .. }) {
                    self.retire(one).await?;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes a delivery that was given up off the list for staff.
    async fn retire(&self, one: &StoredDelivery) -> Result<(), StoreError> {
        let id = one.id();
        let update = self.update(
            keys::delivery_pk(&id.notification),
            keys::delivery_sk(id.to.as_str()),
            "REMOVE #kind, #at",
        );
        let update = update
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", number(one.version));
        let update = update.build().map_err(StoreError::request)?;
        self.write_one(update).await.map(drop)
    }

    pub(crate) async fn given_up(
        &self,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<StoredDelivery>, StoreError> {
        let page = self.page_of(&[DueKind::GivenUp], after, most).await?;
        Ok(page.map(StoredDelivery::read))
    }
}
