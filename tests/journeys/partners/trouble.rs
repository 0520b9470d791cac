//! Partners that don't respond, or respond wrongly, don't count as acknowledged, and staff are alerted.

use super::{by_mail, list, status, webhook};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::log::Event;
use domain::notification::What;
use domain::receipt::ReceiptId;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::HashMap;
use tests::{Build, Partner, Reaction, TestApp};

/// Moves the clock ahead by days and notifies partners every hour.
async fn days(app: &TestApp, days: i64) {
    for _ in 0..days * 24 {
        app.pass(SignedDuration::from_hours(1));
        app.tell_partners().await;
    }
}

#[tokio::test]
async fn a_partner_that_never_answers_is_given_up_and_staff_record_why_it_need_not() {
    let app = TestApp::open().await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    ads.will(vec![Reaction::Status(500); 100]);
    list(&app, json!([webhook("ads", &ads), webhook("data", &data)])).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    app.serve_outbox().await;
    app.tell_partners().await;
    days(&app, 4).await;
    let tries = ads.notified().len();
    assert!((8..=12).contains(&tries), "{tries} tries in three days");
    assert_eq!(status(&app, &page).await["stage"], "in_force");

    // The digest of the next working day tells staff.
    app.sweep().await;
    app.serve_outbox().await;
    let digest = app
        .emails_to("staff@example.com")
        .pop()
        .unwrap()
        .text()
        .unwrap();
    assert!(
        digest.contains("Partners who did not acknowledge"),
        "{digest}"
    );
    assert!(
        digest.contains("ads") && digest.contains("responded with status 500"),
        "{digest}"
    );
    let found = app.desk("/notifications").await.json()["found"].clone();
    assert_eq!(found[0]["to"], "ads");
    assert_eq!(found[0]["state"], "given_up");
    assert_eq!(found[0]["actions"], json!(["replay", "not_needed"]));
    let path = format!("/notifications/{}", found[0]["id"].as_str().unwrap());

    // After a replay, it fails again for three more days.
    let replayed = app.order(&path, &json!({"action": "replay"})).await;
    assert_eq!(
        (replayed.status, &replayed.json()["state"]),
        (200, &json!("pending"))
    );
    assert_eq!(
        app.order(&path, &json!({"action": "replay"})).await.status,
        409
    );
    days(&app, 4).await;
    assert!(ads.notified().len() > tries + 7);
    let without = app.order(&path, &json!({"action": "not_needed"})).await;
    assert_eq!(
        (without.status, without.wrong_fields()),
        (422, vec!["why".to_owned()])
    );
    let why = json!({"action": "not_needed", "why": "Ads Inc. was dissolved, says Mr Planted"});
    assert_eq!(app.order(&path, &why).await.status, 200);
    super::soon(&app).await;
    let seen = status(&app, &page).await;
    assert_eq!(seen["stage"], "done");
    assert_eq!(
        (
            &seen["told"]["of"],
            &seen["told"]["confirmed"],
            &seen["told"]["not_needed"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    app.serve_outbox().await;
    let done = app.emails_to("ana@example.org").pop().unwrap();
    let done = super::in_one_line(&done);
    assert!(done.contains("Of 2 companies, 1 confirmed"), "{done}");

    // The log records each partner's outcome and the staff member's action. Reasons are stored apart from the log.
    let reference = crate::reference(&page).to_owned();
    let (_, request) = app.look_up(&reference).await.unwrap();
    let log = app.store().desk.log(request.id).await.unwrap();
    let outcomes: Vec<_> = log
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::NotificationProgressed { outcomes, .. } => {
                Some(outcomes.iter().map(|one| (one.to.as_str(), one.what)))
            }
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(
        outcomes,
        [
            ("data", What::Acknowledged),
            ("ads", What::GivenUp),
            ("ads", What::GivenUp),
            ("ads", What::NotNeeded)
        ]
    );
    let whole = app.desk(&format!("/requests/{reference}")).await;
    assert!(
        whole.body.contains("Mr Planted")
            && whole.json()["notifications"].as_array().unwrap().len() == 2
    );
    assert!(
        app.desk("/notifications").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    app.close().await;
}

#[tokio::test]
async fn a_partner_by_email_is_reminded_twice_and_staff_settle_all_that_is_left_at_once() {
    let app = TestApp::open().await;
    list(&app, json!([by_mail("mail-house")])).await;
    for address in ["ana@example.org", "bo@example.org"] {
        app.opt_out(address).await;
    }
    app.tell_partners().await;
    // One run after each wait: a run reads every shard of pending notifications.
    let wait = async |days: i64| {
        app.pass(SignedDuration::from_hours(24 * days));
        app.tell_partners().await;
    };
    let written = async || {
        while app.serve_outbox().await.sent > 0 {}
        app.emails_to("privacy@mail-house.example").len()
    };
    assert_eq!(written().await, 2);
    wait(2).await;
    assert_eq!(written().await, 4, "the first reminders");
    let reminder = app.emails_to("privacy@mail-house.example").pop().unwrap();
    let subject = reminder.subject().unwrap().to_owned();
    assert!(subject.starts_with("Reminder: "), "{subject}");
    wait(2).await;
    assert_eq!(written().await, 6, "the second reminders");
    assert_eq!(app.desk("/notifications").await.json()["found"], json!([]));
    wait(1).await;
    assert_eq!(written().await, 6);
    let left = app.desk("/notifications").await.json()["found"].clone();
    assert_eq!(left.as_array().unwrap().len(), 2, "{left}");
    let path = "/partners/mail-house/notifications";
    let without = app.order(path, &json!({"action": "not_needed"})).await;
    assert_eq!(without.wrong_fields(), ["why"]);
    let why = json!({"action": "not_needed", "why": "They called: all are done"});
    let settled = app.order(path, &why).await.json();
    assert_eq!(settled, json!({"done": 2, "refused": 0, "more": false}));
    assert_eq!(app.desk("/notifications").await.json()["found"], json!([]));
    let nobody = app.order("/partners/mail-house/notifications", &why).await;
    assert_eq!(nobody.json()["done"], 0);
    app.close().await;
}

#[tokio::test]
async fn no_odd_answer_is_an_acknowledgement_and_none_keeps_the_others() {
    let app = TestApp::open().await;
    let large = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n{}",
        "x".repeat(70_000)
    );
    let odd = [
        (
            "redirect",
            Reaction::Raw(
                b"HTTP/1.1 307 So\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
                    .to_vec(),
            ),
            "redirect",
        ),
        (
            "garbage",
            Reaction::Raw(b"\x00\x01\x02\r\n\r\n".to_vec()),
            "unreachable",
        ),
        (
            "half",
            Reaction::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec()),
            "unreachable",
        ),
        ("large", Reaction::Raw(large.into_bytes()), "too_large"),
        ("hung-up", Reaction::Disconnects, "unreachable"),
        ("refused", Reaction::Status(410), "status"),
    ];
    let good = Partner::open().await;
    let mut all = vec![webhook("good", &good)];
    let mut partners = Vec::new();
    for (id, reaction, _) in &odd {
        let partner = Partner::open().await;
        partner.will([reaction.clone()]);
        all.push(webhook(id, &partner));
        partners.push(partner);
    }
    for (id, url) in [
        ("private", "https://10.0.0.7/notifications"),
        (
            "mapped",
            "https://[::ffff:169.254.169.254]/latest/meta-data",
        ),
        ("in-numbers", "https://2130706433/notifications"),
    ] {
        let mut one = webhook(id, &good);
        one["webhook"]["url"] = json!(url);
        all.push(one);
    }
    list(&app, json!(all)).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.failed), (1, 9));
    let id = crate::reference(&page);
    let whole = app.desk(&format!("/requests/{id}")).await.json();
    let failed = |id: &str| {
        let found = whole["notifications"].as_array().unwrap().iter();
        let mut found = found.filter(|notification| notification["to"] == id);
        found.next().unwrap()["failed"]["failure"].clone()
    };
    for (id, _, expected) in &odd {
        assert_eq!(failed(id), *expected, "{id}");
    }
    // On a developer's machine, loopback addresses are allowed for partners. Numbers that mean the same address are
    // recognized.
    for (id, expected) in [
        ("private", "forbidden_address"),
        ("mapped", "forbidden_address"),
        ("in-numbers", "unreachable"),
    ] {
        assert_eq!(failed(id), expected, "{id}");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_partner_that_is_no_longer_listed_is_told_all_the_same_and_one_that_moved_is_told_where_it_is()
 {
    let app = TestApp::open().await;
    let (ads, before, after) = (
        Partner::open().await,
        Partner::open().await,
        Partner::open().await,
    );
    ads.will([Reaction::Status(500)]);
    before.will([Reaction::Status(500)]);
    list(
        &app,
        json!([webhook("ads", &ads), webhook("data", &before)]),
    )
    .await;
    app.opt_out("ana@example.org").await;
    app.tell_partners().await;
    list(&app, json!([webhook("data", &after), by_mail("new")])).await;
    app.pass(SignedDuration::from_mins(1));
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.settled), (2, 1));
    assert_eq!((ads.notified().len(), after.notified().len()), (2, 1));
    app.serve_outbox().await;
    assert!(
        app.emails_to("privacy@new.example").is_empty(),
        "it was not meant"
    );
    app.close().await;
}

