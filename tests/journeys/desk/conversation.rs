//! Staff write to a requester, preview emails, use saved replies, and act on several requests.

use crate::desk::{asked, command, doubt, read, take};
use crate::mail;
use serde_json::{Value, json};
use tests::{HttpResponse, TestApp};

const ANA: &str = "ana@example.org";

/// Delivers a reply to the last email that Ana got.
async fn reply(app: &TestApp, id: &str, text: &str) {
    let answered = app.emails_to(ANA).pop().unwrap();
    let subject = format!("Re: {}", answered.subject().unwrap());
    let raw = format!(
        "In-Reply-To: <{}@us-west-2.amazonses.com>\r\n{}",
        answered.message_id,
        mail(ANA, id, &subject, text)
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
}

#[tokio::test]
async fn staff_write_at_any_stage_in_the_language_of_the_person_above_the_limit_of_the_address() {
    let app = TestApp::open().await;
    let body = json!({"right": "delete", "email": ANA, "language": "es"});
    let answer = app.post_json(&body).await.json();
    let id = answer["reference"].as_str().unwrap().to_owned();
    // Far more than the three emails a day that anyone could cause.
    for n in 0..6 {
        let text = format!("Encontramos {n} cuentas. <b>¿Cuál?</b>");
        take(&app, &id, json!({"action": "write", "text": text})).await;
    }
    take(&app, &id, json!({"action": "verify", "method": "matched"})).await;
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "granted"}),
    )
    .await;
    let before = read(&app, &id).await;
    let closed = json!({"action": "write", "text": "Algo más: también borramos la copia."});
    let after = take(&app, &id, closed).await;
    assert_eq!(
        after["stage"], before["stage"],
        "a message changes no stage"
    );
    while app.serve_outbox().await.sent > 0 {}
    let written: Vec<String> = app
        .emails_to(ANA)
        .iter()
        .filter(|email| {
            email
                .subject()
                .unwrap()
                .contains("Un mensaje sobre su solicitud")
        })
        .map(|email| email.text().unwrap())
        .collect();
    assert_eq!(written.len(), 7);
    let of_closed = written.iter().filter(|text| text.contains("también"));
    assert_eq!(of_closed.count(), 1);
    assert!(
        written[0].contains("Para contestar, responda"),
        "{}",
        written[0]
    );
    let empty = command(&app, &id, json!({"action": "write", "text": " "})).await;
    assert_eq!(empty.wrong_fields(), ["text"]);
    app.close().await;
}

#[tokio::test]
async fn a_reply_to_a_message_arrives_in_the_thread_unread_even_when_the_request_is_closed() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", ANA).await;
    take(
        &app,
        &id,
        json!({"action": "write", "text": "Which account is yours?"}),
    )
    .await;
    while app.serve_outbox().await.sent > 0 {}
    reply(
        &app,
        "first@example.org",
        "The one with my old address in Fresno.",
    )
    .await;
    let record = read(&app, &id).await;
    let found = record["follow_ups"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["unread"]), (1, &json!(true)));
    let sent = record["emails"].as_array().unwrap().iter();
    let mut messages = sent.filter(|email| email["kind"]["kind"] == "message");
    assert_eq!(messages.next().unwrap()["state"], "sent");
    let mail = found[0]["id"].as_str().unwrap();
    let closed = app
        .order(&format!("/inbound/{mail}/close"), &json!({}))
        .await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    take(&app, &id, json!({"action": "verify", "method": "matched"})).await;
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "granted"}),
    )
    .await;
    let responded = read(&app, &id).await["record"].clone();
    while app.serve_outbox().await.sent > 0 {}
    app.pass(jiff::SignedDuration::from_mins(5));
    reply(
        &app,
        "second@example.org",
        "One more thing about that, please.",
    )
    .await;
    let record = read(&app, &id).await;
    let unread: Vec<&Value> = record["follow_ups"].as_array().unwrap().iter().collect();
    let unread = unread.iter().map(|one| one["unread"].as_bool().unwrap());
    assert_eq!(unread.collect::<Vec<_>>(), [false, true]);
    assert_eq!(
        record["record"], responded,
        "the response and its date stay"
    );
    // Staff can open a new request, which has its own dates.
    let second = record["follow_ups"][1]["id"].as_str().unwrap();
    let body = json!({"right": "know", "person": {"email": ANA}});
    let opened = app.order(&format!("/inbound/{second}/open"), &body).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    assert!(opened.json()["request"]["due"].is_object());
    let sizes = app.desk("/queue").await.json();
    assert_eq!(sizes["replies"]["count"], 0);
    while app.serve_outbox().await.sent > 0 {}
    app.close().await;
}

#[tokio::test]
async fn a_preview_is_the_email_that_the_action_sends_and_records_nothing() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", ANA).await;
    while app.serve_outbox().await.sent > 0 {}
    let before = read(&app, &id).await["version"].clone();
    let denial = json!({
        "action": "respond", "response": "denied", "basis": "lawful_exception",
        "explanation": "Your contract runs until May."
    });
    let preview = async |body: &Value| {
        let path = format!("/requests/{id}/preview");
        app.order(&path, body).await
    };
    let seen = preview(&denial).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    let seen = seen.json()["emails"][0].clone();
    assert_eq!(
        (&seen["to"]["to"], &seen["language"]),
        (&json!(ANA), &json!("en"))
    );
    assert_eq!(
        read(&app, &id).await["version"],
        before,
        "nothing is recorded"
    );
    take(&app, &id, denial).await;
    while app.serve_outbox().await.sent > 0 {}
    let sent = app.emails_to(ANA).pop().unwrap();
    assert_eq!(seen["subject"], sent.subject().unwrap());
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        words(seen["text"].as_str().unwrap()),
        words(&sent.text().unwrap())
    );
    let refused = preview(&json!({"action": "extend", "reason": "Late."})).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let nothing = preview(&json!({"action": "note", "note": "Called."})).await;
    assert_eq!(nothing.json()["emails"], json!([]));
    let wrong = preview(&json!({"action": "write"})).await;
    assert_eq!(wrong.wrong_fields(), ["text"]);
    app.close().await;
}

