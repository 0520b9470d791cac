//! One item that can't be parsed is counted and left out. It stops nothing else.

use crate::table::{
    DELETE, OPT_OUT, Table, command, items, later, never, now, opened, put, spoil, submission,
    table, text,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::law::{Right, VerifiableRight};
use domain::log::{Actor, Role};
use domain::receipt::ReceiptId;
use domain::request::{
    Channel, Command, InboundEmail, Response, ResponseDelivery, Submission, VerificationMethod,
};
use engines::Engines;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{InboundList, LogStart, StaffDecision, UnopenedEmail};

fn string(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// Moves the emails of all requests from their index partition to that of manual deliveries.
async fn hand_to_staff(engines: &Engines) {
    for mut item in items(engines).await {
        let Some(AttributeValue::S(kind)) = item.get("due_kind") else {
            continue;
        };
        if kind.starts_with("EMAIL#") {
            let kind = kind.replacen("EMAIL#", "MANUAL#", 1);
            item.insert("due_kind".to_owned(), string(kind));
            put(engines, item).await;
        }
    }
}

async fn put_new(engines: &Engines, pk: String, sk: String) {
    let item = [
        ("pk", string(pk)),
        ("sk", string(sk)),
        ("value", string("spoiled")),
    ];
    let item = item.map(|(name, value)| (name.to_owned(), value));
    put(engines, HashMap::from(item)).await;
}

/// An inbound email that is on the list of unopened ones.
fn unopened(archived: &str) -> UnopenedEmail {
    UnopenedEmail {
        archived: archived.to_owned(),
        received: now(),
        why: "it asks for nothing".into(),
        list: InboundList::Unopened,
        about: Vec::new(),
        heading: Default::default(),
    }
}

#[tokio::test]
async fn an_email_for_staff_keeps_no_other_from_the_digest() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    opened(&store, submission(2, DELETE, &["bo@example.org"], now())).await;
    hand_to_staff(&engines).await;
    let pk = format!("REQUEST#{}", first.request);
    assert_eq!(spoil(&engines, &pk, "EMAIL#").await, 1);
    let manual = store.sweep.manual_emails(20).await.unwrap();
    assert_eq!((manual.found.len(), manual.unreadable), (1, 1));
}

#[tokio::test]
async fn a_reason_keeps_no_entry_from_the_log() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    let order = StaffDecision {
        by: Actor::Staff {
            id: "kim".into(),
            role: Role::Decide,
        },
        why: Some("as Ana said".into()),
        seen: None,
    };
    let hold = |held| Command::Hold { held };
    for (held, hours) in [(true, 1), (false, 2)] {
        let taken = store
            .desk
            .take_action(receipt.request, hold(held), &order, later(hours));
        taken.await.unwrap();
    }
    let all = items(&engines).await;
    let reason = all
        .into_iter()
        .find(|item| text(item, "sk") == "REASON#0000000002");
    let mut reason = reason.unwrap();
    reason.insert("value".to_owned(), AttributeValue::N("1".to_owned()));
    put(&engines, reason).await;
    let page = store
        .desk
        .log_page(receipt.request, LogStart::Before(None), 10);
    let page = page.await.unwrap();
    let reasons: Vec<_> = page.entries.iter().map(|of| of.why.as_deref()).collect();
    assert_eq!(reasons, [None, None, Some("as Ana said")]);
    assert_eq!(page.unreadable, 1);
}

#[tokio::test]
async fn a_note_of_an_earlier_response_stops_no_response() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let know = Right::Verifiable(VerifiableRight::Know);
    for n in 1..=2 {
        let asks = submission(n, know, &["ana@example.org"], later(i64::from(n)));
        let receipt = opened(&store, asks).await;
        let verified = Command::Verify(VerificationMethod::Matched);
        command(&store, &receipt, verified, later(20 + i64::from(n))).await;
        let delivery = Some(ResponseDelivery::Elsewhere {
            how: "Here.".into(),
        });
        let responds = Command::respond(Response::Granted { delivery });
        command(&store, &receipt, responds, later(20 + i64::from(n))).await;
        if n == 1 {
            assert_eq!(spoil(&engines, "RESPONDED#", "").await, 1);
        }
    }
    let third = opened(&store, submission(3, know, &["ana@example.org"], later(30))).await;
    let request = store.desk.request(third.request).await.unwrap().unwrap();
    let earlier = store.desk.earlier_responses(&request).await.unwrap();
    assert_eq!((earlier.found.len(), earlier.unreadable), (1, 1));
}

