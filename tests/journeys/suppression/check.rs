//! The suppression check.

use super::of_address;
use crate::reference;
use axum::body::Body;
use data_encoding::HEXLOWER;
use domain::log::Actor;
use domain::person::{Identifier, IdentifierKind};
use domain::request::Command;
use engines::proxy::Fault;
use http::Request;
use jiff::SignedDuration;
use local::Function;
use serde_json::{Value, json};
use store::Handles;
use tests::{Build, TestApp, with_token};
use tower::ServiceExt;

//= req: ca-7026-f-1, ca-7026-k
#[tokio::test]
async fn what_a_form_stops_the_next_check_says_is_stopped_and_when_to_ask_again() {
    let app = TestApp::open().await;
    assert_eq!(
        of_address(&app, "ana@example.org").await["sale_sharing"],
        json!({"stopped": false})
    );
    app.opt_out("Ana@Example.org").await;
    let said = of_address(&app, "ana@example.org").await;
    assert_eq!(
        said["sale_sharing"],
        json!({"stopped": true, "since": "2026-11-21T18:00:00Z", "ask_again": "later", "may_ask_again": false, "ask_again_from": "2027-11-22"})
    );
    for other in ["limit", "marketing", "admt"] {
        assert_eq!(said[other], json!({"stopped": false}), "{other}");
    }
    app.pass(SignedDuration::from_hours(24 * 365 + 13));
    assert_eq!(
        of_address(&app, "ana@example.org").await["sale_sharing"]["may_ask_again"],
        false
    );
    app.pass(SignedDuration::from_hours(1));
    assert_eq!(
        of_address(&app, "ana@example.org").await["sale_sharing"]["may_ask_again"],
        true
    );
    app.post_json(&json!({"right": "marketing_stop", "email": "ana@example.org"}))
        .await;
    let said = of_address(&app, "ana@example.org").await;
    assert_eq!(said["marketing"]["stopped"], true);
    assert_eq!(said["marketing"]["ask_again_from"], Value::Null);
    assert_eq!(said["marketing"]["ask_again"], "never");
    app.serve_outbox().await;
    app.close().await;
}

async fn opt_in(app: &TestApp, place: &str, address: &str) {
    let (_, request) = app.look_up(reference(place)).await.unwrap();
    let confirmed = Identifier::parse(IdentifierKind::Email, address).unwrap();
    let command = Command::OptIn { confirmed };
    let store = app.store();
    store
        .link_actions
        .apply(request.id, command, Actor::Person, app.now())
        .await
        .unwrap();
}

