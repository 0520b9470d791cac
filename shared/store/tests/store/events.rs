//! Sent emails, and the events that SES reports about them.

use crate::table::{Table, email, now, opened, submission, table};
use domain::law::Right;
use domain::log::{Actor, Event};
use domain::outbound_email::{Bounce, EmailEvent, ManualDeliveryReason};
use domain::request::{Note, RequestId};
use jiff::SignedDuration;
use store::{
    Budget, EmailAction, EmailState, EventRecorded, Handles, IndexWalk, PendingEmail, Sent,
    SentEmail,
};

const LEASE: SignedDuration = SignedDuration::from_mins(2);
const PERMANENT: EmailEvent = EmailEvent::Bounced(Bounce::Permanent);
const UNCLEAR: EmailEvent = EmailEvent::Bounced(Bounce::Unclear);

/// Opens a request of Ana's for each right of the form, up to `most`.
async fn open(store: &Handles, count: usize) -> Vec<RequestId> {
    let mut ids = Vec::new();
    for (id, right) in (1..).zip(Right::BASIC).take(count) {
        let submission = submission(id, right, &["ana@example.org"], now());
        ids.push(opened(store, submission).await.request);
    }
    ids
}

/// Claims the emails that are due.
async fn claim(store: &Handles) -> Vec<PendingEmail> {
    let mut claimed = Vec::new();
    for key in store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap()
    {
        claimed.extend(store.outbox.claim(&key, now(), LEASE).await.unwrap());
    }
    claimed
}

/// Marks an email as sent with this SES message ID, and looks it up.
async fn send(store: &Handles, email: &PendingEmail, ses_id: &str) -> SentEmail {
    let sent = Sent {
        at: now(),
        ses_id: ses_id.into(),
    };
    store.outbox.mark_sent(email, &sent).await.unwrap();
    sent_as(store, ses_id).await
}

/// Looks up the email with this SES message ID.
async fn sent_as(store: &Handles, ses_id: &str) -> SentEmail {
    store
        .email_events
        .sent_email(ses_id)
        .await
        .unwrap()
        .unwrap()
}

/// Creates one sent email.
async fn sent(store: &Handles) -> SentEmail {
    open(store, 1).await;
    let [email] = claim(store).await.try_into().unwrap();
    send(store, &email, "0101-a-000000").await
}

/// Returns the email events in a request's log.
async fn email_events(store: &Handles, request: RequestId) -> Vec<EmailEvent> {
    let log = store.desk.log(request).await.unwrap();
    let email_events = log.into_iter().filter_map(|entry| match entry.event {
        Event::Noted(Note::OutboundEmail { event, .. }) => Some(event),
        _ => None,
    });
    email_events.collect()
}

