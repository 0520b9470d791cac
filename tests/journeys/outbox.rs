//! Pending emails are sent once, within the rate limits, to the right address.

use engines::clients::Retries;
use engines::proxy::Fault;
use engines::ses::SesFault;
use jiff::SignedDuration;
use local::Function;
use serde_json::json;
use tests::TestApp;

/// Requests each right once for an address, one per second, because emails that are due at the same time leave in any
/// order.
async fn ask_for_everything(app: &TestApp, email: &str) {
    for right in [
        "opt_out",
        "limit",
        "delete",
        "know",
        "correct",
        "marketing_stop",
    ] {
        assert_eq!(
            app.post_json(&json!({"right": right, "email": email}))
                .await
                .status,
            201
        );
        app.pass(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn an_address_gets_three_emails_a_day_and_one_summary_before_the_earliest_date() {
    let app = TestApp::open().await;
    ask_for_everything(&app, "ana@example.org").await;
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.held), (3, 3));
    app.pass(SignedDuration::from_hours(48));
    app.serve_outbox().await;
    assert_eq!(
        app.emails_to("ana@example.org").len(),
        3,
        "what is held waits for the summary"
    );

    // The acknowledgment of a verifiable request is due by December 3, so the summary leaves on December 2.
    app.pass(SignedDuration::from_hours(9 * 24));
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 4);
    assert!(emails[3].sent_at < "2026-12-03T08:00:00Z".parse().unwrap());
    let summary = emails[3].text().unwrap();
    let named = emails[..3]
        .iter()
        .filter(|email| summary.contains(&email.subject().unwrap()[..10]))
        .count();
    assert_eq!(summary.matches("/status/").count(), 3, "{named} {summary}");
    app.pass(SignedDuration::from_hours(60 * 24));
    app.serve_outbox().await;
    assert_eq!(
        app.emails_to("ana@example.org").len(),
        4,
        "the summary leaves once"
    );
    app.close().await;
}

#[tokio::test]
async fn an_address_gets_ten_emails_a_week() {
    let app = TestApp::open().await;
    app.pass(SignedDuration::from_hours(2 * 24)); // Monday
    let mut sent = 0;
    for day in 0..5 {
        for right in ["opt_out", "limit", "delete"] {
            // Another person's name at the same address. A separate request would need another contact.
            let body = json!({"right": right, "email": "ana@example.org", "identifiers": [{"type": "account", "value": format!("{day}")}]});
            assert_eq!(app.post_json(&body).await.status, 201);
        }
        sent += app.serve_outbox().await.sent;
        app.pass(SignedDuration::from_hours(24));
    }
    assert_eq!(sent, 10);
    app.close().await;
}

#[tokio::test]
async fn other_addresses_are_not_held_back() {
    let app = TestApp::open().await;
    ask_for_everything(&app, "ana@example.org").await;
    app.opt_out("bo@example.org").await;
    app.serve_outbox().await;
    assert_eq!(app.emails_to("bo@example.org").len(), 1);
    app.close().await;
}

/// Starts a system whose AWS clients don't retry.
async fn impatient() -> TestApp {
    TestApp::build(tests::Build {
        retries: Retries::Never,
        ..tests::Build::default()
    })
    .await
}

