//! Responses: files, new codes, and denials based on earlier responses.

use crate::desk::{asked, command, copy_to_give, offered, put_file, read, take};
use crate::reply::{link_to, press};
use domain::keys::LinkAction;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::TestApp;

fn granted(delivery: &Value) -> Value {
    json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": delivery})
}

/// Returns the code in the latest email that has one.
fn code_for(app: &TestApp, email: &str) -> String {
    let emails = app.emails_to(email);
    let texts = emails.iter().rev().filter_map(|email| email.text());
    let lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let line = lines.iter().find(|line| line.starts_with("Code ")).unwrap();
    line.trim_start_matches("Code").trim().to_owned()
}

#[tokio::test]
async fn a_copy_is_put_into_the_archive_and_collected_by_whoever_asked() {
    let app = TestApp::open().await;
    let (id, file) = copy_to_give(&app, "ana@example.org").await;
    let own = read(&app, &id).await["id"].as_str().unwrap().to_owned();
    assert!(file.starts_with(&format!("responses/{own}/")) && file.ends_with(".csv"));
    let again = put_file(&app, &id, "csv", b"Ana Planted".to_vec()).await;
    assert_eq!(
        again.json()["file"],
        json!(file),
        "the same file is the same key"
    );
    let originals = read(&app, &id).await["originals"].clone();
    assert_eq!(originals, json!([]), "it is no email of theirs");

    let other = asked(&app, "know", "bo@example.org").await;
    take(
        &app,
        &other,
        json!({"action": "verify", "method": "matched"}),
    )
    .await;
    for (request, key) in [
        (&other, file.clone()),
        (&id, format!("responses/{own}/nowhere.csv")),
        (&id, "inbound/one".to_owned()),
    ] {
        let wrong = command(&app, request, granted(&json!({"file": key}))).await;
        assert_eq!(wrong.wrong_fields(), ["delivery.file"], "{key}");
    }
    take(&app, &id, granted(&json!({"file": file}))).await;
    app.serve_outbox().await;
    let link = link_to(&app, LinkAction::Download, "ana@example.org");
    let code = code_for(&app, "ana@example.org");
    let collected = app.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!(
        (collected.status, collected.body.as_str()),
        (200, "Ana Planted")
    );
    let late = put_file(&app, &id, "csv", b"more".to_vec()).await;
    assert_eq!(late.status, 409, "{}", late.body);
    app.close().await;
}

