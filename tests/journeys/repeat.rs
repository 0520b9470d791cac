//! A second delivery changes nothing, and a repeat request reveals nothing about the first.

use domain::request::Command;
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::json;
use tests::{HttpResponse, Partner, Reaction, TestApp};

const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

#[tokio::test]
async fn a_second_post_of_the_same_form_gets_the_first_receipt() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("nonce", NONCE),
    ];
    let first = app.post_form(&fields).await;
    app.pass(SignedDuration::from_hours(30));
    let second = app.post_form(&fields).await;
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("REQUEST#", "REQUEST").await
        ),
        (1, 1)
    );
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn the_same_nonce_with_another_body_is_a_new_submission() {
    let app = TestApp::open().await;
    let first = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "ana@example.org"),
            ("nonce", NONCE),
        ])
        .await;
    let second = app
        .post_form(&[
            ("right", "opt_out"),
            ("email", "bo@example.org"),
            ("nonce", NONCE),
        ])
        .await;
    assert_ne!(first.header("location"), second.header("location"));
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 2);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_idempotency_key_answers_again_and_refuses_another_body() {
    let app = TestApp::open().await;
    let key = "7f1c52f2-6ea5-4f4c-9d24-7a3e2b1c0d9e";
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let body = r#"{"right":"opt_out","email":"ana@example.org"}"#;
    let first = app.send("POST", "/requests", &headers, body).await;
    app.pass(SignedDuration::from_hours(1));
    let again = app.send("POST", "/requests", &headers, body).await;
    assert_eq!((first.status, &first.body), (201, &again.body));
    let other = app
        .send(
            "POST",
            "/requests",
            &headers,
            r#"{"right":"opt_out","email":"bo@example.org"}"#,
        )
        .await;
    assert_eq!(other.status, 422);
    let short = [
        ("content-type", "application/json"),
        ("idempotency-key", "short"),
    ];
    let weak = app.send("POST", "/requests", &short, body).await;
    assert_eq!(
        (weak.status, weak.wrong_fields()),
        (422, vec!["Idempotency-Key".to_owned()])
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_stranger_cannot_use_up_the_idempotency_key_of_a_system() {
    let app = TestApp::open().await;
    let token = format!("Bearer {}", app.system.token);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "nightly-import-2026-11-21-0001"),
        ("authorization", token.as_str()),
    ];
    let body = r#"{"right":"opt_out","email":"ana@example.org"}"#;
    let squatted = app
        .send(
            "POST",
            "/requests",
            &headers[..2],
            r#"{"right":"opt_out","email":"eve@example.org"}"#,
        )
        .await;
    assert_eq!(squatted.status, 201, "{}", squatted.body);
    let first = app.send("POST", "/machine/requests", &headers, body).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let again = app.send("POST", "/machine/requests", &headers, body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn asking_again_opens_nothing_and_looks_like_asking_for_the_first_time() {
    let app = TestApp::open().await;
    let ask = json!({"right": "opt_out", "email": "ana@example.org"});
    let first = app.post_json(&ask).await;
    let fresh = app
        .post_json(&json!({"right": "opt_out", "email": "bob@example.org"}))
        .await;
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(26));
    let again = app.post_json(&ask).await;
    let stranger = app
        .post_json(&json!({"right": "opt_out", "email": "eve@example.org"}))
        .await;

    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        3,
        "ana, bob and eve"
    );
    assert_ne!(first.json()["reference"], again.json()["reference"]);
    assert_eq!(shape(&again), shape(&stranger), "equal in shape and bytes");
    assert_eq!(shape(&first), shape(&fresh));

    assert_eq!(
        seen(&app, &again).await,
        seen(&app, &stranger).await,
        "the page tells that somebody asked before"
    );
    app.serve_outbox().await;
    let (to_ana, to_eve) = (
        app.emails_to("ana@example.org"),
        app.emails_to("eve@example.org"),
    );
    let words = |mail: &engines::ses::SentMail, answer: &HttpResponse| {
        let notified = answer.json();
        let text = mail
            .text()
            .unwrap()
            .replace(notified["reference"].as_str().unwrap(), "REFERENCE");
        let token = notified["status_url"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        let text = text.replace(&token, "TOKEN");
        // Each link's token belongs to its receipt.
        let words = text.split_inclusive(char::is_whitespace);
        words
            .map(|word| match word.rsplit_once('/') {
                Some((path, _)) if path.contains("/requests/") || path.contains("/status/") => {
                    format!("{path}/TOKEN")
                }
                _ => word.to_owned(),
            })
            .collect::<String>()
    };
    assert_eq!(
        words(to_ana.last().unwrap(), &again),
        words(&to_eve[0], &stranger)
    );
    app.close().await;
}

/// Returns what the page and the JSON behind a receipt's link show, with a word for the reference, the token and the
/// address.
async fn seen(app: &TestApp, answer: &HttpResponse) -> [String; 2] {
    let receipt = answer.json();
    let path = receipt["status_url"].as_str().unwrap();
    let path = path.replace(&app.system.url(), "");
    let reference = receipt["reference"].as_str().unwrap();
    let (receipt, _) = app.look_up(reference).await.unwrap();
    let masked = receipt.identifiers[0].masked();
    let normal = |text: String| text.replace(reference, "REFERENCE").replace(&masked, "WHO");
    [app.open_page(&path).await, app.read(&path).await].map(|shown| normal(shown.body))
}

#[tokio::test]
async fn a_repeat_shows_what_a_new_request_shows_whatever_partners_do_and_however_late() {
    let app = TestApp::open().await;
    let (kept, broken) = (Partner::open().await, Partner::open().await);
    let webhook = |id: &str, partner: &Partner| json!({"id": id, "name": id, "kind": "third_party", "from": "2020-01-01", "webhook": {"url": partner.url()}});
    let one = json!([webhook("kept", &kept)]);
    assert_eq!(app.list_partners(&one).await.status, 200);
    let ask = |right: &str, email: &str| json!({"right": right, "email": email});
    for right in ["opt_out", "limit", "delete"] {
        app.post_json(&ask(right, "ana@example.org")).await;
    }
    app.serve_outbox().await;
    app.tell_partners().await;
    app.pass(SignedDuration::from_hours(26));
    // From now on, new requests are never acknowledged.
    broken.will(vec![Reaction::Status(500); 100]);
    let two = json!([webhook("kept", &kept), webhook("broken", &broken)]);
    assert_eq!(app.list_partners(&two).await.status, 200);
    let mut pairs = Vec::new();
    for right in ["opt_out", "limit", "delete"] {
        pairs.push((
            right,
            app.post_json(&ask(right, "ana@example.org")).await,
            app.post_json(&ask(right, "eve@example.org")).await,
        ));
    }
    for hours in [0, 1, 24, 20 * 24, 60 * 24] {
        app.pass(SignedDuration::from_hours(hours));
        app.tell_partners().await;
        app.sweep().await;
        app.serve_outbox().await;
        for (right, again, fresh) in &pairs {
            assert_eq!(
                seen(&app, again).await,
                seen(&app, fresh).await,
                "{right} after {hours} more hours"
            );
        }
    }
    app.interrupt().await;
}

/// Returns a response without the parts that always differ. These parts have the same length.
fn shape(answer: &HttpResponse) -> (u16, Vec<String>, usize) {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| name != "date")
        .map(|(name, value)| format!("{name}: {value}"));
    (answer.status, headers.collect(), answer.body.len())
}

