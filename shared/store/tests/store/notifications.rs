//! Notifications: claim, fan-out, deliveries, and progress on the request.

use crate::table::{OPT_OUT, Table, minutes_later, now, opened, submission, table};
use domain::notification::{By, DeliveryId, Failure, Tried};
use domain::partner::{PartnerId, Partners};
use jiff::{SignedDuration, Timestamp};
use store::{
    Handles, IndexWalk, NotificationKey, PartnersSaved, PendingNotification, StoredDelivery,
};

const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Creates a table with an opt-out whose notification is pending.
async fn with_notification() -> Table {
    let table = table().await;
    let opt_out = submission(1, OPT_OUT, &["ana@example.org"], now());
    opened(&table.store, opt_out).await;
    table
}

fn id(text: &str) -> PartnerId {
    PartnerId::parse(text).unwrap()
}

fn list(version: u64) -> Partners {
    Partners {
        version,
        set_at: now(),
        all: Vec::new(),
    }
}

async fn due(store: &Handles, at: Timestamp) -> Vec<NotificationKey> {
    store
        .notifications
        .due_notifications(at, 25, &mut IndexWalk::default())
        .await
        .unwrap()
}

/// Claims the notification and fans it out to these partners.
async fn fanned_out(store: &Handles, to: &[&str]) -> PendingNotification {
    let key = due(store, now()).await.remove(0);
    let pending = store
        .notifications
        .claim_notification(&key, now(), LEASE)
        .await
        .unwrap();
    let pending = store
        .notifications
        .pin_list(&pending.unwrap(), &list(1), now())
        .await
        .unwrap();
    let to: Vec<_> = to.iter().map(|to| id(to)).collect();
    store
        .notifications
        .fan_out(&pending, &to, now())
        .await
        .unwrap();
    pending
}

