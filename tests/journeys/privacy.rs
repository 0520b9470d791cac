//! Nothing personal is logged, whatever the level.

use crate::mail;
use crate::reply::collect::copy_for;
use crate::reply::question::ask_a_question;
use crate::reply::{self, link_to};
use domain::keys::Deed;
use local::Function;
use engines::proxy::Fault;
use engines::lambda::sns_event;
use runtime::{Loudness, subscriber};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tests::House;
use tracing::level_filters::LevelFilter;

/// One thread, so that the subscriber hears everything that the house does.
#[tokio::test(flavor = "current_thread")]
async fn with_every_crate_at_trace_no_name_address_or_token_is_logged() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let loud = Loudness {
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

    let house = House::open().await;
    let everything = json!({
        "right": "delete", "email": "zuzanna.planted@planted.example", "phone": "916 555 0187", "name": "Zuzanna Planted",
        "identifiers": [{"type": "account", "value": "planted-account"}, {"type": "device", "value": "planteddevice"}],
        "agent": {"name": "Planted Agent", "email": "agent@planted.example", "permission": "planted permission"}
    });
    let first = house.post_json(&everything).await;
    assert_eq!(first.status, 201, "{}", first.body);
    house.post_json(&everything).await;
    house.opt_out("planted@planted.example").await;
    house.post_json(&json!({"right": "opt_out", "email": "planted@@planted.example", "name": "Planted\nName"})).await;
    house
        .deliver(&mail(
            "Zuzanna Planted <zuzanna@planted.example>",
            "planted@planted.example",
            "Planted subject",
            "Do not sell my personal information. Planted text.",
        ))
        .await;
    house
        .deliver(&mail(
            "zuzanna@planted.example",
            "two@planted.example",
            "Planted",
            "Planted words only.",
        ))
        .await;
    house.deliver("Auto-Submitted: auto-replied\r\nFrom: planted@planted.example\r\nSubject: Planted\r\n\r\nPlanted").await;
    house
        .opt_out("bounce+planted@simulator.amazonses.com")
        .await;
    house.serve_outbox().await;
    let (heard, _) = house.hear_of_letters().await;
    assert!(heard > 1, "SES told of letters to planted addresses");
    desk(&house).await;
    let cookie = signal(&house).await;
    let unsubscribe = unsubscribe(&house).await;
    for planted in [
        "planted".to_owned(),
        json!({"eventType": "Planted", "mail": {"timestamp": "2026-11-21T18:00:00Z", "messageId": "planted"}}).to_string(),
        json!({"eventType": "Bounce", "bounce": {"bounceType": "Planted"}, "mail": {"messageId": "planted"}}).to_string(),
    ] {
        let event = sns_event(&planted, house.now());
        let refused = email_events::handle(&house.system.email_events, event).await;
        assert!(!refused.unwrap_err().to_string().contains("lanted"));
    }
    let told = first.json();
    let link = told["status_url"]
        .as_str()
        .unwrap()
        .replace(&house.system.url(), "");
    house.open_page(&link).await;
    let reference = told["reference"].as_str().unwrap();
    house
        .post_form_to(
            "/status",
            &[
                ("reference", reference),
                ("contact", "zuzanna.planted@planted.example"),
            ],
        )
        .await;
    house
        .post_form_to(
            "/status",
            &[
                ("reference", reference),
                ("contact", "other.planted@planted.example"),
            ],
        )
        .await;
    let confirm = link_to(&house, Deed::Confirm, "zuzanna.planted@planted.example");
    reply::press(&house, &confirm).await;
    let planted = ask_a_question(&house, "asked@planted.example").await;
    house
        .post_form_to(&planted, &[("words", "Planted words.")])
        .await;
    let (collect, code) = copy_for(&house, "copy@planted.example").await;
    house.post_form_to(&collect, &[("code", "9999 0187")]).await;
    house.post_form_to(&collect, &[("code", &code)]).await;
    house.opt_out("late.planted@planted.example").await;
    house.serve_outbox().await;
    for function in Function::ALL {
        house.table_of(function).plan([(1, Fault::Outage)]);
    }
    house
        .ses_of(Function::OutboxSender)
        .plan([(1, Fault::Outage)]);
    house.opt_out("planted-in-outage@planted.example").await;
    house.open_page(&link).await;
    reply::press(&house, &planted).await;
    reply::press(&house, &collect).await;
    house
        .deliver(&mail(
            "planted@planted.example",
            "three@planted.example",
            "Planted",
            "Do not sell my data.",
        ))
        .await;
    let _ =
        outbox_sender::handle(&house.system.outbox_sender, outbox_sender::Event::Schedule).await;
    let (_, again) = house.hear_of_letters().await;
    assert!(again > 0, "SES told of a letter while the table was away");
    for function in Function::ALL {
        house.table_of(function).heal();
    }
    house.ses_of(Function::OutboxSender).heal();
    house.system.read_waiting_mail().await.unwrap();
    house.serve_outbox().await;
    house.hear_of_letters().await;
    house.close().await;

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
    let deeds = [&confirm, &planted, &collect].map(|link| link.rsplit('/').next().unwrap());
    let (packed, spaced) = (code.replace(' ', ""), code.as_str());
    let secrets = [
        "lanted", "uzanna", "555", "0187", token, &dashed, &plain, &packed, spaced,
    ];
    let carried = [cookie.as_str(), unsubscribe.as_str()];
    for secret in secrets.into_iter().chain(deeds).chain(carried) {
        let found = lines.lines().find(|line| line.contains(secret));
        assert!(found.is_none(), "{secret} is in {found:?}");
    }
}

