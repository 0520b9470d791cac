//! What SES tells of letters: deliveries, bounces, complaints.

use domain::letter::{Bounce, Fate, WhyByHand};
use domain::log::{Actor, Event};
use domain::request::Note;
use domain::suppression::Purpose;
use jiff::{SignedDuration, Timestamp};
use local::Function;
use engines::clients::Retries;
use engines::proxy::Fault;
use engines::lambda::sns_event;
use email_events::Unhandled;
use serde_json::json;
use store::{LetterState, Sent};
use tests::{Build, House};

const BOUNCES: &str = "bounce@simulator.amazonses.com";

/// What the log of a request says of its letters.
async fn fates(house: &House, reference: &str) -> Vec<Fate> {
    let (_, request) = house.look_up(reference).await.unwrap();
    let log = house.store().log(request.id).await.unwrap();
    let noted = log.into_iter().filter_map(|entry| match entry.event {
        Event::Noted(Note::Letter { fate, .. }) => Some((entry.by, fate)),
        _ => None,
    });
    noted
        .map(|(by, fate)| {
            assert_eq!(by, Actor::System);
            fate
        })
        .collect()
}

/// Asks for an opt-out of this address; gives its reference.
async fn opt_out(house: &House, email: &str) -> String {
    let asked = json!({"right": "opt_out", "email": email});
    let answer = house.post_json(&asked).await.json();
    answer["reference"].as_str().unwrap().to_owned()
}

/// Tells the function this, as SNS does.
async fn tell(house: &House, message: &str) -> Result<(), Unhandled> {
    email_events::handle(&house.system.email_events, sns_event(message, house.now())).await
}

/// The delivery of a mail that SES took under this id at `sent`.
fn delivery(ses_id: &str, sent: Timestamp) -> String {
    json!({
        "eventType": "Delivery",
        "mail": { "timestamp": sent.to_string(), "messageId": ses_id, "destination": ["ana@example.org"] },
        "delivery": { "timestamp": sent.to_string(), "recipients": ["ana@example.org"] }
    })
    .to_string()
}

