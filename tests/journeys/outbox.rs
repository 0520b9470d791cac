//! Pending emails are sent once, within the rate limits, to the right address.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::calendar::Calendar;
use engines::clients::Retries;
use engines::proxy::Fault;
use engines::ses::SesFault;
use jiff::SignedDuration;
use jiff::civil::Date;
use local::Function;
use serde_json::json;
use std::collections::BTreeMap;
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
async fn an_address_gets_three_emails_a_day_and_the_others_in_one_the_next_morning() {
    let app = TestApp::open().await;
    ask_for_everything(&app, "ana@example.org").await;
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.held), (3, 3));
    app.pass(SignedDuration::from_hours(22));
    app.serve_outbox().await;
    assert_eq!(
        app.emails_to("ana@example.org").len(),
        3,
        "the next day begins at 9 a.m."
    );
    app.pass(SignedDuration::from_hours(1));
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 4);
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

const VICTIM: &str = "victim@example.net";

/// Opts a phone number out for an agent with the victim's address. Returns the link to the request's status.
async fn opt_out_for_the_victim(app: &TestApp, n: usize) -> String {
    ask_for_the_victim(app, "opt_out", n).await
}

/// Makes a request about a phone number for an agent with the victim's address. Returns the link to its status.
async fn ask_for_the_victim(app: &TestApp, right: &str, n: usize) -> String {
    let asked = json!({
        "right": right, "phone": format!("916 555 {n:04}"),
        "agent": {"name": "A", "email": VICTIM, "permission": "signed"}
    });
    let answer = app.post_json(&asked).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let url = answer.json()["status_url"].as_str().unwrap().to_owned();
    url[url.find("/status/").unwrap()..].to_owned()
}

/// Returns the number of emails to the victim on each day in California.
fn emails_by_day(app: &TestApp) -> BTreeMap<Date, usize> {
    let mut days = BTreeMap::new();
    for email in app.emails_to(VICTIM) {
        *days
            .entry(Calendar::California.date_of(email.sent_at))
            .or_default() += 1;
    }
    days
}

/// Returns the links that no sent email has.
fn not_sent_yet<'a>(app: &TestApp, links: &'a [String]) -> Vec<&'a String> {
    let texts: Vec<_> = app
        .emails_to(VICTIM)
        .iter()
        .map(|email| email.text().unwrap())
        .collect();
    let missing = |link: &&String| !texts.iter().any(|text| text.contains(link.as_str()));
    links.iter().filter(missing).collect()
}

/// Without partners, each request is done at once, and the email that says so is due on the same day.
#[tokio::test]
async fn whatever_a_stranger_sends_an_address_gets_three_emails_a_day() {
    let app = TestApp::open().await;
    app.list_partners(&json!([])).await;
    let mut links = Vec::new();
    for n in 0..12 {
        links.push(opt_out_for_the_victim(&app, n).await);
        app.tell_partners().await;
        app.serve_outbox().await;
        app.pass(SignedDuration::from_secs(4));
    }
    for right in ["opt_out", "limit", "marketing_stop"] {
        let asked = json!({"right": right, "email": VICTIM});
        assert_eq!(app.post_json(&asked).await.status, 201);
        app.tell_partners().await;
        app.serve_outbox().await;
    }
    for _ in 0..48 {
        app.pass(SignedDuration::from_hours(1));
        app.tell_partners().await;
        app.serve_outbox().await;
    }
    let days = emails_by_day(&app);
    assert!(days.values().all(|count| *count <= 3), "{days:?}");
    assert_eq!(days.values().sum::<usize>(), 4, "{days:?}");
    assert!(not_sent_yet(&app, &links).is_empty());
    let emails = app.emails_to(VICTIM);
    let texts: Vec<String> = emails.iter().filter_map(|email| email.text()).collect();
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let done = words
        .join(" ")
        .matches("We do not have to notify any other company")
        .count();
    assert_eq!(
        done, 4,
        "three receipts and the summary report the requests as done"
    );
    app.close().await;
}

/// Lets 60 days pass. The outbox sends once a day, and the sweeper, which is slow here, runs every third day.
async fn let_fifty_days_pass(app: &TestApp) {
    for day in 1..=50 {
        app.pass(SignedDuration::from_hours(24));
        if day % 3 == 0 {
            app.sweep().await;
        }
        app.tell_partners().await;
        app.serve_outbox().await;
    }
}