#[tokio::test]
async fn what_asking_again_adds_is_stopped_in_the_same_write_and_shown_to_nobody_else() {
    let app = TestApp::open().await;
    let first = app
        .post_json(&json!({"right": "opt_out", "email": "ana@example.org"}))
        .await
        .json();
    let since = app.now();
    app.pass(SignedDuration::from_hours(26));
    let body = json!({"right": "opt_out", "email": "ana@example.org", "identifiers": [{"type": "email", "value": "ana@work.example"}]});
    assert_eq!(app.post_json(&body).await.status, 201);

    assert_eq!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing),
        Some(since),
        "the first date stays"
    );
    assert_eq!(
        app.suppression("ana@work.example")
            .await
            .since(Purpose::SaleSharing),
        Some(app.now())
    );
    let path = first["status_url"]
        .as_str()
        .unwrap()
        .replace(&app.system.url(), "");
    assert_eq!(
        app.read(&path).await.json()["identifiers"],
        json!(["a***@example.org"])
    );

    let (_, request) = app
        .look_up(first["reference"].as_str().unwrap())
        .await
        .unwrap();
    let log = app.store().desk.log(request.id).await.unwrap();
    assert_eq!(log.len(), 2, "it is logged on the request: {log:?}");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn another_right_of_the_same_person_is_another_request() {
    let app = TestApp::open().await;
    for right in ["opt_out", "limit", "delete"] {
        assert_eq!(
            app.post_json(&json!({"right": right, "email": "ana@example.org"}))
                .await
                .status,
            201
        );
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 3);
    assert_eq!(
        app.count("IDENTIFIER#", "").await,
        1,
        "one item holds all purposes"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_posts_of_the_same_request_make_one_request_and_a_receipt_each() {
    let app = std::sync::Arc::new(TestApp::open().await);
    let posts: Vec<_> = (0..8)
        .map(|_| {
            let app = std::sync::Arc::clone(&app);
            tokio::spawn(async move { app.opt_out("ana@example.org").await })
        })
        .collect();
    let mut locations = std::collections::BTreeSet::new();
    for post in posts {
        let answer = post.await.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.body);
        locations.insert(answer.header("location").unwrap().to_owned());
    }
    assert_eq!(locations.len(), 8);
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("REQUEST#", "REQUEST").await
        ),
        (8, 1)
    );
    app.serve_outbox().await;
    assert_eq!(
        app.emails().len(),
        1,
        "one receipt email per address and right per day"
    );
    std::sync::Arc::into_inner(app).unwrap().close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_deliveries_of_the_same_form_make_one_receipt() {
    let app = std::sync::Arc::new(TestApp::open().await);
    let posts: Vec<_> = (0..8)
        .map(|_| {
            let app = std::sync::Arc::clone(&app);
            tokio::spawn(async move {
                app.post_form(&[
                    ("right", "opt_out"),
                    ("email", "ana@example.org"),
                    ("nonce", NONCE),
                ])
                .await
            })
        })
        .collect();
    let mut locations = std::collections::BTreeSet::new();
    for post in posts {
        locations.insert(post.await.unwrap().header("location").unwrap().to_owned());
    }
    assert_eq!((locations.len(), app.count("RECEIPT#", "").await), (1, 1));
    app.serve_outbox().await;
    std::sync::Arc::into_inner(app).unwrap().close().await;
}