#[tokio::test]
async fn an_email_that_ses_throttles_leaves_later_and_once() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    app.system.engines.ses.fail_next(SesFault::Throttle);
    assert_eq!(app.serve_outbox().await.postponed, 1);
    assert!(app.emails().is_empty());
    app.pass(SignedDuration::from_secs(11));
    assert_eq!(app.serve_outbox().await.sent, 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_that_ses_does_not_take_for_ten_minutes_is_stuck_and_leaves_by_itself_later() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    let mut stuck = Vec::new();
    for _ in 0..9 {
        app.system.engines.ses.fail_next(SesFault::Throttle);
        let run = app.serve_outbox().await;
        assert_eq!(run.postponed, 1);
        stuck.push(run.stuck);
        app.pass(SignedDuration::from_hours(1));
    }
    // The alarm starts at the seventh attempt. Staff see the email before that.
    assert_eq!(stuck, [0, 0, 0, 0, 0, 0, 1, 1, 1]);
    let pending = app.desk("/emails?state=pending").await.json();
    assert_eq!(pending["found"][0]["attempts"], 9);
    assert_eq!(app.serve_outbox().await.sent, 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_that_ses_rejects_again_and_again_is_a_task_for_staff() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    for _ in 0..2 {
        app.system.engines.ses.fail_next(SesFault::MessageRejected);
        assert_eq!(app.serve_outbox().await.postponed, 1);
        app.pass(SignedDuration::from_mins(1));
    }
    app.system.engines.ses.fail_next(SesFault::MessageRejected);
    assert_eq!(app.serve_outbox().await.handed_over, 1);
    let manual = app.store().emails_for_staff(10).await.unwrap();
    assert_eq!(
        (manual.len(), manual[0].manual),
        (
            1,
            Some(domain::outbound_email::ManualDeliveryReason::Refused)
        )
    );
    app.close().await;
}

#[tokio::test]
async fn only_a_cut_between_the_answer_of_ses_and_the_mark_sends_an_email_twice_and_then_the_same()
{
    for (fault, twice) in [(Fault::Before, 1), (Fault::Throttle, 1), (Fault::After, 0)] {
        assert_eq!(cut_each_call(fault).await, twice, "{fault:?}");
    }
}

/// Interrupts each call that sends an email: eight shards of the index, the claim, the count and the mark. Returns how
/// often the email was sent twice.
async fn cut_each_call(fault: Fault) -> usize {
    let app = impatient().await;
    let mut twice = 0;
    for call in 1.. {
        let address = format!("ana{call}@example.org");
        app.opt_out(&address).await;
        let table = app.table_of(Function::OutboxSender);
        table.take_calls();
        table.plan([(call, fault)]);
        let _ = outbox_sender::handle(
            &app.system.functions.outbox_sender,
            outbox_sender::Event::Schedule,
        )
        .await;
        table.heal();
        let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
        app.pass(SignedDuration::from_mins(3));
        app.serve_outbox().await;
        let emails = app.emails_to(&address);
        assert!(
            matches!(emails.len(), 1 | 2),
            "{} emails after {fault:?} at call {call}",
            emails.len()
        );
        if let [one, two] = &emails[..] {
            twice += 1;
            assert_eq!(one.text(), two.text());
            assert_eq!(one.header("X-Honored-Email"), two.header("X-Honored-Email"));
        }
        if !was_cut {
            assert!(call > 11, "eight shards, claim, count and mark were cut");
            break;
        }
    }
    app.close().await;
    twice
}

#[tokio::test]
async fn a_cut_after_the_answer_of_ses_leaves_one_email_in_the_table() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    app.system.engines.ses.fail_next(SesFault::AnswerLost);
    assert_eq!(app.serve_outbox().await.postponed, 1);
    app.pass(SignedDuration::from_mins(3));
    app.serve_outbox().await;
    assert_eq!(
        app.emails().len(),
        2,
        "sent at least once: SES had taken the first"
    );
    assert_eq!(
        app.count("REQUEST#", "EMAIL#").await,
        1,
        "owed exactly once"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_senders_at_once_send_each_email_once() {
    let app = TestApp::open().await;
    for n in 0..12 {
        app.opt_out(&format!("ana{n}@example.org")).await;
    }
    let (one, two) = tokio::join!(app.serve_outbox(), app.serve_outbox());
    assert_eq!(one.sent + two.sent, 12);
    assert_eq!(app.emails().len(), 12);
    app.close().await;
}

#[tokio::test]
async fn the_stream_makes_a_fresh_email_leave_at_once() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    let email = app
        .items()
        .await
        .into_iter()
        .find(|item| item["sk"].as_s().unwrap().starts_with("EMAIL#"))
        .unwrap();
    let event = json!({"Records": [{
        "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "us-west-2",
        "dynamodb": {"ApproximateCreationDateTime": 1, "Keys": {"pk": {"S": email["pk"].as_s().unwrap()}, "sk": {"S": email["sk"].as_s().unwrap()}},
                     "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "KEYS_ONLY"},
        "eventSourceARN": "arn:aws:dynamodb:us-west-2:123456789012:table/t/stream/s"
    }]});
    let event = outbox_sender::Event::read(event).unwrap();
    assert_eq!(
        outbox_sender::handle(&app.system.functions.outbox_sender, event.clone())
            .await
            .unwrap()
            .sent,
        1
    );
    assert_eq!(
        outbox_sender::handle(&app.system.functions.outbox_sender, event)
            .await
            .unwrap()
            .sent,
        0,
        "the stream may say it twice"
    );
    app.close().await;
}

#[tokio::test]
async fn an_email_keeps_the_id_that_ses_gave_it() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let sent = &app.emails()[0];
    let item = app
        .items()
        .await
        .into_iter()
        .find(|item| item["sk"].as_s().unwrap().starts_with("EMAIL#"))
        .unwrap();
    assert_eq!(item["ses_id"].as_s().unwrap(), &sent.message_id);
    assert_eq!(item["state"].as_s().unwrap(), "sent");
    app.close().await;
}

#[tokio::test]
async fn scripts_read_the_outbox_as_json() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.opt_out("bo@example.org").await;
    app.serve_outbox().await;
    let emails = app.read("/outbox.json").await.json();
    assert_eq!(emails.as_array().map(Vec::len), Some(2), "{emails}");
    let to_ana = emails
        .as_array()
        .unwrap()
        .iter()
        .find(|email| email["to"] == "ana@example.org")
        .unwrap();
    assert!(to_ana["text"].as_str().unwrap().contains("/status/"));
    assert!(to_ana["html"].as_str().unwrap().contains("/status/"));
    assert_eq!(to_ana["headers"]["Auto-Submitted"], "auto-replied");
    assert_eq!(to_ana["sent_at"], "2026-11-21T18:00:00Z");
    app.close().await;
}