#[tokio::test]
async fn what_is_no_file_for_an_answer_is_not_taken() {
    let app = TestApp::open().await;
    let id = asked(&app, "know", "ana@example.org").await;
    let large = vec![b'x'; archive::LARGEST_RESPONSE_FILE + 1];
    for (ending, content, status) in [
        ("csv", Vec::new(), 422),
        ("", b"x".to_vec(), 201),
        ("toolong", b"x".to_vec(), 422),
        ("..", b"x".to_vec(), 422),
        ("zip", large, 413),
    ] {
        let put = put_file(&app, &id, ending, content).await;
        assert_eq!(put.status, status, "{ending}: {}", put.body);
    }
    let deletion = asked(&app, "delete", "bo@example.org").await;
    let nothing_to_hand_over = put_file(&app, &deletion, "csv", b"x".to_vec()).await;
    assert_eq!(nothing_to_hand_over.status, 409);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn whoever_gets_their_emails_manual_is_handed_no_file() {
    let app = TestApp::open().await;
    let by_phone = json!({"right": "know", "phone": "916 555 0143"});
    let by_phone = app.post_json(&by_phone).await.json()["reference"].clone();
    let bounced = asked(&app, "know", "bounce@simulator.amazonses.com").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    for id in [by_phone.as_str().unwrap(), &bounced] {
        take(&app, id, json!({"action": "verify", "method": "matched"})).await;
        let put = put_file(&app, id, "csv", b"x".to_vec()).await;
        assert_eq!(put.wrong_fields(), ["delivery"], "{}", put.body);
        assert!(
            put.body.contains("Deliver the response another way"),
            "{}",
            put.body
        );
        let file = granted(&json!({"file": "responses/x"}));
        assert_eq!(command(&app, id, file).await.status, 422);
        let elsewhere = granted(&json!({"elsewhere": "By registered post."}));
        take(&app, id, elsewhere).await;
    }
    app.serve_outbox().await;
    app.handle_email_events().await;
    app.close().await;
}

#[tokio::test]
async fn a_locked_link_is_opened_by_a_new_code_and_the_old_code_is_dead() {
    let app = TestApp::open().await;
    let (id, file) = copy_to_give(&app, "ana@example.org").await;
    take(&app, &id, granted(&json!({"file": file}))).await;
    app.serve_outbox().await;
    let link = link_to(&app, LinkAction::Download, "ana@example.org");
    let old = code_for(&app, "ana@example.org");
    for _ in 0..5 {
        app.post_form_to(&link, &[("code", "00000000")]).await;
    }
    let locked = app.post_form_to(&link, &[("code", &old)]).await;
    assert_eq!(locked.status, 409);
    // This works even after the link has expired.
    app.pass(SignedDuration::from_hours(31 * 24));
    assert!(offered(&read(&app, &id).await).contains(&"renew_code"));
    take(
        &app,
        &id,
        json!({"action": "renew_code", "why": "she called"}),
    )
    .await;
    app.serve_outbox().await;
    let new = code_for(&app, "ana@example.org");
    assert_ne!(new, old);
    let dead = app.post_form_to(&link, &[("code", &old)]).await;
    assert_eq!(dead.status, 422, "{}", dead.body);
    let collected = app.post_form_to(&link, &[("code", &new)]).await;
    assert_eq!(collected.status, 200, "{}", collected.body);
    let nothing = asked(&app, "delete", "bo@example.org").await;
    let refused = command(&app, &nothing, json!({"action": "renew_code"})).await;
    assert_eq!(refused.status, 409);
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-civ-130-b
#[tokio::test]
async fn a_copy_is_refused_as_too_often_only_when_two_were_given_in_a_year() {
    let app = TestApp::open().await;
    let too_often = json!({"action": "respond", "response": "denied", "basis": "too_often", "explanation": "You have it twice."});
    for answered in 0..3 {
        let id = asked(&app, "know", "ana@example.org").await;
        if answered < 2 {
            let early = command(&app, &id, too_often.clone()).await;
            assert_eq!(early.wrong_fields(), ["basis"], "{answered}");
            take(&app, &id, json!({"action": "verify", "method": "matched"})).await;
            take(&app, &id, granted(&json!({"elsewhere": "By post."}))).await;
        } else {
            take(&app, &id, too_often.clone()).await;
            let whole = read(&app, &id).await;
            let stage = &whole["request"]["kind"]["stage"];
            let earlier = &stage["response"]["denial"]["earlier_responses"];
            assert_eq!(
                earlier.as_array().unwrap().len(),
                2,
                "the evidence: {stage}"
            );
        }
        app.pass(SignedDuration::from_hours(24 * 24));
        app.serve_outbox().await;
    }
    // Another person has no earlier responses. After a year, Ana's earlier responses don't count.
    let other = asked(&app, "know", "bo@example.org").await;
    assert_eq!(command(&app, &other, too_often.clone()).await.status, 422);
    app.pass(SignedDuration::from_hours(366 * 24));
    app.serve_outbox().await;
    let later = asked(&app, "know", "ana@example.org").await;
    assert_eq!(command(&app, &later, too_often).await.status, 422);
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7023-f-1
#[tokio::test]
async fn a_correction_is_refused_as_repeated_only_after_it_was_denied() {
    let app = TestApp::open().await;
    let denied = |basis: &str| json!({"action": "respond", "response": "denied", "basis": basis, "explanation": "It is right."});
    let first = asked(&app, "correct", "ana@example.org").await;
    let early = command(&app, &first, denied("repeated_without_news")).await;
    assert_eq!(early.wrong_fields(), ["basis"]);
    take(&app, &first, denied("accurate")).await;
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(24 * 24));
    let second = asked(&app, "correct", "ana@example.org").await;
    take(&app, &second, denied("repeated_without_news")).await;
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7026-e.2
#[tokio::test]
async fn a_denied_choice_is_appealed_by_the_link_in_its_email_and_comes_into_force() {
    let app = TestApp::open().await;
    let body = json!({"right": "opt_out", "email": "ana@example.org", "state": "CT"});
    let id = app.post_json(&body).await.json()["reference"].clone();
    let id = id.as_str().unwrap();
    let deny = json!({"action": "deny_for_fraud", "belief": "The card was stolen."});
    take(&app, id, deny.clone()).await;
    app.serve_outbox().await;
    let stopped = async |app: &TestApp| {
        let purpose = domain::suppression::Purpose::SaleSharing;
        let record = app.suppression("ana@example.org").await;
        record.since(purpose).is_some()
    };
    assert!(!stopped(&app).await);
    let link = link_to(&app, LinkAction::Appeal, "ana@example.org");
    let appealed = press(&app, &link).await;
    assert!(
        appealed.body.contains("We received your appeal"),
        "{}",
        appealed.body
    );
    let whole = read(&app, id).await;
    assert_eq!(whole["stage"], "appealing");
    assert_eq!(
        offered(&whole),
        [
            "correct_age",
            "decide_appeal",
            "write",
            "set_language",
            "assign",
            "note",
            "hold"
        ]
    );
    app.serve_outbox().await;
    let upheld =
        json!({"action": "decide_appeal", "decision": "upheld", "words": "The card was yours."});
    assert_eq!(take(&app, id, upheld.clone()).await["stage"], "in_force");
    assert!(stopped(&app).await);
    let again = press(&app, &link).await;
    assert!(
        again.body.contains("This request is in effect"),
        "{}",
        again.body
    );

    // A person who has made a new request since then gets the result of that request.
    take(&app, id, deny).await;
    app.serve_outbox().await;
    let newer = app.post_json(&body).await;
    assert_eq!(newer.status, 201);
    press(&app, &link).await;
    assert_eq!(take(&app, id, upheld).await["stage"], "appeal_decided");
    assert!(stopped(&app).await);
    app.pass(SignedDuration::from_hours(24));
    app.serve_outbox().await;
    app.close().await;
}
