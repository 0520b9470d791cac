//! SES events: deliveries, bounces and complaints.

use domain::log::{Actor, Event};
use domain::outbound_email::{Bounce, EMAIL_TAG, EmailEvent, ManualDeliveryReason};
use domain::request::Note;
use domain::suppression::Purpose;
use email_events::Unhandled;
use engines::clients::Retries;
use engines::lambda::sns_event;
use engines::proxy::Fault;
use jiff::{SignedDuration, Timestamp};
use local::Function;
use serde_json::json;
use store::{EmailState, IndexWalk, SHARDS, Sent};
use tests::{Build, TestApp};

const BOUNCES: &str = "bounce@simulator.amazonses.com";

/// Returns the email events in a request's log.
async fn fates(app: &TestApp, reference: &str) -> Vec<EmailEvent> {
    let (_, request) = app.look_up(reference).await.unwrap();
    let log = app.store().desk.log(request.id).await.unwrap();
    let noted = log.into_iter().filter_map(|entry| match entry.event {
        Event::Noted(Note::OutboundEmail { event, .. }) => Some((entry.by, event)),
        _ => None,
    });
    noted
        .map(|(by, event)| {
            assert_eq!(by, Actor::System);
            event
        })
        .collect()
}

/// Opts an address out. Returns the reference.
async fn opt_out(app: &TestApp, email: &str) -> String {
    let asked = json!({"right": "opt_out", "email": email});
    let answer = app.post_json(&asked).await.json();
    answer["reference"].as_str().unwrap().to_owned()
}

/// Invokes the function with this message, as SNS does.
async fn tell(app: &TestApp, message: &str) -> Result<(), Unhandled> {
    email_events::handle(
        &app.system.functions.email_events,
        sns_event(message, app.now()),
    )
    .await
}

/// Returns the delivery event of an email that SES accepted at `sent`.
fn delivery(ses_id: &str, sent: Timestamp) -> String {
    json!({
        "eventType": "Delivery",
        "mail": { "timestamp": sent.to_string(), "messageId": ses_id, "destination": ["ana@example.org"] },
        "delivery": { "timestamp": sent.to_string(), "partners": ["ana@example.org"] }
    })
    .to_string()
}

#[tokio::test]
async fn an_email_that_comes_back_is_a_task_for_staff_and_its_request_says_why() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, BOUNCES).await;
    app.serve_outbox().await;
    assert_eq!(app.store().emails_for_staff(9).await.unwrap(), []);
    assert_eq!(app.handle_email_events().await, (1, 0));

    let permanent = Bounce::Permanent;
    assert_eq!(
        fates(&app, &reference).await,
        [EmailEvent::Bounced(permanent)]
    );
    let [task] = app
        .store()
        .emails_for_staff(9)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(task.state, EmailState::ManualDelivery);
    assert_eq!(task.manual, Some(ManualDeliveryReason::Bounced(permanent)));
    let outbox = app.open_page("/outbox").await.body;
    assert!(outbox.contains("It bounced: the address doesn’t accept email."));

    // The opt-out stays in force, and staff must deliver the email.
    let since = app.suppression(BOUNCES).await.since(Purpose::SaleSharing);
    assert!(since.is_some());
    app.pass(SignedDuration::from_hours(60 * 24));
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn a_delivery_that_is_told_twice_is_noted_once() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, "ana@example.org").await;
    app.serve_outbox().await;
    let [event] = app.system.engines.ses.take_events().try_into().unwrap();
    for _ in 0..3 {
        tell(&app, &event).await.unwrap();
    }
    assert_eq!(fates(&app, &reference).await, [EmailEvent::Delivered]);
    assert_eq!(app.store().emails_for_staff(9).await.unwrap(), []);
    app.close().await;
}

#[tokio::test]
async fn a_complaint_is_noted_and_stops_nothing() {
    let app = TestApp::open().await;
    let address = "complaint@simulator.amazonses.com";
    let reference = opt_out(&app, address).await;
    app.serve_outbox().await;
    assert_eq!(app.handle_email_events().await, (2, 0));
    assert_eq!(
        fates(&app, &reference).await,
        [EmailEvent::Delivered, EmailEvent::Complained]
    );
    assert_eq!(app.store().emails_for_staff(9).await.unwrap(), []);
    let record = app.suppression(address).await;
    assert_eq!(record.since(Purpose::Marketing), None);

    let asked = json!({"right": "delete", "email": address});
    assert_eq!(app.post_json(&asked).await.status, 201);
    app.serve_outbox().await;
    assert_eq!(app.emails_to(address).len(), 2, "what is owed is sent");
    app.close().await;
}

