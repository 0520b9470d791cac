//! Erasing a person ends however much belongs to the request, in as many calls as it takes.

use crate::table::{
    OPT_OUT, Table, command, emails_of, items, later, never, now, opened, spoil, submission, table,
    text,
};
use domain::log::Actor;
use domain::person::{Details, Identifier, IdentifierKind, Person};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{Channel, Command, MAX_SUBMISSIONS_PER_DAY, RequestId, Submission};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicU32, Ordering};
use store::{EmailAction, Handles, IndexWalk, IntakeOutcome};

fn numbered(n: u16, at: Timestamp) -> Submission {
    let mut receipt = [9; 16];
    receipt[..2].copy_from_slice(&n.to_be_bytes());
    Submission {
        receipt: ReceiptId::from_bytes(receipt),
        channel: Channel::Signal,
        ..submission(9, OPT_OUT, &["ana@example.org"], at)
    }
}

/// Closes an opt-out without an email or a notification that is about to leave.
pub(crate) async fn close(store: &Handles, first: &Receipt, at: Timestamp) {
    let done = Command::PartnersNotified { notified: 0 };
    command(store, first, done, at).await;
    let due = store
        .notifications
        .due_notifications(at, 25, &mut IndexWalk::default())
        .await
        .unwrap();
    for key in due {
        let lease = SignedDuration::from_mins(1);
        let claimed = store.notifications.claim_notification(&key, at, lease);
        let claimed = claimed.await.unwrap().unwrap();
        let postponed = store.notifications.postpone_notification(&claimed, None);
        postponed.await.unwrap();
    }
    for email in emails_of(store, first.request).await {
        let closed = EmailAction::Close;
        let closed = store
            .desk
            .act_on_email(&email.key, &closed, &Actor::System, at);
        closed.await.unwrap();
    }
}

/// Erases the person of a request, in one call.
pub(crate) async fn erase_all(store: &Handles, id: RequestId, at: Timestamp) {
    let erased = store.desk.erase(id, Actor::System, at, &never).await;
    assert!(erased.unwrap().complete);
}

#[tokio::test]
async fn an_erasure_continues_where_it_stopped_and_clears_every_receipt() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, numbered(0, now())).await;
    let mut n = 0;
    for day in 0..8 {
        for _ in 0..MAX_SUBMISSIONS_PER_DAY + 2 {
            n += 1;
            let at = later(24 * day);
            store.intake.submit(numbered(n, at), at).await.unwrap();
        }
    }
    close(&store, &first, later(200)).await;
    let mut calls = 0;
    loop {
        calls += 1;
        let asked = AtomicU32::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 1;
        let erased = store
            .desk
            .erase(first.request, Actor::System, later(301), &stop)
            .await
            .unwrap();
        if erased.complete {
            break;
        }
    }
    assert!(calls > 1);
    let receipts = items(&engines).await;
    let receipts = receipts
        .iter()
        .filter(|item| text(item, "pk").starts_with("RECEIPT#") && item.contains_key("value"));
    let mut count = 0;
    for receipt in receipts {
        let value = receipt["value"].as_m().unwrap();
        assert_eq!(value["identifiers"].as_l().unwrap().len(), 0);
        count += 1;
    }
    // Each day's submissions, the receipt that counts some of them, and the first submission.
    assert_eq!(
        count,
        8 * (usize::from(MAX_SUBMISSIONS_PER_DAY) + 2 + 1) + 1
    );
    erase_all(&store, first.request, later(302)).await;
}

#[tokio::test]
async fn the_words_of_repeats_that_were_only_counted_are_erased() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, numbered(0, now())).await;
    for n in 1..=2 * MAX_SUBMISSIONS_PER_DAY + 2 {
        let writes = Submission {
            details: Details::parse("My address in Ohio.").ok(),
            ..numbered(n, now())
        };
        store.intake.submit(writes, now()).await.unwrap();
    }
    assert!(format!("{:?}", items(&engines).await).contains("Ohio"));
    close(&store, &first, later(1)).await;
    erase_all(&store, first.request, later(2)).await;
    let left = format!("{:?}", items(&engines).await);
    assert!(!left.contains("Ohio"), "{left}");
}

#[tokio::test]
async fn an_unreadable_receipt_does_not_stop_an_erasure() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, numbered(0, now())).await;
    close(&store, &first, later(1)).await;
    assert_eq!(spoil(&engines, "RECEIPT#", "").await, 1);
    erase_all(&store, first.request, later(2)).await;
}

#[tokio::test]
async fn an_unreadable_email_or_notification_does_not_stop_an_erasure() {
    let by_form = submission(1, OPT_OUT, &["ana@example.org"], now());
    let by_signal = numbered(0, now());
    for (submitted, part) in [(by_form, "EMAIL#"), (by_signal, "NOTIFICATION#")] {
        let Table {
            store,
            engines,
            _stop,
        } = table().await;
        let first = opened(&store, submitted).await;
        let done = Command::PartnersNotified { notified: 0 };
        command(&store, &first, done, later(1)).await;
        assert!(spoil(&engines, "REQUEST#", part).await > 0, "{part}");
        erase_all(&store, first.request, later(2)).await;
        let left = items(&engines).await;
        assert!(left.iter().all(|item| !text(item, "sk").starts_with(part)));
    }
}

#[tokio::test]
async fn a_redelivered_email_of_an_erased_person_is_a_replay() {
    let Table { store, _stop, .. } = table().await;
    let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143").unwrap();
    let mail = Submission {
        channel: Channel::Email,
        person: Person::new(None, None, [phone]).unwrap(),
        ..numbered(0, now())
    };
    let first = opened(&store, mail.clone()).await;
    close(&store, &first, later(1)).await;
    let erased = store
        .desk
        .erase(first.request, Actor::System, later(3), &never)
        .await
        .unwrap();
    assert!(erased.complete);
    let redelivered = store.email_intake.submit(mail.clone(), later(4)).await;
    assert!(
        matches!(redelivered, Ok(IntakeOutcome::Replayed(_))),
        "{redelivered:?}"
    );
    // A caller's key says nothing about the content, so a key that is used again is refused.
    let by_key = Submission {
        channel: Channel::Api,
        ..mail
    };
    let refused = store.intake.submit(by_key, later(4)).await;
    assert_eq!(refused, Ok(IntakeOutcome::IdempotencyConflict));
}
