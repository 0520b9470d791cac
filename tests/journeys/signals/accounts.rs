//! Signed-in accounts: the signal covers an account only if the company vouches for it.

use super::{ON, kept, since};
use domain::keys::{AccountKeys, KeyRing};
use domain::person::{Identifier, IdentifierKind};
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Build, HttpResponse, TestApp};

const KEYS: &str = "1:AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";

async fn app() -> TestApp {
    TestApp::build(Build {
        settings: vec![("ACCOUNT_KEYS".to_owned(), KEYS.to_owned())],
        ..Build::default()
    })
    .await
}

/// Returns what the company's site sends for a signed-in person.
fn signed(app: &TestApp, id: &str) -> Value {
    let keys = AccountKeys(KeyRing::parse(KEYS).unwrap());
    json!({"gpc": true, "account": {"id": id, "signature": keys.sign(id, app.now())}})
}

async fn post(app: &TestApp, cookie: Option<&str>, body: &Value) -> HttpResponse {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    app.send("POST", "/signals", &headers, body.to_string())
        .await
}

async fn is_covered(app: &TestApp, id: &str) -> bool {
    let account = Identifier::parse(IdentifierKind::Account, id).unwrap();
    let known = app.suppression_of(&account).await;
    known.since(Purpose::SaleSharing).is_some()
}

//= req: ca-7025-c-1.2
#[tokio::test]
async fn an_account_that_the_company_signed_is_covered_with_its_browser() {
    let app = app().await;
    let answer = post(&app, None, &signed(&app, "customer-4711")).await;
    assert_eq!(
        (&answer.json()["recorded"], &answer.json()["account"]),
        (&true.into(), &true.into())
    );
    assert!(since(&app, &kept(&answer).unwrap()).await.is_some());
    assert!(is_covered(&app, "customer-4711").await && !is_covered(&app, "customer-4712").await);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.close().await;
}

#[tokio::test]
async fn whoever_signs_in_later_joins_and_a_second_browser_is_one_of_its_own() {
    let app = app().await;
    let answer = app.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&answer).unwrap();
    assert!(answer.json().get("account").is_none(), "none was named");
    let began = since(&app, &cookie).await;
    app.pass(SignedDuration::from_hours(5));
    let joined = post(&app, Some(&cookie), &signed(&app, "customer-4711")).await;
    assert_eq!(joined.json()["account"], true, "{}", joined.body);
    assert!(is_covered(&app, "customer-4711").await);
    assert_eq!(
        since(&app, &cookie).await,
        began,
        "the browser's since-when stays"
    );
    let again = post(&app, Some(&cookie), &signed(&app, "customer-4711")).await;
    assert_eq!(again.json(), joined.json());
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(app.count("RECEIPT#", "").await, 2);

    let phone = post(&app, None, &signed(&app, "customer-4711")).await;
    assert_eq!(phone.json()["account"], true);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 2);
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    app.close().await;
}

//= req: ca-7025-c-2.5
#[tokio::test]
async fn an_account_that_nobody_signed_stops_nothing_and_the_browser_is_honored_all_the_same() {
    let app = app().await;
    let good = signed(&app, "customer-4711");
    let signature = good["account"]["signature"].as_str().unwrap();
    for (id, signature) in [
        ("customer-4711", ""),
        ("customer-4711", "1.1795284000.00"),
        ("customer-4712", signature),
    ] {
        let body = json!({"gpc": true, "account": {"id": id, "signature": signature}});
        let answer = post(&app, None, &body).await;
        assert_eq!(
            (&answer.json()["recorded"], &answer.json()["account"]),
            (&true.into(), &false.into())
        );
        assert!(!is_covered(&app, id).await);
    }
    app.pass(SignedDuration::from_hours(25));
    let stale = post(&app, None, &good).await;
    assert_eq!(stale.json()["account"], false);
    for account in [
        json!("customer-4711"),
        json!({"id": "customer-4711"}),
        json!({"id": "", "signature": "x"}),
    ] {
        let answer = post(&app, None, &json!({"gpc": true, "account": account})).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["account".to_owned()])
        );
    }
    app.close().await;
}

#[tokio::test]
async fn without_keys_no_account_is_covered() {
    let app = TestApp::open().await;
    let answer = post(&app, None, &signed(&app, "customer-4711")).await;
    assert_eq!(answer.json()["account"], false);
    assert!(!is_covered(&app, "customer-4711").await);
    app.close().await;
}