#[tokio::test]
async fn an_automatic_answer_makes_no_task_for_staff() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, "ooto+ana@simulator.amazonses.com").await;
    app.serve_outbox().await;
    let mut events = app.system.engines.ses.take_events();
    events.reverse();
    for event in &events {
        tell(&app, event).await.unwrap();
    }
    assert_eq!(
        fates(&app, &reference).await,
        [EmailEvent::Bounced(Bounce::Unclear), EmailEvent::Delivered],
        "told in the wrong order"
    );
    assert_eq!(app.store().emails_for_staff(9).await.unwrap(), []);
    app.close().await;
}

/// Starts a system whose outbox sends an email and can't mark it.
async fn unmarked() -> (TestApp, String) {
    let app = TestApp::build(Build {
        retries: Retries::Never,
        ..Build::default()
    })
    .await;
    let reference = opt_out(&app, "ana@example.org").await;
    // The calls: the shards of the index, the claim, the list of partners, held emails, the count, the start and the mark.
    let table = app.table_of(Function::OutboxSender);
    table.plan([(usize::from(SHARDS) + 6, Fault::Before)]);
    assert_eq!(app.serve_outbox().await.unconfirmed, 1);
    table.heal();
    assert_eq!(app.emails().len(), 1, "SES accepted it");
    (app, reference)
}

#[tokio::test]
async fn an_email_whose_mark_failed_is_marked_by_the_event_and_leaves_once() {
    let (app, reference) = unmarked().await;
    assert_eq!(app.handle_email_events().await, (1, 0));
    assert_eq!(fates(&app, &reference).await, [EmailEvent::Delivered]);
    app.pass(SignedDuration::from_hours(2));
    assert_eq!(app.serve_outbox().await.sent, 0);
    assert_eq!(app.emails().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_without_a_mark_or_an_event_leaves_again_after_half_an_hour() {
    let (app, reference) = unmarked().await;
    app.pass(SignedDuration::from_mins(29));
    assert_eq!(app.serve_outbox().await.sent, 0, "an event may still come");
    app.pass(SignedDuration::from_mins(2));
    assert_eq!(app.serve_outbox().await.sent, 1);
    // Both events arrive late. Each is noted, and neither sends the email again.
    assert_eq!(app.handle_email_events().await, (2, 0));
    let delivered = EmailEvent::Delivered;
    assert_eq!(fates(&app, &reference).await, [delivered, delivered]);
    app.pass(SignedDuration::from_hours(2));
    assert_eq!(app.serve_outbox().await.sent, 0);
    assert_eq!(app.emails().len(), 2);
    app.close().await;
}

/// SES publishes `Send` when it accepts an email, before its delivery.
#[tokio::test]
async fn the_acceptance_by_ses_is_enough_to_mark_an_email() {
    let (app, reference) = unmarked().await;
    let [event] = app.system.engines.ses.take_events().try_into().unwrap();
    let mut event: serde_json::Value = serde_json::from_str(&event).unwrap();
    event["eventType"] = "Send".into();
    tell(&app, &event.to_string()).await.unwrap();
    assert_eq!(fates(&app, &reference).await, []);
    app.pass(SignedDuration::from_hours(2));
    assert_eq!(app.serve_outbox().await.sent, 0);
    app.close().await;
}

#[tokio::test]
async fn an_event_that_is_faster_than_the_mark_does_not_undo_it() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, "ana@example.org").await;
    let store = app.store();
    let mut walk = IndexWalk::default();
    let due = store.outbox.due_emails(app.now(), 9, &mut walk);
    let key = due.await.unwrap().remove(0);
    let lease = SignedDuration::from_mins(2);
    let email = store.outbox.claim(&key, app.now(), lease).await;
    let email = email.unwrap().unwrap();
    let again = app.now() + lease;
    let started = store.outbox.start_send(&key, app.now(), again);
    started.await.unwrap();
    let mut event: serde_json::Value =
        serde_json::from_str(&delivery("0101-a-000000", app.now())).unwrap();
    event["mail"]["tags"] = json!({ EMAIL_TAG: [key.tag()] });
    tell(&app, &event.to_string()).await.unwrap();
    let sent = Sent {
        at: app.now(),
        ses_id: "0101-a-000000".into(),
    };
    store.outbox.mark_sent(&email, &sent).await.unwrap();
    assert_eq!(fates(&app, &reference).await, [EmailEvent::Delivered]);
    app.close().await;
}

