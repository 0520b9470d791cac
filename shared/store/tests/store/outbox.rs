//! Emails: claims, rate limits, holds and summaries.

use crate::table::{
    DELETE, OPT_OUT, Table, email, later, never, now, opened, spoil, submission, table,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::law::{Right, VerifiableRight};
use domain::locale::Locale;
use domain::log::Actor;
use domain::outbound_email::EmailKind;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{Command, RequestId, Response, Submission, email_to_writer};
use jiff::{SignedDuration, Timestamp};
use store::{
    Budget, EmailKey, EmailState, Handles, IndexWalk, OutboxItem, PendingEmail, SendDecision, Sent,
    StoreError, SummaryDecision,
};

#[tokio::test]
async fn an_email_is_claimed_by_one_sender_and_becomes_due_again_unless_marked() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let due = store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    let lease = SignedDuration::from_mins(2);
    let claimed = store
        .outbox
        .claim(&due[0], now(), lease)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((claimed.state, claimed.attempts), (EmailState::Pending, 1));
    assert_eq!(
        store.outbox.claim(&due[0], now(), lease).await.unwrap(),
        None
    );
    assert!(
        store
            .outbox
            .due_emails(now(), 25, &mut IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store
            .outbox
            .due_emails(later(1), 25, &mut IndexWalk::default())
            .await
            .unwrap(),
        due
    );

    let sent = store::Sent {
        at: later(1),
        ses_id: "id".into(),
    };
    store.outbox.mark_sent(&claimed, &sent).await.unwrap();
    assert!(
        store
            .outbox
            .due_emails(later(9), 25, &mut IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
    store.outbox.mark_sent(&claimed, &sent).await.unwrap();
    let marked = store.desk.email(&due[0]).await.unwrap().unwrap();
    assert_eq!((marked.state, marked.sent), (EmailState::Sent, Some(sent)));
}

/// Claims one email for each of these requests.
async fn claimed(store: &Handles, submissions: Vec<Submission>) -> Vec<PendingEmail> {
    let mut emails = Vec::new();
    for submission in submissions {
        let received = submission.received;
        store.intake.submit(submission, received).await.unwrap();
        for key in store
            .outbox
            .due_emails(now(), 25, &mut IndexWalk::default())
            .await
            .unwrap()
        {
            emails.extend(
                store
                    .outbox
                    .claim(&key, now(), SignedDuration::from_hours(1000))
                    .await
                    .unwrap(),
            );
        }
    }
    emails
}

/// Reserves a place in the budget of an address.
async fn reserve(
    store: &Handles,
    email: &PendingEmail,
    address: &Identifier,
    at: Timestamp,
    budget: Budget,
) -> SendDecision {
    let decision = store.outbox.reserve(email, address, at, budget);
    decision.await.unwrap()
}

#[tokio::test]
async fn an_address_gets_emails_up_to_its_limit_and_an_email_is_counted_once() {
    let Table { store, _stop, .. } = table().await;
    let (ana, bo) = (email("ana@example.org"), email("bo@example.org"));
    let rights = Right::BASIC.into_iter().enumerate();
    let submissions = rights
        .map(|(id, right)| submission(id as u8 + 1, right, &["ana@example.org"], now()))
        .collect();
    let emails = claimed(&store, submissions).await;
    assert_eq!(emails.len(), 6);
    // A Saturday.
    let (day, next) = (now(), later(24));
    let sends = |email, to, at| reserve(&store, email, to, at, Budget::DEFAULT);
    for email in &emails[..3] {
        assert_eq!(sends(email, &ana, day).await, SendDecision::Send);
    }
    let tomorrow = SendDecision::Hold(later(23));
    assert_eq!(sends(&emails[3], &ana, day).await, tomorrow, "at 9 a.m.");
    assert_eq!(sends(&emails[3], &bo, day).await, SendDecision::Send);
    assert_eq!(sends(&emails[4], &ana, next).await, SendDecision::Send);
    let tight = Budget {
        per_day: 9,
        per_week: 4,
    };
    let monday = SendDecision::Hold(later(47));
    assert_eq!(
        reserve(&store, &emails[5], &ana, next, tight).await,
        monday,
        "four a week"
    );
    let counted = store.desk.email(&emails[0].key).await.unwrap().unwrap();
    let nothing = Budget {
        per_day: 0,
        per_week: 0,
    };
    assert_eq!(
        reserve(&store, &counted, &ana, later(900), nothing).await,
        SendDecision::Send,
        "an email that was counted may leave on any later day"
    );
}

#[tokio::test]
async fn a_required_email_is_counted_and_never_held() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    let rights = Right::BASIC.into_iter().enumerate();
    let submissions = rights
        .map(|(id, right)| submission(id as u8 + 1, right, &["ana@example.org"], now()))
        .collect();
    let emails = claimed(&store, submissions).await;
    for required in &emails[..5] {
        for _ in 0..2 {
            let required = store.desk.email(&required.key).await.unwrap().unwrap();
            let counted = store.outbox.count_required(&required, &ana, now());
            counted.await.unwrap();
        }
    }
    let held = reserve(&store, &emails[5], &ana, now(), Budget::DEFAULT).await;
    assert_eq!(held, SendDecision::Hold(later(23)));
    let six = Budget {
        per_day: 6,
        per_week: 6,
    };
    let sixth = reserve(&store, &emails[5], &ana, now(), six).await;
    assert_eq!(sixth, SendDecision::Send, "five were counted, once each");
}

#[tokio::test]
async fn one_receipt_email_per_right_and_day() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    let asks = |id| submission(id, OPT_OUT, &["ana@example.org"], now());
    let emails = claimed(&store, vec![asks(1), asks(2)]).await;
    let sends = |email| reserve(&store, email, &ana, now(), Budget::DEFAULT);
    assert_eq!(sends(&emails[0]).await, SendDecision::Send);
    assert_eq!(sends(&emails[1]).await, SendDecision::Covered);
}

#[tokio::test]
async fn every_part_of_a_long_list_of_references_is_sent() {
    let Table { store, _stop, .. } = table().await;
    let agent = email("agent@agents.example");
    let writer = EmailAddress::parse("agent@agents.example").unwrap();
    let receipts: Vec<_> = (0..501_u16).map(receipt).collect();
    let mail = receipts[0];
    for part in receipts.chunks(500) {
        let kind = EmailKind::RequestsOpened {
            receipts: part.to_vec(),
        };
        let list = email_to_writer(part[0], kind, &writer, Locale::English, None, now(), None);
        let queued = store.email_intake.queue_reply(mail, list, None, now());
        queued.await.unwrap();
    }
    let mut walk = IndexWalk::default();
    let due = store.outbox.due_emails(now(), 25, &mut walk).await.unwrap();
    assert_eq!(due.len(), 2);
    for key in due {
        let claimed = store
            .outbox
            .claim(&key, now(), SignedDuration::from_mins(2));
        let part = claimed.await.unwrap().unwrap();
        let sent = reserve(&store, &part, &agent, now(), Budget::DEFAULT).await;
        assert_eq!(sent, SendDecision::Send);
    }
}

fn receipt(nth: u16) -> ReceiptId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&nth.to_be_bytes());
    ReceiptId::from_bytes(bytes)
}