async fn stored(store: &Handles, sent: &SentEmail) -> PendingEmail {
    store.desk.email(&sent.key).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_email_is_found_by_its_ses_message_id_only() {
    let Table { store, .. } = &table().await;
    let [request] = open(store, 1).await.try_into().unwrap();
    let [pending] = claim(store).await.try_into().unwrap();
    assert_eq!(
        store
            .email_events
            .sent_email("0101-a-000000")
            .await
            .unwrap(),
        None
    );
    let sent = send(store, &pending, "0101-a-000000").await;
    assert_eq!(sent.requests, [request]);

    assert_eq!(sent.key, pending.key);
    let long = "a".repeat(100_000);
    for other in ["", "0101-b-000000", "a\r\nb", "SENT#", "ü", "a@b", &long] {
        assert_eq!(store.email_events.sent_email(other).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_bounce_is_recorded_once_and_hands_the_email_to_staff() {
    let Table { store, .. } = &table().await;
    let sent = sent(store).await;
    for noted in [
        EventRecorded::HandedToStaff,
        EventRecorded::Already,
        EventRecorded::Already,
    ] {
        let notified = store
            .email_events
            .record_event(&sent, PERMANENT, now(), now())
            .await;
        assert_eq!(notified, Ok(noted));
    }
    assert_eq!(email_events(store, sent.requests[0]).await, [PERMANENT]);
    let [task] = store.emails_for_staff(9).await.unwrap().try_into().unwrap();
    assert_eq!(task.key, sent.key);
    assert_eq!(task.state, EmailState::ManualDelivery);
    assert_eq!(
        task.manual,
        Some(ManualDeliveryReason::Bounced(Bounce::Permanent))
    );
    assert!(task.sent.is_some(), "when it was sent is kept");
    let due = store
        .outbox
        .due_emails(
            "2027-11-21T18:00:00Z".parse().unwrap(),
            9,
            &mut IndexWalk::default(),
        )
        .await;
    assert_eq!(due.unwrap(), [], "it is not sent again");
    let request = store.desk.request(sent.requests[0]).await.unwrap().unwrap();
    assert_eq!(request.version, 2);
}

#[tokio::test]
async fn a_delivery_and_a_complaint_are_recorded_and_change_nothing_else() {
    let Table { store, .. } = &table().await;
    let sent = sent(store).await;
    for event in [EmailEvent::Delivered, EmailEvent::Complained] {
        let notified = store
            .email_events
            .record_event(&sent, event, now(), now())
            .await;
        assert_eq!(notified, Ok(EventRecorded::Now));
    }
    assert_eq!(stored(store, &sent).await.state, EmailState::Sent);
    assert_eq!(
        email_events(store, sent.requests[0]).await,
        [EmailEvent::Delivered, EmailEvent::Complained]
    );
    let kept = store
        .signals
        .suppression(&email("ana@example.org"))
        .await
        .unwrap();
    assert_eq!(kept.purposes.len(), 1, "the opt-out stays, nothing joins");
}

#[tokio::test]
async fn an_out_of_office_reply_is_no_bounce_in_either_order() {
    for (first, second, between) in [
        (EmailEvent::Delivered, UNCLEAR, EventRecorded::Now),
        (UNCLEAR, EmailEvent::Delivered, EventRecorded::HandedToStaff),
    ] {
        let Table { store, .. } = &table().await;
        let sent = sent(store).await;
        let notified = store
            .email_events
            .record_event(&sent, first, now(), now())
            .await;
        assert_eq!(notified, Ok(between));
        store
            .email_events
            .record_event(&sent, second, now(), now())
            .await
            .unwrap();
        let after = stored(store, &sent).await;
        assert_eq!((after.state, after.manual), (EmailState::Sent, None));
        assert_eq!(store.emails_for_staff(9).await.unwrap(), []);
        assert_eq!(email_events(store, sent.requests[0]).await, [first, second]);
        // The next bounce counts: the receiving server forwarded the email, and it came back.
        let notified = store
            .email_events
            .record_event(&sent, PERMANENT, now(), now())
            .await;
        assert_eq!(notified, Ok(EventRecorded::HandedToStaff));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_events_are_all_recorded_and_all_of_them_decide_the_state() {
    for _ in 0..10 {
        let Table { store, .. } = &table().await;
        let sent = &sent(store).await;
        let tell = |event| store.email_events.record_event(sent, event, now(), now());
        let notified = tokio::join!(
            tell(UNCLEAR),
            tell(EmailEvent::Delivered),
            tell(UNCLEAR),
            tell(EmailEvent::Delivered)
        );
        for notified in [notified.0, notified.1, notified.2, notified.3] {
            assert!(notified.is_ok(), "{notified:?}");
        }
        let after = stored(store, sent).await;
        assert_eq!((after.state, after.events.len()), (EmailState::Sent, 2));
        assert_eq!(email_events(store, sent.requests[0]).await.len(), 2);
        assert_eq!(store.emails_for_staff(9).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_event_of_a_summary_is_recorded_on_each_of_its_requests() {
    let Table { store, .. } = &table().await;
    let requests = open(store, 4).await;
    let held = claim(store).await;
    for pending in &held {
        store
            .outbox
            .hold(pending, &email("ana@example.org"), now(), now())
            .await
            .unwrap();
    }
    let key = store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap()
        .remove(0);
    let first = store
        .outbox
        .claim(&key, now(), LEASE)
        .await
        .unwrap()
        .unwrap();
    store
        .outbox
        .summarize(&first, &email("ana@example.org"), now(), Budget::DEFAULT)
        .await
        .unwrap();
    let [summary] = claim(store).await.try_into().unwrap();
    let sent = send(store, &summary, "0101-b-000000").await;
    assert_eq!(sent.key, summary.key);
    let mut named = sent.requests.clone();
    named.sort_by_key(ToString::to_string);
    let mut all = requests.clone();
    all.sort_by_key(ToString::to_string);
    assert_eq!(named, all);

    for noted in [EventRecorded::HandedToStaff, EventRecorded::Already] {
        let notified = store
            .email_events
            .record_event(&sent, PERMANENT, now(), now())
            .await;
        assert_eq!(notified, Ok(noted));
    }
    for request in requests {
        assert_eq!(email_events(store, request).await, [PERMANENT]);
    }
    let tasks = store.emails_for_staff(9).await.unwrap();
    assert_eq!(tasks.len(), 1, "the summary is one email");
}

#[tokio::test]
async fn an_event_of_an_earlier_send_does_not_affect_the_send_that_staff_ordered() {
    let Table { store, .. } = &table().await;
    let first = sent(store).await;
    store
        .email_events
        .record_event(&first, PERMANENT, now(), now())
        .await
        .unwrap();
    store
        .desk
        .act_on_email(&first.key, &EmailAction::Resend, &Actor::System, now())
        .await
        .unwrap();
    // SES reports another event of the first send: it is recorded once and changes nothing.
    for (event, noted) in [
        (EmailEvent::Delivered, EventRecorded::Now),
        (EmailEvent::Delivered, EventRecorded::Already),
    ] {
        let sent = sent_as(store, "0101-a-000000").await;
        let notified = store
            .email_events
            .record_event(&sent, event, now(), now())
            .await;
        assert_eq!(notified, Ok(noted));
        assert_eq!(stored(store, &sent).await.state, EmailState::Pending);
    }
    let [again] = claim(store).await.try_into().unwrap();
    let second = send(store, &again, "0101-b-000000").await;
    let notified = store
        .email_events
        .record_event(&second, PERMANENT, now(), now())
        .await;
    assert_eq!(
        notified,
        Ok(EventRecorded::HandedToStaff),
        "it came back as well"
    );
    let late = sent_as(store, "0101-a-000000").await;
    let notified = store
        .email_events
        .record_event(&late, UNCLEAR, now(), now())
        .await;
    assert_eq!(notified, Ok(EventRecorded::Now));
    assert_eq!(
        stored(store, &second).await.state,
        EmailState::ManualDelivery
    );
}