#[tokio::test]
async fn a_summary_that_comes_back_is_noted_on_every_request_that_it_tells_of() {
    let app = TestApp::open().await;
    let mut references = Vec::new();
    for right in [
        "opt_out",
        "limit",
        "delete",
        "know",
        "correct",
        "marketing_stop",
    ] {
        let asked = json!({"right": right, "email": BOUNCES});
        let answer = app.post_json(&asked).await.json();
        references.push(answer["reference"].as_str().unwrap().to_owned());
    }
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(24));
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 4, "three emails and a summary");
    assert_eq!(app.handle_email_events().await, (4, 0));
    for reference in references {
        let noted = fates(&app, &reference).await;
        assert_eq!(
            noted,
            [EmailEvent::Bounced(Bounce::Permanent)],
            "{reference}"
        );
    }
    let tasks = app.store().emails_for_staff(9).await.unwrap();
    assert_eq!(tasks.len(), 4);
    app.close().await;
}

#[tokio::test]
async fn what_the_topic_should_not_tell_is_an_error_and_changes_nothing() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, "ana@example.org").await;
    app.serve_outbox().await;
    let [event] = app.system.engines.ses.take_events().try_into().unwrap();
    let before = app.items().await.len();
    for message in [
        String::new(),
        "null".into(),
        "x".repeat(1_000_000),
        event.replace("Delivery", "Delivery\\r\\nBounce"),
        event.replace("\"delivery\"", "\"elsewhere\""),
        event.replace("\"messageId\"", "\"otherId\""),
        event.replace("\"timestamp\"", "\"time\""),
    ] {
        let notified = tell(&app, &message).await;
        assert!(
            matches!(notified, Err(Unhandled::NotFromSes(_))),
            "{message}"
        );
    }
    // An invalid ID is treated like an unknown one.
    app.pass(SignedDuration::from_mins(3));
    for id in ["", "a\r\nb", "REQUEST#A", &"a".repeat(100_000)] {
        let sent = "2026-11-21T18:00:00Z".parse().unwrap();
        tell(&app, &delivery(id, sent)).await.unwrap();
    }
    assert_eq!(app.items().await.len(), before);
    assert_eq!(fates(&app, &reference).await, []);
    tell(&app, &event).await.unwrap();
    assert_eq!(fates(&app, &reference).await, [EmailEvent::Delivered]);
    app.close().await;
}

#[tokio::test]
async fn while_the_table_is_away_an_event_waits_and_nothing_is_half_written() {
    let app = TestApp::open().await;
    let reference = opt_out(&app, BOUNCES).await;
    app.serve_outbox().await;
    let table = app.table_of(Function::EmailEvents);
    table.plan([(1, Fault::Outage)]);
    assert_eq!(app.handle_email_events().await, (0, 1));
    table.heal();
    assert_eq!(fates(&app, &reference).await, []);
    assert_eq!(app.handle_email_events().await, (1, 0));
    assert_eq!(fates(&app, &reference).await.len(), 1);
    app.close().await;
}

/// Each call is interrupted before and after the table stored it.
#[tokio::test]
async fn whatever_is_cut_a_bounce_is_noted_once_and_handed_over_once() {
    for fault in [
        Fault::Before,
        Fault::After,
        Fault::Throttle,
        Fault::TransactionConflict,
    ] {
        let app = TestApp::build(Build {
            retries: Retries::Never,
            ..Build::default()
        })
        .await;
        for call in 1.. {
            let address = format!("bounce+{call}@simulator.amazonses.com");
            let reference = opt_out(&app, &address).await;
            app.serve_outbox().await;
            let [event] = app.system.engines.ses.take_events().try_into().unwrap();
            let table = app.table_of(Function::EmailEvents);
            table.take_calls();
            table.plan([(call, fault)]);
            let notified = tell(&app, &event).await;
            table.heal();
            let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
            let (noted, tasks) = (
                fates(&app, &reference).await.len(),
                app.store().emails_for_staff(99).await.unwrap().len(),
            );
            assert!(
                (noted == 1) == (tasks == call),
                "half of it is written: {noted}, {tasks}"
            );
            if notified.is_err() {
                assert!(was_cut, "only a cut is an error");
                tell(&app, &event).await.unwrap();
            }
            assert_eq!(fates(&app, &reference).await.len(), 1);
            let tasks = app.store().emails_for_staff(99).await.unwrap();
            assert_eq!(tasks.len(), call);
            if !was_cut {
                assert!(call > 4, "the name, request, email and write were cut");
                break;
            }
        }
        app.close().await;
    }
}
