//! Logs hold no personal data at any level.

use crate::mail;
use crate::reply::collect::copy_for;
use crate::reply::question::ask_a_question;
use crate::reply::{self, link_to};
use domain::keys::LinkAction;
use engines::lambda::sns_event;
use engines::proxy::Fault;
use local::Function;
use runtime::{LogLevels, subscriber};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tests::TestApp;
use tracing::level_filters::LevelFilter;

//= req: ca-7101-a.2
/// One thread, so that the subscriber gets every event of the system.
#[tokio::test(flavor = "current_thread")]
async fn with_every_crate_at_trace_no_name_address_or_token_is_logged() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let loud = LogLevels {
        ours: LevelFilter::TRACE,
        others: LevelFilter::TRACE,
    };
    let logs = subscriber(
        loud,
        Arc::new(move |line| {
            let mut lines = sink.lock().unwrap();
            lines.push_str(line);
            lines.push('\n');
        }),
    );
    let _heard = tracing::subscriber::set_default(logs);

    let app = TestApp::open().await;
    let everything = json!({
        "right": "delete", "email": "zuzanna.planted@planted.example", "phone": "916 555 0187", "name": "Zuzanna Planted",
        "identifiers": [{"type": "account", "value": "planted-account"}, {"type": "device", "value": "planteddevice"}],
        "agent": {"name": "Planted Agent", "email": "agent@planted.example", "permission": "planted permission"}
    });
    let first = app.post_json(&everything).await;
    assert_eq!(first.status, 201, "{}", first.body);
    app.post_json(&everything).await;
    app.opt_out("planted@planted.example").await;
    app.post_json(
        &json!({"right": "opt_out", "email": "planted@@planted.example", "name": "Planted\nName"}),
    )
    .await;
    app.deliver(&mail(
        "Zuzanna Planted <zuzanna@planted.example>",
        "planted@planted.example",
        "Planted subject",
        "Do not sell my personal information. Planted text.",
    ))
    .await;
    app.deliver(&mail(
        "zuzanna@planted.example",
        "two@planted.example",
        "Planted",
        "Planted words only.",
    ))
    .await;
    app.deliver("Auto-Submitted: auto-replied\r\nFrom: planted@planted.example\r\nSubject: Planted\r\n\r\nPlanted").await;
    app.opt_out("bounce+planted@simulator.amazonses.com").await;
    app.serve_outbox().await;
    let (heard, _) = app.handle_email_events().await;
    assert!(heard > 1, "SES told of emails to planted addresses");
    desk(&app).await;
    let cookie = signal(&app).await;
    let unsubscribe = unsubscribe(&app).await;
    for planted in [
        "planted".to_owned(),
        json!({"eventType": "Planted", "mail": {"timestamp": "2026-11-21T18:00:00Z", "messageId": "planted"}}).to_string(),
        json!({"eventType": "Bounce", "bounce": {"bounceType": "Planted"}, "mail": {"messageId": "planted"}}).to_string(),
    ] {
        let event = sns_event(&planted, app.now());
        let refused = email_events::handle(&app.system.functions.email_events, event).await;
        assert!(!refused.unwrap_err().to_string().contains("lanted"));
    }
    let notified = first.json();
    let link = notified["status_url"]
        .as_str()
        .unwrap()
        .replace(&app.system.url(), "");
    app.open_page(&link).await;
    let reference = notified["reference"].as_str().unwrap();
    app.post_form_to(
        "/status",
        &[
            ("reference", reference),
            ("contact", "zuzanna.planted@planted.example"),
        ],
    )
    .await;
    app.post_form_to(
        "/status",
        &[
            ("reference", reference),
            ("contact", "other.planted@planted.example"),
        ],
    )
    .await;
    let confirm = link_to(&app, LinkAction::Confirm, "zuzanna.planted@planted.example");
    reply::press(&app, &confirm).await;
    let planted = ask_a_question(&app, "asked@planted.example").await;
    app.post_form_to(&planted, &[("message", "Planted words.")])
        .await;
    let (collect, code) = copy_for(&app, "copy@planted.example").await;
    app.post_form_to(&collect, &[("code", "9999 0187")]).await;
    app.post_form_to(&collect, &[("code", &code)]).await;
    app.opt_out("late.planted@planted.example").await;
    app.serve_outbox().await;
    for function in Function::ALL {
        app.table_of(function).plan([(1, Fault::Outage)]);
    }
    app.ses_of(Function::OutboxSender)
        .plan([(1, Fault::Outage)]);
    app.opt_out("planted-in-outage@planted.example").await;
    app.open_page(&link).await;
    reply::press(&app, &planted).await;
    reply::press(&app, &collect).await;
    app.deliver(&mail(
        "planted@planted.example",
        "three@planted.example",
        "Planted",
        "Do not sell my data.",
    ))
    .await;
    let _ = outbox_sender::handle(
        &app.system.functions.outbox_sender,
        outbox_sender::Event::Schedule,
    )
    .await;
    let (_, again) = app.handle_email_events().await;
    assert!(again > 0, "SES told of an email while the table was away");
    for function in Function::ALL {
        app.table_of(function).heal();
    }
    app.ses_of(Function::OutboxSender).heal();
    app.system.read_waiting_mail().await.unwrap();
    app.serve_outbox().await;
    app.handle_email_events().await;
    app.close().await;

    let lines = lines.lock().unwrap();
    assert!(
        lines.contains("TRACE") && lines.contains("a submission could not be stored"),
        "the logs were heard"
    );
    let token = link.rsplit('/').next().unwrap();
    let (dashed, plain) = (
        reference.to_owned(),
        reference.replace('-', "").to_lowercase(),
    );
    let link_actions = [&confirm, &planted, &collect].map(|link| link.rsplit('/').next().unwrap());
    let (packed, spaced) = (code.replace(' ', ""), code.as_str());
    let secrets = [
        "lanted", "uzanna", "555", "0187", token, &dashed, &plain, &packed, spaced,
    ];
    for logged in [
        r#""a call was answered""#,
        r#""route":"/status/{reference}/{token}""#,
        r#""function":"form-intake""#,
        r#""status":503"#,
        r#""duration_ms":"#,
    ] {
        assert!(lines.contains(logged), "{logged} is missing");
    }
    let carried = [cookie.as_str(), unsubscribe.as_str()];
    for secret in secrets.into_iter().chain(link_actions).chain(carried) {
        let found = lines.lines().find(|line| line.contains(secret));
        assert!(found.is_none(), "{secret} is in {found:?}");
    }
}

