//! A second delivery changes nothing, and a repeat request reveals nothing about the first.

use domain::request::Command;
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::json;
use tests::{HttpResponse, TestApp};

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

    let page_of = |answer: &HttpResponse| {
        answer.json()["status_url"]
            .as_str()
            .unwrap()
            .replace(&app.system.url(), "")
    };
    let (of_again, of_stranger) = (
        app.read(&page_of(&again)).await.json(),
        app.read(&page_of(&stranger)).await.json(),
    );
    for notified in [
        "stage",
        "received_at",
        "in_force_since",
        "due",
        "rule",
        "done",
        "next",
    ] {
        assert_eq!(
            of_again[notified], of_stranger[notified],
            "{notified} tells that somebody asked before"
        );
    }
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
                Some((path, _)) if path.contains("/requests/") => format!("{path}/TOKEN"),
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
async fn a_receipt_that_met_a_request_tells_what_happens_to_it_afterwards() {
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
    let refused = Command::Respond(domain::request::Response::NotVerified);
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
        let notified = app.read(&page).await.json();
        assert_eq!(notified["stage"], "answered", "{notified}");
        assert_eq!(
            notified["received_at"], receipt["received_at"],
            "each with its own date"
        );
    }
    app.close().await;
}
