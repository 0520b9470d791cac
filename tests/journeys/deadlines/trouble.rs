//! Races, interruptions, outages, clocks that go back, and items that can't be parsed.

use super::{alarms, ask, passed};
use aws_sdk_dynamodb::types::AttributeValue;
use deadline_sweeper::{Event, Job, Limit, handle};
use domain::request::{Milestone, RequestId};
use engines::clients::Retries;
use engines::proxy::Fault;
use jiff::SignedDuration;
use local::Function;
use tests::{Build, TestApp};

/// After the deadline of an opt-out and of a verification.
const LATE: &str = "2026-12-15T18:00:00Z";

/// Starts a system whose deadlines were not checked for three weeks.
async fn neglected(retries: Retries) -> (TestApp, RequestId, RequestId) {
    let app = TestApp::build(Build {
        retries,
        ..Build::default()
    })
    .await;
    let opt_out = ask(&app, "opt_out", "ana@example.org").await;
    let demand = ask(&app, "delete", "bo@example.org").await;
    app.set_clock(LATE);
    (app, opt_out, demand)
}

/// Asserts that everything due by then was done exactly once.
async fn is_done_once(app: &TestApp, opt_out: RequestId, demand: RequestId, what: &str) {
    app.serve_outbox().await;
    let at = |milestones: Vec<Milestone>| vec![("12-15".to_owned(), milestones)];
    let reminder = |left| Milestone::Reminder { left };
    assert_eq!(
        passed(app, opt_out).await,
        at(vec![
            reminder(5),
            reminder(2),
            Milestone::Target,
            Milestone::Overdue
        ]),
        "{what}"
    );
    assert_eq!(
        passed(app, demand).await,
        at(vec![
            Milestone::AcknowledgementNear,
            Milestone::VerificationDue
        ]),
        "{what}"
    );
    let emails = |to: &str| app.emails_to(to).len();
    assert_eq!(emails("ana@example.org"), 1, "{what}");
    assert_eq!(emails("bo@example.org"), 2, "{what}");
    assert_eq!(
        emails("staff@example.com"),
        2,
        "a digest and an alarm: {what}"
    );
    assert_eq!(alarms(app), 1, "{what}");
    let beat = app.store().sweep.heartbeat().await.unwrap();
    assert_eq!(beat.at, Some(app.now()), "{what}");
}

#[tokio::test]
async fn after_three_weeks_without_a_sweeper_one_run_does_it_all() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    let run = app.sweep().await;
    assert_eq!(
        (run.moved, run.emails, run.alarms, run.digest),
        (2, 1, 1, true)
    );
    is_done_once(&app, opt_out, demand, "one run").await;
    let again = app.sweep().await;
    assert_eq!((again.moved, again.alarms, again.digest), (0, 0, false));
    is_done_once(&app, opt_out, demand, "and again").await;
    app.close().await;
}

#[tokio::test]
async fn a_run_whose_time_is_over_leaves_the_rest_to_the_next() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    let over = Limit::within(std::time::Duration::ZERO);
    let sweeper = &app.system.functions.deadline_sweeper;
    let run = handle(sweeper, Event::Schedule, over).await.unwrap();
    assert_eq!((run.moved, run.unfinished), (0, true));
    app.sweep().await;
    is_done_once(&app, opt_out, demand, "the next run").await;
    app.close().await;
}

#[tokio::test]
async fn two_sweepers_at_once_do_it_once() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    let (one, other) = tokio::join!(app.sweep(), app.sweep());
    assert_eq!(one.moved + other.moved, 2, "{one:?} {other:?}");
    is_done_once(&app, opt_out, demand, "two at once").await;
    app.close().await;
}

#[tokio::test]
async fn a_clock_that_goes_back_passes_nothing_twice() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    app.sweep().await;
    is_done_once(&app, opt_out, demand, "before").await;
    app.set_clock("2026-12-06T20:00:00Z"); // a Sunday: its digest would be another one
    assert_eq!(app.sweep().await.moved, 0);
    app.set_clock(LATE);
    assert_eq!(app.sweep().await.moved, 0);
    is_done_once(&app, opt_out, demand, "after").await;
    app.close().await;
}

#[tokio::test]
async fn a_cut_before_or_after_any_call_leaves_nothing_undone_and_does_nothing_twice() {
    // The calls of a run, in order.
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
    let (app, opt_out, demand) = neglected(Retries::Never).await;
    let table = app.table_of(Function::DeadlineSweeper);
    table.plan_for(operation, [(nth, fault)]);
    let _ = app.do_job(Event::Schedule).await;
    let struck = table.calls().iter().any(|call| call.fault.is_some());
    table.heal();
    let what = format!("{fault:?} at {operation} {nth}");
    assert!(struck, "{what}: the run never came to it");
    app.sweep().await;
    is_done_once(&app, opt_out, demand, &what).await;
    app.close().await;
}

