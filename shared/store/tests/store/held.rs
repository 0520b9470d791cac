//! Held emails: the order in which they leave, the last day of an email, and how much a summary holds.

use crate::table::{
    DELETE, Table, email, items, later, minutes_later, now, opened, submission, table, text,
};
use domain::locale::Locale;
use domain::outbound_email::{EmailKind, SendPolicy};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Command, email_to_writer};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{
    Budget, EmailKey, Handles, IndexWalk, OutboxItem, PendingEmail, SendDecision, Sent,
    SummaryDecision,
};

const ANA: &str = "ana@example.org";

/// A budget without room.
const NOTHING: Budget = Budget {
    per_day: 0,
    per_week: 0,
};

fn receipt(nth: u16) -> ReceiptId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&nth.to_be_bytes());
    ReceiptId::from_bytes(bytes)
}

async fn claimed(store: &Handles, key: &EmailKey, at: Timestamp) -> PendingEmail {
    let claim = store.outbox.claim(key, at, SignedDuration::from_mins(2));
    claim.await.unwrap().unwrap()
}

/// Queues an email to Ana that belongs to no request, and holds it from `at` on.
async fn hold(
    store: &Handles,
    nth: u16,
    kind: EmailKind,
    by: Option<Date>,
    at: Timestamp,
) -> PendingEmail {
    let writer = EmailAddress::parse(ANA).unwrap();
    let mut reply = email_to_writer(
        receipt(nth),
        kind,
        &writer,
        Locale::English,
        None,
        now(),
        None,
    );
    reply.send_policy = SendPolicy::Unproven { by };
    let key = EmailKey::of_mail(receipt(nth), &reply.id);
    let queued = store
        .email_intake
        .queue_reply(receipt(nth), reply, None, now());
    queued.await.unwrap();
    let pending = claimed(store, &key, at).await;
    let held = store
        .outbox
        .hold(&pending, &email(ANA), later(24), at)
        .await;
    held.unwrap();
    claimed(store, &key, later(24)).await
}

/// Returns the summaries that are due, with the receipts of their emails.
async fn summaries(store: &Handles, at: Timestamp) -> Vec<(EmailKey, Vec<ReceiptId>)> {
    let mut walk = IndexWalk::default();
    let due = store.outbox.due_emails(at, 500, &mut walk).await.unwrap();
    let mut found = Vec::new();
    for key in due {
        let pending = store.desk.email(&key).await.unwrap().unwrap();
        if let OutboxItem::Summary(emails) = pending.content {
            found.push((key, emails.iter().map(|email| email.receipt).collect()));
        }
    }
    found
}

#[tokio::test]
async fn the_emails_that_were_held_first_leave_first_and_the_rest_joins_them() {
    let Table { store, _stop, .. } = table().await;
    let mut newest = None;
    for nth in 0..60 {
        // The IDs are in another order than the times.
        let minutes = i64::from(nth) * 7 % 60;
        let at = minutes_later(minutes);
        let held = hold(&store, nth, EmailKind::HowToAsk, None, at).await;
        if minutes == 59 {
            newest = Some(held);
        }
    }
    let newest = newest.unwrap();
    let ana = email(ANA);
    let summarize = |at| store.outbox.summarize(&newest, &ana, at, Budget::DEFAULT);
    let mut oldest: Vec<u16> = (0..60).collect();
    oldest.sort_by_key(|nth| i64::from(*nth) * 7 % 60);
    let oldest: Vec<ReceiptId> = oldest.into_iter().map(receipt).collect();
    assert_eq!(summarize(later(24)).await, Ok(SummaryDecision::Summarized));
    assert_eq!(summaries(&store, later(24)).await, [], "it is being filled");
    let filled = later(24) + SignedDuration::from_mins(5);
    let [(_, first)] = summaries(&store, filled).await.try_into().unwrap();
    assert_eq!(first, oldest[..45]);
    assert_eq!(summarize(later(24)).await, Ok(SummaryDecision::Summarized));
    let [(key, all)] = summaries(&store, filled).await.try_into().unwrap();
    assert_eq!(all, oldest);
    claimed(&store, &key, filled).await;
    let late = hold(&store, 60, EmailKind::HowToAsk, None, now()).await;
    let joined = store.outbox.summarize(&late, &ana, filled, Budget::DEFAULT);
    let waits = joined.await.unwrap();
    assert!(
        matches!(waits, SummaryDecision::Wait(_)),
        "it is being sent"
    );
}

