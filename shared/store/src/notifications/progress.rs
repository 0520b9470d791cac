//! A notification's progress on its request: always counted from the deliveries, so that counting can be repeated.

use crate::notifications::deliveries::Deliveries;
use crate::requests::conflict::Written;
use crate::table::items::{Item, text_of, value};
use crate::table::retry::pauses;
use crate::table::schema::SK;
use crate::table::{Table, keys};
use crate::{PendingNotification, StoreError, StoredDelivery};
use domain::log::{Entry, Event};
use domain::notification::{NotificationId, NotificationReport, Outcome};
use domain::receipt::Receipt;
use domain::request::{Command, Refused, Request, RequestId};
use jiff::Timestamp;
use std::ops::ControlFlow;

/// A request after a notification's progress was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressRecorded {
    /// The current request.
    pub request: Request,
    /// Whether the request still waits for this notification.
    pub awaits: bool,
    /// The deliveries that were counted.
    pub deliveries: Vec<StoredDelivery>,
    /// The number of deliveries that can't be parsed. The request waits for them.
    pub unreadable: u32,
}

impl Table {
    pub(crate) async fn record_progress(
        &self,
        notification: &PendingNotification,
        now: Timestamp,
    ) -> Result<ProgressRecorded, StoreError> {
        for pause in pauses() {
            let request = self.request(notification.key.request).await?;
            let request = request.ok_or(StoreError::Changed)?;
            let Deliveries {
                found: deliveries,
                unreadable,
            } = self.deliveries(&notification.key.id).await?;
            if !request.awaits(notification.version) {
                return Ok(ProgressRecorded {
                    request,
                    awaits: false,
                    deliveries,
                    unreadable,
                });
            }
            let notified = NotificationReport::count(
                notification.version,
                deliveries.iter().map(|one| &one.delivery),
            );
            // The result at such a partner is unknown, so the notification isn't settled.
            let unknown = u16::try_from(unreadable).unwrap_or(u16::MAX);
            let notified = NotificationReport {
                of: notified.of.saturating_add(unknown),
                ..notified
            };
            let notified = NotificationReport {
                new_outcomes: self
                    .unlogged(&request, notified.notification, &notified.new_outcomes)
                    .await?,
                applies_to: if notified.is_settled() {
                    self.named_in_first_receipt(&request).await?
                } else {
                    Vec::new()
                },
                ..notified
            };
            let transition = match request.apply(Command::NotificationProgressed(notified), now) {
                Ok(transition) => transition,
                Err(Refused::NothingNew) => {
                    return Ok(ProgressRecorded {
                        awaits: request.awaits(notification.version),
                        request,
                        deliveries,
                        unreadable,
                    });
                }
                Err(_) => return Err(StoreError::Changed),
            };
            match self.write_with(&transition, Vec::new()).await? {
                Written::All => {
                    return Ok(ProgressRecorded {
                        awaits: transition.request.awaits(notification.version),
                        request: transition.request,
                        deliveries,
                        unreadable,
                    });
                }
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended)
    }

    /// Whether a partner is being notified of a request or is about to be. Without a list of partners, none is.
    pub(crate) async fn notifies_partners(&self, id: RequestId) -> Result<bool, StoreError> {
        let mut is_due = false;
        // One that can't be parsed is never delivered, so it must not block the erasure.
        let visit = |stored: &Item| match PendingNotification::read(stored) {
            Ok(notification) if notification.is_due() => {
                is_due = true;
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        self.walk(id, keys::NOTIFICATION, true, visit).await?;
        Ok(is_due && self.partners().await?.is_some())
    }

    /// Deletes a notification and its deliveries. The request's log keeps the outcome.
    pub(crate) async fn delete_notification(&self, stored: &Item) -> Result<(), StoreError> {
        let id = text_of(stored, SK).and_then(|sk| sk.strip_prefix(keys::NOTIFICATION));
        if let Some(id) = id.and_then(|id| NotificationId::parse(id).ok()) {
            let deliveries = self
                .items_with_prefix(keys::delivery_pk(&id), keys::PARTNER)
                .await?;
            for delivery in deliveries {
                self.delete_item(&delivery).await?;
            }
        }
        self.delete_item(stored).await
    }

    /// Returns the outcomes that are not yet in the request's log.
    async fn unlogged(
        &self,
        request: &Request,
        notification: u64,
        outcomes: &[Outcome],
    ) -> Result<Vec<Outcome>, StoreError> {
        if outcomes.is_empty() {
            return Ok(Vec::new());
        }
        let mut logged = Vec::new();
        // The entries about a notification are newer than the version that caused it.
        let visit = |version, entry: Entry| {
            if version <= notification {
                return ControlFlow::Break(());
            }
            if let Event::NotificationProgressed {
                notification: of,
                outcomes,
                ..
            } = entry.event
                && of == notification
            {
                logged.extend(outcomes);
            }
            ControlFlow::Continue(())
        };
        self.walk_log(request.id, visit).await?;
        let news = outcomes.iter().filter(|outcome| !logged.contains(outcome));
        Ok(news.cloned().collect())
    }

    /// Returns the identifiers in the receipt that opened the request, as an email may show them.
    async fn named_in_first_receipt(&self, request: &Request) -> Result<Vec<String>, StoreError> {
        let pk = keys::receipt_pk(request.id.0.reference());
        let receipt = self.get(pk, "RECEIPT").await?;
        let receipt: Option<Receipt> = receipt.map(|item| value(&item, "receipt")).transpose()?;
        Ok(receipt
            .map(|receipt| receipt.named_in_emails())
            .unwrap_or_default())
    }
}
