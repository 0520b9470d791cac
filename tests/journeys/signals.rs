//! The browser's opt-out preference signal (Global Privacy Control), on our pages and on the company's site.

mod accounts;
mod faults;
mod floods;
mod sites;

use domain::person::Identifier;
use domain::signal::ProfileId;
use domain::suppression::Purpose;
use jiff::{SignedDuration, Timestamp};
use local::Function;
use serde_json::{Value, json};
use tests::{Build, HttpResponse, TestApp};

/// The header that browsers send.
pub(crate) const ON: (&str, &str) = ("sec-gpc", "1");

/// Returns the cookie that the browser sends back.
fn kept(answer: &HttpResponse) -> Option<String> {
    let set = answer.header("set-cookie")?;
    set.split(';').next().map(str::to_owned)
}

/// Returns the device identifier of a cookie.
fn device(cookie: &str) -> Identifier {
    let profile = cookie.strip_prefix("honored_opt_out=").unwrap();
    ProfileId::parse(profile).unwrap().identifier()
}

async fn since(app: &TestApp, cookie: &str) -> Option<Timestamp> {
    let known = app.suppression_of(&device(cookie)).await;
    known.since(Purpose::SaleSharing)
}

/// Returns the response to a site's script.
async fn state(app: &TestApp, headers: &[(&str, &str)]) -> Value {
    let headers: Vec<_> = headers
        .iter()
        .copied()
        .chain([("accept", "application/json")])
        .collect();
    let answer = app.send("GET", "/signals", &headers, "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

//= req: ca-7025-b, ca-7025-c-6, ca-7026-a-1
#[tokio::test]
async fn a_page_asked_for_with_the_signal_honors_it_and_records_it_when_the_cookie_comes_back() {
    let app = TestApp::open().await;
    for page in ["/", "/status", "/signals"] {
        let answer = app.send("GET", page, &[ON], "").await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("Opt-Out Request Honored"), "{page}");
        assert!(answer.body.contains("<input type=\"radio\""), "{page}");
        assert!(
            answer.body.contains("<img src=\"/signals/seen\" alt=\"\""),
            "{page}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("vary").unwrap().contains("Sec-GPC"), "{page}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("; img-src 'self';"));
        let set = answer.header("set-cookie").unwrap();
        for attribute in ["Path=/", "Max-Age=34560000", "HttpOnly", "SameSite=Lax"] {
            assert!(set.contains(attribute), "{set}");
        }
        let cookie = kept(&answer).unwrap();
        assert_eq!(since(&app, &cookie).await, None, "{page} wrote something");
        assert!(
            !answer.body.contains("since <span"),
            "no since-when without a record"
        );

        app.pass(SignedDuration::from_secs(2));
        let seen = app
            .send("GET", "/signals/seen", &[("cookie", &cookie), ON], "")
            .await;
        assert_eq!(
            (seen.status, seen.header("content-type")),
            (200, Some("image/gif"))
        );
        assert!(seen.body.starts_with("GIF89a"));
        assert_eq!(since(&app, &cookie).await, Some(app.now()), "{page}");
        let notified = state(&app, &[("cookie", &cookie), ON]).await;
        let recorded = app.now().to_string();
        assert_eq!(
            notified,
            json!({"honored": true, "recorded": true, "since": recorded, "text": "Opt-Out Request Honored"})
        );
        let shown = app
            .send("GET", "/signals", &[("cookie", &cookie)], "")
            .await;
        assert!(
            shown
                .body
                .contains("on record since November\u{a0}21,\u{a0}2026")
        );
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 3);
    app.serve_outbox().await;
    assert!(app.emails().is_empty(), "nobody has an address to write to");
    app.close().await;
}

//= req: ca-7025-c-2, tx-541-055-e.3
#[tokio::test]
async fn a_signal_is_a_request_under_its_own_rule_and_partners_are_pending_word_of_it() {
    let app = TestApp::open().await;
    app.send("POST", "/signals", &[ON], "").await;
    let listed = app.desk("/requests?kind=immediate").await.json();
    let request = &listed["found"][0];
    assert_eq!(request["channel"], "signal", "{listed}");
    let id = request["id"].as_str().unwrap();
    let notified = app.desk(&format!("/requests/{id}")).await.json();
    let rule = notified.to_string();
    assert!(rule.contains("ca.gpc"), "{rule}");
    assert!(
        rule.contains("2026-12-09") && rule.contains("2026-12-14"),
        "{rule}"
    );
    assert_eq!(app.count("REQUEST#", "NOTIFICATION#").await, 1);
    app.close().await;
}

#[tokio::test]
async fn a_client_that_never_returns_the_cookie_leaves_nothing_behind() {
    let app = TestApp::open().await;
    for _ in 0..20 {
        app.send("GET", "/", &[ON], "").await;
        app.send("GET", "/signals", &[ON], "").await;
        app.send("GET", "/signals/seen", &[ON], "").await;
    }
    for cookie in [
        "honored_opt_out=",
        "honored_opt_out=1",
        "honored_opt_out=a3f1c2d4-5678-90ab-cdef-1234567890ab",
        "other=1",
    ] {
        let seen = app
            .send("GET", "/signals/seen", &[("cookie", cookie), ON], "")
            .await;
        assert_eq!(seen.status, 200);
    }
    assert!(app.items().await.is_empty());
    app.close().await;
}

#[tokio::test]
async fn a_browser_that_opted_out_is_recorded_once_however_often_it_comes_back() {
    let app = TestApp::open().await;
    let first = app.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    let back = [("cookie", cookie.as_str()), ON];
    let table = app.table_of(Function::Signals);
    table.take_calls();
    for _ in 0..3 {
        app.pass(SignedDuration::from_hours(30 * 24));
        let again = app.send("POST", "/signals", &back, "").await;
        assert_eq!(again.json(), first.json(), "the same since-when");
        assert_eq!(kept(&again), Some(cookie.clone()), "the cookie begins anew");
        app.send("GET", "/signals/seen", &back, "").await;
    }
    let calls: Vec<_> = table
        .take_calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(calls, ["GetItem"; 6]);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.close().await;
}

#[tokio::test]
async fn ten_images_at_once_make_one_record() {
    let app = TestApp::open().await;
    let page = app.send("GET", "/", &[ON], "").await;
    let cookie = kept(&page).unwrap();
    let headers = [("cookie", cookie.as_str()), ON];
    let seen = || app.send("GET", "/signals/seen", &headers, "");
    let all = tokio::join!(
        seen(),
        seen(),
        seen(),
        seen(),
        seen(),
        seen(),
        seen(),
        seen(),
        seen(),
        seen()
    );
    assert_eq!((all.0.status, all.9.status), (200, 200));
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(app.count("RECEIPT#", "").await, 1);
    app.close().await;
}

//= req: ca-7025-c-5
#[tokio::test]
async fn a_later_absence_ends_nothing() {
    let app = TestApp::open().await;
    let cookie = kept(&app.send("POST", "/signals", &[ON], "").await).unwrap();
    let began = since(&app, &cookie).await;
    app.pass(SignedDuration::from_hours(400 * 24));
    for headers in [
        vec![("cookie", cookie.as_str())],
        vec![("cookie", cookie.as_str()), ("sec-gpc", "0")],
    ] {
        let page = app.send("GET", "/", &headers, "").await;
        assert!(page.body.contains("we still honor it"), "{}", page.body);
        assert_eq!(state(&app, &headers).await["honored"], true);
        let posted = app.send("POST", "/signals", &headers, "").await;
        assert_eq!(posted.json()["honored"], true);
    }
    assert_eq!(since(&app, &cookie).await, began);
    app.close().await;
}

#[tokio::test]
async fn only_a_part_that_is_exactly_one_is_a_signal() {
    let app = TestApp::open().await;
    for value in ["0", "true", "11", "1;v=2", "\"1\"", "1 1", "yes, no", ""] {
        let posted = app
            .send("POST", "/signals", &[("sec-gpc", value)], "")
            .await;
        assert_eq!(
            posted.json(),
            json!({"honored": false, "recorded": false, "since": null, "text": "This browser has not opted out"}),
            "{value}"
        );
        assert!(posted.header("set-cookie").is_none(), "{value}");
        let page = app.send("GET", "/", &[("sec-gpc", value)], "").await;
        assert!(!page.body.contains("Opt-Out Request Honored") && !page.body.contains("<img"));
        assert!(page.header("set-cookie").is_none(), "{value}");
    }
    assert!(app.items().await.is_empty());
    for values in [
        vec![("sec-gpc", "0, 1")],
        vec![("sec-gpc", "0"), ("sec-gpc", " 1\t")],
    ] {
        let posted = app.send("POST", "/signals", &values, "").await;
        assert_eq!(posted.json()["recorded"], true, "{values:?}");
    }
    app.close().await;
}

#[tokio::test]
async fn a_signal_that_was_taken_for_fraud_counts_again_when_it_comes_again() {
    let app = TestApp::open().await;
    let cookie = kept(&app.send("POST", "/signals", &[ON], "").await).unwrap();
    let listed = app.desk("/requests?kind=immediate").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap().to_owned();
    let denied = json!({"action": "deny_for_fraud", "belief": "A program sent ten thousand of these.", "why": "seen in the gateway's logs"});
    let answer = app.order(&format!("/requests/{id}/actions"), &denied).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(since(&app, &cookie).await, None);
    app.pass(SignedDuration::from_secs(60));

    // A browser without the signal doesn't renew an ended opt-out, and deletes its cookie.
    let silent = [("cookie", cookie.as_str())];
    app.send("GET", "/signals/seen", &silent, "").await;
    for method in ["POST", "GET"] {
        let headers = [silent[0], ("accept", "application/json")];
        let notified = app.send(method, "/signals", &headers, "").await;
        assert_eq!(notified.json()["honored"], false, "{}", notified.body);
        let set = notified.header("set-cookie").unwrap();
        assert!(set.starts_with("honored_opt_out=; Max-Age=0; "), "{set}");
    }
    assert_eq!(since(&app, &cookie).await, None);

    let again = app
        .send("POST", "/signals", &[("cookie", &cookie), ON], "")
        .await;
    assert_eq!(again.json()["recorded"], true, "{}", again.body);
    assert_eq!(since(&app, &cookie).await, Some(app.now()));
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 2);
    app.close().await;
}

#[tokio::test]
async fn a_record_is_found_while_index_keys_move() {
    let older = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let newer = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let folder = tempfile::tempdir().unwrap();
    let build = |keys: String| Build {
        home: engines::Home::Folder(folder.path().to_owned()),
        settings: vec![("INDEX_KEYS".to_owned(), keys)],
        ..Build::default()
    };
    let app = TestApp::build(build(older.to_owned())).await;
    let first = app.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    app.close().await;
    let app = TestApp::build(build(format!("{newer},{older}"))).await;
    let again = app
        .send("POST", "/signals", &[("cookie", &cookie), ON], "")
        .await;
    assert_eq!(again.json(), first.json());
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.close().await;
}

/// Makes every kind of call of this module, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    let first = app.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    state(app, &[("cookie", &cookie), ON]).await;
    for _ in 0..50 {
        app.send("POST", "/signals", &[ON], "").await;
    }
    app.serve_outbox().await;
}
