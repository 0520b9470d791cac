//! Callbacks are signed with a partner's own secret, recent, and bound to one delivery.

use super::{link_in_mail_to, list, soon, status, webhook};
use engines::Home;
use jiff::{SignedDuration, Timestamp};
use local::time::LocalTime;
use local::{Function, RunnerOptions, System};
use runtime::Clock;
use serde_json::{Value, json};
use std::sync::Arc;
use tests::{HttpResponse, Partner, TestApp};

/// Sends a valid callback.
pub(super) async fn call_back(app: &TestApp, id: &str, secret: &str) -> HttpResponse {
    let body = json!({ "id": id }).to_string();
    send(app, secret, app.now(), &body, &body).await
}

/// Sends a body with a signature of other content, secret or time.
async fn send(
    app: &TestApp,
    secret: &str,
    at: Timestamp,
    signed: &str,
    body: &str,
) -> HttpResponse {
    let key = webhooks::Key::parse(secret).unwrap();
    let (second, signature) = key.sign("callback-1", signed.as_bytes(), at);
    let headers = [
        ("content-type", "application/json"),
        (webhooks::ID, "callback-1"),
        (webhooks::TIMESTAMP, second.as_str()),
        (webhooks::SIGNATURE, signature.as_str()),
    ];
    app.send("POST", "/partners/callbacks", &headers, body)
        .await
}

/// Starts a system in which two partners with callbacks were notified of an opt-out. Returns the delivery IDs and the
/// secrets.
async fn notified() -> (TestApp, String, [String; 2], Value) {
    let app = TestApp::open().await;
    let partner = Partner::open().await;
    let partners = ["ads", "data"].map(|id| {
        let mut one = webhook(id, &partner);
        one["webhook"]["confirms"] = json!("callback");
        one
    });
    let secrets = list(&app, json!(partners)).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    assert_eq!(app.tell_partners().await.sent, 2);
    app.serve_outbox().await;
    let ids: Vec<String> = partner
        .notified()
        .iter()
        .map(|notified| notified.header(webhooks::ID).to_owned())
        .collect();
    let of = |partner: &str| {
        let end = format!("_{partner}");
        ids.iter().find(|id| id.ends_with(&end)).unwrap().clone()
    };
    (app, page, [of("ads"), of("data")], secrets)
}

