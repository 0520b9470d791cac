//! The table fails before and after each call. No request is lost, and no one gets a receipt for a request that wasn't
//! stored.

use crate::mail;
use domain::suppression::Purpose;
use engines::clients::Retries;
use engines::proxy::Fault;
use local::Function;
use serde_json::json;
use tests::{Build, TestApp};

const NONCE: &str = "BBBBBBBBBBBBBBBBBBBBBB";
const PLAIN: &str = "Please do not sell or share my personal information.";

fn fragile() -> Build {
    Build {
        retries: Retries::Never,
        ..Build::default()
    }
}

const FAULTS: [Fault; 4] = [
    Fault::Before,
    Fault::After,
    Fault::Throttle,
    Fault::TransactionConflict,
];

#[tokio::test]
async fn a_form_post_that_failed_counts_once_when_it_is_sent_again() {
    let app = TestApp::build(fragile()).await;
    for (n, fault) in FAULTS.into_iter().enumerate() {
        let address = format!("ana{n}@example.org");
        let fields = [
            ("right", "opt_out"),
            ("email", address.as_str()),
            ("nonce", NONCE),
        ];
        app.table_of(Function::FormIntake).plan([(1, fault)]);
        let first = app.post_form(&fields).await;
        app.table_of(Function::FormIntake).heal();
        match first.status {
            303 => assert!(
                app.suppression(&address)
                    .await
                    .since(Purpose::SaleSharing)
                    .is_some()
            ),
            503 => {
                assert!(first.header("retry-after").is_some());
                assert!(
                    first.body.contains(&address) && first.body.contains(NONCE),
                    "what was typed is kept"
                );
            }
            other => panic!("{other} after {fault:?}"),
        }
        let again = app.post_form(&fields).await;
        assert_eq!(again.status, 303, "{fault:?}: {}", again.body);
        assert!(
            app.suppression(&address)
                .await
                .since(Purpose::SaleSharing)
                .is_some()
        );
    }
    assert_eq!(
        (
            app.count("REQUEST#", "REQUEST").await,
            app.count("RECEIPT#", "").await
        ),
        (4, 4)
    );
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 4);
    app.close().await;
}

#[tokio::test]
async fn a_repeat_that_failed_at_any_of_its_calls_counts_once_when_it_is_sent_again() {
    let app = TestApp::build(fragile()).await;
    app.opt_out("ana@example.org").await;
    let mut posts = 0;
    for call in 1..=3 {
        for fault in FAULTS {
            posts += 1;
            let account = posts.to_string();
            let key = format!("key-of-at-least-22-emails-{posts:04}");
            let headers = [
                ("content-type", "application/json"),
                ("idempotency-key", key.as_str()),
            ];
            let body = json!({"right": "opt_out", "email": "ana@example.org", "identifiers": [{"type": "account", "value": account}]}).to_string();
            app.table_of(Function::FormIntake).plan([(call, fault)]);
            let first = app.send("POST", "/requests", &headers, body.clone()).await;
            app.table_of(Function::FormIntake).heal();
            assert!(
                matches!(first.status, 201 | 503),
                "{} after {fault:?} at call {call}",
                first.status
            );
            let again = app.send("POST", "/requests", &headers, body).await;
            assert_eq!(
                again.status, 201,
                "{fault:?} at call {call}: {}",
                again.body
            );
        }
    }
    assert_eq!(
        (
            app.count("REQUEST#", "REQUEST").await,
            app.count("RECEIPT#", "").await
        ),
        (1, 1 + posts)
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn production_s_retries_hide_a_single_fault_from_the_person() {
    let app = TestApp::open().await;
    for (n, fault) in FAULTS.into_iter().enumerate() {
        app.table_of(Function::FormIntake).plan([(1, fault)]);
        let answer = app.opt_out(&format!("ana{n}@example.org")).await;
        assert_eq!(answer.status, 303, "{fault:?}");
    }
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 4);
    app.close().await;
}

#[tokio::test]
async fn during_an_outage_nobody_is_told_that_a_request_was_taken_in() {
    let app = TestApp::open().await;
    app.table_of(Function::FormIntake)
        .plan([(1, Fault::Outage)]);
    app.table_of(Function::StatusLookup)
        .plan([(1, Fault::Outage)]);
    assert_eq!(app.opt_out("ana@example.org").await.status, 503);
    let json = app
        .post_json(&json!({"right": "opt_out", "email": "ana@example.org"}))
        .await;
    assert_eq!(
        (json.status, json.header("content-type")),
        (503, Some("application/problem+json"))
    );
    let status = app
        .post_form_to(
            "/status",
            &[
                ("reference", "7K3M-9XQ2-4HTC"),
                ("contact", "ana@example.org"),
            ],
        )
        .await;
    assert_eq!(status.status, 503, "an outage is no wrong reference");
    app.table_of(Function::FormIntake).heal();
    assert_eq!(app.count("", "").await, 0);
    assert_eq!(app.opt_out("ana@example.org").await.status, 303);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_mail_that_failed_at_any_call_is_taken_in_once_when_it_comes_again() {
    let app = TestApp::build(fragile()).await;
    let mut mails = 0;
    for fault in FAULTS {
        for (archive, call) in [(true, 1), (false, 1)] {
            mails += 1;
            let address = format!("ana{mails}@example.org");
            app.take_mail(&mail(
                &address,
                &format!("{mails}@example.org"),
                "My data",
                PLAIN,
            ))
            .await;
            let proxy = if archive {
                app.archive_of(Function::EmailIntake)
            } else {
                app.table_of(Function::EmailIntake)
            };
            proxy.plan([(call, fault)]);
            let _ = app.system.read_waiting_mail().await.unwrap();
            proxy.heal();
            app.system.read_waiting_mail().await.unwrap();
            assert!(
                app.suppression(&address)
                    .await
                    .since(Purpose::SaleSharing)
                    .is_some(),
                "{fault:?}"
            );
        }
    }
    assert_eq!(
        (
            app.count("REQUEST#", "REQUEST").await,
            app.count("RECEIPT#", "").await
        ),
        (mails, mails)
    );
    assert_eq!(app.system.queue.dead_letters(), 0);
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), mails);
    app.close().await;
}

