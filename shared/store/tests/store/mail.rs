//! Mail that opened nothing, and letters to whoever wrote one.

use crate::table::{Table, later, now, table};
use domain::letter::Says;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::letter_to_writer;
use jiff::SignedDuration;
use store::{LetterKey, MailList, Post, Sent, UnopenedMail};

#[tokio::test]
async fn unopened_mail_is_listed_once_where_it_belongs() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let mail = |list, seconds| UnopenedMail {
        archived: "inbound/a".into(),
        received: later(seconds),
        why: "a bounce".into(),
        list,
        about: Vec::new(),
    };
    let ids = [1, 2, 3].map(|n| ReceiptId::from_bytes([n; 16]));
    let listed = [
        (ids[0], mail(MailList::Unopened, 2)),
        (ids[1], mail(MailList::Unopened, 1)),
        (ids[2], mail(MailList::Quarantine, 3)),
    ];
    for (id, mail) in listed.iter().chain(&listed) {
        store.list_unopened(*id, mail).await.unwrap();
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
    let on = |list| store.unopened_on(list, 10);
    assert_eq!(
        on(MailList::Unopened).await.unwrap(),
        [second, first.clone()]
    );
    assert_eq!(on(MailList::Quarantine).await.unwrap(), [third]);
    assert_eq!(store.unopened(first.0).await.unwrap(), Some(first.1));
}

#[tokio::test]
async fn a_letter_to_whoever_wrote_a_mail_is_owed_once_and_sent_like_any_other() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let mail = ReceiptId::from_bytes([1; 16]);
    let writer = EmailAddress::parse("ana@example.org").unwrap();
    let letter = letter_to_writer(mail, Says::HowToAsk, &writer, now(), None);
    for _ in 0..2 {
        let owed = store.owe_to_writer(mail, letter.clone(), now()).await;
        owed.unwrap();
    }
    let due = store.due_letters(now(), 25).await.unwrap();
    assert_eq!(due, [LetterKey::of_mail(mail, &letter.id)]);
    let lease = SignedDuration::from_mins(1);
    let owed = store.claim(&due[0], now(), lease).await.unwrap().unwrap();
    assert_eq!(owed.post, Post::One(letter));
    let sent = Sent {
        at: now(),
        ses_id: "0100".into(),
    };
    store.mark_sent(&owed, &sent).await.unwrap();
    assert!(store.due_letters(later(900), 25).await.unwrap().is_empty());
}
