//! One-click unsubscribe (RFC 8058): the links, the page behind them, and the button of an email program.

use domain::keys::{KeyRing, UnsubscribeKeys};
use domain::person::EmailAddress;
use domain::suppression::Purpose;
use engines::clients::Retries;
use engines::proxy::Fault;
use jiff::SignedDuration;
use local::Function;
use serde_json::{Value, json};
use tests::{Build, HttpResponse, TestApp};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PRESS: &str = "List-Unsubscribe=One-Click";

/// Creates links, as the company's mail system does.
async fn mint(app: &TestApp, body: &Value) -> HttpResponse {
    app.machine("POST", "/unsubscribe-links", body).await
}

/// Returns the path of an address's link.
async fn link(app: &TestApp, address: &str) -> String {
    let made = mint(app, &json!({ "addresses": [address] })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let url = made.json()["links"][0]["url"].as_str().unwrap().to_owned();
    url.strip_prefix(&app.system.url()).unwrap().to_owned()
}

/// Unsubscribes with one click.
async fn press(app: &TestApp, path: &str) -> HttpResponse {
    app.send("POST", path, &[FORM], PRESS).await
}

async fn is_stopped(app: &TestApp, address: &str) -> bool {
    let known = app.suppression(address).await;
    assert_eq!(
        known.since(Purpose::SaleSharing),
        None,
        "a marketing stop is no opt-out of sale"
    );
    known.since(Purpose::Marketing).is_some()
}

/// Makes every kind of call of this module, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    let path = link(app, "press@example.org").await;
    app.open_page(&path).await;
    press(app, &path).await;
}

#[tokio::test]
async fn a_press_of_a_mail_program_s_button_stops_marketing_at_once_and_nothing_else() {
    let app = TestApp::open().await;
    let made = mint(
        &app,
        &json!({"addresses": ["Ana@Example.org", "bo@example.org"]}),
    )
    .await
    .json();
    let links = made["links"].as_array().unwrap();
    assert_eq!(links.len(), 2);
    for link in links {
        let url = link["url"].as_str().unwrap();
        assert!(
            url.starts_with(&format!("{}/unsubscribe/1.", app.system.url())),
            "{url}"
        );
        assert!(!url.contains("ana") && !url.contains("example"), "{url}");
        let expected =
            json!({"List-Unsubscribe": format!("<{url}>"), "List-Unsubscribe-Post": PRESS});
        assert_eq!(link["headers"], expected);
    }
    let path = link(&app, "ana@example.org").await;
    let answer = press(&app, &path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for header in ["set-cookie", "location", "www-authenticate"] {
        assert!(answer.header(header).is_none(), "{header}");
    }
    assert!(is_stopped(&app, "ana@example.org").await);
    assert!(!is_stopped(&app, "bo@example.org").await);
    app.serve_outbox().await;
    assert!(
        app.emails().is_empty(),
        "whoever wants less mail gets none about it"
    );
    let listed = app.desk("/requests?right=marketing_stop").await.json();
    assert_eq!(listed["found"][0]["channel"], "one_click");
    assert_eq!(
        app.count("REQUEST#", "NOTIFICATION#").await,
        1,
        "whoever sends the mail is told"
    );
    app.close().await;
}

#[tokio::test]
async fn a_post_without_a_body_is_a_press_too() {
    let app = TestApp::open().await;
    let path = link(&app, "ana@example.org").await;
    assert_eq!(app.send("POST", &path, &[], "").await.status, 200);
    assert!(is_stopped(&app, "ana@example.org").await);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_other_kind_of_form_is_a_press_too() {
    let app = TestApp::open().await;
    let path = link(&app, "ana@example.org").await;
    let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let headers = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("accept", "application/json"),
    ];
    let answer = app.send("POST", &path, &headers, parts).await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"unsubscribed": true}))
    );
    assert!(is_stopped(&app, "ana@example.org").await);
    app.close().await;
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_its_button_does_it() {
    let app = TestApp::open().await;
    let path = link(&app, "ana@example.org").await;
    for _ in 0..3 {
        let page = app.open_page(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<form method=\"post\""), "{}", page.body);
        assert!(
            page.body
                .contains("name=\"List-Unsubscribe\" value=\"One-Click\"")
        );
        assert!(page.body.contains("a***@example.org") && !page.body.contains("ana@"));
        assert!(
            page.body.contains("href=\"/\""),
            "the form for everything else"
        );
        assert_eq!(page.header("x-robots-tag"), Some("noindex"));
    }
    assert!(app.items().await.is_empty());
    let done = app
        .post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    assert_eq!(done.status, 200);
    assert!(done.body.contains("You are unsubscribed"), "{}", done.body);
    assert!(is_stopped(&app, "ana@example.org").await);
    app.close().await;
}

#[tokio::test]
async fn pressed_again_it_says_the_same_and_writes_nothing() {
    let app = TestApp::open().await;
    let path = link(&app, "ana@example.org").await;
    let first = press(&app, &path).await;
    let table = app.table_of(Function::Signals);
    table.take_calls();
    for _ in 0..3 {
        app.pass(SignedDuration::from_hours(24 * 90));
        let again = press(&app, &path).await;
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    let calls: Vec<_> = table
        .take_calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(calls, ["GetItem"; 3]);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.close().await;
}

#[tokio::test]
async fn a_press_meets_what_the_person_asked_by_form() {
    let app = TestApp::open().await;
    app.post_form(&[("right", "marketing_stop"), ("email", "ana@example.org")])
        .await;
    let path = link(&app, "ANA@example.org").await;
    assert_eq!(press(&app, &path).await.status, 200);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 1, "the form's own");
    app.close().await;
}