async fn send(app: &TestApp, method: &str, path: &str, version: &str, body: &str) -> HttpResponse {
    let token = format!("Bearer {}", app.system.token);
    let mut headers = vec![
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    if !version.is_empty() {
        headers.push(("if-match", version));
    }
    let path = format!("/api/desk/saved-replies{path}");
    app.send(method, &path, &headers, body.to_owned()).await
}

#[tokio::test]
async fn saved_replies_have_versions_and_their_variables_are_checked() {
    let app = TestApp::open().await;
    let new = json!({"name": "Late", "text": "Dear {name}, we answer by {due}."});
    let saved = send(&app, "POST", "", "", &new.to_string()).await;
    assert_eq!(saved.status, 201, "{}", saved.body);
    let path = format!("/{}", saved.json()["id"].as_str().unwrap());
    let changed = json!({"name": "Late", "text": "Dear {name}."}).to_string();
    let second = send(&app, "PUT", &path, "\"1\"", &changed).await;
    assert_eq!((second.status, &second.json()["version"]), (200, &json!(2)));
    let late = send(&app, "PUT", &path, "\"1\"", &changed).await;
    assert_eq!((late.status, &late.json()["version"]), (409, &json!(2)));
    let unknown = json!({"name": "", "text": "Dear {nome}."}).to_string();
    let wrong = send(&app, "POST", "", "", &unknown).await;
    assert_eq!(wrong.wrong_fields(), ["name", "text"]);
    let removed = send(&app, "DELETE", &path, "\"2\"", "").await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(app.desk("/saved-replies").await.json(), json!([]));
    let gone = send(&app, "PUT", &path, "", &changed).await;
    assert_eq!(gone.status, 404);
    // An open variable never reaches a requester.
    let id = asked(&app, "delete", ANA).await;
    let open = json!({"action": "write", "text": "Dear {name}, it is done."});
    let refused = command(&app, &id, open).await;
    assert_eq!(refused.wrong_fields(), ["text"]);
    assert!(refused.body.contains("{name}"), "{}", refused.body);
    while app.serve_outbox().await.sent > 0 {}
    app.close().await;
}

#[tokio::test]
async fn several_requests_are_checked_first_and_each_has_its_own_outcome() {
    let app = TestApp::open().await;
    let first = doubt(&app, "ana@example.org").await;
    let second = doubt(&app, "bo@example.org").await;
    let third = asked(&app, "delete", "cy@example.org").await;
    let version = read(&app, &first).await["version"].clone();
    let targets = json!([
        {"request": first, "version": version}, {"request": second, "version": 77},
        {"request": third}, {"request": "nobody"}
    ]);
    let mut body = json!({"action": "not_a_request", "why": "newsletters", "requests": targets, "dry_run": true});
    let outcomes = |answer: &HttpResponse| -> Vec<String> {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let items = answer.json()["items"].as_array().unwrap().clone();
        let outcome = |item: &Value| item["outcome"].as_str().unwrap().to_owned();
        items.iter().map(outcome).collect()
    };
    let checked = app.order("/bulk", &body).await;
    assert_eq!(
        outcomes(&checked),
        ["possible", "changed", "refused", "refused"]
    );
    assert_eq!(checked.json()["count"], 1);
    assert_eq!(
        read(&app, &first).await["version"],
        version,
        "nothing is recorded"
    );
    body["dry_run"] = json!(false);
    let done = app.order("/bulk", &body).await;
    assert_eq!(outcomes(&done), ["done", "changed", "refused", "refused"]);
    let again = app.order("/bulk", &body).await;
    assert_eq!(
        outcomes(&again)[0],
        "changed",
        "each counts for one version"
    );
    assert_eq!(read(&app, &first).await["stage"], "not_a_request");
    assert_eq!(read(&app, &second).await["stage"], "waiting");
    let assign = json!({"action": "assign", "assignee": "kim", "requests": [{"request": second}, {"request": third}]});
    let assigned = app.order("/bulk", &assign).await;
    assert_eq!(outcomes(&assigned), ["done", "done"]);
    let confirm = json!({"action": "confirm", "right": "opt_out", "requests": [{"request": second}], "dry_run": true});
    let emails = app.order("/bulk", &confirm).await.json()["items"][0]["emails"].clone();
    assert_eq!(emails, 1);
    let many: Vec<Value> = (0..51).map(|n| json!({"request": n.to_string()})).collect();
    for (body, field) in [
        (json!({"action": "assign", "requests": []}), "requests"),
        (json!({"action": "assign", "requests": many}), "requests"),
        (
            json!({"action": "erase", "requests": [{"request": third}]}),
            "action",
        ),
        (
            json!({"action": "confirm", "requests": [{"request": third}]}),
            "right",
        ),
        (
            json!({"action": "assign", "requests": [{"request": third, "version": "x"}]}),
            "requests[0].version",
        ),
    ] {
        let wrong = app.order("/bulk", &body).await;
        assert_eq!(wrong.wrong_fields(), [field], "{}", wrong.body);
    }
    app.serve_outbox().await;
    app.close().await;
}
