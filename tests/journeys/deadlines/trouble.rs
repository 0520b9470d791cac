//! Races, cuts, outages, clocks that go back, and items that nobody can read.

use super::{alarms, ask, passed};
use aws_sdk_dynamodb::types::AttributeValue;
use deadline_sweeper::{Event, Job, Limit, handle};
use domain::request::{Milestone, RequestId};
use jiff::SignedDuration;
use local::Function;
use engines::clients::Retries;
use engines::proxy::Fault;
use tests::{Build, House};

/// Long after an opt-out became late and a demand should have been proven.
const LATE: &str = "2026-12-15T18:00:00Z";

/// A house in which nobody has swept for three weeks.
async fn neglected(retries: Retries) -> (House, RequestId, RequestId) {
    let house = House::build(Build {
        retries,
        ..Build::default()
    })
    .await;
    let opt_out = ask(&house, "opt_out", "ana@example.org").await;
    let demand = ask(&house, "delete", "bo@example.org").await;
    house.set_clock(LATE);
    (house, opt_out, demand)
}

/// Everything that is owed for that time is done, once.
async fn is_done_once(house: &House, opt_out: RequestId, demand: RequestId, what: &str) {
    house.serve_outbox().await;
    let at = |milestones: Vec<Milestone>| vec![("12-15".to_owned(), milestones)];
    let reminder = |left| Milestone::Reminder { left };
    assert_eq!(
        passed(house, opt_out).await,
        at(vec![
            reminder(5),
            reminder(2),
            Milestone::Target,
            Milestone::Overdue
        ]),
        "{what}"
    );
    assert_eq!(
        passed(house, demand).await,
        at(vec![Milestone::AcknowledgementNear, Milestone::ProofWanted]),
        "{what}"
    );
    let letters = |to: &str| house.letters_to(to).len();
    assert_eq!(letters("ana@example.org"), 1, "{what}");
    assert_eq!(letters("bo@example.org"), 2, "{what}");
    assert_eq!(
        letters("staff@example.com"),
        2,
        "a digest and an alarm: {what}"
    );
    assert_eq!(alarms(house), 1, "{what}");
    let beat = house.store().heartbeat().await.unwrap();
    assert_eq!(beat.at, Some(house.now()), "{what}");
}

#[tokio::test]
async fn after_three_weeks_without_a_sweeper_one_run_does_it_all() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    let run = house.sweep().await;
    assert_eq!(
        (run.moved, run.letters, run.alarms, run.digest),
        (2, 1, 1, true)
    );
    is_done_once(&house, opt_out, demand, "one run").await;
    let again = house.sweep().await;
    assert_eq!((again.moved, again.alarms, again.digest), (0, 0, false));
    is_done_once(&house, opt_out, demand, "and again").await;
    house.close().await;
}

#[tokio::test]
async fn a_run_whose_time_is_over_leaves_the_rest_to_the_next() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    let over = Limit::within(std::time::Duration::ZERO);
    let sweeper = &house.system.deadline_sweeper;
    let run = handle(sweeper, Event::Schedule, over).await.unwrap();
    assert_eq!((run.moved, run.unfinished), (0, true));
    house.sweep().await;
    is_done_once(&house, opt_out, demand, "the next run").await;
    house.close().await;
}

#[tokio::test]
async fn two_sweepers_at_once_do_it_once() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    let (one, other) = tokio::join!(house.sweep(), house.sweep());
    assert_eq!(one.moved + other.moved, 2, "{one:?} {other:?}");
    is_done_once(&house, opt_out, demand, "two at once").await;
    house.close().await;
}

#[tokio::test]
async fn a_clock_that_goes_back_passes_nothing_twice() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    house.sweep().await;
    is_done_once(&house, opt_out, demand, "before").await;
    house.set_clock("2026-12-06T20:00:00Z"); // a Sunday: its digest would be another one
    assert_eq!(house.sweep().await.moved, 0);
    house.set_clock(LATE);
    assert_eq!(house.sweep().await.moved, 0);
    is_done_once(&house, opt_out, demand, "after").await;
    house.close().await;
}

#[tokio::test]
async fn a_cut_before_or_after_any_call_leaves_nothing_undone_and_does_nothing_twice() {
    // What a run does, in its order: each kind of call, and which of them.
    let calls = [
        ("GetItem", 1),
        ("Query", 9),
        ("BatchGetItem", 1),
        ("TransactWriteItems", 1),
        ("TransactWriteItems", 2),
        ("TransactWriteItems", 3),
        ("PutItem", 1),
        ("PutItem", 2),
    ];
    for (operation, nth) in calls {
        for fault in [Fault::Before, Fault::After] {
            cut(operation, nth, fault).await;
        }
    }
    for fault in [Fault::Throttle, Fault::TransactionConflict, Fault::Outage] {
        cut("TransactWriteItems", 1, fault).await;
    }
}