#[tokio::test]
async fn a_reply_or_a_listed_email_stops_no_erasure() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let mail = |n: u8| ReceiptId::from_bytes([n; 16]);
    // An inbound email that the end of its retention erases.
    let id = mail(1);
    let listed = unopened("inbound/a");
    store.email_intake.list_unopened(id, &listed).await.unwrap();
    put_new(&engines, format!("INBOUND#{id}"), "EMAIL#one".to_owned()).await;
    let deleted = store.sweep.delete_inbound(id, &listed.archived, &never);
    assert!(deleted.await.unwrap());
    assert_eq!(items(&engines).await.len(), 0);
    // A raw email of a request, with an email that waits for staff, one that they have triaged, and a reference to nothing.
    let by_email = by_email(3);
    let receipt = opened(&store, by_email).await;
    let both = [mail(4), mail(5)];
    let registered = store.email_intake.register_inbound("inbound/3", &both);
    registered.await.unwrap();
    for id in both {
        let listed = unopened("inbound/3");
        store.email_intake.list_unopened(id, &listed).await.unwrap();
    }
    let staff = Actor::System;
    let triaged = store.desk.triage(mail(5), None, &staff);
    triaged.await.unwrap();
    let raw = items(&engines).await;
    let raw = raw.iter().find(|item| text(item, "pk").starts_with("RAW#"));
    let raw = text(raw.unwrap(), "pk").to_owned();
    put_new(&engines, raw.clone(), "INBOUND#nothing".to_owned()).await;
    assert_eq!(spoil(&engines, "INBOUND#", "INBOUND").await, 2);
    crate::erase::close(&store, &receipt, later(1)).await;
    let erased = store
        .desk
        .erase(receipt.request, Actor::System, later(2), &never);
    let erased = erased.await.unwrap();
    assert!(erased.complete);
    assert_eq!(
        erased.archived,
        Vec::<String>::new(),
        "staff have yet to read one of its emails"
    );
}

#[tokio::test]
async fn an_erasure_of_an_email_with_many_people_stops_in_time_and_continues() {
    const LISTED: usize = 250;
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, by_email(3)).await;
    let ids: Vec<_> = (0..LISTED)
        .map(|n| receipt.id.part(&n.to_string()))
        .collect();
    let registered = store.email_intake.register_inbound("inbound/3", &ids);
    registered.await.unwrap();
    crate::erase::close(&store, &receipt, later(1)).await;
    let left = async || {
        let all = items(&engines).await;
        all.iter()
            .filter(|item| text(item, "pk").starts_with("RAW#"))
            .count()
    };
    let before = left().await;
    assert!(before > LISTED, "{before}");
    let mut calls = 0;
    loop {
        calls += 1;
        let asked = AtomicU32::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 60;
        let erased = store
            .desk
            .erase(receipt.request, Actor::System, later(2), &stop)
            .await
            .unwrap();
        if erased.complete {
            assert_eq!(erased.archived, ["inbound/3"]);
            break;
        }
        assert!(left().await < before, "what a call deleted is its position");
    }
    assert!(calls > 4, "{calls}");
    assert_eq!(left().await, 0);
}

/// An opt-out with a raw email, and without an email that has to leave before it can be erased.
fn by_email(n: u8) -> Submission {
    Submission {
        channel: Channel::Signal,
        inbound_email: Some(InboundEmail {
            archived: format!("inbound/{n}"),
            message_id: None,
            arrived: now(),
            written: None,
            identified: Vec::new(),
            reasons: Vec::new(),
            cited: Vec::new(),
            authentication: None,
        }),
        ..submission(n, OPT_OUT, &["ana@example.org"], now())
    }
}
