//! A browser's opt-out preference signal: on our pages, and from the company's site.

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
use tests::{Answer, Build, House};

/// The signal, as browsers send it.
pub(crate) const ON: (&str, &str) = ("sec-gpc", "1");

/// What the browser keeps, as it sends it back.
fn kept(answer: &Answer) -> Option<String> {
    let set = answer.header("set-cookie")?;
    set.split(';').next().map(str::to_owned)
}

/// The device that a cookie stands for.
fn device(cookie: &str) -> Identifier {
    let profile = cookie.strip_prefix("honored_opt_out=").unwrap();
    ProfileId::parse(profile).unwrap().identifier()
}

async fn since(house: &House, cookie: &str) -> Option<Timestamp> {
    let known = house.suppression_of(&device(cookie)).await;
    known.since(Purpose::SaleSharing)
}

/// What a site's script is told.
async fn state(house: &House, headers: &[(&str, &str)]) -> Value {
    let headers: Vec<_> = headers
        .iter()
        .copied()
        .chain([("accept", "application/json")])
        .collect();
    let answer = house.send("GET", "/signals", &headers, "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_page_asked_for_with_the_signal_honours_it_and_records_it_when_the_cookie_comes_back() {
    let house = House::open().await;
    for page in ["/", "/status", "/signals"] {
        let answer = house.send("GET", page, &[ON], "").await;
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
        assert_eq!(since(&house, &cookie).await, None, "{page} wrote something");
        assert!(
            !answer.body.contains("since <span"),
            "no since-when without a record"
        );

        house.pass(SignedDuration::from_secs(2));
        let seen = house
            .send("GET", "/signals/seen", &[("cookie", &cookie), ON], "")
            .await;
        assert_eq!(
            (seen.status, seen.header("content-type")),
            (200, Some("image/gif"))
        );
        assert!(seen.body.starts_with("GIF89a"));
        assert_eq!(since(&house, &cookie).await, Some(house.now()), "{page}");
        let told = state(&house, &[("cookie", &cookie), ON]).await;
        let recorded = house.now().to_string();
        assert_eq!(
            told,
            json!({"honored": true, "recorded": true, "since": recorded, "text": "Opt-Out Request Honored"})
        );
        let shown = house
            .send("GET", "/signals", &[("cookie", &cookie)], "")
            .await;
        assert!(
            shown
                .body
                .contains("on record since <span class=\"whole\">November 21, 2026")
        );
    }
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 3);
    house.serve_outbox().await;
    assert!(
        house.letters().is_empty(),
        "nobody has an address to write to"
    );
    house.close().await;
}