async fn one(store: &Handles, notification: &PendingNotification, to: &str) -> StoredDelivery {
    let id = DeliveryId {
        notification: notification.key.id.clone(),
        to: id(to),
    };
    store.desk.delivery(&id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_claimed_notification_cannot_be_claimed_again_until_the_lease_expires() {
    let Table { store, .. } = &with_notification().await;
    let key = due(store, now()).await.remove(0);
    let claim = |at| store.notifications.claim_notification(&key, at, LEASE);
    assert!(claim(now()).await.unwrap().is_some());
    assert!(claim(now()).await.unwrap().is_none());
    assert!(due(store, now()).await.is_empty());
    assert!(claim(minutes_later(5)).await.unwrap().is_some());
}

#[tokio::test]
async fn the_list_of_a_fan_out_is_fixed_once() {
    let Table { store, .. } = &with_notification().await;
    let pending = fanned_out(store, &["ads"]).await;
    let again = store
        .notifications
        .pin_list(&pending, &list(7), minutes_later(1))
        .await
        .unwrap();
    assert_eq!(again.pinned, Some((1, now())));
}

#[tokio::test]
async fn a_repeated_fan_out_leaves_existing_deliveries_as_they_are() {
    let Table { store, .. } = &with_notification().await;
    let pending = fanned_out(store, &["ads"]).await;
    let seen = one(store, &pending, "ads").await;
    let notified = seen.delivery.tried(Tried::Acknowledged, now());
    assert!(
        store
            .notifications
            .save_delivery(&seen, &notified)
            .await
            .unwrap()
    );
    let both = [id("ads"), id("data")];
    store
        .notifications
        .fan_out(&pending, &both, minutes_later(1))
        .await
        .unwrap();
    let stored = store
        .desk
        .notifications_page(pending.key.request, None, 10)
        .await
        .unwrap();
    let deliveries = stored.found.iter().flat_map(|(_, deliveries)| deliveries);
    let states: Vec<_> = deliveries.map(|one| one.delivery.state.name()).collect();
    assert_eq!(states, ["acknowledged", "pending"]);
}

#[tokio::test]
async fn an_acknowledgment_during_a_run_is_not_overwritten() {
    let Table { store, .. } = &with_notification().await;
    let pending = fanned_out(store, &["ads"]).await;
    let seen = one(store, &pending, "ads").await;
    let answered = store
        .partner_callbacks
        .acknowledge(&seen.id(), By::Callback, now())
        .await;
    assert_eq!(answered.unwrap().unwrap().state.name(), "acknowledged");
    let failed = seen.delivery.tried(Tried::Failed(Failure::Late), now());
    assert!(
        !store
            .notifications
            .save_delivery(&seen, &failed)
            .await
            .unwrap()
    );
    // The run ends, and the notification still becomes due.
    store
        .notifications
        .postpone_notification(&pending, None)
        .await
        .unwrap();
    let found = due(store, minutes_later(1)).await;
    assert_eq!(found, std::slice::from_ref(&pending.key));
    let pending = store
        .notifications
        .claim_notification(&pending.key, minutes_later(1), LEASE)
        .await
        .unwrap();
    let pending = pending.unwrap();
    let heard = store
        .notifications
        .record_progress(&pending, minutes_later(1))
        .await
        .unwrap();
    assert_eq!(
        (heard.awaits, heard.request.stage().as_str()),
        (false, "done")
    );
    store
        .notifications
        .postpone_notification(&pending, None)
        .await
        .unwrap();
    assert!(due(store, minutes_later(60)).await.is_empty());
}

#[tokio::test]
async fn progress_is_recorded_once() {
    let Table { store, .. } = &with_notification().await;
    let pending = fanned_out(store, &["ads", "data"]).await;
    let first = store
        .notifications
        .record_progress(&pending, now())
        .await
        .unwrap();
    let again = store
        .notifications
        .record_progress(&pending, now())
        .await
        .unwrap();
    assert_eq!(first.request.version, again.request.version);
    assert!(again.awaits);
}

#[tokio::test]
async fn a_delivery_that_was_given_up_is_listed_until_it_is_acknowledged() {
    let Table { store, .. } = &with_notification().await;
    let pending = fanned_out(store, &["ads"]).await;
    let seen = one(store, &pending, "ads").await;
    let arrived = seen.delivery.tried(Tried::Arrived, now());
    assert!(
        store
            .notifications
            .save_delivery(&seen, &arrived)
            .await
            .unwrap()
    );
    let seen = one(store, &pending, "ads").await;
    let given_up = seen.delivery.checked_at(minutes_later(6 * 24 * 60));
    assert!(
        store
            .notifications
            .save_delivery(&seen, &given_up)
            .await
            .unwrap()
    );
    let listed = || async { store.desk.given_up(None, 10).await.unwrap().found };
    assert_eq!(listed().await[0].delivery, given_up);
    let answered = store
        .partner_callbacks
        .acknowledge(&seen.id(), By::Link, now())
        .await;
    assert!(answered.unwrap().is_some());
    assert!(listed().await.is_empty());
}

#[tokio::test]
async fn a_list_replaces_the_one_before_and_every_version_stays() {
    let Table { store, .. } = &with_notification().await;
    assert_eq!(store.desk.partners().await.unwrap(), None);
    for (version, expected) in [
        (1, PartnersSaved::Saved),
        (1, PartnersSaved::Outdated),
        (2, PartnersSaved::Saved),
    ] {
        assert_eq!(
            store.desk.set_partners(&list(version)).await.unwrap(),
            expected
        );
    }
    assert_eq!(
        store.desk.set_partners(&list(4)).await.unwrap(),
        PartnersSaved::Outdated
    );
    assert_eq!(store.desk.partners().await.unwrap().unwrap().version, 2);
    assert_eq!(
        store
            .notifications
            .partners_in(1)
            .await
            .unwrap()
            .unwrap()
            .version,
        1
    );
}