#[tokio::test]
async fn on_its_last_day_an_email_leaves_above_the_limit_and_one_summary_a_day_does() {
    let Table { store, _stop, .. } = table().await;
    let ana = email(ANA);
    let (today, tomorrow) = ("2026-11-22", "2026-11-23");
    let last_day = |day: &str| Some(day.parse().unwrap());
    let mut held = Vec::new();
    for nth in 0..50 {
        held.push(hold(&store, nth, EmailKind::HowToAsk, None, now()).await);
    }
    let urgent = hold(&store, 50, EmailKind::HowToAsk, last_day(today), later(1)).await;
    let next = hold(
        &store,
        51,
        EmailKind::HowToAsk,
        last_day(tomorrow),
        later(1),
    )
    .await;
    let summarize = |email, at| {
        let summarized = store.outbox.summarize(email, &ana, at, NOTHING);
        async { summarized.await.unwrap() }
    };
    let morning = |day: &str| SummaryDecision::Wait(format!("{day}T17:00:00Z").parse().unwrap());
    // It is Sunday, 10 a.m. in California.
    let sunday = later(24);
    assert_eq!(summarize(&held[0], sunday).await, morning(tomorrow));
    assert_eq!(summarize(&next, sunday).await, morning(tomorrow));
    let summarized = SummaryDecision::Summarized;
    assert_eq!(summarize(&urgent, sunday).await, summarized);
    let filled = sunday + SignedDuration::from_mins(5);
    let [(key, first)] = summaries(&store, filled).await.try_into().unwrap();
    assert_eq!((first[0], first.len()), (receipt(50), 45));
    let summary = claimed(&store, &key, filled).await;
    let sent = Sent {
        at: filled,
        ses_id: "one".into(),
    };
    store.outbox.mark_sent(&summary, &sent).await.unwrap();
    let late = hold(&store, 52, EmailKind::HowToAsk, last_day(today), later(2)).await;
    assert_eq!(summarize(&late, filled).await, morning(tomorrow));
    assert_eq!(summarize(&late, later(48)).await, summarized);
    let filled = later(48) + SignedDuration::from_mins(5);
    let [(_, second)] = summaries(&store, filled).await.try_into().unwrap();
    assert_eq!(
        second[..2],
        [receipt(51), receipt(52)],
        "their last day has come"
    );
}

#[tokio::test]
async fn a_summary_is_never_larger_than_an_item_may_be() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let ana = email(ANA);
    let receipts: Vec<_> = (0..500).map(receipt).collect();
    let mut last = None;
    for nth in 0..45 {
        let kind = EmailKind::RequestsOpened {
            receipts: receipts.clone(),
        };
        last = Some(hold(&store, nth, kind, None, now()).await);
    }
    let last = last.unwrap();
    let mut decisions = Vec::new();
    for _ in 0..2 {
        let summarized = store
            .outbox
            .summarize(&last, &ana, later(24), Budget::DEFAULT);
        decisions.push(summarized.await.unwrap());
    }
    assert_eq!(decisions[0], SummaryDecision::Summarized);
    assert!(
        matches!(decisions[1], SummaryDecision::Wait(_)),
        "it is full"
    );
    let stored = items(&engines).await;
    let summary = stored
        .iter()
        .find(|item| text(item, "pk").starts_with("SUMMARY#"));
    let bytes = format!("{:?}", summary.unwrap()["value"]).len();
    // The debug format adds at least a third.
    assert!((200_000..600_000).contains(&bytes), "{bytes}");
}

#[tokio::test]
async fn no_email_covers_one_of_another_kind() {
    let Table { store, _stop, .. } = table().await;
    let ana = email(ANA);
    let request = opened(&store, submission(1, DELETE, &[ANA], now())).await;
    let request = store.desk.request(request.request).await.unwrap().unwrap();
    let at = later(46 * 24);
    let denied = request.apply(Command::CheckDeadlines, at).unwrap();
    store.sweep.commit(&denied).await.unwrap();
    let mut walk = IndexWalk::default();
    let due = store.outbox.due_emails(at, 25, &mut walk).await.unwrap();
    let mut kinds = Vec::new();
    for key in due {
        let pending = claimed(&store, &key, at).await;
        let sent = store.outbox.reserve(&pending, &ana, at, Budget::DEFAULT);
        assert_eq!(sent.await.unwrap(), SendDecision::Send);
        kinds.push(pending.content.first().unwrap().kind.name());
    }
    kinds.sort_unstable();
    assert_eq!(kinds, ["response", "verifiable_received"]);
}
