//! Verifiable requests, immediate rights and lists.

use crate::desk::{asked, command, offered, read, take};
use domain::log::Actor;
use local::Function;
use serde_json::json;
use std::time::Duration;
use tests::TestApp;

//= req: ca-7022-e
#[tokio::test]
async fn a_deletion_is_walked_from_its_verification_to_its_answer() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    app.serve_outbox().await;
    let granted = json!({"action": "respond", "response": "granted"});
    let early = command(&app, &id, granted.clone()).await;
    assert_eq!(early.status, 409);
    assert_eq!(
        early.json()["detail"],
        "The requester's identity is not verified. Verify it first, or respond that it could not be verified."
    );
    take(
        &app,
        &id,
        json!({"action": "extend", "reason": "We search old tapes."}),
    )
    .await;
    let twice = command(&app, &id, json!({"action": "extend", "reason": "Again."})).await;
    assert_eq!(twice.status, 409, "{}", twice.body);
    take(
        &app,
        &id,
        json!({"action": "verify", "method": "known_account", "why": "signed in"}),
    )
    .await;
    let answered = take(&app, &id, granted).await;
    assert_eq!(answered["stage"], "responded");
    app.serve_outbox().await;
    assert_eq!(app.emails_to("ana@example.org").len(), 3);
    let whole = read(&app, &id).await;
    assert_eq!(whole["record"]["nature_of_response"], "complied with");
    assert_eq!(whole["log"][2]["why"], "signed in");
    let wrong = command(&app, &id, json!({"action": "verify", "method": "matched"})).await;
    assert_eq!(wrong.status, 409);
    assert!(
        wrong.json()["detail"]
            .as_str()
            .unwrap()
            .contains("responded")
    );
    app.close().await;
}

//= req: ca-7022-f-1, ca-7023-h.2, ca-7024-e-1, ca-civ-105-d, ca-7222-f, ca-7062-d
#[tokio::test]
async fn a_denial_says_on_which_basis_and_why() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    let bare = command(
        &app,
        &id,
        json!({"action": "respond", "response": "denied"}),
    )
    .await;
    assert_eq!(bare.wrong_fields(), ["basis", "explanation"]);
    let other = json!({"action": "respond", "response": "denied", "basis": "accurate", "explanation": "It is right."});
    let other = command(&app, &id, other).await;
    assert_eq!(
        (other.status, other.wrong_fields()),
        (422, vec!["basis".to_owned()])
    );
    let reason = "Tax law makes us keep invoices for seven years.";
    let denied = json!({"action": "respond", "response": "denied", "basis": "lawful_exception", "explanation": reason});
    take(&app, &id, denied).await;
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    let kind = |email: &engines::ses::SentMail| email.text().unwrap().replace('\n', " ");
    let denied = |email: &_| kind(email).contains("keep invoices for seven years");
    assert!(emails.iter().any(denied));
    let export = app.desk(&format!("/requests/{id}/export")).await;
    assert!(export.header("content-disposition").unwrap().contains(&id));
    let export = export.json();
    assert_eq!(export["record"]["nature_of_response"], "denied");
    assert_eq!(
        export["scope"],
        json!(["Only data that the company collected from the consumer."])
    );
    assert_eq!(export["certainty"], "by risk");
    assert!(
        export["emails"]
            .as_array()
            .unwrap()
            .iter()
            .all(|email| email["text"].is_string())
    );
    assert_eq!(export["receipts"].as_array().unwrap().len(), 1);
    app.close().await;
}