#[tokio::test]
async fn nobody_is_told_of_a_choice_that_is_no_longer_in_force() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    let answer = app.opt_out("ana@example.org").await;
    let id = crate::reference(answer.header("location").unwrap()).to_owned();
    let denied = json!({"action": "deny_for_fraud", "belief": "a script made it"});
    assert_eq!(
        app.order(&format!("/requests/{id}/actions"), &denied)
            .await
            .status,
        200
    );
    assert_eq!(app.tell_partners().await, partner_notifier::Run::default());
    assert!(ads.notified().is_empty());
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn who_gave_no_address_is_written_to_by_staff_when_it_is_done() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    let body = json!({"right": "opt_out", "phone": "916 555 0143"});
    assert_eq!(app.post_json(&body).await.status, 201);
    assert_eq!(app.tell_partners().await.settled, 1);
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    let manual = app.desk("/emails?state=manual_delivery").await.json();
    let kind: Vec<_> = manual["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["kind"]["kind"].clone())
        .collect();
    assert!(kind.contains(&json!("immediate_done")), "{kind:?}");
    app.close().await;
}

#[tokio::test]
async fn a_flood_of_repeats_sends_no_flood_of_emails_that_say_that_it_is_done() {
    let app = TestApp::open().await;
    list(&app, json!([])).await;
    for n in 0..6 {
        let body = json!({"right": "opt_out", "email": "ana@example.org", "identifiers": [{"type": "account", "value": n.to_string()}]});
        app.post_json(&body).await;
        app.tell_partners().await;
        app.serve_outbox().await;
    }
    assert!(app.emails_to("ana@example.org").len() <= 3);
    app.close().await;
}

