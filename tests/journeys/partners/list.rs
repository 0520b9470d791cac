//! The list of recipients at the desk.

use super::{by_mail, list, webhook};
use serde_json::json;
use tests::{House, Partner};

#[tokio::test]
async fn a_secret_is_shown_once_to_whoever_lists_the_recipient() {
    let house = House::open().await;
    let ads = Partner::open().await;
    let unset = house.desk("/recipients").await;
    assert_eq!(
        (&unset.json()["version"], unset.header("etag")),
        (&json!(0), Some("\"0\""))
    );
    let secrets = list(&house, json!([webhook("ads", &ads), by_mail("mail-house")])).await;
    assert!(secrets["ads"].as_str().unwrap().starts_with("whsec_"));
    assert!(secrets.get("mail-house").is_none());
    let read = house.desk("/recipients").await;
    assert_eq!(read.header("etag"), Some("\"1\""));
    assert!(!read.body.contains("whsec_") && read.json().get("secrets").is_none());
    let again = house
        .set_recipients("1", &json!([webhook("ads", &ads)]))
        .await;
    assert!(
        again.json().get("secrets").is_none(),
        "the secret stays: {}",
        again.body
    );
    for item in house.items().await {
        let shown = format!("{item:?}");
        assert!(
            !shown.contains(secrets["ads"].as_str().unwrap()),
            "no secret is stored"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn a_list_is_set_by_whoever_has_read_it() {
    let house = House::open().await;
    let ads = Partner::open().await;
    list(&house, json!([webhook("ads", &ads)])).await;
    let moved = house.set_recipients("0", &json!([])).await;
    assert_eq!((moved.status, &moved.json()["version"]), (409, &json!(1)));
    let token = format!("Bearer {}", house.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({"recipients": []}).to_string();
    let without = house.send("PUT", "/desk/recipients", &headers, body).await;
    assert_eq!(
        (without.status, without.wrong_fields()),
        (422, vec!["If-Match".to_owned()])
    );
    assert_eq!(
        house.desk("/recipients").await.json()["recipients"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let wrong = house.send("DELETE", "/desk/recipients", &headers, "").await;
    assert_eq!(
        (wrong.status, wrong.header("allow")),
        (405, Some("GET, HEAD, PUT"))
    );
    house.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_said_at_once_and_nothing_is_set() {
    let house = House::open().await;
    let good = json!({"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": "https://ads.example/notices"}});
    let with = |name: &str, value| {
        let mut one = good.clone();
        one[name] = value;
        one
    };
    for (field, recipients) in [
        ("recipients", json!("all")),
        ("recipients[0]", json!(["ads"])),
        ("recipients[0].id", json!([with("id", json!("Ads Inc."))])),
        ("recipients[0].name", json!([with("name", json!(""))])),
        ("recipients[0].kind", json!([with("kind", json!("friend"))])),
        (
            "recipients[0].from",
            json!([with("from", json!("yesterday"))]),
        ),
        (
            "recipients[0].until",
            json!([with("until", json!("2019-12-31"))]),
        ),
        (
            "recipients[0].rights",
            json!([with("rights", json!(["know"]))]),
        ),
        ("recipients[0].rights", json!([with("rights", json!([]))])),
        ("recipients[0].mail", json!([with("mail", json!("nobody"))])),
        (
            "recipients[0].webhook",
            json!([with("mail", json!("privacy@ads.example"))]),
        ),
        (
            "recipients[0].webhook.url",
            json!([with("webhook", json!({"url": "http://ads.example/"}))]),
        ),
        (
            "recipients[0].webhook.url",
            json!([with("webhook", json!({"url": "https://me@ads.example/"}))]),
        ),
        (
            "recipients[0].webhook.url",
            json!([with("webhook", json!({"url": "ads.example"}))]),
        ),
        (
            "recipients[0].webhook.confirms",
            json!([with(
                "webhook",
                json!({"url": "https://ads.example/", "confirms": "never"})
            )]),
        ),
        (
            "recipients[0].secret",
            json!([with("secret", json!("mine"))]),
        ),
        ("recipients[1].id", json!([good, good])),
    ] {
        let answer = house.set_recipients("0", &recipients).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert_eq!(answer.wrong_fields(), [field], "{}", answer.body);
    }
    let mut ours = good.clone();
    ours.as_object_mut().unwrap().remove("webhook");
    ours["mail"] = json!("Privacy@Example.com");
    let answer = house.set_recipients("0", &json!([ours])).await;
    assert_eq!(
        answer.wrong_fields(),
        ["recipients[0].mail"],
        "our own inbox"
    );
    assert_eq!(house.desk("/recipients").await.json()["version"], 0);
    house.close().await;
}

#[tokio::test]
async fn without_a_list_a_notice_waits_and_with_an_empty_one_nobody_had_to_be_told() {
    let house = House::open().await;
    let answer = house.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    assert_eq!(house.tell_partners().await.without_list, 1);
    assert_eq!(super::status(&house, &page).await["stage"], "in_force");
    house.set_clock("2026-11-23T18:00:00Z");
    house.sweep().await;
    house.serve_outbox().await;
    let digest = house
        .letters_to("staff@example.com")
        .pop()
        .unwrap()
        .text()
        .unwrap();
    assert!(
        digest.contains("Notices that wait for a list of recipients"),
        "{digest}"
    );
    list(&house, json!([])).await;
    assert_eq!(house.tell_partners().await.settled, 1);
    let seen = super::status(&house, &page).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["of"]),
        (&json!("done"), &json!(0))
    );
    let shown = house.open_page(&page).await.body;
    assert!(shown.contains("Nobody else had to be told"));
    house.serve_outbox().await;
    let letter = house.letters_to("ana@example.org").pop().unwrap();
    let letter = super::in_one_line(&letter);
    assert!(
        letter.contains("there was nobody else whom we had to tell"),
        "{letter}"
    );
    house.close().await;
}