async fn cut(operation: &str, nth: usize, fault: Fault) {
    let (house, opt_out, demand) = neglected(Retries::Never).await;
    let table = house.table_of(Function::DeadlineSweeper);
    table.plan_for(operation, [(nth, fault)]);
    let _ = house.do_job(Event::Schedule).await;
    let struck = table.calls().iter().any(|call| call.fault.is_some());
    table.heal();
    let what = format!("{fault:?} at {operation} {nth}");
    assert!(struck, "{what}: the run never came to it");
    house.sweep().await;
    is_done_once(&house, opt_out, demand, &what).await;
    house.close().await;
}

#[tokio::test]
async fn what_nobody_can_read_is_reported_and_the_others_go_on() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    let broken = ask(&house, "limit", "cy@example.org").await;
    house.set_clock("2027-01-20T18:00:00Z");
    change(
        &house,
        broken,
        "SET #v = :x",
        Some(AttributeValue::S("?".to_owned())),
    )
    .await;
    let run = house.sweep().await;
    assert_eq!((run.moved, run.unreadable), (2, 1));
    assert_eq!(passed(&house, opt_out).await.len(), 1);
    assert_eq!(passed(&house, demand).await.len(), 1);
    let beat = house.store().heartbeat().await.unwrap();
    assert!(beat.counts["AuditFailures"] > 0);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_request_of_an_older_version_is_found_by_the_weekly_comparison() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    for id in [opt_out, demand] {
        let fields = "REMOVE #v.looked, #v.held, #v.erased, #v.read_by_staff, due_kind, due_at";
        change(&house, id, fields, None).await;
    }
    let run = house.sweep().await;
    assert_eq!(
        (run.moved, run.repaired),
        (0, 2),
        "the week's first run compares"
    );
    let run = house.sweep().await;
    assert_eq!((run.moved, run.repaired), (2, 0));
    let again = house.do_job(Event::Job(Job::Weekly)).await.unwrap();
    assert_eq!((again.repaired, again.audit_failures), (0, 0));
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn the_audit_finds_what_stands_in_the_wrong_place() {
    let (house, opt_out, demand) = neglected(Retries::Quick).await;
    house.sweep().await;
    let wrong = AttributeValue::S("2999-01-01T00:00:00.000Z#X".to_owned());
    change(&house, opt_out, "SET due_at = :x", Some(wrong)).await;
    let far = format!(
        "2999-01-01T00:00:00.000Z#{demand}#open#ca.delete#2026-11-21#2027-01-05#2027-01-05"
    );
    change(
        &house,
        demand,
        "SET due_at = :x",
        Some(AttributeValue::S(far)),
    )
    .await;
    let run = house.do_job(Event::Job(Job::Audit)).await.unwrap();
    assert_eq!((run.repaired, run.audit_failures), (2, 2));
    let again = house.do_job(Event::Job(Job::Audit)).await.unwrap();
    assert_eq!((again.repaired, again.audit_failures), (0, 0));
    house.set_clock("2026-12-22T18:00:00Z");
    assert_eq!(house.sweep().await.passed.get("still_overdue"), Some(&1));
    house.serve_outbox().await;
    house.close().await;
}

/// Changes a request's item behind everybody's back.
async fn change(house: &House, id: RequestId, how: &str, to: Option<AttributeValue>) {
    let update = house
        .system
        .engines
        .dynamodb_client()
        .update_item()
        .table_name("honored-requests")
        .key("pk", AttributeValue::S(format!("REQUEST#{id}")))
        .key("sk", AttributeValue::S("REQUEST".to_owned()))
        .update_expression(how);
    let update = if how.contains("#v") {
        update.expression_attribute_names("#v", "value")
    } else {
        update
    };
    let values = to.map(|to| [(":x".to_owned(), to)].into());
    update
        .set_expression_attribute_values(values)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_day_has_one_digest_and_a_sunday_none() {
    let house = House::open().await;
    ask(&house, "opt_out", "ana@example.org").await;
    for (at, digests) in [
        ("2026-11-22T20:00:00Z", 0), // Sunday
        ("2026-11-23T15:30:00Z", 0), // half past seven
        ("2026-11-23T16:30:00Z", 1),
        ("2026-11-23T20:00:00Z", 1),
        ("2026-11-26T20:00:00Z", 1), // Thanksgiving
        ("2026-11-27T20:00:00Z", 2),
    ] {
        house.set_clock(at);
        house.sweep().await;
        house.serve_outbox().await;
        assert_eq!(house.letters_to("staff@example.com").len(), digests, "{at}");
    }
    house.pass(SignedDuration::from_hours(1));
    let by_hand = house.do_job(Event::Job(Job::Digest)).await.unwrap();
    assert!(!by_hand.digest, "it is owed for this day already");
    let digest = &house.letters_to("staff@example.com")[0];
    let text = digest.text().unwrap();
    assert!(text.contains("11 to 20") && text.contains("█ 1"), "{text}");
    assert!(!text.contains("ana@"), "{text}");
    assert_eq!(
        digest.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    house.close().await;
}
