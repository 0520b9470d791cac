//! The notifier is interrupted before and after each call. No notification is lost, and no partner counts as
//! acknowledged that isn't.

use super::{by_mail, callbacks::call_back, link_in_mail_to, list, status, webhook};
use engines::clients::Retries;
use engines::proxy::Fault;
use jiff::SignedDuration;
use local::Function;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Build, Partner, Reaction, TestApp};

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

/// Waits until the interrupted run's lease expires and notifies partners again, several times.
async fn goes_on(app: &TestApp) {
    for _ in 0..2 {
        app.pass(SignedDuration::from_mins(6));
        app.tell_partners().await;
    }
}

#[tokio::test]
async fn a_cut_at_any_call_loses_no_notification_and_makes_up_no_acknowledgement() {
    const MOST: usize = 30;
    let app = TestApp::build(fragile()).await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    let all = json!([
        webhook("ads", &ads),
        webhook("data", &data),
        by_mail("mail-house")
    ]);
    list(&app, all).await;
    let table = app.table_of(Function::PartnerNotifier);
    for call in 1..=MOST {
        let mut was_made = true;
        for fault in [Fault::Before, Fault::After] {
            let what = format!("{fault:?} at call {call}");
            let before = (ads.notified().len(), data.notified().len());
            ads.will([Reaction::Status(500)]);
            let answer = app.opt_out(&format!("p{call}{fault:?}@example.org")).await;
            let page = answer.header("location").unwrap().to_owned();
            let keys = app
                .store()
                .notifications
                .due_notifications(app.now(), 25, &mut store::IndexWalk::default())
                .await
                .unwrap();
            let event = partner_notifier::Event::Stream(keys);
            table.take_calls();
            table.plan([(call, fault)]);
            let _ = partner_notifier::handle(&app.system.functions.partner_notifier, event).await;
            was_made = table.take_calls().len() >= call;
            table.heal();
            // A partner that responded with 500, or that was never called, hasn't acknowledged.
            let notified = &status(&app, &page).await["told"];
            let notified = notified["confirmed"].as_u64().unwrap_or(0);
            let asked = data.notified().len() > before.1;
            assert!(notified <= u64::from(asked), "{what}");
            goes_on(&app).await;
            assert!(ads.notified().len() >= before.0 + 2, "{what}");
            let ids = data.notified().split_off(before.1);
            let ids: BTreeSet<_> = ids
                .iter()
                .map(|notified| notified.header(webhooks::ID).to_owned())
                .collect();
            assert_eq!(
                ids.len(),
                1,
                "told twice, it is told under the same id: {what}"
            );
            app.serve_outbox().await;
            let link = link_in_mail_to(&app, "privacy@mail-house.example");
            app.post_form_to(&link, &[]).await;
            goes_on(&app).await;
            let seen = status(&app, &page).await;
            assert_eq!(
                (&seen["stage"], &seen["told"]["confirmed"]),
                (&json!("done"), &json!(3)),
                "{what}"
            );
            app.serve_outbox().await;
        }
        if !was_made {
            app.close().await;
            return;
        }
    }
    panic!("a run of one notification takes more than {MOST} calls");
}

#[tokio::test]
async fn a_callback_that_was_cut_counts_when_it_comes_again() {
    for fault in FAULTS {
        for call in 1..=4 {
            let app = TestApp::build(fragile()).await;
            let partner = Partner::open().await;
            let mut one = webhook("ads", &partner);
            one["webhook"]["confirms"] = json!("callback");
            let secrets = list(&app, json!([one])).await;
            let answer = app.opt_out("ana@example.org").await;
            let page = answer.header("location").unwrap().to_owned();
            app.tell_partners().await;
            let id = partner.notified()[0].header(webhooks::ID).to_owned();
            let secret = secrets["ads"].as_str().unwrap();
            let table = app.table_of(Function::PartnerCallback);
            table.plan([(call, fault)]);
            let first = call_back(&app, &id, secret).await;
            table.heal();
            let what = format!("{fault:?} at call {call}");
            assert!(
                matches!(first.status, 200 | 503),
                "{what}: {}",
                first.status
            );
            assert_eq!(call_back(&app, &id, secret).await.status, 200, "{what}");
            super::soon(&app).await;
            assert_eq!(status(&app, &page).await["stage"], "done", "{what}");
            app.serve_outbox().await;
            app.close().await;
        }
    }
}

/// Returns a list of partners that share one webhook.
fn many(partner: &Partner, count: usize) -> Value {
    let all = (0..count).map(|n| webhook(&format!("partner-{n}"), partner));
    all.collect()
}

#[tokio::test]
async fn three_hundred_are_told_once_though_the_unfolding_is_cut_and_each_costs_two_writes() {
    const ALL: usize = 300;
    let app = TestApp::build(fragile()).await;
    let partner = Partner::open().await;
    list(&app, many(&partner, ALL)).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    let table = app.table_of(Function::PartnerNotifier);
    table.take_calls();
    // Once within a batch of 25, and once between two batches.
    for nth in [60, 101] {
        table.plan_for("PutItem", [(nth, Fault::Outage)]);
        app.tell_partners().await;
        table.heal();
        assert!(
            partner.notified().is_empty(),
            "nobody is told before all are listed"
        );
        let listed = app.count("NOTIFICATION#", "PARTNER#").await;
        assert!(listed < ALL, "{listed}");
        app.pass(SignedDuration::from_mins(6));
    }
    table.take_calls();
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.settled), (300, 1));
    let ids: BTreeSet<_> = partner
        .notified()
        .iter()
        .map(|t| t.header(webhooks::ID).to_owned())
        .collect();
    assert_eq!((ids.len(), partner.notified().len()), (ALL, ALL));
    let seen = status(&app, &page).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["confirmed"]),
        (&json!("done"), &json!(300))
    );

    // Another opt-out without interruptions counts the writes per partner.
    app.opt_out("bo@example.org").await;
    table.take_calls();
    app.tell_partners().await;
    let calls = table.take_calls();
    let writes = calls
        .iter()
        .filter(|call| ["PutItem", "UpdateItem"].contains(&call.operation.as_str()));
    let transactions: usize = calls
        .iter()
        .filter(|call| call.operation == "TransactWriteItems")
        .count();
    let writes = writes.count();
    // A put and an update for each partner; for the notification a claim, the pinned list and the end.
    assert_eq!((writes, transactions), (2 * ALL + 3, 2), "{calls:?}");
    app.serve_outbox().await;
    app.close().await;
}
