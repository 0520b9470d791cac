//! The effect of the laws of a new year on open requests.

use serde_json::{Value, json};
use tests::{Build, TestApp};

/// The last minute of 2026 in California.
const EVE: &str = "2027-01-01T07:59:00Z";
/// The first minute of 2027 in California.
const NEW_YEAR: &str = "2027-01-01T08:00:00Z";

/// Asks for a right, and returns the reference.
async fn ask(app: &TestApp, right: &str, state: &str) -> String {
    let email = format!("{right}.{}@example.org", state.to_lowercase()).replace('_', "-");
    let body = json!({"right": right, "email": email, "state": state});
    let answer = app.post_json(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["reference"].as_str().unwrap().to_owned()
}

/// Returns the requests of December that this journey follows.
async fn ask_in_december(app: &TestApp) -> String {
    app.set_clock("2026-12-20T18:00:00Z");
    let oklahoman = ask(app, "delete", "OK").await;
    ask(app, "delete", "CA").await;
    ask(app, "know", "DE").await;
    ask(app, "know", "VA").await;
    ask(app, "opt_out", "LA").await;
    ask(app, "opt_out", "CA").await;
    app.serve_outbox().await;
    oklahoman
}

/// Returns what the desk says about the laws of a day, or of the next day of change.
async fn foretold(app: &TestApp, query: &str) -> Value {
    let answer = app.desk(&format!("/law-changes{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn do_action(app: &TestApp, request: &str, body: Value) {
    let path = format!("/requests/{request}/actions");
    let answer = app.order(&path, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn open_requests_get_what_the_law_of_2027_adds_in_its_first_minute() {
    let app = TestApp::open().await;
    let oklahoman = ask_in_december(&app).await;
    let next = foretold(&app, "").await;
    assert_eq!(next["on"], "2027-01-01");
    // Oklahoma and Louisiana grant an appeal. Deletions and Delaware's access reach further.
    let counts = json!({"requests": 4, "earlier_date": 0, "appeal": 2, "wider_scope": 3});
    assert_eq!(next["counts"], counts);
    assert_eq!(
        next["sentence"],
        "On 2027-01-01: 0 open requests get an earlier date, 2 get an appeal, 3 get a wider scope."
    );
    assert_eq!(next["cursor"], Value::Null);
    assert_eq!(
        foretold(&app, "?on=2026-12-31").await["counts"]["requests"],
        0
    );

    app.set_clock(EVE);
    assert_eq!(app.sweep().await.law_changes.requests, 0);
    let before = app.look_up(&oklahoman).await.unwrap().1;
    app.set_clock(NEW_YEAR);
    let done = app.sweep().await.law_changes;
    assert_eq!((done.requests, done.appeal, done.wider_scope), (4, 2, 3));
    assert_eq!(app.sweep().await.law_changes.requests, 0);
    assert_eq!(
        foretold(&app, "?on=2027-01-01").await["counts"]["requests"],
        0
    );

    let after = app.look_up(&oklahoman).await.unwrap().1;
    assert_eq!(after.due(), before.due());
    assert_eq!(after.rules().unwrap().baseline.id, "ca.delete");
    let whole = app.desk(&format!("/requests/{oklahoman}")).await.json();
    let scope = whole["scope"].to_string();
    assert!(scope.contains("from third parties"), "{scope}");
    let log = whole["log"].as_array().unwrap();
    let changed: Vec<_> = log
        .iter()
        .map(|entry| &entry["event"])
        .filter(|event| event["event"] == "law_changed")
        .collect();
    assert_eq!(changed.len(), 1, "{log:?}");
    assert_eq!(changed[0]["on"], "2027-01-01");
    assert_eq!(changed[0]["appeal"], true);

    // The denial offers the appeal that the law grants since today.
    do_action(
        &app,
        &oklahoman,
        json!({"action": "verify", "method": "matched"}),
    )
    .await;
    let denial = json!({
        "action": "respond", "response": "denied", "basis": "lawful_exception",
        "explanation": "A contract is open."
    });
    do_action(&app, &oklahoman, denial).await;
    app.serve_outbox().await;
    let emails = app.emails_to("delete.ok@example.org");
    let text = emails.last().unwrap().text().unwrap();
    assert!(text.contains("appeal"), "{text}");
    do_action(&app, &oklahoman, json!({"action": "appeal"})).await;
    let appealing = app.look_up(&oklahoman).await.unwrap().1;
    assert_eq!(appealing.due().unwrap().latest.to_string(), "2027-03-02");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn counsel_can_switch_the_step_off() {
    let app = TestApp::build(Build {
        settings: vec![("LAW_CHANGES".to_owned(), "ignore".to_owned())],
        ..Build::default()
    })
    .await;
    let oklahoman = ask_in_december(&app).await;
    app.set_clock(NEW_YEAR);
    assert_eq!(app.sweep().await.law_changes.requests, 0);
    let job = deadline_sweeper::Event::Job(deadline_sweeper::Job::LawChanges);
    assert_eq!(app.do_job(job).await.unwrap().law_changes.requests, 0);
    let after = app.look_up(&oklahoman).await.unwrap().1;
    assert_eq!(after.rules().unwrap().later, None);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_run_at_its_limit_continues_with_the_next() {
    let app = TestApp::open().await;
    let oklahoman = ask_in_december(&app).await;
    app.set_clock(NEW_YEAR);
    let over = deadline_sweeper::Limit::within(std::time::Duration::ZERO);
    let sweeper = &app.system.functions.deadline_sweeper;
    let event = deadline_sweeper::Event::Schedule;
    let run = deadline_sweeper::handle(sweeper, event, over)
        .await
        .unwrap();
    assert!(run.unfinished);
    assert_eq!(run.law_changes.requests, 0);
    assert_eq!(app.sweep().await.law_changes.requests, 4);
    let after = app.look_up(&oklahoman).await.unwrap().1;
    assert!(after.rules().unwrap().later.is_some());
    app.serve_outbox().await;
    app.close().await;
}

/// Cuts a walk before its first request, and saves that it has read the list of open requests.
async fn cut_after_open_requests(app: &TestApp, failed: bool) {
    app.set_clock(NEW_YEAR);
    let over = deadline_sweeper::Limit::within(std::time::Duration::ZERO);
    let sweeper = &app.system.functions.deadline_sweeper;
    let run = deadline_sweeper::handle(sweeper, LAW_CHANGES, over).await;
    assert!(run.unwrap().unfinished);
    let sweep = app.store().sweep;
    let mut heartbeat = sweep.heartbeat().await.unwrap();
    let walk = heartbeat.applying_law.as_mut().unwrap();
    assert!(!walk.failed);
    (walk.list, walk.shard, walk.failed) = (store::RequestList::Overdue, 0, failed);
    sweep.save_heartbeat(&heartbeat).await.unwrap();
}

const LAW_CHANGES: deadline_sweeper::Event =
    deadline_sweeper::Event::Job(deadline_sweeper::Job::LawChanges);

#[tokio::test]
async fn a_cut_walk_continues_in_its_middle() {
    let app = TestApp::open().await;
    ask_in_december(&app).await;
    cut_after_open_requests(&app, false).await;
    // All requests are open and none is overdue, so the rest of the walk changes none.
    let run = app.do_job(LAW_CHANGES).await.unwrap();
    assert_eq!((run.law_changes.requests, run.unfinished), (0, false));
    let heartbeat = app.store().sweep.heartbeat().await.unwrap();
    assert!(heartbeat.law_applied.is_some() && heartbeat.applying_law.is_none());
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_walk_with_a_failed_write_in_an_earlier_run_starts_again() {
    let app = TestApp::open().await;
    ask_in_december(&app).await;
    cut_after_open_requests(&app, true).await;
    let run = app.do_job(LAW_CHANGES).await.unwrap();
    assert_eq!((run.law_changes.requests, run.failed), (0, 0));
    let heartbeat = app.store().sweep.heartbeat().await.unwrap();
    assert_eq!(
        (heartbeat.law_applied, heartbeat.applying_law),
        (None, None)
    );
    assert_eq!(app.sweep().await.law_changes.requests, 4);
    let heartbeat = app.store().sweep.heartbeat().await.unwrap();
    assert!(heartbeat.law_applied.is_some());
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_walk_with_a_failed_write_is_not_done() {
    let app = TestApp::open().await;
    ask_in_december(&app).await;
    app.set_clock(NEW_YEAR);
    let table = app.table_of(local::Function::DeadlineSweeper);
    table.plan_for("TransactWriteItems", [(1, engines::proxy::Fault::Outage)]);
    let run = app.do_job(LAW_CHANGES).await.unwrap();
    assert_eq!((run.law_changes.requests, run.failed), (0, 4));
    let heartbeat = app.store().sweep.heartbeat().await.unwrap();
    assert_eq!(
        (heartbeat.law_applied, heartbeat.applying_law),
        (None, None)
    );
    table.heal();
    assert_eq!(
        app.do_job(LAW_CHANGES).await.unwrap().law_changes.requests,
        4
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_impossible_day_is_a_field_error() {
    let app = TestApp::open().await;
    let answer = app.desk("/law-changes?on=soon").await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(answer.wrong_fields(), ["on"]);
    app.close().await;
}