#[tokio::test]
async fn forgetting_a_person_takes_what_was_told_with_it_and_keeps_what_became_of_it() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    ads.will([Reaction::Status(500)]);
    list(&app, json!([webhook("ads", &ads), by_mail("mail-house")])).await;
    let body = json!({"right": "delete", "email": "ana@example.org"});
    let id = app.post_json(&body).await.json()["reference"]
        .as_str()
        .unwrap()
        .to_owned();
    for command in [
        json!({"action": "verify", "method": "matched", "why": "by phone"}),
        json!({"action": "respond", "response": "granted"}),
    ] {
        app.order(&format!("/requests/{id}/actions"), &command)
            .await;
    }
    app.tell_partners().await;
    app.serve_outbox().await;
    let erase = format!("/requests/{id}/erase");
    assert_eq!(
        app.order(&erase, &json!({})).await.status,
        409,
        "somebody is being told"
    );
    app.pass(SignedDuration::from_mins(2));
    app.tell_partners().await;
    super::press(&app, "privacy@mail-house.example").await;
    super::soon(&app).await;
    app.serve_outbox().await;
    assert_eq!(app.order(&erase, &json!({})).await.status, 200);
    assert_eq!(
        (
            app.count("NOTIFICATION#", "").await,
            app.count("REQUEST#", "NOTIFICATION#").await
        ),
        (0, 0)
    );
    let (_, request) = app.look_up(&id).await.unwrap();
    let log = app.store().desk.log(request.id).await.unwrap();
    let outcomes = log.iter().filter_map(|entry| match &entry.event {
        Event::NotificationProgressed { outcomes, .. } => Some(outcomes.len()),
        _ => None,
    });
    assert_eq!(outcomes.sum::<usize>(), 2);
    app.close().await;
}

