//! Emails: claims, rate limits, holds and summaries.

use crate::table::{DELETE, OPT_OUT, Table, email, later, now, opened, submission, table};
use domain::law::{Right, VerifiableRight};
use domain::log::Actor;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{Command, RequestId, Response, Submission};
use jiff::SignedDuration;
use jiff::civil::date;
use store::{
    Budget, EmailKey, EmailState, Handles, OutboxItem, PendingEmail, SendDecision, Sent, StoreError,
};

#[tokio::test]
async fn an_email_is_claimed_by_one_sender_and_becomes_due_again_unless_marked() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let due = store.outbox.due_emails(now(), 25).await.unwrap();
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
    assert!(store.outbox.due_emails(now(), 25).await.unwrap().is_empty());
    assert_eq!(store.outbox.due_emails(later(1), 25).await.unwrap(), due);

    let sent = store::Sent {
        at: later(1),
        ses_id: "id".into(),
    };
    store.outbox.mark_sent(&claimed, &sent).await.unwrap();
    assert!(
        store
            .outbox
            .due_emails(later(9), 25)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store.outbox.mark_sent(&claimed, &sent).await,
        Err(StoreError::Changed),
        "marked once"
    );
    let marked = store.desk.email(&due[0]).await.unwrap().unwrap();
    assert_eq!((marked.state, marked.sent), (EmailState::Sent, Some(sent)));
}

/// Claims one email for each of these requests.
async fn claimed(store: &Handles, submissions: Vec<Submission>) -> Vec<PendingEmail> {
    let mut emails = Vec::new();
    for submission in submissions {
        let received = submission.received;
        store.intake.submit(submission, received).await.unwrap();
        for key in store.outbox.due_emails(now(), 25).await.unwrap() {
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

#[tokio::test]
async fn an_address_gets_emails_up_to_its_limit_and_an_email_is_counted_once() {
    let Table { store, _stop, .. } = table().await;
    let (ana, bo) = (email("ana@example.org"), email("bo@example.org"));
    let rights = Right::ON_THE_FORM.into_iter().enumerate();
    let submissions = rights
        .map(|(id, right)| submission(id as u8 + 1, right, &["ana@example.org"], now()))
        .collect();
    let emails = claimed(&store, submissions).await;
    assert_eq!(emails.len(), 6);
    let (day, next) = (date(2026, 11, 21), date(2026, 11, 22));
    for email in emails[..3].iter().chain(&emails[..3]) {
        assert_eq!(
            store
                .outbox
                .reserve(email, &ana, day, Budget::DEFAULT)
                .await,
            Ok(SendDecision::Send)
        );
    }
    assert_eq!(
        store
            .outbox
            .reserve(&emails[3], &ana, day, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Hold)
    );
    assert_eq!(
        store
            .outbox
            .reserve(&emails[3], &bo, day, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Send)
    );
    assert_eq!(
        store
            .outbox
            .reserve(&emails[4], &ana, next, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Send)
    );
    let tight = Budget {
        per_day: 9,
        per_week: 4,
    };
    assert_eq!(
        store.outbox.reserve(&emails[5], &ana, next, tight).await,
        Ok(SendDecision::Hold),
        "four a week"
    );

    let counted = store.desk.email(&emails[0].key).await.unwrap().unwrap();
    let nothing = Budget {
        per_day: 0,
        per_week: 0,
    };
    let leaves = store
        .outbox
        .reserve(&counted, &ana, date(2026, 12, 24), nothing)
        .await;
    assert_eq!(
        leaves,
        Ok(SendDecision::Send),
        "an email that was counted may leave on any later day"
    );
}

#[tokio::test]
async fn one_receipt_email_per_right_and_day() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    let asks = |id| submission(id, OPT_OUT, &["ana@example.org"], now());
    let emails = claimed(&store, vec![asks(1), asks(2)]).await;
    let day = date(2026, 11, 21);
    assert_eq!(
        store
            .outbox
            .reserve(&emails[0], &ana, day, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Send)
    );
    assert_eq!(
        store
            .outbox
            .reserve(&emails[1], &ana, day, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Covered)
    );
    assert_eq!(
        store
            .outbox
            .reserve(&emails[0], &ana, day, Budget::DEFAULT)
            .await,
        Ok(SendDecision::Send)
    );
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
        assert_eq!(
            store
                .outbox
                .reserve(pending, &agent, date(2026, 11, 21), Budget::DEFAULT)
                .await,
            Ok(SendDecision::Send)
        );
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
    for key in store.outbox.due_emails(now(), 25).await.unwrap() {
        let email = store
            .outbox
            .claim(&key, now(), lease)
            .await
            .unwrap()
            .unwrap();
        store.outbox.hold(&email, &ana, later(24)).await.unwrap();
    }
    assert!(
        store
            .outbox
            .due_emails(later(23), 25)
            .await
            .unwrap()
            .is_empty()
    );
    let due = store.outbox.due_emails(later(24), 25).await.unwrap();
    assert_eq!(due.len(), 3);
    let first = store
        .outbox
        .claim(&due[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    store
        .outbox
        .summarize(&first, &ana, later(24))
        .await
        .unwrap();
    let summary = store.outbox.due_emails(later(24), 25).await.unwrap();
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
    assert_eq!(
        store.outbox.summarize(&first, &ana, later(24)).await,
        Err(StoreError::Changed),
        "once"
    );
    let sent = Sent {
        at: later(24),
        ses_id: "one".into(),
    };
    store.outbox.mark_sent(&summary, &sent).await.unwrap();
    erase_one_by_one(&store, &summary.key).await;
}

/// Closes and erases each request. The summary no longer has its email.
async fn erase_one_by_one(store: &Handles, key: &EmailKey) {
    let mut receipts = [1, 2, 3].map(|id| ReceiptId::from_bytes([id; 16]));
    // The request that stores the summary comes last.
    receipts.sort_by_key(|receipt| receipt.to_string() == key.owner());
    for (forgotten, receipt) in (1..).zip(receipts) {
        let id = RequestId(receipt);
        let request = store.desk.request(id).await.unwrap().unwrap();
        let command = match request.right() {
            Some(OPT_OUT) => Command::PartnersNotified { notified: 0 },
            _ => Command::Respond(Response::NotVerified),
        };
        let mut closed = request.apply(command, later(25)).unwrap();
        closed.emails.clear();
        store.sweep.commit(&closed).await.unwrap();
        store
            .desk
            .erase(id, Actor::System, later(26))
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
    }
}
