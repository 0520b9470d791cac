//! Additional identifiers on a request, and the accounts that they cover.

use crate::reference;
use domain::keys::{AccountKeys, KeyRing};
use domain::person::IdentifierKind;
use serde_json::{Value, json};
use tests::{Build, TestApp};

const KEYS: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

async fn app() -> TestApp {
    TestApp::build(Build {
        settings: vec![("ACCOUNT_KEYS".to_owned(), KEYS.to_owned())],
        ..Build::default()
    })
    .await
}

async fn stopped(app: &TestApp, kind: &str, value: &str) -> Value {
    let said = app.check(&json!([{"type": kind, "value": value}])).await;
    said[0]["purposes"]["sale_sharing"]["stopped"].clone()
}

#[tokio::test]
async fn all_that_a_form_names_is_stopped_and_shown_masked() {
    let app = app().await;
    let answer = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("identifier_type_1", "email"),
            ("identifier_value_1", "ana@work.example"),
            ("identifier_type_2", "phone"),
            ("identifier_value_2", "(916) 555-0143"),
            ("identifier_type_3", "device"),
            ("identifier_value_3", "A3F1C2D4-5678-90AB-CDEF-1234567890AB"),
        ])
        .await;
    for (kind, value) in [
        ("email", "ana@example.org"),
        ("email", "ANA@work.example"),
        ("phone", "+1 916 555 0143"),
        ("device", "a3f1c2d4567890abcdef1234567890ab"),
    ] {
        assert_eq!(stopped(&app, kind, value).await, true, "{kind}");
    }
    let page = app.open_page(answer.header("location").unwrap()).await;
    for shown in [
        "a***@example.org",
        "a***@work.example",
        "*** *** **43",
        "***AB",
    ] {
        assert!(page.body.contains(shown), "{shown}");
    }
    assert!(!page.body.contains("ana@") && !page.body.contains("0143"));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_account_that_a_browser_names_stops_nobody_s_account_and_is_kept_as_what_it_is() {
    let app = app().await;
    let forged =
        AccountKeys(KeyRing::parse("1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap());
    let forged = forged.sign("customer-4711", app.now());
    let answer = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("identifier_type_1", "account"),
            ("identifier_value_1", "customer-4711"),
            ("identifier_signature_1", &forged),
        ])
        .await;
    assert_eq!(answer.status, 303, "it is taken in all the same");
    app.post_json(
        &json!({"right": "marketing_stop", "email": "bo@example.org",
            "identifiers": [{"type": "account", "value": "customer-4711"}]}),
    )
    .await;
    assert_eq!(stopped(&app, "account", "customer-4711").await, false);
    assert_eq!(stopped(&app, "email", "ana@example.org").await, true);
    let place = answer.header("location").unwrap();
    let (_, request) = app.look_up(reference(place)).await.unwrap();
    let kinds: Vec<_> = request
        .person
        .identifiers()
        .iter()
        .map(|of| of.kind())
        .collect();
    assert_eq!(
        kinds,
        [IdentifierKind::Email, IdentifierKind::ClaimedAccount]
    );
    let page = app.open_page(place).await;
    assert!(
        page.body
            .contains("***11, an account that we could not verify"),
        "{}",
        page.body
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_account_that_the_company_signed_or_its_own_system_names_is_stopped() {
    let app = app().await;
    let keys = AccountKeys(KeyRing::parse(KEYS).unwrap());
    let signature = keys.sign("customer-4711", app.now());
    let answer = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("identifier_type_1", "account"),
            ("identifier_value_1", "customer-4711"),
            ("identifier_signature_1", &signature),
        ])
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(stopped(&app, "account", "customer-4711").await, true);
    assert_eq!(stopped(&app, "account", "CUSTOMER-4711").await, false);

    let signature = keys.sign("customer-4712", app.now());
    let body = json!({"right": "opt_out", "identifiers":
        [{"type": "account", "value": "customer-4712", "signature": signature}]});
    assert_eq!(app.post_json(&body).await.status, 201);
    assert_eq!(stopped(&app, "account", "customer-4712").await, true);

    let body =
        json!({"right": "opt_out", "identifiers": [{"type": "account", "value": "customer-4713"}]});
    let answer = app.machine("POST", "/machine/requests", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(stopped(&app, "account", "customer-4713").await, true);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_signature_is_still_there_when_the_form_is_corrected() {
    let app = app().await;
    let signature = AccountKeys(KeyRing::parse(KEYS).unwrap()).sign("customer-4711", app.now());
    let answer = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "not an address"),
            ("identifier_type_1", "account"),
            ("identifier_value_1", "customer-4711"),
            ("identifier_signature_1", &signature),
        ])
        .await;
    assert_eq!(answer.status, 422);
    let kept = format!("name=\"identifier_signature_1\" value=\"{signature}\"");
    assert!(answer.body.contains(&kept), "{}", answer.body);
    app.close().await;
}
