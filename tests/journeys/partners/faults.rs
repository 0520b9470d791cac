//! The notifier is cut before and after each of its calls: no notice is lost, and nobody is taken to have acknowledged
//! who has not.

use super::{by_mail, callbacks::call_back, link_in_mail_to, list, status, webhook};
use jiff::SignedDuration;
use local::Function;
use engines::clients::Retries;
use engines::proxy::Fault;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Build, House, Partner, Reaction};

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

/// Lets the claim of a run lapse that was cut, and tells partners again, a few times.
async fn goes_on(house: &House) {
    for _ in 0..2 {
        house.pass(SignedDuration::from_mins(6));
        house.tell_partners().await;
    }
}

#[tokio::test]
async fn a_cut_at_any_call_loses_no_notice_and_makes_up_no_acknowledgement() {
    const MOST: usize = 30;
    let house = House::build(fragile()).await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    let all = json!([
        webhook("ads", &ads),
        webhook("data", &data),
        by_mail("mail-house")
    ]);
    list(&house, all).await;
    let table = house.table_of(Function::PartnerNotifier);
    for call in 1..=MOST {
        let mut was_made = true;
        for fault in [Fault::Before, Fault::After] {
            let what = format!("{fault:?} at call {call}");
            let before = (ads.told().len(), data.told().len());
            ads.will([Reaction::Answers(500)]);
            let answer = house
                .opt_out(&format!("p{call}{fault:?}@example.org"))
                .await;
            let page = answer.header("location").unwrap().to_owned();
            let keys = house.store().due_notices(house.now(), 25).await.unwrap();
            let event = partner_notifier::Event::Stream(keys);
            table.take_calls();
            table.plan([(call, fault)]);
            let _ = partner_notifier::handle(&house.system.partner_notifier, event).await;
            was_made = table.take_calls().len() >= call;
            table.heal();
            // Whoever answered 500, or was never asked, has not acknowledged.
            let told = &status(&house, &page).await["told"];
            let told = told["confirmed"].as_u64().unwrap_or(0);
            let asked = data.told().len() > before.1;
            assert!(told <= u64::from(asked), "{what}");
            goes_on(&house).await;
            assert!(ads.told().len() >= before.0 + 2, "{what}");
            let ids = data.told().split_off(before.1);
            let ids: BTreeSet<_> = ids
                .iter()
                .map(|told| told.header(webhooks::ID).to_owned())
                .collect();
            assert_eq!(
                ids.len(),
                1,
                "told twice, it is told under the same id: {what}"
            );
            house.serve_outbox().await;
            let link = link_in_mail_to(&house, "privacy@mail-house.example");
            house.post_form_to(&link, &[]).await;
            goes_on(&house).await;
            let seen = status(&house, &page).await;
            assert_eq!(
                (&seen["stage"], &seen["told"]["confirmed"]),
                (&json!("done"), &json!(3)),
                "{what}"
            );
            house.serve_outbox().await;
        }
        if !was_made {
            house.close().await;
            return;
        }
    }
    panic!("a run of one notice takes more than {MOST} calls");
}

#[tokio::test]
async fn a_callback_that_was_cut_counts_when_it_comes_again() {
    for fault in FAULTS {
        for call in 1..=4 {
            let house = House::build(fragile()).await;
            let partner = Partner::open().await;
            let mut one = webhook("ads", &partner);
            one["webhook"]["confirms"] = json!("callback");
            let secrets = list(&house, json!([one])).await;
            let answer = house.opt_out("ana@example.org").await;
            let page = answer.header("location").unwrap().to_owned();
            house.tell_partners().await;
            let id = partner.told()[0].header(webhooks::ID).to_owned();
            let secret = secrets["ads"].as_str().unwrap();
            let table = house.table_of(Function::PartnerCallback);
            table.plan([(call, fault)]);
            let first = call_back(&house, &id, secret).await;
            table.heal();
            let what = format!("{fault:?} at call {call}");
            assert!(
                matches!(first.status, 200 | 503),
                "{what}: {}",
                first.status
            );
            assert_eq!(call_back(&house, &id, secret).await.status, 200, "{what}");
            super::soon(&house).await;
            assert_eq!(status(&house, &page).await["stage"], "done", "{what}");
            house.serve_outbox().await;
            house.close().await;
        }
    }
}

/// A list of so many recipients, all at one partner.
fn many(partner: &Partner, count: usize) -> Value {
    let all = (0..count).map(|n| webhook(&format!("partner-{n}"), partner));
    all.collect()
}

#[tokio::test]
async fn three_hundred_are_told_once_though_the_unfolding_is_cut_and_each_costs_two_writes() {
    const ALL: usize = 300;
    let house = House::build(fragile()).await;
    let partner = Partner::open().await;
    list(&house, many(&partner, ALL)).await;
    let answer = house.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    let table = house.table_of(Function::PartnerNotifier);
    table.take_calls();
    // Once in a batch of twenty-five, and once between two.
    for nth in [60, 101] {
        table.plan_for("PutItem", [(nth, Fault::Outage)]);
        house.tell_partners().await;
        table.heal();
        assert!(
            partner.told().is_empty(),
            "nobody is told before all are listed"
        );
        let listed = house.count("NOTICE#", "TO#").await;
        assert!(listed < ALL, "{listed}");
        house.pass(SignedDuration::from_mins(6));
    }
    table.take_calls();
    let run = house.tell_partners().await;
    assert_eq!((run.acknowledged, run.settled), (300, 1));
    let ids: BTreeSet<_> = partner
        .told()
        .iter()
        .map(|t| t.header(webhooks::ID).to_owned())
        .collect();
    assert_eq!((ids.len(), partner.told().len()), (ALL, ALL));
    let seen = status(&house, &page).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["confirmed"]),
        (&json!("done"), &json!(300))
    );

    // Another opt-out, uncut: what it writes per recipient.
    house.opt_out("bo@example.org").await;
    table.take_calls();
    house.tell_partners().await;
    let calls = table.take_calls();
    let writes = calls
        .iter()
        .filter(|call| ["PutItem", "UpdateItem"].contains(&call.operation.as_str()));
    let transactions: usize = calls
        .iter()
        .filter(|call| call.operation == "TransactWriteItems")
        .count();
    let writes = writes.count();
    // A put and an update for each; for the notice a claim, the list that counts, and its end.
    assert_eq!((writes, transactions), (2 * ALL + 3, 2), "{calls:?}");
    house.serve_outbox().await;
    house.close().await;
}