#[tokio::test]
async fn a_signal_is_a_request_under_its_own_rule_and_partners_are_owed_word_of_it() {
    let house = House::open().await;
    house.send("POST", "/signals", &[ON], "").await;
    let listed = house.desk("/requests?kind=choice").await.json();
    let request = &listed["found"][0];
    assert_eq!(request["channel"], "signal", "{listed}");
    let id = request["id"].as_str().unwrap();
    let told = house.desk(&format!("/requests/{id}")).await.json();
    let rule = told.to_string();
    assert!(rule.contains("ca.gpc"), "{rule}");
    assert!(
        rule.contains("2026-12-09") && rule.contains("2026-12-14"),
        "{rule}"
    );
    assert_eq!(house.count("REQUEST#", "NOTICE#").await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_client_that_never_returns_the_cookie_leaves_nothing_behind() {
    let house = House::open().await;
    for _ in 0..20 {
        house.send("GET", "/", &[ON], "").await;
        house.send("GET", "/signals", &[ON], "").await;
        house.send("GET", "/signals/seen", &[ON], "").await;
    }
    for cookie in [
        "honored_opt_out=",
        "honored_opt_out=1",
        "honored_opt_out=a3f1c2d4-5678-90ab-cdef-1234567890ab",
        "other=1",
    ] {
        let seen = house
            .send("GET", "/signals/seen", &[("cookie", cookie), ON], "")
            .await;
        assert_eq!(seen.status, 200);
    }
    assert!(house.items().await.is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_browser_that_opted_out_is_recorded_once_however_often_it_comes_back() {
    let house = House::open().await;
    let first = house.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    let back = [("cookie", cookie.as_str()), ON];
    let table = house.table_of(Function::Signals);
    table.take_calls();
    for _ in 0..3 {
        house.pass(SignedDuration::from_hours(30 * 24));
        let again = house.send("POST", "/signals", &back, "").await;
        assert_eq!(again.json(), first.json(), "the same since-when");
        assert_eq!(kept(&again), Some(cookie.clone()), "the cookie begins anew");
        house.send("GET", "/signals/seen", &back, "").await;
    }
    let calls: Vec<_> = table
        .take_calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(calls, ["GetItem"; 6]);
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    house.close().await;
}

#[tokio::test]
async fn ten_images_at_once_make_one_record() {
    let house = House::open().await;
    let page = house.send("GET", "/", &[ON], "").await;
    let cookie = kept(&page).unwrap();
    let headers = [("cookie", cookie.as_str()), ON];
    let seen = || house.send("GET", "/signals/seen", &headers, "");
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
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(house.count("RECEIPT#", "").await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_later_absence_ends_nothing() {
    let house = House::open().await;
    let cookie = kept(&house.send("POST", "/signals", &[ON], "").await).unwrap();
    let began = since(&house, &cookie).await;
    house.pass(SignedDuration::from_hours(400 * 24));
    for headers in [
        vec![("cookie", cookie.as_str())],
        vec![("cookie", cookie.as_str()), ("sec-gpc", "0")],
    ] {
        let page = house.send("GET", "/", &headers, "").await;
        assert!(page.body.contains("we still honor it"), "{}", page.body);
        assert_eq!(state(&house, &headers).await["honored"], true);
        let posted = house.send("POST", "/signals", &headers, "").await;
        assert_eq!(posted.json()["honored"], true);
    }
    assert_eq!(since(&house, &cookie).await, began);
    house.close().await;
}

#[tokio::test]
async fn only_a_part_that_is_exactly_one_is_a_signal() {
    let house = House::open().await;
    for value in ["0", "true", "11", "1;v=2", "\"1\"", "1 1", "yes, no", ""] {
        let posted = house
            .send("POST", "/signals", &[("sec-gpc", value)], "")
            .await;
        assert_eq!(
            posted.json(),
            json!({"honored": false, "recorded": false, "since": null, "text": "This browser has not opted out"}),
            "{value}"
        );
        assert!(posted.header("set-cookie").is_none(), "{value}");
        let page = house.send("GET", "/", &[("sec-gpc", value)], "").await;
        assert!(!page.body.contains("Opt-Out Request Honored") && !page.body.contains("<img"));
        assert!(page.header("set-cookie").is_none(), "{value}");
    }
    assert!(house.items().await.is_empty());
    for values in [
        vec![("sec-gpc", "0, 1")],
        vec![("sec-gpc", "0"), ("sec-gpc", " 1\t")],
    ] {
        let posted = house.send("POST", "/signals", &values, "").await;
        assert_eq!(posted.json()["recorded"], true, "{values:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_signal_that_was_taken_for_fraud_counts_again_when_it_comes_again() {
    let house = House::open().await;
    let cookie = kept(&house.send("POST", "/signals", &[ON], "").await).unwrap();
    let listed = house.desk("/requests?kind=choice").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap().to_owned();
    let denied = json!({"step": "deny_for_fraud", "belief": "A program sent ten thousand of these.", "why": "seen in the gateway's logs"});
    let answer = house.order(&format!("/requests/{id}/steps"), &denied).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(since(&house, &cookie).await, None);
    house.pass(SignedDuration::from_secs(60));

    // A browser that is silent now begins nothing that has ended, and drops its cookie.
    let silent = [("cookie", cookie.as_str())];
    house.send("GET", "/signals/seen", &silent, "").await;
    for method in ["POST", "GET"] {
        let headers = [silent[0], ("accept", "application/json")];
        let told = house.send(method, "/signals", &headers, "").await;
        assert_eq!(told.json()["honored"], false, "{}", told.body);
        let set = told.header("set-cookie").unwrap();
        assert!(set.starts_with("honored_opt_out=; Max-Age=0; "), "{set}");
    }
    assert_eq!(since(&house, &cookie).await, None);

    let again = house
        .send("POST", "/signals", &[("cookie", &cookie), ON], "")
        .await;
    assert_eq!(again.json()["recorded"], true, "{}", again.body);
    assert_eq!(since(&house, &cookie).await, Some(house.now()));
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 2);
    house.close().await;
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
    let house = House::build(build(older.to_owned())).await;
    let first = house.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    house.close().await;
    let house = House::build(build(format!("{newer},{older}"))).await;
    let again = house
        .send("POST", "/signals", &[("cookie", &cookie), ON], "")
        .await;
    assert_eq!(again.json(), first.json());
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    house.close().await;
}

/// Every way that makes a call of another kind.
pub(crate) async fn everything(house: &House) {
    let first = house.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&first).unwrap();
    state(house, &[("cookie", &cookie), ON]).await;
    for _ in 0..50 {
        house.send("POST", "/signals", &[ON], "").await;
    }
    house.serve_outbox().await;
}
