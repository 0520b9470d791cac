use super::handle;
use crate::{
    IndexWalk, NotificationKey, OutboxItem, PartnerList, PendingNotification, ProgressRecorded,
    StoreError, StoredDelivery,
};
use domain::notification::PartnerDelivery;
use domain::partner::{PartnerId, Partners};
use domain::request::{Request, RequestId};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

handle! {
    /// Notifies partners: for `partner-notifier`.
    Notifications: GetItem PutItem Query UpdateItem;

    /// Returns the notifications that are due at `now`, up to `most` per shard, oldest first.
    async fn due_notifications(
        now: Timestamp,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<NotificationKey>, StoreError>;

    /// Claims a due notification with a lease. Returns `None` if another run has it, or if it isn't due any more.
    async fn claim_notification(
        key: &NotificationKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingNotification>, StoreError>;

    /// Ends a claim: the notification becomes due again at `until`, or never. If a partner or staff have made it due
    /// since the claim, it stays so.
    async fn postpone_notification(
        claimed: &PendingNotification,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Reads a request.
    async fn request(id: RequestId) -> Result<Option<Request>, StoreError>;

    /// Returns the current list of partners; `None` if no list was ever set. Reads the list only if the cache is outdated.
    async fn partner_list(cache: &PartnerList) -> Result<Option<Arc<Partners>>, StoreError>;

    /// Returns a version of the list of partners.
    async fn partners_in(version: u64) -> Result<Option<Partners>, StoreError>;

    /// Fixes the version of the list for the fan-out of a notification. The first call wins.
    async fn pin_list(
        notification: &PendingNotification,
        list: &Partners,
        now: Timestamp,
    ) -> Result<PendingNotification, StoreError>;

    /// Fans a notification out: stores one pending delivery per partner, in parallel. Existing deliveries stay as they
    /// are, so an interrupted run can be repeated.
    async fn fan_out(
        notification: &PendingNotification,
        to: &[PartnerId],
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Removes the given-up deliveries of a request's earlier notifications from the list of staff. The later notification
    /// supersedes them: it names all identifiers that they named.
    async fn retire_earlier_notifications(
        notification: &PendingNotification,
    ) -> Result<(), StoreError>;

    /// Saves the new state of a delivery. Returns false if the delivery has changed since it was read: read it and decide again.
    async fn save_delivery(
        seen: &StoredDelivery,
        to: &PartnerDelivery,
    ) -> Result<bool, StoreError>;

    /// Saves the new state of a delivery, and queues the email that notifies the partner, in one transaction. Returns
    /// false if the delivery has changed since it was read.
    async fn send_by_email(
        seen: &StoredDelivery,
        to: &PartnerDelivery,
        email: &OutboxItem,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Counts the deliveries of a notification, and records the progress on its request. Known progress changes nothing.
    async fn record_progress(
        notification: &PendingNotification,
        now: Timestamp,
    ) -> Result<ProgressRecorded, StoreError>;
}