#[tokio::test]
async fn emails_about_a_repeat_link_to_what_has_become_of_the_request() {
    let app = TestApp::open().await;
    let ask = json!({"right": "delete", "email": "ana@example.org"});
    let first = app.post_json(&ask).await.json();
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(26));
    let again = app.post_json(&ask).await.json();
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(1));
    let (_, request) = app
        .look_up(first["reference"].as_str().unwrap())
        .await
        .unwrap();
    let refused = Command::respond(domain::request::Response::NotVerified);
    app.store()
        .sweep
        .commit(&request.apply(refused, app.now()).unwrap())
        .await
        .unwrap();
    app.serve_outbox().await;
    for receipt in [&first, &again] {
        let page = receipt["status_url"]
            .as_str()
            .unwrap()
            .replace(&app.system.url(), "");
        let own = app.mailbox_page(&page).await;
        let notified = app.read(&own).await.json();
        assert_eq!(notified["stage"], "answered", "{notified}");
        assert_eq!(
            notified["received_at"], receipt["received_at"],
            "each with its own date"
        );
    }
    app.close().await;
}

#[tokio::test]
async fn parallel_repeats_of_one_person_all_get_a_receipt() {
    let app = std::sync::Arc::new(TestApp::open().await);
    let began = std::time::Instant::now();
    let mut posters = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let app = std::sync::Arc::clone(&app);
        posters.spawn(async move {
            let mut statuses = Vec::new();
            for _ in 0..50 {
                let answer = app
                    .post_json(&json!({"right": "opt_out", "email": "ana@example.org"}))
                    .await;
                statuses.push(answer.status);
            }
            statuses
        });
    }
    let statuses = posters.join_all().await.concat();
    println!("400 posts took {:?}", began.elapsed());
    assert_eq!(statuses.len(), 400);
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    let most = usize::from(domain::request::MAX_SUBMISSIONS_PER_DAY);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(app.count("REQUEST#", "LOG#").await, most);
    // Each submission has a receipt, and one more counts those above the limit.
    assert_eq!(app.count("RECEIPT#", "RECEIPT").await, 400 + 1);
    app.serve_outbox().await;
    let app = std::sync::Arc::into_inner(app).unwrap();
    app.close().await;
}

#[tokio::test]
async fn many_submissions_in_a_day_look_the_same_whether_or_not_the_person_asked_before() {
    let app = TestApp::open().await;
    let ask = |who: &str| json!({"right": "delete", "email": format!("{who}@example.org")});
    // Ana asked on an earlier day. Cleo asked on the same day, as often as is recorded. Bob never did.
    app.post_json(&ask("ana")).await;
    app.pass(SignedDuration::from_hours(48));
    for _ in 0..domain::request::MAX_SUBMISSIONS_PER_DAY {
        app.post_json(&ask("cleo")).await;
    }
    let shown = async |who: &str| {
        let (mut references, mut seen) = (std::collections::HashSet::new(), Vec::new());
        for _ in 0..2 * domain::request::MAX_SUBMISSIONS_PER_DAY + 3 {
            let answer = app.post_json(&ask(who)).await;
            let link = answer.json()["status_url"].as_str().unwrap().to_owned();
            let page = app.read(&link.replace(&app.system.url(), "")).await;
            let mut both = [answer.json(), page.json()];
            for json in &mut both {
                let json = json.as_object_mut().unwrap();
                let reference = json.remove("reference").unwrap().to_string();
                json.remove("status_url");
                references.insert(reference);
            }
            seen.push(json!([answer.status, page.status, both]).to_string());
        }
        // The masked addresses differ, and nothing else may.
        let masked = format!("{}***", &who[..1]);
        let seen: Vec<_> = seen.iter().map(|one| one.replace(&masked, "***")).collect();
        (references.len(), seen)
    };
    let bob = shown("bob").await;
    assert_eq!(bob, shown("ana").await);
    assert_eq!(bob, shown("cleo").await);
    app.serve_outbox().await;
    app.close().await;
}