/// A stranger's requests stay unverified, so time alone causes a reminder and a response for each. The law sets the last
/// day of the response.
#[tokio::test]
async fn unverified_requests_cause_one_summary_a_day_above_the_limit_and_each_is_answered_in_time()
{
    let app = TestApp::open().await;
    let mut links = Vec::new();
    let rights = ["delete", "know", "correct", "opt_out"];
    for n in 0..24 {
        links.push(ask_for_the_victim(&app, rights[n % 4], n).await);
    }
    // The victim's own requests, which a stranger can make as well, get reminders.
    for right in ["delete", "know", "correct"] {
        let asked = json!({"right": right, "email": VICTIM});
        assert_eq!(app.post_json(&asked).await.status, 201);
    }
    app.serve_outbox().await;
    let asked_on = Calendar::California.date_of(app.now());
    let_fifty_days_pass(&app).await;
    assert_eq!(not_sent_yet(&app, &links), [] as [&String; 0]);
    let days = emails_by_day(&app);
    assert!(days.values().all(|count| *count <= 4), "{days:?}");
    assert!(days.values().sum::<usize>() <= 20, "{days:?}");
    let last = days.keys().next_back().unwrap();
    assert_eq!(asked_on.until(*last).unwrap().get_days(), 45, "{days:?}");
    let denied = denials_in(&app);
    assert_eq!(
        denied, 21,
        "each request that needs verification is answered"
    );
    app.close().await;
}

/// Returns the number of responses to the victim that the person could not be verified.
fn denials_in(app: &TestApp) -> usize {
    let texts = app.emails_to(VICTIM).into_iter();
    let words = texts.filter_map(|email| email.text()).map(|text| {
        let words: Vec<_> = text.split_whitespace().collect();
        words.join(" ")
    });
    let denials = words.map(|text| {
        text.matches("We could not verify that this request")
            .count()
    });
    denials.sum()
}

