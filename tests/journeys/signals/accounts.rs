//! Who is signed in where the signal comes from: covered if the company says so, and nobody else's word counts.

use super::{ON, kept, since};
use domain::keys::{AccountKeys, KeyRing};
use domain::person::{Identifier, IdentifierKind};
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Answer, Build, House};

const KEYS: &str = "1:AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";

async fn house() -> House {
    House::build(Build {
        settings: vec![("ACCOUNT_KEYS".to_owned(), KEYS.to_owned())],
        ..Build::default()
    })
    .await
}

/// What the company's site sends for whoever is signed in.
fn signed(house: &House, id: &str) -> Value {
    let keys = AccountKeys(KeyRing::parse(KEYS).unwrap());
    json!({"gpc": true, "account": {"id": id, "signature": keys.sign(id, house.now())}})
}

async fn post(house: &House, cookie: Option<&str>, body: &Value) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    house
        .send("POST", "/signals", &headers, body.to_string())
        .await
}

async fn is_covered(house: &House, id: &str) -> bool {
    let account = Identifier::parse(IdentifierKind::Account, id).unwrap();
    let known = house.suppression_of(&account).await;
    known.since(Purpose::SaleSharing).is_some()
}

#[tokio::test]
async fn an_account_that_the_company_signed_is_covered_with_its_browser() {
    let house = house().await;
    let answer = post(&house, None, &signed(&house, "customer-4711")).await;
    assert_eq!(
        (&answer.json()["recorded"], &answer.json()["account"]),
        (&true.into(), &true.into())
    );
    assert!(since(&house, &kept(&answer).unwrap()).await.is_some());
    assert!(
        is_covered(&house, "customer-4711").await && !is_covered(&house, "customer-4712").await
    );
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    house.close().await;
}

#[tokio::test]
async fn whoever_signs_in_later_joins_and_a_second_browser_is_one_of_its_own() {
    let house = house().await;
    let answer = house.send("POST", "/signals", &[ON], "").await;
    let cookie = kept(&answer).unwrap();
    assert!(answer.json().get("account").is_none(), "none was named");
    let began = since(&house, &cookie).await;
    house.pass(SignedDuration::from_hours(5));
    let joined = post(&house, Some(&cookie), &signed(&house, "customer-4711")).await;
    assert_eq!(joined.json()["account"], true, "{}", joined.body);
    assert!(is_covered(&house, "customer-4711").await);
    assert_eq!(
        since(&house, &cookie).await,
        began,
        "the browser's since-when stays"
    );
    let again = post(&house, Some(&cookie), &signed(&house, "customer-4711")).await;
    assert_eq!(again.json(), joined.json());
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(house.count("RECEIPT#", "").await, 2);

    let phone = post(&house, None, &signed(&house, "customer-4711")).await;
    assert_eq!(phone.json()["account"], true);
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 2);
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    house.close().await;
}

#[tokio::test]
async fn an_account_that_nobody_signed_stops_nothing_and_the_browser_is_honoured_all_the_same() {
    let house = house().await;
    let good = signed(&house, "customer-4711");
    let signature = good["account"]["signature"].as_str().unwrap();
    for (id, signature) in [
        ("customer-4711", ""),
        ("customer-4711", "1.1795284000.00"),
        ("customer-4712", signature),
    ] {
        let body = json!({"gpc": true, "account": {"id": id, "signature": signature}});
        let answer = post(&house, None, &body).await;
        assert_eq!(
            (&answer.json()["recorded"], &answer.json()["account"]),
            (&true.into(), &false.into())
        );
        assert!(!is_covered(&house, id).await);
    }
    house.pass(SignedDuration::from_hours(25));
    let stale = post(&house, None, &good).await;
    assert_eq!(stale.json()["account"], false);
    for account in [
        json!("customer-4711"),
        json!({"id": "customer-4711"}),
        json!({"id": "", "signature": "x"}),
    ] {
        let answer = post(&house, None, &json!({"gpc": true, "account": account})).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["account".to_owned()])
        );
    }
    house.close().await;
}

#[tokio::test]
async fn without_keys_no_account_is_covered() {
    let house = House::open().await;
    let answer = post(&house, None, &signed(&house, "customer-4711")).await;
    assert_eq!(answer.json()["account"], false);
    assert!(!is_covered(&house, "customer-4711").await);
    house.close().await;
}
