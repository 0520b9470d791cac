use super::handle;
use crate::{NotificationKey, PendingNotification, StoreError, StoredDelivery};
use domain::notification::{By, DeliveryId, PartnerDelivery};
use domain::partner::Partners;
use domain::request::{Request, RequestId};
use jiff::Timestamp;

handle! {
    /// Records partners' acknowledgments: for `partner-callback`.
    PartnerCallbacks: GetItem UpdateItem;

    /// Records that a partner acknowledged a delivery, and makes its notification due soon. Safe to repeat. Returns the
    /// delivery's state, or `None` if there is no such delivery.
    async fn acknowledge(
        id: &DeliveryId,
        by: By,
        now: Timestamp,
    ) -> Result<Option<PartnerDelivery>, StoreError>;

    /// Reads a delivery.
    async fn delivery(id: &DeliveryId) -> Result<Option<StoredDelivery>, StoreError>;

    /// Reads a notification.
    async fn notification(
        key: &NotificationKey,
    ) -> Result<Option<PendingNotification>, StoreError>;

    /// Returns the current list of partners; `None` if no list was ever set.
    async fn partners() -> Result<Option<Partners>, StoreError>;

    /// Returns a version of the list of partners.
    async fn partners_in(version: u64) -> Result<Option<Partners>, StoreError>;

    /// Reads a request.
    async fn request(id: RequestId) -> Result<Option<Request>, StoreError>;
}