/// The numbers come from a fixed sequence, so that a failure repeats.
#[tokio::test]
async fn in_any_order_of_requests_partners_and_time_the_budget_holds_and_no_link_is_lost() {
    let app = TestApp::open().await;
    let mut links = Vec::new();
    let mut deletions = 0;
    let mut random = 7_u64;
    let mut draw = |of: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % of
    };
    for _ in 0..80 {
        match draw(6) {
            0 | 1 => links.push(opt_out_for_the_victim(&app, links.len()).await),
            5 => {
                links.push(ask_for_the_victim(&app, "delete", links.len()).await);
                deletions += 1;
            }
            2 => drop(app.tell_partners().await),
            3 => drop(app.serve_outbox().await),
            _ => app.pass(SignedDuration::from_mins(i64::try_from(draw(900)).unwrap())),
        }
    }
    // What still waits leaves, and each deletion is denied after 45 days.
    let_fifty_days_pass(&app).await;
    let days = emails_by_day(&app);
    assert!(days.values().all(|count| *count <= 4), "{days:?}");
    let mut weeks: BTreeMap<_, usize> = BTreeMap::new();
    for (day, count) in &days {
        let week = day.iso_week_date();
        *weeks.entry((week.year(), week.week())).or_default() += count;
    }
    let weekly = weeks.values().max();
    assert!(
        weekly <= Some(&17),
        "ten, and one a day above the limit: {weeks:?}"
    );
    assert_eq!(not_sent_yet(&app, &links), [] as [&String; 0]);
    assert_eq!(denials_in(&app), deletions);
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
    app.pass(SignedDuration::from_secs(31));
    assert_eq!(app.serve_outbox().await.sent, 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_whose_answer_is_lost_leaves_once_if_ses_tells_of_its_delivery() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    app.system.engines.ses.fail_next(SesFault::AnswerLost);
    let run = app.serve_outbox().await;
    assert_eq!((run.unconfirmed, run.stuck), (1, 0));
    assert_eq!(app.handle_email_events().await, (1, 0));
    app.pass(SignedDuration::from_hours(1));
    assert_eq!(app.serve_outbox().await.sent, 0);
    assert_eq!(app.emails().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_that_ses_does_not_take_for_ten_minutes_is_stuck_and_leaves_by_itself_later() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    let mut stuck = Vec::new();
    for _ in 0..9 {
        app.system.engines.ses.fail_next(SesFault::ServerError);
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
async fn an_email_that_ses_throttles_is_never_stuck() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    for _ in 0..20 {
        app.system.engines.ses.fail_next(SesFault::Throttle);
        let run = app.serve_outbox().await;
        assert_eq!((run.postponed, run.stuck), (1, 0));
        app.pass(SignedDuration::from_secs(31));
    }
    assert_eq!(app.serve_outbox().await.sent, 1);
    app.close().await;
}

/// At two emails per second, a run of 55 seconds has time for 110. The held emails use none of that time.
#[tokio::test]
async fn held_emails_take_no_place_in_the_sending_rate() {
    let app = TestApp::open().await;
    for n in 0..130 {
        opt_out_for_the_victim(&app, n).await;
    }
    let mut sender = app.system.functions.outbox_sender.clone();
    sender.rate = outbox_sender::Rate::parse("2").unwrap();
    let run = outbox_sender::handle(&sender, outbox_sender::Event::Schedule);
    let run = run.await.unwrap();
    assert_eq!((run.sent, run.held, run.failed), (3, 127, 0));
    app.interrupt().await;
}

/// Each email is claimed, counted, started and marked once, so the time per email doesn't grow with the backlog.
#[tokio::test]
async fn a_backlog_leaves_in_one_run_with_the_same_calls_for_each_email() {
    let app = TestApp::open().await;
    for n in 0..100 {
        app.opt_out(&format!("ana{n}@example.org")).await;
    }
    let table = app.table_of(Function::OutboxSender);
    table.take_calls();
    assert_eq!(app.serve_outbox().await.sent, 100);
    let calls = table.take_calls().len();
    assert!(calls < 100 * 7, "{calls} calls for 100 emails");
    app.close().await;
}

/// An item that can't be read comes first in its shard of the index.
#[tokio::test]
async fn unreadable_emails_do_not_block_those_behind_them() {
    let app = TestApp::open().await;
    for n in 0..60 {
        app.opt_out(&format!("ana{n}@example.org")).await;
    }
    for item in app.items().await {
        if item["sk"].as_s().unwrap().starts_with("EMAIL#") {
            let client = app.system.engines.dynamodb_client();
            let update = client.update_item().table_name("honored-requests");
            let update = update
                .key("pk", item["pk"].clone())
                .key("sk", item["sk"].clone())
                .update_expression("SET ses_id = :odd, sent_at = :odd")
                .expression_attribute_values(":odd", AttributeValue::S("odd".into()));
            update.send().await.unwrap();
        }
    }
    app.pass(SignedDuration::from_secs(1));
    app.opt_out("bo@example.org").await;
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.failed, run.stuck), (1, 60, 60));
    assert_eq!(app.emails_to("bo@example.org").len(), 1);
    assert_eq!(app.serve_outbox().await.failed, 0, "they wait for an hour");
    app.interrupt().await;
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
async fn no_cut_sends_an_email_twice_because_ses_tells_what_it_accepted() {
    for fault in [Fault::Before, Fault::Throttle, Fault::After] {
        cut_each_call(fault).await;
    }
}

/// Interrupts each call that sends an email: the shards of the index, the claim, held emails, the count, the start and
/// the mark.
async fn cut_each_call(fault: Fault) {
    let app = impatient().await;
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
        app.handle_email_events().await;
        app.pass(SignedDuration::from_mins(31));
        app.serve_outbox().await;
        app.handle_email_events().await;
        let emails = app.emails_to(&address);
        assert_eq!(emails.len(), 1, "after {fault:?} at call {call}");
        if !was_cut {
            assert!(call > usize::from(store::SHARDS) + 5, "each call was cut");
            break;
        }
    }
    app.close().await;
}

#[tokio::test]
async fn an_email_without_an_answer_or_an_event_leaves_again_with_the_same_text() {
    let app = impatient().await;
    app.opt_out("ana@example.org").await;
    app.system.engines.ses.fail_next(SesFault::AnswerLost);
    assert_eq!(app.serve_outbox().await.unconfirmed, 1);
    app.pass(SignedDuration::from_mins(31));
    app.serve_outbox().await;
    let [one, two] = app.emails().try_into().unwrap();
    assert_eq!(one.text(), two.text());
    assert_eq!(one.header("X-Honored-Email"), two.header("X-Honored-Email"));
    assert_eq!(
        app.count("REQUEST#", "EMAIL#").await,
        1,
        "pending exactly once"
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