#[tokio::test]
async fn a_partner_that_does_not_answer_is_left_alone_for_the_rest_of_a_run() {
    let app = TestApp::build(Build::default()).await;
    let gone = Partner::open().await;
    gone.will(vec![Reaction::Disconnects; 50]);
    list(&app, json!([webhook("gone", &gone)])).await;
    for n in 0..20 {
        app.opt_out(&format!("p{n}@example.org")).await;
    }
    app.tell_partners().await;
    let tried = gone.notified().len();
    assert!(
        tried <= 8,
        "{tried} tries: those that were under way at once"
    );
    gone.will([]);
    app.pass(SignedDuration::from_mins(1));
    app.tell_partners().await;
    app.pass(SignedDuration::from_mins(1));
    app.tell_partners().await;
    let notified: std::collections::BTreeSet<_> = gone
        .notified()
        .iter()
        .map(|t| t.header(webhooks::ID).to_owned())
        .collect();
    assert_eq!(notified.len(), 20, "all are told in the end");
    assert!(
        app.store()
            .notifications
            .due_notifications(app.now(), 25, &mut store::IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
    app.serve_outbox().await;
    app.close().await;
}

/// More notifications than a page can't be read, and come before the readable one in its shard of the index.
#[tokio::test]
async fn unreadable_notifications_do_not_block_those_behind_them() {
    const UNREADABLE: u16 = 60;
    let app = TestApp::build(Build::default()).await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    app.opt_out("ana@example.org").await;
    let items = app.items().await;
    let text = |item: &HashMap<String, AttributeValue>, name: &str| {
        item.get(name).map(|value| value.as_s().unwrap().clone())
    };
    let mut found = items.into_iter();
    let readable = found.find(|item| text(item, "sk").unwrap().starts_with("NOTIFICATION#"));
    let readable = readable.unwrap();
    let at = text(&readable, "due_at").unwrap();
    for n in 0..UNREADABLE {
        let mut bytes = [0; 16];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        let id = ReceiptId::from_bytes(bytes).child("notification");
        let mut item = readable.clone();
        let mut set = |name: &str, value: String| {
            item.insert(name.to_owned(), AttributeValue::S(value));
        };
        set("sk", format!("NOTIFICATION#{id}"));
        set("value", "spoiled".to_owned());
        // The time of the readable one comes later.
        set("due_at", at.replacen("2026-", "2025-", 1));
        let client = app.system.engines.dynamodb_client();
        let put = client.put_item().table_name("honored-requests");
        put.set_item(Some(item)).send().await.unwrap();
    }
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.broken), (1, u32::from(UNREADABLE)));
    assert_eq!(ads.notified().len(), 1);
    app.interrupt().await;
}

#[tokio::test]
async fn an_unreadable_delivery_keeps_no_other_partner_waiting_and_its_request_open() {
    let app = TestApp::build(Build::default()).await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    for partner in [&ads, &data] {
        partner.will([Reaction::Status(500)]);
    }
    list(&app, json!([webhook("ads", &ads), webhook("data", &data)])).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    app.tell_partners().await;
    let items = app.items().await;
    let text = |item: &HashMap<String, AttributeValue>, name: &str| {
        item.get(name).map(|value| value.as_s().unwrap().clone())
    };
    let delivery =
        |item: &&HashMap<String, AttributeValue>| text(item, "sk").unwrap() == "PARTNER#ads";
    let whole = items.iter().find(delivery).unwrap();
    let client = app.system.engines.dynamodb_client();
    let put = async |item: HashMap<String, AttributeValue>| {
        let put = client.put_item().table_name("honored-requests");
        put.set_item(Some(item)).send().await.unwrap();
    };
    let mut spoiled = whole.clone();
    spoiled.insert("value".to_owned(), AttributeValue::S("spoiled".to_owned()));
    put(spoiled).await;
    app.pass(SignedDuration::from_hours(2));
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.broken), (1, 1));
    assert_eq!(data.notified().len(), 2);
    assert_eq!(status(&app, &page).await["stage"], "in_force");
    // An operator repairs the item: the partner is notified.
    put(whole.clone()).await;
    app.pass(SignedDuration::from_hours(2));
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.broken), (1, 0));
    assert_eq!(ads.notified().len(), 2);
    app.interrupt().await;
}