//= req: ca-civ-110-b
#[tokio::test]
async fn a_copy_is_handed_over_by_a_named_way_and_no_other() {
    let app = TestApp::open().await;
    let id = asked(&app, "know", "ana@example.org").await;
    take(&app, &id, json!({"action": "verify", "method": "matched"})).await;
    let nothing = command(
        &app,
        &id,
        json!({"action": "respond", "response": "granted"}),
    )
    .await;
    assert_eq!(
        (nothing.status, nothing.wrong_fields()),
        (422, vec!["delivery".to_owned()])
    );
    let of_others = json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": {"file": "inbound/one"}});
    assert_eq!(
        command(&app, &id, of_others).await.wrong_fields(),
        ["delivery.file"]
    );
    let by_post = json!({"elsewhere": "On paper, by post."});
    let offered = read(&app, &id).await["actions"].to_string();
    assert!(offered.contains("copy_checked"), "{offered}");
    // The email says what the copy leaves out, so staff say first that it does.
    let unchecked = json!({"action": "respond", "response": "granted", "delivery": by_post});
    let unchecked = command(&app, &id, unchecked).await;
    assert_eq!(unchecked.wrong_fields(), ["copy_checked"]);
    let words = "We found <b>two</b> accounts. Both are in the copy.";
    let granted = json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": by_post, "explanation": words});
    let open = json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": by_post, "explanation": "Dear {name}"});
    assert_eq!(
        command(&app, &id, open).await.wrong_fields(),
        ["explanation"]
    );
    take(&app, &id, granted).await;
    while app.serve_outbox().await.sent > 0 {}
    let sent = app.emails_to("ana@example.org");
    let texts: Vec<_> = sent.iter().filter_map(|email| email.text()).collect();
    let has_words = |text: &&String| {
        text.contains("A person on our privacy team adds:")
            && text.contains("We found <b>two</b> accounts.")
    };
    assert_eq!(texts.iter().filter(has_words).count(), 1, "{texts:?}");
    app.close().await;
}

