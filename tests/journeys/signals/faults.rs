//! The table fails before and after each call. No browser's opt-out is lost, and none is reported as recorded that
//! isn't.

use super::{ON, kept, since};
use engines::clients::Retries;
use engines::proxy::Fault;
use local::Function;
use tests::{Build, TestApp};

const FAULTS: [Fault; 4] = [
    Fault::Before,
    Fault::After,
    Fault::Throttle,
    Fault::TransactionConflict,
];

async fn fragile() -> TestApp {
    TestApp::build(Build {
        retries: Retries::Never,
        ..Build::default()
    })
    .await
}

#[tokio::test]
async fn a_post_that_failed_at_any_of_its_calls_is_one_record_when_it_comes_again() {
    let app = fragile().await;
    let mut browsers = 0;
    // A new browser is counted and written. A known one is read first.
    for call in 1..=3 {
        for fault in FAULTS {
            browsers += 1;
            let table = app.table_of(Function::Signals);
            table.plan([(call, fault)]);
            let first = app.send("POST", "/signals", &[ON], "").await;
            table.heal();
            let cookie = kept(&first).expect("the choice is kept, recorded or not");
            let is_recorded = since(&app, &cookie).await.is_some();
            match first.status {
                200 => assert!(is_recorded, "{fault:?} at call {call}"),
                503 => assert!(first.header("retry-after").is_some()),
                other => panic!("{other} after {fault:?} at call {call}"),
            }
            for image in [false, true] {
                table.plan([(call, fault)]);
                let headers = [("cookie", cookie.as_str()), ON];
                let (method, path) = if image {
                    ("GET", "/signals/seen")
                } else {
                    ("POST", "/signals")
                };
                let again = app.send(method, path, &headers, "").await;
                table.heal();
                let recorded = since(&app, &cookie).await.is_some();
                assert!(again.status == 503 || recorded, "{fault:?} at call {call}");
            }
            let last = app
                .send("POST", "/signals", &[("cookie", &cookie), ON], "")
                .await;
            assert_eq!(last.json()["recorded"], true, "{fault:?} at call {call}");
            assert!(since(&app, &cookie).await.is_some());
        }
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, browsers);
    assert_eq!(app.count("RECEIPT#", "").await, browsers);
    assert_eq!(app.count("REQUEST#", "NOTIFICATION#").await, browsers);
    app.close().await;
}

#[tokio::test]
async fn during_an_outage_the_page_still_honors_and_nothing_is_called_recorded() {
    let app = TestApp::open().await;
    app.table_of(Function::Signals).plan([(1, Fault::Outage)]);
    let page = app.send("GET", "/", &[ON], "").await;
    assert!(page.body.contains("Opt-Out Request Honored"));
    let cookie = kept(&page).unwrap();
    let headers = [("cookie", cookie.as_str()), ON];
    assert_eq!(
        app.send("GET", "/signals/seen", &headers, "").await.status,
        503
    );
    let posted = app.send("POST", "/signals", &headers, "").await;
    assert_eq!(posted.status, 503);
    assert_eq!(kept(&posted), Some(cookie.clone()));
    let read = app.send("GET", "/signals", &headers, "").await;
    assert_eq!(read.status, 503);
    app.table_of(Function::Signals).heal();
    assert_eq!(
        app.send("GET", "/signals/seen", &headers, "").await.status,
        200
    );
    assert!(since(&app, &cookie).await.is_some());
    app.close().await;
}

#[tokio::test]
async fn an_alarm_that_could_not_be_written_comes_with_the_next_browser() {
    let app = fragile().await;
    for _ in 0..50 {
        app.send("POST", "/signals", &[ON], "").await;
    }
    app.table_of(Function::Signals).plan([(3, Fault::Before)]);
    let answer = app.send("POST", "/signals", &[ON], "").await;
    app.table_of(Function::Signals).heal();
    assert_eq!(
        answer.json()["recorded"],
        true,
        "the record doesn't wait for the alarm"
    );
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    app.send("POST", "/signals", &[ON], "").await;
    app.serve_outbox().await;
    assert_eq!(app.emails_to("staff@example.com").len(), 1);
    app.close().await;
}