#[tokio::test]
async fn a_link_that_is_not_ours_or_not_whole_is_told_so() {
    let app = TestApp::open().await;
    let path = link(&app, "ana@example.org").await;
    let cut = &path[..path.len() - 1];
    let last = if path.ends_with('A') { "B" } else { "A" };
    let touched = format!("{cut}{last}");
    let token = path.strip_prefix("/unsubscribe/").unwrap();
    let of_another_key = format!("/unsubscribe/9{}", &token[1..]);
    let elsewhere =
        UnsubscribeKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap());
    let of_another_house =
        signals::seal(&elsewhere, &EmailAddress::parse("ana@example.org").unwrap());
    let of_another_house = format!("/unsubscribe/{of_another_house}");
    for path in [
        cut,
        &touched,
        &of_another_key,
        &of_another_house,
        "/unsubscribe/x",
        "/unsubscribe/%ff",
        "/unsubscribe/1.",
    ] {
        for answer in [press(&app, path).await, app.open_page(path).await] {
            assert_eq!(answer.status, 404, "{path}");
            assert!(
                answer.body.contains("This link is incomplete"),
                "{}",
                answer.body
            );
        }
        let headers = [FORM, ("accept", "application/json")];
        let answer = app.send("POST", path, &headers, PRESS).await;
        assert_eq!(answer.json()["type"], "urn:honored:problem:broken-link");
    }
    for body in ["List-Unsubscribe=", "unsubscribe=yes"] {
        let answer = app.send("POST", &path, &[FORM], body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("List-Unsubscribe=One-Click"));
    }
    let long = "x".repeat(9_000);
    assert_eq!(app.send("POST", &path, &[FORM], long).await.status, 413);
    assert_eq!(app.send("PUT", &path, &[FORM], PRESS).await.status, 405);
    assert!(app.items().await.is_empty());
    app.close().await;
}

#[tokio::test]
async fn a_link_outlives_a_change_of_keys() {
    let (older, newer) = (
        "1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
        "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    );
    let keys = UnsubscribeKeys(KeyRing::parse(older).unwrap());
    let made = signals::seal(&keys, &EmailAddress::parse("ana@example.org").unwrap());
    let settings = vec![("UNSUBSCRIBE_KEYS".to_owned(), format!("{newer},{older}"))];
    let app = TestApp::build(Build {
        settings,
        ..Build::default()
    })
    .await;
    assert!(
        link(&app, "bo@example.org")
            .await
            .starts_with("/unsubscribe/2.")
    );
    app.pass(SignedDuration::from_hours(24 * 365 * 3));
    assert_eq!(
        press(&app, &format!("/unsubscribe/{made}")).await.status,
        200
    );
    assert!(is_stopped(&app, "ana@example.org").await);
    app.close().await;
}

#[tokio::test]
async fn only_the_company_s_own_systems_get_links() {
    let app = TestApp::open().await;
    let body = json!({"addresses": ["ana@example.org"]}).to_string();
    let json_type = ("content-type", "application/json");
    for authorization in ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz"] {
        let headers = [json_type, ("authorization", authorization)];
        let answer = app
            .send("POST", "/unsubscribe-links", &headers, body.clone())
            .await;
        assert_eq!(answer.status, 401, "{authorization}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert!(!answer.body.contains("/unsubscribe/"));
    }
    assert_eq!(app.read("/unsubscribe-links").await.status, 405);
    app.close().await;
}

#[tokio::test]
async fn every_address_that_is_none_is_named_at_once() {
    let app = TestApp::open().await;
    let answer = mint(
        &app,
        &json!({"addresses": ["ana@example.org", "planted", 7, "bo@@example.org"]}),
    )
    .await;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.wrong_fields(),
        ["addresses[1]", "addresses[2]", "addresses[3]"]
    );
    assert!(!answer.body.contains("planted"));
    let many: Vec<_> = (0..1_001).map(|n| format!("a{n}@example.org")).collect();
    for body in [
        json!({}),
        json!({"addresses": []}),
        json!({"addresses": "ana@example.org"}),
        json!({"addresses": many}),
    ] {
        let answer = mint(&app, &body).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["addresses".to_owned()])
        );
    }
    let most = json!({"addresses": many[..1_000]});
    let made = mint(&app, &most).await.json();
    let urls: std::collections::BTreeSet<_> = made["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["url"].as_str().unwrap())
        .collect();
    assert_eq!(urls.len(), 1_000);
    let path = urls
        .first()
        .unwrap()
        .strip_prefix(&app.system.url())
        .unwrap();
    assert_eq!(press(&app, path).await.status, 200);
    app.close().await;
}

#[tokio::test]
async fn a_press_that_failed_is_told_so_and_counts_once_when_it_comes_again() {
    let app = TestApp::build(Build {
        retries: Retries::Never,
        ..Build::default()
    })
    .await;
    let mut presses = 0;
    for call in 1..=2 {
        for fault in [
            Fault::Before,
            Fault::After,
            Fault::Throttle,
            Fault::TransactionConflict,
        ] {
            presses += 1;
            let address = format!("ana{presses}@example.org");
            let path = link(&app, &address).await;
            let table = app.table_of(Function::Signals);
            table.plan([(call, fault)]);
            let first = press(&app, &path).await;
            table.heal();
            let stopped = is_stopped(&app, &address).await;
            match first.status {
                200 => assert!(stopped, "{fault:?} at call {call}"),
                503 => assert!(
                    first.header("retry-after").is_some(),
                    "a mail program tries again"
                ),
                other => panic!("{other} after {fault:?} at call {call}"),
            }
            assert_eq!(
                press(&app, &path).await.status,
                200,
                "{fault:?} at call {call}"
            );
            assert!(is_stopped(&app, &address).await);
        }
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, presses);
    assert_eq!(app.count("RECEIPT#", "").await, presses);
    app.close().await;
}