#[tokio::test]
async fn a_callback_on_any_later_day_acknowledges_and_the_same_again_is_answered_the_same() {
    let (app, page, [ads, data], secrets) = notified().await;
    let [ads_secret, data_secret] = ["ads", "data"].map(|id| secrets[id].as_str().unwrap());
    assert_eq!(
        status(&app, &page).await["told"]["confirmed"],
        0,
        "a 2xx only says that it arrived"
    );
    // Given up after five days, and acknowledged later.
    for _ in 0..6 {
        app.pass(SignedDuration::from_hours(24));
        app.tell_partners().await;
    }
    assert_eq!(
        app.desk("/notifications").await.json()["found"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for _ in 0..2 {
        let answer = call_back(&app, &ads, ads_secret).await;
        assert_eq!(
            (answer.status, &answer.json()["state"]),
            (200, &json!("acknowledged"))
        );
    }
    soon(&app).await;
    assert_eq!(status(&app, &page).await["told"]["confirmed"], 1);
    assert_eq!(call_back(&app, &data, data_secret).await.status, 200);
    soon(&app).await;
    let seen = status(&app, &page).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["confirmed"]),
        (&json!("done"), &json!(2))
    );
    assert!(
        app.desk("/notifications").await.json()["found"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(call_back(&app, &ads, ads_secret).await.status, 200);
    soon(&app).await;
    assert_eq!(status(&app, &page).await, seen, "nothing changes any more");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_callback_that_is_stale_foreign_replayed_or_garbled_changes_nothing() {
    let (app, page, [ads, data], secrets) = notified().await;
    let [ads_secret, data_secret] = ["ads", "data"].map(|id| secrets[id].as_str().unwrap());
    let now = app.now();
    let body = |id: &str| json!({ "id": id }).to_string();
    let (for_ads, for_data) = (body(&ads), body(&data));
    let another = body(&ads.replace(&ads[4..8], "AAAA"));
    let nobody = body(&ads.replace("_ads", "_nobody"));
    let early = now + SignedDuration::from_secs(301);
    let late = now - SignedDuration::from_secs(301);
    for (name, secret, at, signed, sent, expected) in [
        ("stale", ads_secret, late, &for_ads, &for_ads, 401),
        ("of the future", ads_secret, early, &for_ads, &for_ads, 401),
        (
            "another's secret",
            data_secret,
            now,
            &for_ads,
            &for_ads,
            401,
        ),
        (
            "replayed for another's notification",
            ads_secret,
            now,
            &for_ads,
            &for_data,
            401,
        ),
        (
            "signed for another's notification",
            ads_secret,
            now,
            &for_data,
            &for_data,
            401,
        ),
        (
            "a notification that isn't there",
            ads_secret,
            now,
            &another,
            &another,
            404,
        ),
        (
            "a partner that isn't there",
            ads_secret,
            now,
            &nobody,
            &nobody,
            401,
        ),
        (
            "no id",
            ads_secret,
            now,
            &"{}".to_owned(),
            &"{}".to_owned(),
            422,
        ),
        (
            "no JSON",
            ads_secret,
            now,
            &"?".to_owned(),
            &"?".to_owned(),
            422,
        ),
    ] {
        let answer = send(&app, secret, at, signed, sent).await;
        assert_eq!(answer.status, expected, "{name}: {}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{name}"
        );
        assert!(
            answer.json()["detail"].as_str().unwrap().len() > 20,
            "{name}"
        );
    }
    let unsigned = app
        .send("POST", "/partners/callbacks", &[], for_ads.clone())
        .await;
    assert_eq!(unsigned.status, 401);
    let large = " ".repeat(20_000) + &for_ads;
    assert_eq!(
        send(&app, ads_secret, now, &large, &large).await.status,
        413
    );
    let wrong = app.send("GET", "/partners/callbacks", &[], "").await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("POST")));
    soon(&app).await;
    assert_eq!(status(&app, &page).await["told"]["confirmed"], 0);
    app.close().await;
}

#[tokio::test]
async fn while_a_secret_is_replaced_both_count_for_a_week() {
    let (app, _, [ads, _], secrets) = notified().await;
    let partner = Partner::open().await;
    let mut renewed = webhook("ads", &partner);
    renewed["webhook"]["new_secret"] = json!(true);
    let new = list(&app, json!([renewed])).await["ads"]
        .as_str()
        .unwrap()
        .to_owned();
    let old = secrets["ads"].as_str().unwrap();
    assert_ne!(new, old);
    app.opt_out("bo@example.org").await;
    app.tell_partners().await;
    let signatures = partner.notified()[0].header(webhooks::SIGNATURE).to_owned();
    assert_eq!(signatures.split(' ').count(), 2, "signed with both");
    assert_eq!(call_back(&app, &ads, old).await.status, 200);
    assert_eq!(call_back(&app, &ads, &new).await.status, 200);
    app.pass(SignedDuration::from_hours(8 * 24));
    assert_eq!(call_back(&app, &ads, old).await.status, 401);
    assert_eq!(call_back(&app, &ads, &new).await.status, 200);
    app.serve_outbox().await;
    app.tell_partners().await;
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_link_that_fits_nothing_is_a_page_that_isn_t_there() {
    let app = TestApp::open().await;
    list(&app, json!([super::by_mail("mail-house")])).await;
    app.opt_out("ana@example.org").await;
    app.tell_partners().await;
    app.serve_outbox().await;
    let link = link_in_mail_to(&app, "privacy@mail-house.example");
    let other = link.replace("_mail-house/", "_ads/");
    let cut = &link[..link.len() - 1];
    for wrong in [
        other.as_str(),
        cut,
        "/partners/notifications/x/y",
        "/partners/%ff/%fe",
    ] {
        assert_eq!(app.open_page(wrong).await.status, 404, "{wrong}");
        assert_eq!(app.post_form_to(wrong, &[]).await.status, 404, "{wrong}");
    }
    super::press(&app, "privacy@mail-house.example").await;
    let again = app.post_form_to(&link, &[]).await;
    assert!(
        again.status == 200 && again.body.contains("Thank you"),
        "once is enough"
    );
    soon(&app).await;
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_flood_of_forged_callbacks_reads_the_list_of_partners_once() {
    let (app, _, [ads, _], secrets) = notified().await;
    let table = app.table_of(Function::PartnerCallback);
    let body = json!({ "id": ads }).to_string();
    let second = app.now().as_second().to_string();
    table.take_calls();
    for (timestamp, signature) in [
        ("", ""),
        (second.as_str(), ""),
        (second.as_str(), "v1,"),
        (second.as_str(), "v1,AAAA"),
        (
            second.as_str(),
            "v2,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ),
        ("1", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ] {
        let headers = [
            (webhooks::ID, "callback-1"),
            (webhooks::TIMESTAMP, timestamp),
            (webhooks::SIGNATURE, signature),
        ];
        let refused = app.send("POST", "/partners/callbacks", &headers, body.clone());
        assert_eq!(refused.await.status, 401, "{timestamp} {signature}");
    }
    assert_eq!(table.take_calls().len(), 0, "a wrong form costs no read");
    let forged = secrets["data"].as_str().unwrap();
    for _ in 0..20 {
        assert_eq!(call_back(&app, &ads, forged).await.status, 401);
    }
    assert_eq!(table.take_calls().len(), 1, "the list is cached");
    app.pass(SignedDuration::from_secs(6));
    let own = secrets["ads"].as_str().unwrap();
    assert_eq!(call_back(&app, &ads, own).await.status, 200);
    soon(&app).await;
    app.close().await;
}

#[tokio::test]
async fn a_run_reads_the_list_of_partners_once_for_all_its_notifications() {
    let app = TestApp::open().await;
    let partner = Partner::open().await;
    list(&app, json!([webhook("ads", &partner)])).await;
    for n in 0..20 {
        app.opt_out(&format!("a{n}@example.org")).await;
    }
    let table = app.table_of(Function::PartnerNotifier);
    let reads = |of: &str| {
        let of = format!("\"{of}\"");
        let calls = table.take_calls().into_iter();
        let keys = calls.filter_map(|call| Some(call.json?["Key"]["sk"].to_string()));
        keys.filter(|key| key.contains(&of)).count()
    };
    table.take_calls();
    assert_eq!(app.tell_partners().await.acknowledged, 20);
    assert_eq!(reads("CURRENT"), 1);
    app.opt_out("b@example.org").await;
    assert_eq!(app.tell_partners().await.acknowledged, 1);
    assert_eq!(reads("CURRENT"), 0, "the version is the same");
    // A partner that staff list now is notified of the next opt-out.
    let added = json!([webhook("ads", &partner), webhook("data", &partner)]);
    assert!(list(&app, added).await["data"].is_string());
    app.opt_out("c@example.org").await;
    assert_eq!(app.tell_partners().await.acknowledged, 2);
    assert_eq!(reads("CURRENT"), 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn after_time_travel_signatures_have_the_time_of_other_systems() {
    let folder = tempfile::tempdir().unwrap();
    let time = Arc::new(LocalTime::of(folder.path()).unwrap());
    time.move_ahead(SignedDuration::from_hours(20 * 24))
        .unwrap();
    let system = System::start(RunnerOptions {
        home: Home::Memory,
        port: 0,
        smtp_port: 0,
        clock: time.clock(),
        time: Some(time),
        settings: Vec::new(),
        runs_by_itself: false,
    });
    let system = system.await.unwrap();
    let functions = &system.functions;
    let real = Clock::system().now();
    for clock in [
        &functions.partner_notifier.wall_clock,
        &functions.partner_callback.wall_clock,
        &functions.email_webhook.wall_clock,
    ] {
        assert!(clock.now().duration_since(real) < SignedDuration::from_mins(1));
    }
    let moved = functions.partner_notifier.clock.now().duration_since(real);
    assert!(moved >= SignedDuration::from_hours(20 * 24));
    system.stop().await;
}

#[tokio::test]
async fn a_webhook_is_signed_at_the_time_of_other_systems() {
    let app = TestApp::open().await;
    let partner = Partner::open().await;
    let secrets = list(&app, json!([webhook("ads", &partner)])).await;
    app.opt_out("ana@example.org").await;
    let mut deps = app.system.functions.partner_notifier.clone();
    deps.wall_clock = Clock::system();
    let run = partner_notifier::handle(&deps, partner_notifier::Event::Schedule);
    assert_eq!(run.await.unwrap().acknowledged, 1);
    let received = &partner.notified()[0];
    let key = webhooks::Key::parse(secrets["ads"].as_str().unwrap()).unwrap();
    let headers = webhooks::Headers {
        id: received.header(webhooks::ID).as_bytes(),
        timestamp: received.header(webhooks::TIMESTAMP).as_bytes(),
        signature: received.header(webhooks::SIGNATURE).as_bytes(),
    };
    let checked = key.check(&headers, received.body.as_bytes(), Clock::system().now());
    assert_eq!(
        checked,
        Ok(()),
        "the library of a partner compares with its own clock"
    );
    app.serve_outbox().await;
    app.close().await;
}