#[tokio::test]
async fn an_agent_gets_an_email_for_each_person_that_they_represent() {
    let Table { store, _stop, .. } = table().await;
    let by_agent = |id: u8| Submission {
        person: Person::new(
            None,
            None,
            Identifier::parse(IdentifierKind::Phone, &format!("916 555 010{id}")),
        )
        .unwrap(),
        agent: Some(Agent {
            name: None,
            email: EmailAddress::parse("agent@agents.example").ok(),
            permission: Permission::Signed,
        }),
        ..submission(id, DELETE, &["nobody@example.org"], now())
    };
    let emails = claimed(&store, vec![by_agent(1), by_agent(2)]).await;
    for pending in &emails {
        let agent = email("agent@agents.example");
        let sent = reserve(&store, pending, &agent, now(), Budget::DEFAULT).await;
        assert_eq!(sent, SendDecision::Send);
    }
    assert_eq!(emails.len(), 2);
}

#[tokio::test]
async fn a_summary_replaces_the_held_emails() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    for (id, right) in [
        (1, OPT_OUT),
        (2, DELETE),
        (3, Right::Verifiable(VerifiableRight::Know)),
    ] {
        opened(&store, submission(id, right, &["ana@example.org"], now())).await;
    }
    let lease = SignedDuration::from_mins(2);
    for key in store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap()
    {
        let email = store
            .outbox
            .claim(&key, now(), lease)
            .await
            .unwrap()
            .unwrap();
        store
            .outbox
            .hold(&email, &ana, later(24), now())
            .await
            .unwrap();
    }
    assert!(
        store
            .outbox
            .due_emails(later(23), 25, &mut IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
    let due = store
        .outbox
        .due_emails(later(24), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(due.len(), 3);
    let first = store
        .outbox
        .claim(&due[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    let summarize = |at| store.outbox.summarize(&first, &ana, at, Budget::DEFAULT);
    assert_eq!(summarize(later(24)).await, Ok(SummaryDecision::Summarized));
    let summary = store
        .outbox
        .due_emails(later(24), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(summary.len(), 1, "the three are in it");
    let summary = store
        .outbox
        .claim(&summary[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    let store::OutboxItem::Summary(emails) = &summary.content else {
        panic!("{:?}", summary.content)
    };
    assert_eq!(emails.len(), 3);
    assert!(
        matches!(summarize(later(24)).await, Ok(SummaryDecision::Wait(_))),
        "one open summary"
    );
    let sent = Sent {
        at: later(24),
        ses_id: "one".into(),
    };
    store.outbox.mark_sent(&summary, &sent).await.unwrap();
    assert_eq!(
        summarize(later(24)).await,
        Err(StoreError::Changed),
        "it was in the first one"
    );
    erase_one_by_one(&store, &summary.key).await;
}

#[tokio::test]
async fn an_unreadable_held_email_keeps_no_other_from_leaving() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let ana = email("ana@example.org");
    let writer = EmailAddress::parse("ana@example.org").unwrap();
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let mail = receipt(7);
    let reply = email_to_writer(
        mail,
        EmailKind::HowToAsk,
        &writer,
        Locale::English,
        None,
        now(),
        None,
    );
    let queued = store.email_intake.queue_reply(mail, reply, None, now());
    queued.await.unwrap();
    let mut walk = IndexWalk::default();
    let due = store.outbox.due_emails(now(), 25, &mut walk).await.unwrap();
    let mut held = Vec::new();
    for key in due {
        let claimed = store
            .outbox
            .claim(&key, now(), SignedDuration::from_mins(2));
        let email = claimed.await.unwrap().unwrap();
        store
            .outbox
            .hold(&email, &ana, later(24), now())
            .await
            .unwrap();
        held.push(email);
    }
    assert_eq!(spoil(&engines, "INBOUND#", "EMAIL#").await, 1);
    let readable = held.iter().find(|email| !email.requests.is_empty());
    let summarized = store
        .outbox
        .summarize(readable.unwrap(), &ana, later(24), Budget::DEFAULT);
    assert_eq!(summarized.await, Ok(SummaryDecision::Summarized));
}

/// Closes and erases each request. The summary no longer has its email.
async fn erase_one_by_one(store: &Handles, key: &EmailKey) {
    let mut receipts = [1, 2, 3].map(|id| ReceiptId::from_bytes([id; 16]));
    // The request whose reference the summary has comes first.
    receipts.sort_by_key(|receipt| receipt.to_string() != key.owner());
    for (forgotten, receipt) in (1..).zip(receipts) {
        let id = RequestId(receipt);
        let request = store.desk.request(id).await.unwrap().unwrap();
        let command = match request.right() {
            Some(OPT_OUT) => Command::PartnersNotified { notified: 0 },
            _ => Command::respond(Response::NotVerified),
        };
        let mut closed = request.apply(command, later(25)).unwrap();
        closed.emails.clear();
        store.sweep.commit(&closed).await.unwrap();
        store
            .desk
            .erase(id, Actor::System, later(26), &never)
            .await
            .unwrap();
        match store
            .desk
            .email(key)
            .await
            .unwrap()
            .map(|summary| summary.content)
        {
            Some(OutboxItem::Summary(emails)) => {
                assert_eq!(emails.len(), 3 - forgotten);
                assert!(emails.iter().all(|email| email.receipt != receipt));
            }
            Some(other) => panic!("{other:?}"),
            None => assert_eq!(forgotten, 3, "it stays for the others"),
        }
        let known = store.email_events.sent_email("one").await.unwrap();
        assert_eq!(known.is_some(), forgotten < 3, "its SES message ID as well");
    }
}

#[tokio::test]
async fn an_email_whose_outcome_is_missing_is_marked_by_an_event_or_becomes_due_again() {
    let Table { store, _stop, .. } = table().await;
    let asked = vec![submission(1, OPT_OUT, &["ana@example.org"], now())];
    let [pending] = claimed(&store, asked).await.try_into().unwrap();
    let tag = pending.key.tag();
    assert_eq!(EmailKey::of_tag(&tag), Some(pending.key.clone()));
    let sent = Sent {
        at: now(),
        ses_id: "one".into(),
    };
    let adopt = |ses_id: &str| {
        let sent = Sent {
            ses_id: ses_id.into(),
            ..sent.clone()
        };
        let (store, key) = (store.clone(), pending.key.clone());
        async move { store.email_events.adopt_sent(&key, &sent).await.unwrap() }
    };
    let state = || async { store.desk.email(&pending.key).await.unwrap().unwrap().state };
    // An event of an earlier send doesn't mark the send that staff ordered.
    assert!(adopt("zero").await.is_some());
    assert_eq!(state().await, EmailState::Pending);
    let started = store.outbox.start_send(&pending.key, now(), later(1));
    started.await.unwrap();
    assert!(adopt("one").await.is_some());
    assert_eq!(state().await, EmailState::Sent);
    // The sender's own mark comes late, or SES accepted a second copy.
    store.outbox.mark_sent(&pending, &sent).await.unwrap();
    let second = Sent {
        ses_id: "two".into(),
        ..sent.clone()
    };
    store.outbox.mark_sent(&pending, &second).await.unwrap();
    for ses_id in ["zero", "one", "two"] {
        let known = store.email_events.sent_email(ses_id).await.unwrap();
        assert_eq!(known.unwrap().key, pending.key);
    }
    let stored = store.desk.email(&pending.key).await.unwrap().unwrap();
    assert_eq!(stored.sent, Some(sent));
}

/// The rows at the head of a shard are unreadable.
#[tokio::test]
async fn rows_that_name_no_email_do_not_hide_those_behind_them() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let client = engines.dynamodb_client();
    let rows = client.scan().table_name("requests").send().await.unwrap();
    let row = rows
        .items()
        .iter()
        .find(|row| row["sk"].as_s().unwrap().starts_with("EMAIL#"))
        .unwrap();
    for n in 0..7 {
        let mut odd = row.clone();
        odd.insert("pk".into(), AttributeValue::S(format!("ODD#{n}")));
        let at = format!("2026-01-01T00:00:00.000Z#{n}");
        odd.insert("due_at".into(), AttributeValue::S(at));
        let put = client.put_item().table_name("requests");
        put.set_item(Some(odd)).send().await.unwrap();
    }
    let mut walk = IndexWalk::default();
    let mut due = Vec::new();
    while !walk.is_over() {
        due.extend(store.outbox.due_emails(now(), 2, &mut walk).await.unwrap());
    }
    assert_eq!((due.len(), walk.unreadable), (1, 7));
}