/// Every call is interrupted while many emails are sent, held and combined into a summary.
#[tokio::test]
async fn whatever_is_cut_on_the_way_of_many_emails_each_receipt_reaches_its_person() {
    for fault in [Fault::Before, Fault::After, Fault::Throttle] {
        let app = TestApp::build(tests::Build {
            retries: Retries::Never,
            ..tests::Build::default()
        })
        .await;
        // Only every fourth call, because the paths are long. Over all runs, each kind of call is interrupted.
        for call in (1..).step_by(4) {
            let address = format!("ana{call}@example.org");
            let mut references = Vec::new();
            for right in ["opt_out", "limit", "delete", "know", "marketing_stop"] {
                let answer = app
                    .post_json(&json!({"right": right, "email": address}))
                    .await
                    .json();
                references.push(answer["reference"].as_str().unwrap().to_owned());
            }
            let table = app.table_of(Function::OutboxSender);
            table.take_calls();
            table.plan([(call, fault)]);
            let _ = outbox_sender::handle(
                &app.system.functions.outbox_sender,
                outbox_sender::Event::Schedule,
            )
            .await;
            app.pass(SignedDuration::from_hours(11 * 24));
            let _ = outbox_sender::handle(
                &app.system.functions.outbox_sender,
                outbox_sender::Event::Schedule,
            )
            .await;
            let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
            table.heal();
            for _ in 0..3 {
                app.pass(SignedDuration::from_hours(8 * 24));
                app.serve_outbox().await;
            }
            let emails = app.emails_to(&address);
            for reference in &references {
                let notified = emails
                    .iter()
                    .any(|email| email.text().unwrap().contains(reference.as_str()));
                assert!(
                    notified,
                    "{fault:?} at call {call}: {reference} reached nobody"
                );
            }
            if !was_cut {
                break;
            }
        }
        app.close().await;
    }
}