/// A browser opts out and comes back. Gives back its profile.
async fn signal(house: &House) -> String {
    let on = ("sec-gpc", "1");
    let page = house.send("GET", "/", &[on], "").await;
    let set = page.header("set-cookie").unwrap();
    let cookie = set.split(';').next().unwrap();
    for (method, path) in [
        ("GET", "/signals/seen"),
        ("POST", "/signals"),
        ("GET", "/signals"),
    ] {
        house
            .send(method, path, &[("cookie", cookie), on], "")
            .await;
    }
    house.table_of(Function::Signals).plan([(1, Fault::Outage)]);
    house
        .send("POST", "/signals", &[("cookie", cookie), on], "")
        .await;
    house.table_of(Function::Signals).heal();
    cookie.split_once('=').unwrap().1.to_owned()
}

/// A mail program presses its button. Gives back the link's token.
async fn unsubscribe(house: &House) -> String {
    let addresses = json!({"addresses": ["zuzanna@planted.example"]});
    let made = house
        .machine("POST", "/unsubscribe-links", &addresses)
        .await;
    let url = made.json()["links"][0]["url"].as_str().unwrap().to_owned();
    let path = url.replace(&house.system.url(), "");
    house
        .machine(
            "POST",
            "/unsubscribe-links",
            &json!({"addresses": ["planted@@planted.example"]}),
        )
        .await;
    house.table_of(Function::Signals).plan([(1, Fault::Outage)]);
    house
        .post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    house.table_of(Function::Signals).heal();
    house.open_page(&path).await;
    house
        .post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    path.rsplit('/').next().unwrap().to_owned()
}

/// Staff read, order, mistype and forget.
async fn desk(house: &House) {
    let person = json!({"name": "Zuzanna Planted", "email": "desk@planted.example", "phone": "916 555 0187"});
    let body =
        json!({"channel": "phone", "received": "2026-11-20", "right": "delete", "person": person});
    let opened = house.order("/requests", &body).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let id = opened.json()["request"]["id"].as_str().unwrap().to_owned();
    let (steps, erase) = (
        format!("/requests/{id}/steps"),
        format!("/requests/{id}/erase"),
    );
    let wrong = json!({"step": "change_person", "person": {"email": "planted@@planted.example"}, "planted": "planted"});
    let denied = json!({"step": "answer", "answer": "denied", "basis": "unfounded", "explanation": "Planted words.", "why": "Planted"});
    for order in [wrong, json!({"step": "planted"}), denied] {
        house.order(&steps, &order).await;
    }
    for path in [
        format!("/requests/{id}"),
        format!("/requests/{id}/export"),
        "/mail".to_owned(),
        "/requests/planted".to_owned(),
    ] {
        house.desk(&path).await;
    }
    house.order(&erase, &json!({})).await;
    house.serve_outbox().await;
    house.order(&erase, &json!({})).await;
}
