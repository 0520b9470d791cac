//! Inbound email that opened no request, and replies to senders.

use crate::table::{Table, later, now, table};
use domain::locale::Locale;
use domain::outbound_email::EmailKind;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::email_to_writer;
use jiff::SignedDuration;
use store::{EmailKey, InboundList, IndexWalk, OutboxItem, Sent, UnopenedEmail};

#[tokio::test]
async fn email_without_a_request_is_listed_once_on_its_list() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let mail = |list, seconds| UnopenedEmail {
        archived: "inbound/a".into(),
        received: later(seconds),
        why: "a bounce".into(),
        list,
        about: Vec::new(),
        heading: Default::default(),
    };
    let ids = [1, 2, 3].map(|n| ReceiptId::from_bytes([n; 16]));
    let listed = [
        (ids[0], mail(InboundList::Unopened, 2)),
        (ids[1], mail(InboundList::Unopened, 1)),
        (ids[2], mail(InboundList::Quarantine, 3)),
    ];
    for (id, mail) in listed.iter().chain(&listed) {
        store.email_intake.list_unopened(*id, mail).await.unwrap();
    }
    let items = engines
        .dynamodb_client()
        .scan()
        .table_name("requests")
        .send()
        .await
        .unwrap();
    assert_eq!(items.count(), 3);
    let [first, second, third] = listed;
    let on = |list| store.desk.inbound_on(list, None, 10);
    assert_eq!(
        on(InboundList::Unopened).await.unwrap().found,
        [second, first.clone()]
    );
    assert_eq!(on(InboundList::Quarantine).await.unwrap().found, [third]);
    assert_eq!(store.desk.unopened(first.0).await.unwrap(), Some(first.1));
}

#[tokio::test]
async fn a_reply_to_a_sender_is_queued_once_and_sent_like_any_other() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let mail = ReceiptId::from_bytes([1; 16]);
    let writer = EmailAddress::parse("ana@example.org").unwrap();
    let email = email_to_writer(
        mail,
        EmailKind::HowToAsk,
        &writer,
        Locale::English,
        None,
        now(),
        None,
    );
    for _ in 0..2 {
        let pending = store
            .email_intake
            .queue_reply(mail, email.clone(), None, now())
            .await;
        pending.unwrap();
    }
    let due = store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(due, [EmailKey::of_mail(mail, &email.id)]);
    let lease = SignedDuration::from_mins(1);
    let pending = store
        .outbox
        .claim(&due[0], now(), lease)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(pending.content, OutboxItem::Single(email));
    let sent = Sent {
        at: now(),
        ses_id: "0100".into(),
    };
    store.outbox.mark_sent(&pending, &sent).await.unwrap();
    assert!(
        store
            .outbox
            .due_emails(later(900), 25, &mut IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
}