#[tokio::test]
async fn what_nobody_can_read_is_reported_and_the_others_go_on() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    let broken = ask(&app, "limit", "cy@example.org").await;
    app.set_clock("2027-01-20T18:00:00Z");
    transition(
        &app,
        broken,
        "SET #v = :x",
        Some(AttributeValue::S("?".to_owned())),
    )
    .await;
    let run = app.sweep().await;
    assert_eq!((run.moved, run.unreadable), (2, 1));
    assert_eq!(passed(&app, opt_out).await.len(), 1);
    assert_eq!(passed(&app, demand).await.len(), 1);
    let beat = app.store().sweep.heartbeat().await.unwrap();
    assert!(beat.counts["AuditFailures"] > 0);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_request_of_an_older_version_is_found_by_the_weekly_comparison() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    for id in [opt_out, demand] {
        let fields = "REMOVE #v.looked, #v.held, #v.erased, #v.read_by_staff, due_kind, due_at";
        transition(&app, id, fields, None).await;
    }
    let run = app.sweep().await;
    assert_eq!(
        (run.moved, run.repaired),
        (0, 2),
        "the week's first run compares"
    );
    let run = app.sweep().await;
    assert_eq!((run.moved, run.repaired), (2, 0));
    let again = app.do_job(Event::Job(Job::Weekly)).await.unwrap();
    assert_eq!((again.repaired, again.audit_failures), (0, 0));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_audit_finds_what_stands_in_the_wrong_place() {
    let (app, opt_out, demand) = neglected(Retries::Quick).await;
    app.sweep().await;
    let wrong = AttributeValue::S("2999-01-01T00:00:00.000Z#X".to_owned());
    transition(&app, opt_out, "SET due_at = :x", Some(wrong)).await;
    let far = format!(
        "2999-01-01T00:00:00.000Z#{demand}#open#ca.delete#2026-11-21#2027-01-05#2027-01-05"
    );
    transition(
        &app,
        demand,
        "SET due_at = :x",
        Some(AttributeValue::S(far)),
    )
    .await;
    let run = app.do_job(Event::Job(Job::Audit)).await.unwrap();
    assert_eq!((run.repaired, run.audit_failures), (2, 2));
    let again = app.do_job(Event::Job(Job::Audit)).await.unwrap();
    assert_eq!((again.repaired, again.audit_failures), (0, 0));
    app.set_clock("2026-12-22T18:00:00Z");
    assert_eq!(app.sweep().await.passed.get("still_overdue"), Some(&1));
    app.serve_outbox().await;
    app.close().await;
}

/// Changes a request's item without the store.
async fn transition(app: &TestApp, id: RequestId, how: &str, to: Option<AttributeValue>) {
    let update = app
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
    let app = TestApp::open().await;
    ask(&app, "opt_out", "ana@example.org").await;
    for (at, digests) in [
        ("2026-11-22T20:00:00Z", 0), // Sunday
        ("2026-11-23T15:30:00Z", 0), // half past seven
        ("2026-11-23T16:30:00Z", 1),
        ("2026-11-23T20:00:00Z", 1),
        ("2026-11-26T20:00:00Z", 1), // Thanksgiving
        ("2026-11-27T20:00:00Z", 2),
    ] {
        app.set_clock(at);
        app.sweep().await;
        app.serve_outbox().await;
        assert_eq!(app.emails_to("staff@example.com").len(), digests, "{at}");
    }
    app.pass(SignedDuration::from_hours(1));
    let manual = app.do_job(Event::Job(Job::Digest)).await.unwrap();
    assert!(!manual.digest, "it is owed for this day already");
    let digest = &app.emails_to("staff@example.com")[0];
    let text = digest.text().unwrap();
    assert!(text.contains("11 to 20") && text.contains("█ 1"), "{text}");
    assert!(!text.contains("ana@"), "{text}");
    assert_eq!(
        digest.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    app.close().await;
}

#[tokio::test]
async fn the_heartbeat_is_written_before_the_optional_work() {
    let app = TestApp::open().await;
    ask(&app, "delete", "ana@example.org").await;
    app.table_of(Function::DeadlineSweeper).take_calls();
    app.sweep().await;
    let calls = app.table_of(Function::DeadlineSweeper).take_calls();
    let first = |operation: &str| {
        let mut calls = calls.iter();
        calls.position(|call| call.operation == operation)
    };
    assert!(first("PutItem").unwrap() < first("Scan").unwrap());
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_unfinished_weekly_comparison_continues_where_it_stopped() {
    let (app, _, _) = neglected(Retries::Quick).await;
    let deps = &app.system.functions.deadline_sweeper;
    let weekly = Event::Job(Job::Weekly);
    let limit = Limit::within(std::time::Duration::ZERO);
    let run = handle(deps, weekly, limit).await.unwrap();
    assert!(run.unfinished);
    let sweep = app.store().sweep;
    let mut heartbeat = sweep.heartbeat().await.unwrap();
    let mut comparing = heartbeat.comparing.take().unwrap();
    assert_eq!(comparing.next, store::CompareNext::Table(None));
    assert_eq!(heartbeat.compared, None);
    // The table is compared, and the index is left.
    comparing.next = store::CompareNext::Index(store::RequestList::Open, 0, None);
    heartbeat.comparing = Some(comparing);
    sweep.save_heartbeat(&heartbeat).await.unwrap();
    app.table_of(Function::DeadlineSweeper).take_calls();
    let run = app.do_job(Event::Job(Job::Weekly)).await.unwrap();
    assert_eq!((run.repaired, run.unfinished), (0, false));
    let calls = app.table_of(Function::DeadlineSweeper).take_calls();
    assert!(calls.iter().all(|call| call.operation != "Scan"));
    let heartbeat = sweep.heartbeat().await.unwrap();
    assert!(heartbeat.compared.is_some() && heartbeat.comparing.is_none());
    app.serve_outbox().await;
    app.close().await;
}
