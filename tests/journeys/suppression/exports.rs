//! Exports.

use axum::body::Body;
use data_encoding::{BASE64, HEXLOWER};
use domain::person::{Identifier, IdentifierKind};
use engines::proxy::Fault;
use http::Request;
use local::Function;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Build, TestApp};
use tower::ServiceExt;

/// Returns the content of an exported file.
async fn file(app: &TestApp, key: &str) -> String {
    let bytes = app
        .system
        .functions
        .suppression
        .exports
        .get(key)
        .await
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn an_export_holds_what_the_table_holds_and_no_address_of_anybody() {
    let app = TestApp::open().await;
    app.post_json(
        &json!({"right": "opt_out", "email": "ana@example.org", "phone": "+84 90 123 4567",
            "identifiers": [{"type": "device", "value": "A3F1C2D4-5678-90AB-CDEF-1234567890AB"}]}),
    )
    .await;
    app.post_json(&json!({"right": "marketing_stop", "email": "ana@example.org"}))
        .await;
    let answer = app
        .machine("POST", "/suppression/exports", &Value::Null)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = answer.json();
    assert_eq!(
        (&answer["rows"], &answer["next"]),
        (&json!(3), &Value::Null)
    );
    let part = answer["parts"][0].as_str().unwrap();
    let lines = file(&app, &format!("{part}.ndjson")).await;
    let table = file(&app, &format!("{part}.csv")).await;
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind, value| Identifier::parse(kind, value).unwrap();
    let known = [
        of(IdentifierKind::Email, "ana@example.org"),
        of(IdentifierKind::Phone, "+84901234567"),
        of(IdentifierKind::Device, "a3f1c2d4567890abcdef1234567890ab"),
    ];
    for identifier in &known {
        let sha256 = HEXLOWER.encode(&identifier.sha256());
        let row = rows.iter().find(|row| row["sha256"] == sha256).unwrap();
        assert_eq!(row["type"], identifier.kind().as_str());
        let drop = identifier.drop_sha256().map(|hash| BASE64.encode(&hash));
        assert_eq!(row["drop_key"].as_str(), drop.as_deref());
        assert_eq!(
            row["purposes"]["sale_sharing"]["since"],
            "2026-11-21T18:00:00Z"
        );
        assert!(table.lines().any(|line| line.contains(&sha256)));
    }
    // The phone number's hash, as the deletion platform publishes it.
    assert!(lines.contains("ptzVkgbv9DonwvPCHmXmJ2SEOaolSh37z3ZzY/Gmm+U="));
    assert_eq!(table.lines().count(), 4);
    for plain in ["ana", "example", "123", "4567890ab"] {
        let kept = table
            .lines()
            .skip(1)
            .any(|line| line.split(',').take(1).any(|of| of.contains(plain)));
        assert!(!kept);
    }
    let manifest: Value = serde_json::from_str(
        &file(
            &app,
            &format!(
                "exports/{}/manifest.json",
                answer["export"].as_str().unwrap()
            ),
        )
        .await,
    )
    .unwrap();
    assert_eq!(manifest["rows"], 3);
    let since = manifest["changes_since"].as_str().unwrap();
    let changes = app
        .machine(
            "GET",
            &format!("/suppression/changes?since={since}"),
            &Value::Null,
        )
        .await;
    assert_eq!(changes.status, 200);
    app.serve_outbox().await;
    app.close().await;
}

/// Writes the next part of an export with small parts.
async fn small_part(app: &TestApp, body: &Value) -> (u16, Value) {
    let deps = suppression::Deps {
        rows_in_part: 100,
        ..app.system.functions.suppression.clone()
    };
    let request = Request::post("/suppression/exports")
        .header("authorization", format!("Bearer {}", app.system.token));
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let router = suppression::router(deps);
    let answer = router
        .oneshot(request.body(Body::from(body)).unwrap())
        .await;
    let answer = answer.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    (status, serde_json::from_slice(&body.unwrap()).unwrap())
}

#[tokio::test]
async fn an_export_that_was_cut_goes_on_and_has_each_row_once() {
    let app = TestApp::build(Build {
        retries: engines::clients::Retries::Never,
        ..Build::default()
    })
    .await;
    // More rows than one part holds, written without the form, which this test isn't about.
    let store = app.store();
    let mut expected = BTreeSet::new();
    for n in 0..120_u16 {
        let addresses = (0..20).map(|of| {
            Identifier::parse(IdentifierKind::Email, &format!("a{n}.{of}@example.org")).unwrap()
        });
        let person = domain::person::Person::new(None, None, addresses).unwrap();
        expected.extend(
            person
                .identifiers()
                .iter()
                .map(|of| HEXLOWER.encode(&of.sha256())),
        );
        let mut id = [1; 16];
        id[..2].copy_from_slice(&n.to_be_bytes());
        let submission = domain::request::Submission {
            receipt: domain::receipt::ReceiptId::from_bytes(id),
            asked: domain::request::Asked::Right(domain::law::Right::Immediate(
                domain::law::ImmediateRight::OptOut,
            )),
            person,
            agent: None,
            channel: domain::request::Channel::Api,
            locale: domain::locale::Locale::English,
            brand: None,
            received: app.now(),
            inbound_email: None,
            approval_required: true,
            companions: Vec::new(),
            details: None,
            digest: domain::digest::Digest::of(&id),
        };
        store.intake.submit(submission, app.now()).await.unwrap();
    }
    let (mut body, mut cuts, mut parts) = (Value::Null, 0, Vec::new());
    let whole = loop {
        // The second file of the part is lost.
        if parts.is_empty() && cuts == 0 {
            app.archive_of(Function::Suppression)
                .plan([(2, Fault::Before)]);
        }
        let (status, answer) = small_part(&app, &body).await;
        if status == 503 {
            cuts += 1;
            continue;
        }
        parts.clone_from(answer["parts"].as_array().unwrap());
        match answer["next"].as_str() {
            Some(next) => body = json!({ "cursor": next }),
            None => break answer,
        }
    };
    assert_eq!((cuts, &whole["rows"]), (1, &json!(2_400)));
    assert!(parts.len() > 1, "{parts:?}");
    let mut notified = Vec::new();
    for part in &parts {
        let lines = file(&app, &format!("{}.ndjson", part.as_str().unwrap())).await;
        let table = file(&app, &format!("{}.csv", part.as_str().unwrap())).await;
        assert_eq!(table.lines().count(), lines.lines().count() + 1);
        let row = |line: &str| {
            serde_json::from_str::<Value>(line).unwrap()["sha256"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        notified.extend(lines.lines().map(row));
    }
    assert_eq!(notified.len(), expected.len());
    assert_eq!(notified.into_iter().collect::<BTreeSet<_>>(), expected);
    app.serve_outbox().await;
    app.close().await;
}
