//! The partner list in the staff API.

use super::{by_mail, list, webhook};
use serde_json::json;
use tests::{Partner, TestApp};

#[tokio::test]
async fn a_secret_is_shown_once_to_whoever_lists_the_partner() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    let unset = app.desk("/partners").await;
    assert_eq!(
        (&unset.json()["version"], unset.header("etag")),
        (&json!(0), Some("\"0\""))
    );
    let secrets = list(&app, json!([webhook("ads", &ads), by_mail("mail-house")])).await;
    assert!(secrets["ads"].as_str().unwrap().starts_with("whsec_"));
    assert!(secrets.get("mail-house").is_none());
    let read = app.desk("/partners").await;
    assert_eq!(read.header("etag"), Some("\"1\""));
    assert!(!read.body.contains("whsec_") && read.json().get("secrets").is_none());
    let again = app.set_partners("1", &json!([webhook("ads", &ads)])).await;
    assert!(
        again.json().get("secrets").is_none(),
        "the secret stays: {}",
        again.body
    );
    for item in app.items().await {
        let shown = format!("{item:?}");
        assert!(
            !shown.contains(secrets["ads"].as_str().unwrap()),
            "no secret is stored"
        );
    }
    app.close().await;
}

#[tokio::test]
async fn a_list_is_set_by_whoever_has_read_it() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    let moved = app.set_partners("0", &json!([])).await;
    assert_eq!((moved.status, &moved.json()["version"]), (409, &json!(1)));
    let token = format!("Bearer {}", app.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({"partners": []}).to_string();
    let without = app.send("PUT", "/api/desk/partners", &headers, body).await;
    assert_eq!(
        (without.status, without.wrong_fields()),
        (422, vec!["If-Match".to_owned()])
    );
    assert_eq!(
        app.desk("/partners").await.json()["partners"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let wrong = app.send("DELETE", "/api/desk/partners", &headers, "").await;
    assert_eq!(
        (wrong.status, wrong.header("allow")),
        (405, Some("GET,HEAD,PUT"))
    );
    app.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_said_at_once_and_nothing_is_set() {
    let app = TestApp::open().await;
    let good = json!({"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": "https://ads.example/notifications"}});
    let with = |name: &str, value| {
        let mut one = good.clone();
        one[name] = value;
        one
    };
    for (field, partners) in [
        ("partners", json!("all")),
        ("partners[0]", json!(["ads"])),
        ("partners[0].id", json!([with("id", json!("Ads Inc."))])),
        ("partners[0].name", json!([with("name", json!(""))])),
        ("partners[0].kind", json!([with("kind", json!("friend"))])),
        (
            "partners[0].from",
            json!([with("from", json!("yesterday"))]),
        ),
        (
            "partners[0].until",
            json!([with("until", json!("2019-12-31"))]),
        ),
        (
            "partners[0].rights",
            json!([with("rights", json!(["know"]))]),
        ),
        ("partners[0].rights", json!([with("rights", json!([]))])),
        ("partners[0].email", json!([with("email", json!("nobody"))])),
        (
            "partners[0].webhook",
            json!([with("email", json!("privacy@ads.example"))]),
        ),
        (
            "partners[0].webhook.url",
            json!([with("webhook", json!({"url": "http://ads.example/"}))]),
        ),
        (
            "partners[0].webhook.url",
            json!([with("webhook", json!({"url": "https://me@ads.example/"}))]),
        ),
        (
            "partners[0].webhook.url",
            json!([with("webhook", json!({"url": "ads.example"}))]),
        ),
        (
            "partners[0].webhook.confirms",
            json!([with(
                "webhook",
                json!({"url": "https://ads.example/", "confirms": "never"})
            )]),
        ),
        ("partners[0].secret", json!([with("secret", json!("mine"))])),
        ("partners[1].id", json!([good, good])),
    ] {
        let answer = app.set_partners("0", &partners).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert_eq!(answer.wrong_fields(), [field], "{}", answer.body);
    }
    let mut ours = good.clone();
    ours.as_object_mut().unwrap().remove("webhook");
    ours["email"] = json!("Privacy@Example.com");
    let answer = app.set_partners("0", &json!([ours])).await;
    assert_eq!(
        answer.wrong_fields(),
        ["partners[0].email"],
        "our own inbox"
    );
    assert_eq!(app.desk("/partners").await.json()["version"], 0);
    app.close().await;
}

#[tokio::test]
async fn without_a_list_a_notification_waits_and_with_an_empty_one_nobody_had_to_be_told() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    assert_eq!(app.tell_partners().await.without_list, 1);
    assert_eq!(super::status(&app, &page).await["stage"], "in_force");
    app.set_clock("2026-11-23T18:00:00Z");
    app.sweep().await;
    app.serve_outbox().await;
    let digest = app
        .emails_to("staff@example.com")
        .pop()
        .unwrap()
        .text()
        .unwrap();
    assert!(
        digest.contains("Notifications that wait for a list of partners"),
        "{digest}"
    );
    list(&app, json!([])).await;
    assert_eq!(app.tell_partners().await.settled, 1);
    let seen = super::status(&app, &page).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["of"]),
        (&json!("done"), &json!(0))
    );
    let shown = app.open_page(&app.mailbox_page(&page).await).await.body;
    assert!(shown.contains("We did not have to notify any other company"));
    app.serve_outbox().await;
    let email = app.emails_to("ana@example.org").pop().unwrap();
    let email = super::in_one_line(&email);
    assert!(
        email.contains("We did not have to notify any other"),
        "{email}"
    );
    app.close().await;
}