#[tokio::test]
async fn a_mail_that_meets_a_request_or_opens_nothing_survives_a_fault_at_any_call() {
    let app = TestApp::build(fragile()).await;
    app.opt_out("ana@example.org").await;
    let mut repeats = 0;
    let mut unopened = 0;
    for fault in FAULTS {
        for call in 1..=3 {
            repeats += 1;
            app.take_mail(&mail(
                "ana@example.org",
                &format!("repeat-{repeats}@example.org"),
                "My data",
                PLAIN,
            ))
            .await;
            app.table_of(Function::EmailIntake).plan([(call, fault)]);
            app.system.read_waiting_mail().await.unwrap();
            app.table_of(Function::EmailIntake).heal();
            app.system.read_waiting_mail().await.unwrap();
        }
        unopened += 1;
        let away = mail(
            "ana@example.org",
            &format!("away-{unopened}@example.org"),
            "Away",
            "I am away.",
        );
        app.take_mail(&away.replacen(
            "MIME-Version",
            "Auto-Submitted: auto-replied\r\nMIME-Version",
            1,
        ))
        .await;
        app.table_of(Function::EmailIntake).plan([(1, fault)]);
        app.system.read_waiting_mail().await.unwrap();
        app.table_of(Function::EmailIntake).heal();
        app.system.read_waiting_mail().await.unwrap();
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("INBOUND#", "").await
        ),
        (1 + repeats, unopened)
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_status_that_cannot_be_read_is_no_wrong_reference() {
    let app = TestApp::build(fragile()).await;
    let answer = app.opt_out("ana@example.org").await;
    let link = answer.header("location").unwrap();
    for call in 1..=2 {
        for fault in [Fault::Before, Fault::After, Fault::Throttle] {
            app.table_of(Function::StatusLookup).plan([(call, fault)]);
            let page = app.open_page(link).await;
            app.table_of(Function::StatusLookup).heal();
            assert_eq!(
                (page.status, page.header("retry-after").is_some()),
                (503, true),
                "{fault:?} at call {call}"
            );
            assert_eq!(app.open_page(link).await.status, 200);
        }
    }
    app.serve_outbox().await;
    app.close().await;
}
