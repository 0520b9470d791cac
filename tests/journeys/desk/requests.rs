//! Verifiable requests, immediate rights and lists.

use crate::desk::{asked, command, offered, read, take};
use serde_json::json;
use tests::TestApp;

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
    let of_others =
        json!({"action": "respond", "response": "granted", "delivery": {"file": "inbound/one"}});
    assert_eq!(
        command(&app, &id, of_others).await.wrong_fields(),
        ["delivery.file"]
    );
    take(&app, &id, json!({"action": "respond", "response": "granted", "delivery": {"elsewhere": "On paper, by post."}})).await;
    app.serve_outbox().await;
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
    let path = format!("/desk/requests/{id}/actions");
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
    let path = format!("/desk/requests/{id}/actions");
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
        ("GET", "/desk/requests/nobody", 404),
        ("GET", "/desk/requests/AAAAAAAAAAAAAAAAAAAAAAAAAA", 404),
        ("GET", "/desk/inbound/x", 404),
        ("GET", "/desk/emails/x/y", 404),
        ("GET", "/desk/nowhere", 404),
        ("PUT", "/desk/requests", 405),
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