/// A browser opts out and returns. Returns its profile.
async fn signal(app: &TestApp) -> String {
    let on = ("sec-gpc", "1");
    let page = app.send("GET", "/", &[on], "").await;
    let set = page.header("set-cookie").unwrap();
    let cookie = set.split(';').next().unwrap();
    for (method, path) in [
        ("GET", "/signals/seen"),
        ("POST", "/signals"),
        ("GET", "/signals"),
    ] {
        app.send(method, path, &[("cookie", cookie), on], "").await;
    }
    app.table_of(Function::Signals).plan([(1, Fault::Outage)]);
    app.send("POST", "/signals", &[("cookie", cookie), on], "")
        .await;
    app.table_of(Function::Signals).heal();
    cookie.split_once('=').unwrap().1.to_owned()
}

/// Unsubscribes with one click. Returns the link's token.
async fn unsubscribe(app: &TestApp) -> String {
    let addresses = json!({"addresses": ["zuzanna@planted.example"]});
    let made = app.machine("POST", "/unsubscribe-links", &addresses).await;
    let url = made.json()["links"][0]["url"].as_str().unwrap().to_owned();
    let path = url.replace(&app.system.url(), "");
    app.machine(
        "POST",
        "/unsubscribe-links",
        &json!({"addresses": ["planted@@planted.example"]}),
    )
    .await;
    app.table_of(Function::Signals).plan([(1, Fault::Outage)]);
    app.post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    app.table_of(Function::Signals).heal();
    app.open_page(&path).await;
    app.post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    path.rsplit('/').next().unwrap().to_owned()
}

/// Staff read, act, make mistakes and erase.
async fn desk(app: &TestApp) {
    let person = json!({"name": "Zuzanna Planted", "email": "desk@planted.example", "phone": "916 555 0187"});
    let body =
        json!({"channel": "phone", "received": "2026-11-20", "right": "delete", "person": person});
    let opened = app.order("/requests", &body).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let id = opened.json()["request"]["id"].as_str().unwrap().to_owned();
    let (steps, erase) = (
        format!("/requests/{id}/actions"),
        format!("/requests/{id}/erase"),
    );
    let wrong = json!({"action": "change_person", "person": {"email": "planted@@planted.example"}, "planted": "planted"});
    let denied = json!({"action": "respond", "response": "denied", "basis": "unfounded", "explanation": "Planted words.", "why": "Planted"});
    for order in [wrong, json!({"action": "planted"}), denied] {
        app.order(&steps, &order).await;
    }
    for path in [
        format!("/requests/{id}"),
        format!("/requests/{id}/export"),
        "/inbound".to_owned(),
        "/requests/planted".to_owned(),
    ] {
        app.desk(&path).await;
    }
    app.order(&erase, &json!({})).await;
    app.serve_outbox().await;
    app.order(&erase, &json!({})).await;
}
