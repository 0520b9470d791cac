//! What is owed is sent: once, at its pace, to its address.

use jiff::SignedDuration;
use local::Function;
use engines::clients::Retries;
use engines::proxy::Fault;
use engines::ses::SesFault;
use serde_json::json;
use tests::House;

/// Asks for each right once, for this address, one a second: letters that are due at the same time leave in any order.
async fn ask_for_everything(house: &House, email: &str) {
    for right in [
        "opt_out",
        "limit",
        "delete",
        "know",
        "correct",
        "marketing_stop",
    ] {
        assert_eq!(
            house
                .post_json(&json!({"right": right, "email": email}))
                .await
                .status,
            201
        );
        house.pass(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn an_address_gets_three_letters_a_day_and_one_summary_before_the_earliest_date() {
    let house = House::open().await;
    ask_for_everything(&house, "ana@example.org").await;
    let run = house.serve_outbox().await;
    assert_eq!((run.sent, run.held), (3, 3));
    house.pass(SignedDuration::from_hours(48));
    house.serve_outbox().await;
    assert_eq!(
        house.letters_to("ana@example.org").len(),
        3,
        "what is held waits for the summary"
    );

    // The acknowledgement of a demand is due by December 3, so the summary leaves on December 2.
    house.pass(SignedDuration::from_hours(9 * 24));
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    assert_eq!(letters.len(), 4);
    assert!(letters[3].sent_at < "2026-12-03T08:00:00Z".parse().unwrap());
    let summary = letters[3].text().unwrap();
    let named = letters[..3]
        .iter()
        .filter(|letter| summary.contains(&letter.subject().unwrap()[..10]))
        .count();
    assert_eq!(summary.matches("/status/").count(), 3, "{named} {summary}");
    house.pass(SignedDuration::from_hours(60 * 24));
    house.serve_outbox().await;
    assert_eq!(
        house.letters_to("ana@example.org").len(),
        4,
        "the summary leaves once"
    );
    house.close().await;
}

#[tokio::test]
async fn an_address_gets_ten_letters_a_week() {
    let house = House::open().await;
    house.pass(SignedDuration::from_hours(2 * 24)); // Monday
    let mut sent = 0;
    for day in 0..5 {
        for right in ["opt_out", "limit", "delete"] {
            // A name of another person at the same address: a request of its own each time would need another contact.
            let body = json!({"right": right, "email": "ana@example.org", "identifiers": [{"type": "account", "value": format!("{day}")}]});
            assert_eq!(house.post_json(&body).await.status, 201);
        }
        sent += house.serve_outbox().await.sent;
        house.pass(SignedDuration::from_hours(24));
    }
    assert_eq!(sent, 10);
    house.close().await;
}

#[tokio::test]
async fn other_addresses_are_not_held_back() {
    let house = House::open().await;
    ask_for_everything(&house, "ana@example.org").await;
    house.opt_out("bo@example.org").await;
    house.serve_outbox().await;
    assert_eq!(house.letters_to("bo@example.org").len(), 1);
    house.close().await;
}

/// A house whose clients try nothing twice.
async fn impatient() -> House {
    House::build(tests::Build {
        retries: Retries::Never,
        ..tests::Build::default()
    })
    .await
}

#[tokio::test]
async fn a_letter_that_ses_throttles_leaves_later_and_once() {
    let house = impatient().await;
    house.opt_out("ana@example.org").await;
    house.system.engines.ses.fail_next(SesFault::Throttle);
    assert_eq!(house.serve_outbox().await.postponed, 1);
    assert!(house.letters().is_empty());
    house.pass(SignedDuration::from_secs(11));
    assert_eq!(house.serve_outbox().await.sent, 1);
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_ses_does_not_take_for_ten_minutes_is_stuck_and_leaves_by_itself_later() {
    let house = impatient().await;
    house.opt_out("ana@example.org").await;
    let mut stuck = Vec::new();
    for _ in 0..9 {
        house.system.engines.ses.fail_next(SesFault::Throttle);
        let run = house.serve_outbox().await;
        assert_eq!(run.postponed, 1);
        stuck.push(run.stuck);
        house.pass(SignedDuration::from_hours(1));
    }
    // The alarm rings from the seventh time on, and staff see the letter meanwhile.
    assert_eq!(stuck, [0, 0, 0, 0, 0, 0, 1, 1, 1]);
    let owed = house.desk("/letters?state=owed").await.json();
    assert_eq!(owed["found"][0]["attempts"], 9);
    assert_eq!(house.serve_outbox().await.sent, 1);
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_ses_rejects_again_and_again_is_a_task_for_staff() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    for _ in 0..2 {
        house
            .system
            .engines
            .ses
            .fail_next(SesFault::MessageRejected);
        assert_eq!(house.serve_outbox().await.postponed, 1);
        house.pass(SignedDuration::from_mins(1));
    }
    house
        .system
        .engines
        .ses
        .fail_next(SesFault::MessageRejected);
    assert_eq!(house.serve_outbox().await.handed_over, 1);
    let by_hand = house.store().letters_for_staff(10).await.unwrap();
    assert_eq!(
        (by_hand.len(), by_hand[0].by_hand),
        (1, Some(domain::letter::WhyByHand::Refused))
    );
    house.close().await;
}

#[tokio::test]
async fn only_a_cut_between_the_answer_of_ses_and_the_mark_sends_a_letter_twice_and_then_the_same()
{
    for (fault, twice) in [(Fault::Before, 1), (Fault::Throttle, 1), (Fault::After, 0)] {
        assert_eq!(cut_each_call(fault).await, twice, "{fault:?}");
    }
}

/// Cuts each call on the way of a letter, one after the other: the index's eight shards, the claim, the
/// count and the mark. Says how often that sent a letter twice.
async fn cut_each_call(fault: Fault) -> usize {
    let house = impatient().await;
    let mut twice = 0;
    for call in 1.. {
        let address = format!("ana{call}@example.org");
        house.opt_out(&address).await;
        let table = house.table_of(Function::OutboxSender);
        table.take_calls();
        table.plan([(call, fault)]);
        let _ = outbox_sender::handle(&house.system.outbox_sender, outbox_sender::Event::Schedule)
            .await;
        table.heal();
        let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
        house.pass(SignedDuration::from_mins(3));
        house.serve_outbox().await;
        let letters = house.letters_to(&address);
        assert!(
            matches!(letters.len(), 1 | 2),
            "{} letters after {fault:?} at call {call}",
            letters.len()
        );
        if let [one, two] = &letters[..] {
            twice += 1;
            assert_eq!(one.text(), two.text());
            assert_eq!(
                one.header("X-Honored-Letter"),
                two.header("X-Honored-Letter")
            );
        }
        if !was_cut {
            assert!(call > 11, "eight shards, claim, count and mark were cut");
            break;
        }
    }
    house.close().await;
    twice
}

#[tokio::test]
async fn a_cut_after_the_answer_of_ses_leaves_one_letter_in_the_table() {
    let house = impatient().await;
    house.opt_out("ana@example.org").await;
    house.system.engines.ses.fail_next(SesFault::AnswerLost);
    assert_eq!(house.serve_outbox().await.postponed, 1);
    house.pass(SignedDuration::from_mins(3));
    house.serve_outbox().await;
    assert_eq!(
        house.letters().len(),
        2,
        "sent at least once: SES had taken the first"
    );
    assert_eq!(
        house.count("REQUEST#", "LETTER#").await,
        1,
        "owed exactly once"
    );
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_senders_at_once_send_each_letter_once() {
    let house = House::open().await;
    for n in 0..12 {
        house.opt_out(&format!("ana{n}@example.org")).await;
    }
    let (one, two) = tokio::join!(house.serve_outbox(), house.serve_outbox());
    assert_eq!(one.sent + two.sent, 12);
    assert_eq!(house.letters().len(), 12);
    house.close().await;
}

#[tokio::test]
async fn the_stream_makes_a_fresh_letter_leave_at_once() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    let letter = house
        .items()
        .await
        .into_iter()
        .find(|item| item["sk"].as_s().unwrap().starts_with("LETTER#"))
        .unwrap();
    let event = json!({"Records": [{
        "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "us-west-2",
        "dynamodb": {"ApproximateCreationDateTime": 1, "Keys": {"pk": {"S": letter["pk"].as_s().unwrap()}, "sk": {"S": letter["sk"].as_s().unwrap()}},
                     "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "KEYS_ONLY"},
        "eventSourceARN": "arn:aws:dynamodb:us-west-2:123456789012:table/t/stream/s"
    }]});
    let event = outbox_sender::Event::read(event).unwrap();
    assert_eq!(
        outbox_sender::handle(&house.system.outbox_sender, event.clone())
            .await
            .unwrap()
            .sent,
        1
    );
    assert_eq!(
        outbox_sender::handle(&house.system.outbox_sender, event)
            .await
            .unwrap()
            .sent,
        0,
        "the stream may say it twice"
    );
    house.close().await;
}

#[tokio::test]
async fn a_letter_keeps_the_id_that_ses_gave_it() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    let sent = &house.letters()[0];
    let item = house
        .items()
        .await
        .into_iter()
        .find(|item| item["sk"].as_s().unwrap().starts_with("LETTER#"))
        .unwrap();
    assert_eq!(item["ses_id"].as_s().unwrap(), &sent.message_id);
    assert_eq!(item["state"].as_s().unwrap(), "sent");
    house.close().await;
}

#[tokio::test]
async fn scripts_read_the_outbox_as_json() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.opt_out("bo@example.org").await;
    house.serve_outbox().await;
    let letters = house.read("/outbox.json").await.json();
    assert_eq!(letters.as_array().map(Vec::len), Some(2), "{letters}");
    let to_ana = letters
        .as_array()
        .unwrap()
        .iter()
        .find(|letter| letter["to"] == "ana@example.org")
        .unwrap();
    assert!(to_ana["text"].as_str().unwrap().contains("/status/"));
    assert!(to_ana["html"].as_str().unwrap().contains("/status/"));
    assert_eq!(to_ana["headers"]["Auto-Submitted"], "auto-replied");
    assert_eq!(to_ana["sent_at"], "2026-11-21T18:00:00Z");
    house.close().await;
}

/// Everything on the way of many letters is cut, call by call: what is sent, held, put in a summary.
#[tokio::test]
async fn whatever_is_cut_on_the_way_of_many_letters_each_receipt_reaches_its_person() {
    for fault in [Fault::Before, Fault::After, Fault::Throttle] {
        let house = House::build(tests::Build {
            retries: Retries::Never,
            ..tests::Build::default()
        })
        .await;
        // Every fourth call: the ways are many, and each has been cut somewhere by the end.
        for call in (1..).step_by(4) {
            let address = format!("ana{call}@example.org");
            let mut references = Vec::new();
            for right in ["opt_out", "limit", "delete", "know", "marketing_stop"] {
                let answer = house
                    .post_json(&json!({"right": right, "email": address}))
                    .await
                    .json();
                references.push(answer["reference"].as_str().unwrap().to_owned());
            }
            let table = house.table_of(Function::OutboxSender);
            table.take_calls();
            table.plan([(call, fault)]);
            let _ =
                outbox_sender::handle(&house.system.outbox_sender, outbox_sender::Event::Schedule)
                    .await;
            house.pass(SignedDuration::from_hours(11 * 24));
            let _ =
                outbox_sender::handle(&house.system.outbox_sender, outbox_sender::Event::Schedule)
                    .await;
            let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
            table.heal();
            for _ in 0..3 {
                house.pass(SignedDuration::from_hours(8 * 24));
                house.serve_outbox().await;
            }
            let letters = house.letters_to(&address);
            for reference in &references {
                let told = letters
                    .iter()
                    .any(|letter| letter.text().unwrap().contains(reference.as_str()));
                assert!(told, "{fault:?} at call {call}: {reference} reached nobody");
            }
            if !was_cut {
                break;
            }
        }
        house.close().await;
    }
}