#[tokio::test]
async fn partners_that_were_told_manual_end_a_choice_with_why_on_the_record() {
    let app = TestApp::open().await;
    let id = asked(&app, "opt_out", "ana@example.org").await;
    let without = command(
        &app,
        &id,
        json!({"action": "partners_notified", "count": 1}),
    )
    .await;
    assert_eq!(without.wrong_fields(), ["why"]);
    take(
        &app,
        &id,
        json!({"action": "partners_notified", "count": 1, "why": "by phone, Mr Smith"}),
    )
    .await;
    let done = take(
        &app,
        &id,
        json!({"action": "partner_acknowledged", "why": "he confirmed"}),
    )
    .await;
    assert_eq!(done["stage"], "done");
    assert!(offered(&read(&app, &id).await).contains(&"deny_for_fraud"));
    take(
        &app,
        &id,
        json!({"action": "deny_for_fraud", "belief": "Sent by a bot for another person."}),
    )
    .await;
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(domain::suppression::Purpose::SaleSharing)
            .is_none()
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn requests_are_listed_in_pages_by_what_is_wanted() {
    let app = TestApp::open().await;
    for n in 0..7 {
        asked(&app, "delete", &format!("delete{n}@example.org")).await;
        asked(&app, "opt_out", &format!("out{n}@example.org")).await;
    }
    let (mut seen, mut path) = (Vec::new(), "/requests?kind=verifiable&most=3".to_owned());
    loop {
        let page = app.desk(&path).await.json();
        let found = page["found"].as_array().unwrap();
        assert!(found.len() <= 3);
        seen.extend(found.iter().map(|request| request["id"].to_string()));
        let Some(cursor) = page["cursor"].as_str() else {
            break;
        };
        path = format!("/requests?kind=verifiable&most=3&cursor={cursor}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
    let count = |answer: tests::HttpResponse| answer.json()["found"].as_array().unwrap().len();
    assert_eq!(count(app.desk("/requests?due_before=2026-12-10").await), 7);
    assert_eq!(
        count(app.desk("/requests?stage=in_force&overdue=false").await),
        7
    );
    app.pass(jiff::SignedDuration::from_hours(40 * 24));
    assert_eq!(count(app.desk("/requests?overdue=true").await), 7);
    for (path, field) in [
        ("/requests?shoe=1", "shoe"),
        ("/requests?most=1000", "most"),
        ("/requests?cursor=%21", "cursor"),
        ("/requests?kind=x", "kind"),
        ("/requests?due_before=soon", "due_before"),
        ("/emails", "state"),
    ] {
        let answer = app.desk(path).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec![field.to_owned()]),
            "{path}"
        );
    }
    while app.serve_outbox().await.sent > 0 {}
    app.close().await;
}

#[tokio::test]
async fn a_decision_on_an_older_version_is_told_the_newer_one() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    let token = format!("Bearer {}", app.system.token);
    let path = format!("/api/desk/requests/{id}/actions");
    let order = async |version: &str, body: &str| {
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
            ("if-match", version),
        ];
        app.send("POST", &path, &headers, body).await
    };
    let verification = r#"{"action":"verify","method":"matched"}"#;
    let taken = order("\"1\"", verification).await;
    assert_eq!(
        (taken.status, taken.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        taken.body
    );
    let late = order("\"1\"", r#"{"action":"respond","response":"granted"}"#).await;
    assert_eq!((late.status, &late.json()["version"]), (409, &json!(2)));
    assert_eq!(
        order("soon", verification).await.wrong_fields(),
        ["If-Match"]
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn whatever_is_wrong_with_a_call_is_a_problem_that_names_it() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    let token = format!("Bearer {}", app.system.token);
    let path = format!("/api/desk/requests/{id}/actions");
    let send = async |kind: &str, body: String| {
        let headers = [("authorization", token.as_str()), ("content-type", kind)];
        app.send("POST", &path, &headers, body).await
    };
    let json = "application/json";
    for (kind, body, status, fields) in [
        (json, "{".to_owned(), 400, vec![]),
        (json, "[1]".to_owned(), 400, vec![]),
        ("text/plain", "{}".to_owned(), 415, vec![]),
        (
            json,
            format!("{{\"action\":\"{}\"}}", "x".repeat(70_000)),
            413,
            vec![],
        ),
        (json, "{}".to_owned(), 422, vec!["action"]),
        (
            json,
            r#"{"action":"dance"}"#.to_owned(),
            422,
            vec!["action"],
        ),
        (
            json,
            r#"{"action":"extend","reason":1,"until":"never"}"#.to_owned(),
            422,
            vec!["reason", "until"],
        ),
        (json, r#"{"action":"appeal"}"#.to_owned(), 409, vec![]),
    ] {
        let answer = send(kind, body).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (status, fields.iter().map(|f| (*f).to_owned()).collect()),
            "{}",
            answer.body
        );
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    for (method, path, status) in [
        ("GET", "/api/desk/requests/nobody", 404),
        ("GET", "/api/desk/requests/AAAAAAAAAAAAAAAAAAAAAAAAAA", 404),
        ("GET", "/api/desk/inbound/x", 404),
        ("GET", "/api/desk/emails/x/y", 404),
        ("GET", "/api/desk/nowhere", 404),
        ("PUT", "/api/desk/requests", 405),
    ] {
        let answer = app
            .send(method, path, &[("authorization", &token)], "")
            .await;
        assert_eq!(answer.status, status, "{method} {path}");
    }
    assert_eq!(
        app.look_up(&id).await.unwrap().1.version,
        1,
        "nothing was changed"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_request_that_was_repeated_often_is_read_in_pages() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    for day in 1..=6 {
        app.set_clock(&format!("2026-11-2{}T18:00:00Z", day + 1));
        for _ in 0..22 {
            let body = json!({"right": "delete", "email": "ana@example.org"});
            assert_eq!(app.post_json(&body).await.status, 201);
        }
    }
    let first = read(&app, &id).await;
    assert_eq!(first["log"].as_array().unwrap().len(), 100);
    let versions = |page: &serde_json::Value| -> Vec<u64> {
        let log = page["log"].as_array().unwrap().iter();
        log.map(|entry| entry["version"].as_u64().unwrap())
            .collect()
    };
    let cursor = first["next"]["log"].as_str().unwrap();
    let rest = app
        .desk(&format!("/requests/{id}?log={cursor}"))
        .await
        .json();
    assert_eq!(rest["next"]["log"], json!(null));
    assert!(
        rest["emails"].as_array().unwrap().is_empty(),
        "only what was asked"
    );
    let all = [versions(&rest), versions(&first)].concat();
    assert_eq!(all, (1..=121).collect::<Vec<_>>());
    let receipts = first["receipts"].as_array().unwrap().iter();
    let counted: Vec<_> = receipts
        .filter_map(|receipt| receipt["repeats"].as_u64())
        .collect();
    assert_eq!(counted, [2; 5]);
    let emails = first["next"]["emails"].as_str().unwrap();
    let emails = app
        .desk(&format!("/requests/{id}?emails={emails}"))
        .await
        .json();
    assert!(!emails["emails"].as_array().unwrap().is_empty());
    let wrong = app.desk(&format!("/requests/{id}?log=x")).await;
    assert_eq!(
        (wrong.status, wrong.wrong_fields()),
        (422, vec!["log".to_owned()])
    );
    let export = app.desk(&format!("/requests/{id}/export")).await.json();
    assert_eq!(versions(&export).len(), 121);
    assert_eq!(export["receipts"].as_array().unwrap().len(), 121 + 6);
    assert_eq!(export["next"], json!(null));
    while app.serve_outbox().await.sent > 0 {}
    app.close().await;
}

/// Delivers an email whose export is too large for a response. Returns the request's reference.
async fn asked_in_a_large_email(app: &TestApp) -> String {
    let attached = "QUJD".repeat(1_300_000);
    let raw = crate::mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Please delete my personal information.",
    );
    let raw = format!("X-Padding: {}\r\n{raw}", "x".repeat(60)) + "\r\n\r\n-- \r\n" + &attached;
    app.deliver(&raw).await;
    let list = app.desk("/requests").await.json();
    list["found"][0]["reference"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_export_that_is_too_large_for_a_response_is_a_file_that_is_erased_with_the_person() {
    let app = TestApp::open().await;
    let id = asked_in_a_large_email(&app).await;
    let export = app.desk(&format!("/requests/{id}/export")).await;
    assert_eq!(export.status, 303, "{}", export.body.len());
    let link = export.header("location").unwrap().to_owned();
    assert_eq!(export.json()["file"], link.as_str());
    let file = app.download(&link).await;
    assert_eq!(file.status, 200);
    let file = file.json();
    let message = file["originals"][0]["raw"].as_str().unwrap();
    assert!(message.len() > 5_000_000);
    assert_eq!(file["next"], json!(null));
    assert_eq!(objects(&app).await, 2);
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    while app.serve_outbox().await.sent > 0 {}
    let erased = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert_eq!(objects(&app).await, 0);
    app.close().await;
}

/// Counts the objects of the archive.
async fn objects(app: &TestApp) -> usize {
    let listed = app.system.engines.s3_client().list_objects_v2();
    let listed = listed.bucket(engines::BUCKET).send().await.unwrap();
    listed.contents().len()
}

#[tokio::test]
async fn an_export_that_is_stored_while_its_person_is_erased_does_not_stay() {
    let app = TestApp::open().await;
    let id = asked_in_a_large_email(&app).await;
    let denied = json!({"action": "respond", "response": "not_verified"});
    take(&app, &id, denied).await;
    while app.serve_outbox().await.sent > 0 {}
    let (_, request) = app.look_up(&id).await.unwrap();
    let archive = app.archive_of(Function::DeskApi);
    archive.set_latency(Duration::from_secs(1));
    let during_the_upload = async {
        let uploads = |call: &engines::proxy::Call| call.operation.contains("/export/");
        while !archive.calls().iter().any(uploads) {
            tokio::task::yield_now().await;
        }
        let desk = app.store().desk;
        let never = || false;
        let erased = desk.erase(request.id, Actor::System, app.now(), &never);
        let erased = erased.await.unwrap();
        assert_eq!(erased.archived.len(), 2, "the email and the file");
        let confirmed = desk.archive_erased(request.id, &erased.archived);
        confirmed.await.unwrap();
        archive.set_latency(Duration::ZERO);
    };
    let path = format!("/requests/{id}/export");
    let (export, ()) = tokio::join!(app.desk(&path), during_the_upload);
    assert_eq!(export.status, 409, "{}", export.body.len());
    assert_eq!(objects(&app).await, 1, "the email, which this test left");
    app.close().await;
}