#[tokio::test]
async fn a_letter_that_comes_back_is_a_task_for_staff_and_its_request_says_why() {
    let house = House::open().await;
    let reference = opt_out(&house, BOUNCES).await;
    house.serve_outbox().await;
    assert_eq!(house.store().letters_for_staff(9).await.unwrap(), []);
    assert_eq!(house.hear_of_letters().await, (1, 0));

    let permanent = Bounce::Permanent;
    assert_eq!(fates(&house, &reference).await, [Fate::Bounced(permanent)]);
    let [task] = house
        .store()
        .letters_for_staff(9)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(task.state, LetterState::Hand);
    assert_eq!(task.by_hand, Some(WhyByHand::Bounced(permanent)));
    let outbox = house.open_page("/outbox").await.body;
    assert!(outbox.contains("It came back: the address takes no mail."));

    // The choice is in force all the same, and the letter is staff's from now on.
    let since = house.suppression(BOUNCES).await.since(Purpose::SaleSharing);
    assert!(since.is_some());
    house.pass(SignedDuration::from_hours(60 * 24));
    house.serve_outbox().await;
    assert_eq!(house.letters().len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_delivery_that_is_told_twice_is_noted_once() {
    let house = House::open().await;
    let reference = opt_out(&house, "ana@example.org").await;
    house.serve_outbox().await;
    let [event] = house.system.engines.ses.take_events().try_into().unwrap();
    for _ in 0..3 {
        tell(&house, &event).await.unwrap();
    }
    assert_eq!(fates(&house, &reference).await, [Fate::Delivered]);
    assert_eq!(house.store().letters_for_staff(9).await.unwrap(), []);
    house.close().await;
}

#[tokio::test]
async fn a_complaint_is_noted_and_stops_nothing() {
    let house = House::open().await;
    let address = "complaint@simulator.amazonses.com";
    let reference = opt_out(&house, address).await;
    house.serve_outbox().await;
    assert_eq!(house.hear_of_letters().await, (2, 0));
    assert_eq!(
        fates(&house, &reference).await,
        [Fate::Delivered, Fate::Complained]
    );
    assert_eq!(house.store().letters_for_staff(9).await.unwrap(), []);
    let record = house.suppression(address).await;
    assert_eq!(record.since(Purpose::Marketing), None);

    let asked = json!({"right": "delete", "email": address});
    assert_eq!(house.post_json(&asked).await.status, 201);
    house.serve_outbox().await;
    assert_eq!(house.letters_to(address).len(), 2, "what is owed is sent");
    house.close().await;
}

#[tokio::test]
async fn an_automatic_answer_makes_no_task_for_staff() {
    let house = House::open().await;
    let reference = opt_out(&house, "ooto+ana@simulator.amazonses.com").await;
    house.serve_outbox().await;
    let mut events = house.system.engines.ses.take_events();
    events.reverse();
    for event in &events {
        tell(&house, event).await.unwrap();
    }
    assert_eq!(
        fates(&house, &reference).await,
        [Fate::Bounced(Bounce::Unclear), Fate::Delivered],
        "told in the wrong order"
    );
    assert_eq!(house.store().letters_for_staff(9).await.unwrap(), []);
    house.close().await;
}

#[tokio::test]
async fn what_comes_before_the_mark_comes_again_after_it() {
    let house = House::open().await;
    let reference = opt_out(&house, "ana@example.org").await;
    let event = delivery("0101-a-000000", house.now());
    assert!(matches!(
        tell(&house, &event).await,
        Err(Unhandled::TooEarly)
    ));
    assert_eq!(fates(&house, &reference).await, []);

    let store = house.store();
    let key = store.due_letters(house.now(), 9).await.unwrap().remove(0);
    let lease = SignedDuration::from_mins(2);
    let letter = store
        .claim(&key, house.now(), lease)
        .await
        .unwrap()
        .unwrap();
    let sent = Sent {
        at: house.now(),
        ses_id: "0101-a-000000".into(),
    };
    store.mark_sent(&letter, &sent).await.unwrap();
    house.pass(SignedDuration::from_mins(1));
    tell(&house, &event).await.unwrap();
    assert_eq!(fates(&house, &reference).await, [Fate::Delivered]);
    house.close().await;
}

#[tokio::test]
async fn a_mark_that_never_comes_is_not_waited_for() {
    let house = House::build(Build {
        retries: Retries::Never,
        ..Build::default()
    })
    .await;
    let reference = opt_out(&house, "ana@example.org").await;
    // The index's eight shards, the claim, the count, and then the mark.
    let table = house.table_of(Function::OutboxSender);
    table.plan([(11, Fault::Before)]);
    assert_eq!(house.serve_outbox().await.failed, 1);
    table.heal();
    assert_eq!(house.letters().len(), 1, "SES took it");
    assert_eq!(house.hear_of_letters().await, (0, 1));

    house.pass(SignedDuration::from_mins(3));
    assert_eq!(house.serve_outbox().await.sent, 1, "it is sent once more");
    assert_eq!(house.hear_of_letters().await, (2, 0));
    assert_eq!(fates(&house, &reference).await, [Fate::Delivered]);
    house.close().await;
}

#[tokio::test]
async fn a_summary_that_comes_back_is_noted_on_every_request_that_it_tells_of() {
    let house = House::open().await;
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
        let answer = house.post_json(&asked).await.json();
        references.push(answer["reference"].as_str().unwrap().to_owned());
    }
    house.serve_outbox().await;
    house.pass(SignedDuration::from_hours(12 * 24));
    house.serve_outbox().await;
    assert_eq!(house.letters().len(), 4, "three letters and a summary");
    assert_eq!(house.hear_of_letters().await, (4, 0));
    for reference in references {
        let noted = fates(&house, &reference).await;
        assert_eq!(noted, [Fate::Bounced(Bounce::Permanent)], "{reference}");
    }
    let tasks = house.store().letters_for_staff(9).await.unwrap();
    assert_eq!(tasks.len(), 4);
    house.close().await;
}

#[tokio::test]
async fn what_the_topic_should_not_tell_is_an_error_and_changes_nothing() {
    let house = House::open().await;
    let reference = opt_out(&house, "ana@example.org").await;
    house.serve_outbox().await;
    let [event] = house.system.engines.ses.take_events().try_into().unwrap();
    let before = house.items().await.len();
    for message in [
        String::new(),
        "null".into(),
        "x".repeat(1_000_000),
        event.replace("Delivery", "Delivery\\r\\nBounce"),
        event.replace("\"delivery\"", "\"elsewhere\""),
        event.replace("\"messageId\"", "\"otherId\""),
        event.replace("\"timestamp\"", "\"time\""),
    ] {
        let told = tell(&house, &message).await;
        assert!(matches!(told, Err(Unhandled::NotFromSes(_))), "{message}");
    }
    // An id that is none: as unknown as any other.
    house.pass(SignedDuration::from_mins(3));
    for id in ["", "a\r\nb", "REQUEST#A", &"a".repeat(100_000)] {
        let sent = "2026-11-21T18:00:00Z".parse().unwrap();
        tell(&house, &delivery(id, sent)).await.unwrap();
    }
    assert_eq!(house.items().await.len(), before);
    assert_eq!(fates(&house, &reference).await, []);
    tell(&house, &event).await.unwrap();
    assert_eq!(fates(&house, &reference).await, [Fate::Delivered]);
    house.close().await;
}

#[tokio::test]
async fn while_the_table_is_away_an_event_waits_and_nothing_is_half_written() {
    let house = House::open().await;
    let reference = opt_out(&house, BOUNCES).await;
    house.serve_outbox().await;
    let table = house.table_of(Function::EmailEvents);
    table.plan([(1, Fault::Outage)]);
    assert_eq!(house.hear_of_letters().await, (0, 1));
    table.heal();
    assert_eq!(fates(&house, &reference).await, []);
    assert_eq!(house.hear_of_letters().await, (1, 0));
    assert_eq!(fates(&house, &reference).await.len(), 1);
    house.close().await;
}

/// Each call on an event's way is cut, before and after the table has it.
#[tokio::test]
async fn whatever_is_cut_a_bounce_is_noted_once_and_handed_over_once() {
    for fault in [
        Fault::Before,
        Fault::After,
        Fault::Throttle,
        Fault::TransactionConflict,
    ] {
        let house = House::build(Build {
            retries: Retries::Never,
            ..Build::default()
        })
        .await;
        for call in 1.. {
            let address = format!("bounce+{call}@simulator.amazonses.com");
            let reference = opt_out(&house, &address).await;
            house.serve_outbox().await;
            let [event] = house.system.engines.ses.take_events().try_into().unwrap();
            let table = house.table_of(Function::EmailEvents);
            table.take_calls();
            table.plan([(call, fault)]);
            let told = tell(&house, &event).await;
            table.heal();
            let was_cut = table.take_calls().iter().any(|call| call.fault.is_some());
            let (noted, tasks) = (
                fates(&house, &reference).await.len(),
                house.store().letters_for_staff(99).await.unwrap().len(),
            );
            assert!(
                (noted == 1) == (tasks == call),
                "half of it is written: {noted}, {tasks}"
            );
            if told.is_err() {
                assert!(was_cut, "only a cut is an error");
                tell(&house, &event).await.unwrap();
            }
            assert_eq!(fates(&house, &reference).await.len(), 1);
            let tasks = house.store().letters_for_staff(99).await.unwrap();
            assert_eq!(tasks.len(), call);
            if !was_cut {
                assert!(call > 4, "the name, request, letter and write were cut");
                break;
            }
        }
        house.close().await;
    }
}