#[tokio::test]
async fn of_two_requests_that_name_an_address_one_opts_back_in_and_the_other_s_own_stays_stopped() {
    let app = TestApp::open().await;
    let first = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("identifier_type_1", "email"),
            ("identifier_value_1", "shared@example.org"),
        ])
        .await;
    app.post_form(&[
        ("right", "opt_out"),
        ("email", "bo@example.org"),
        ("identifier_type_1", "email"),
        ("identifier_value_1", "shared@example.org"),
    ])
    .await;
    app.pass(SignedDuration::from_hours(1));
    opt_in(
        &app,
        first.header("location").unwrap(),
        "shared@example.org",
    )
    .await;
    assert_eq!(
        of_address(&app, "shared@example.org").await["sale_sharing"],
        json!({"stopped": false, "ended": "2026-11-21T19:00:00Z"})
    );
    for own in ["ana@example.org", "bo@example.org"] {
        assert_eq!(
            of_address(&app, own).await["sale_sharing"]["stopped"],
            true,
            "{own}"
        );
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_hash_is_as_good_as_a_value_and_a_bad_item_hides_no_other() {
    let app = TestApp::open().await;
    app.post_json(
        &json!({"right": "opt_out", "email": "ana@example.org", "phone": "916 555 0143"}),
    )
    .await;
    let hash = |kind, text| HEXLOWER.encode(&Identifier::parse(kind, text).unwrap().sha256());
    let said = app
        .check(&json!([
            {"type": "email", "value": "planted"},
            {"type": "email", "sha256": hash(IdentifierKind::Email, "ana@example.org")},
            {"type": "phone", "value": "(916) 555-0143"},
            {"type": "phone", "sha256": hash(IdentifierKind::Phone, "+19165550143")},
            {"type": "device", "value": "nobody-s"},
            {"sha256": "00"},
        ]))
        .await;
    let stopped: Vec<_> = said
        .iter()
        .map(|one| one["purposes"]["sale_sharing"]["stopped"].clone())
        .collect();
    assert_eq!(
        stopped,
        [
            json!(null),
            json!(true),
            json!(true),
            json!(true),
            json!(false),
            json!(null)
        ]
    );
    assert_eq!(
        said[0]["error"],
        "Enter an email address in the correct format, like name@example.com"
    );
    assert_eq!(
        said[5]["error"],
        "Send a type: email, phone, account or device"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn while_index_keys_move_a_check_is_never_wrong() {
    let (one, two) = (
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    );
    let keys = |keys: &str| ("INDEX_KEYS".to_owned(), keys.to_owned());
    let app = TestApp::build(Build {
        settings: vec![keys(&format!("{two},{one}"))],
        ..Build::default()
    })
    .await;
    let of = |keys: &str| {
        let keys = domain::keys::IndexKeys(domain::keys::KeyRing::parse(keys).unwrap());
        Handles::new(
            app.system.engines.dynamodb_client(),
            "honored-requests",
            keys,
        )
    };
    // Items under the older key were written before the new key existed.
    let addresses: Vec<_> = (0..40).map(|n| format!("a{n}@example.org")).collect();
    let before = form_intake::Deps {
        store: of(one).intake,
        ..{
            let settings = &app.system.settings[0].1;
            let clients = runtime::Clients {
                dynamodb: app.system.engines.dynamodb_client(),
                s3: app.system.engines.s3_client(),
                ses: app.system.engines.ses_client(),
                secrets: app.system.engines.secrets_client(),
            };
            let now = app.now();
            let clock = runtime::Clock::of(move || now);
            form_intake::Deps::of(&runtime::Runtime::of(settings.clone(), clients, clock)).unwrap()
        }
    };
    for address in &addresses {
        let body = json!({"right": "opt_out", "email": address}).to_string();
        let request = Request::post("/requests").header("content-type", "application/json");
        let router = form_intake::router(before.clone());
        let answer = router
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 201);
    }
    let asked: Vec<_> = addresses
        .iter()
        .map(|address| json!({"type": "email", "value": address}))
        .collect();
    let asked = Value::Array(asked);
    let moving = async {
        let (store, now) = (of(&format!("{two},{one}")), app.now());
        let mut rekeying = store::Rekeying::default();
        let today = jiff::civil::date(2026, 11, 21);
        while !store
            .sweep
            .rekey_page(&mut rekeying, now, today, &|| false)
            .await
            .unwrap()
        {}
    };
    let checking = async {
        for _ in 0..30 {
            let said = app.check(&asked).await;
            let all = said
                .iter()
                .all(|one| one["purposes"]["sale_sharing"]["stopped"] == true);
            assert!(all, "{said:?}");
        }
    };
    tokio::join!(moving, checking);
    let ana = Identifier::parse(IdentifierKind::Email, "a7@example.org").unwrap();
    let moved = of(two).signals.suppression(&ana).await.unwrap();
    assert!(
        moved
            .since(domain::suppression::Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn without_the_role_of_machines_nothing_is_said() {
    let roles = "configure=group:leads machine=subject:newsletter";
    let app = TestApp::build(Build {
        settings: vec![("ROLES".to_owned(), roles.to_owned())],
        ..Build::default()
    })
    .await;
    for (method, path) in [
        ("POST", "/suppression/check"),
        ("GET", "/suppression/changes"),
        ("POST", "/suppression/exports"),
        ("GET", "/suppression/nowhere"),
        ("POST", "/machine/requests"),
    ] {
        let forged = [
            ("authorization", "Bearer wrong"),
            ("content-type", "application/json"),
        ];
        let answer = app.send(method, path, &forged, "{}").await;
        assert_eq!(answer.status, 401, "{method} {path}");
    }
    for (subject, groups, status) in [
        ("newsletter", &[][..], 422),
        ("ana", &["leads"], 403),
        ("x", &[], 403),
    ] {
        let request = with_token(Request::post("/suppression/check"), subject, groups);
        let router = suppression::router(app.system.functions.suppression.clone());
        let answer = router
            .oneshot(request.body(Body::from("{}")).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status, "{subject}");
    }
    app.close().await;
}

#[tokio::test]
async fn bad_calls_say_what_to_do_and_a_table_that_is_away_is_no_answer() {
    let app = TestApp::build(Build {
        retries: engines::clients::Retries::Never,
        ..Build::default()
    })
    .await;
    let many: Vec<_> = (0..1_001)
        .map(|_| json!({"type": "email", "value": "a@example.org"}))
        .collect();
    for (body, status) in [
        (json!([]), 400),
        (json!({"identifiers": []}), 422),
        (json!({"identifiers": many}), 422),
        (json!({"identifiers": ["x".repeat(1_100_000)]}), 413),
    ] {
        let answer = app.machine("POST", "/suppression/check", &body).await;
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
    let answer = app.machine("GET", "/suppression/check", &Value::Null).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    for query in ["since=x", "from=2026"] {
        let path = format!("/suppression/changes?{query}");
        assert_eq!(app.machine("GET", &path, &Value::Null).await.status, 422);
    }
    let cursor = json!({"cursor": "eyJleHBvcnQiOiIuLi8ifQ"});
    assert_eq!(
        app.machine("POST", "/suppression/exports", &cursor)
            .await
            .status,
        422
    );
    app.table_of(Function::Suppression)
        .plan([(1, Fault::Before)]);
    let body = json!({"identifiers": [{"type": "email", "value": "ana@example.org"}]});
    let answer = app.machine("POST", "/suppression/check", &body).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("5"))
    );
    app.close().await;
}
