//! The status page.

use crate::{reference, reply};
use domain::receipt::ReceiptId;
use domain::request::{Command, Denial, DenialBasis, Response};
use local::Function;
use tests::TestApp;

#[tokio::test]
async fn a_wrong_pair_an_unknown_reference_and_a_wrong_character_get_the_same() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    let right = reference(answer.header("location").unwrap()).to_owned();
    let unknown = ReceiptId::from_bytes([9; 16]).reference().to_string();
    app.serve_outbox().await;
    app.table_of(Function::StatusLookup).take_calls();

    let mut answers = Vec::new();
    let mut calls = Vec::new();
    for (reference, contact) in [
        (right.as_str(), "eve@example.org"),
        (unknown.as_str(), "ana@example.org"),
        ("AAAA-AAAA-AAAA", "ana@example.org"),
    ] {
        let answer = app
            .post_form_to("/status", &[("reference", reference), ("contact", contact)])
            .await;
        assert_eq!(answer.status, 404);
        answers.push((
            answer
                .headers
                .iter()
                .filter(|(name, _)| name != "date")
                .cloned()
                .collect::<Vec<_>>(),
            answer.body,
        ));
        let made = app.table_of(Function::StatusLookup).take_calls();
        calls.push(
            made.into_iter()
                .map(|call| call.operation)
                .collect::<Vec<_>>(),
        );
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "the answers differ"
    );
    assert!(
        calls.iter().all(|made| made == &["GetItem", "GetItem"]),
        "{calls:?}"
    );

    let found = app
        .post_form_to(
            "/status",
            &[
                ("reference", &right.to_lowercase().replace('-', " ")),
                ("contact", "ANA@example.org"),
            ],
        )
        .await;
    assert_eq!(
        (found.status, found.header("location")),
        (303, answer.header("location")),
        "as a person types it"
    );
    let made: Vec<_> = app
        .table_of(Function::StatusLookup)
        .take_calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(made, ["GetItem", "GetItem"]);
    app.close().await;
}

#[tokio::test]
async fn a_forged_link_an_unknown_one_and_a_malformed_one_get_the_same() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    let link = answer.header("location").unwrap();
    let (start, token) = link.rsplit_once('/').unwrap();
    let unknown = ReceiptId::from_bytes([9; 16]).reference();
    let mut pages = Vec::new();
    for path in [
        format!("{start}/1.AAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        format!("/status/{unknown}/{token}"),
        format!("/status/nothing/{token}"),
        format!("{start}/x"),
        format!("{start}/%ff"),
        "/status/%ff/%ff".to_owned(),
    ] {
        let page = app.open_page(&path).await;
        assert_eq!(page.status, 404, "{path}");
        pages.push(page.body);
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_status_page_is_kept_by_nobody_and_shows_no_name() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "delete"),
        ("email", "ana@example.org"),
        ("name", "Ana Planted"),
        ("phone", "916 555 0143"),
    ];
    let answer = app.post_form(&fields).await;
    let page = app.open_page(answer.header("location").unwrap()).await;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("frame-ancestors 'none'")
            && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(
        !page.body.contains("Planted")
            && !page.body.contains("ana@example.org")
            && !page.body.contains("555")
    );
    assert!(page.body.contains("January 5, 2027"), "{}", page.body);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn no_get_changes_anything() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let before = sorted(&app).await;
    for path in [
        "/",
        "/requests",
        "/status",
        answer.header("location").unwrap(),
        "/.well-known/gpc.json",
        "/nowhere",
        "/outbox",
        "/outbox.json",
    ] {
        for method in ["GET", "HEAD"] {
            app.send(method, path, &[("sec-gpc", "1")], "").await;
        }
    }
    assert_eq!(sorted(&app).await, before);
    app.close().await;
}

/// Returns every item as text, sorted.
pub(crate) async fn sorted(app: &TestApp) -> Vec<String> {
    let as_json = |item| {
        serde_dynamo::from_item::<_, serde_json::Value>(item)
            .unwrap()
            .to_string()
    };
    let mut items: Vec<_> = app.items().await.into_iter().map(as_json).collect();
    items.sort();
    items
}

#[tokio::test]
async fn empty_and_malformed_input_has_its_own_message_and_reads_nothing() {
    let app = TestApp::open().await;
    for (reference, contact, wrong) in [
        ("", "", &["reference", "contact"][..]),
        ("7K3M-9XQ", "ana@example.org", &["reference"]),
        ("7K3M-9XQ2-4HTC", "margaret", &["contact"]),
    ] {
        let fields = [("reference", reference), ("contact", contact)];
        let page = app.post_form_to("/status", &fields).await;
        assert_eq!(page.status, 422);
        for field in wrong {
            assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        let json = serde_json::json!({"reference": reference, "contact": contact});
        let headers = [("content-type", "application/json")];
        let answer = app
            .send("POST", "/status", &headers, json.to_string())
            .await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, wrong.iter().map(|field| (*field).to_owned()).collect())
        );
    }
    assert!(app.table_of(Function::StatusLookup).take_calls().is_empty());
    app.close().await;
}

#[tokio::test]
async fn a_phone_number_finds_its_request_too() {
    let app = TestApp::open().await;
    let answer = app
        .post_form(&[("right", "opt_out"), ("phone", "916 555 0143")])
        .await;
    let reference = reference(answer.header("location").unwrap()).to_owned();
    let body = format!(r#"{{"reference":"{reference}","phone":"+1 (916) 555-0143"}}"#);
    let found = app
        .send(
            "POST",
            "/status",
            &[("content-type", "application/json")],
            body,
        )
        .await;
    assert_eq!(
        (found.status, &found.json()["stage"]),
        (200, &serde_json::json!("in_force"))
    );
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7026-g
#[tokio::test]
async fn a_lookup_leads_to_the_page_that_a_person_can_keep() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap();
    let fields = [
        ("reference", reference(page)),
        ("contact", "ana@example.org"),
    ];
    let found = app.post_form_to("/status", &fields).await;
    assert_eq!(found.status, 303);
    assert_eq!(found.header("location"), Some(page));
    let shown = app.open_page(found.header("location").unwrap()).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("We are sending an email to"));
    assert!(shown.body.contains("a***@example.org"));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn after_confirming_the_page_in_the_email_says_so_and_the_receipt_page_reveals_nothing() {
    let app = TestApp::open().await;
    let link = reply::ask_to_delete(&app, "ana@example.org").await;
    let page = status_link(&app, "ana@example.org");
    let receipt_page = page.rsplit_once('.').unwrap().0;
    let (before, receipt_before) = (
        app.open_page(&page).await.body,
        app.open_page(receipt_page).await.body,
    );
    assert!(before.contains("Confirm that you made this request"));
    assert!(before.contains(&format!("href=\"{link}\"")), "{before}");
    reply::press(&app, &link).await;
    let after = app.open_page(&page).await.body;
    assert!(after.contains("We verified that this request came from you."));
    assert!(!after.contains("/confirm/"), "{after}");
    assert_eq!(app.open_page(receipt_page).await.body, receipt_before);
    app.close().await;
}

#[tokio::test]
async fn a_denial_shows_its_reason_and_how_to_appeal_to_the_requester_only() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "delete"),
        ("email", "ana@example.org"),
        ("state", "VA"),
    ];
    let answer = app.post_form(&fields).await;
    app.serve_outbox().await;
    let receipt_page = answer.header("location").unwrap();
    let denied = Command::respond(Response::Denied {
        denial: Denial {
            basis: DenialBasis::LawfulException,
            explanation: "Your contract runs until May.".into(),
            earlier_responses: Vec::new(),
        },
    });
    reply::staff(&app, reference(receipt_page), denied).await;
    app.serve_outbox().await;
    let shown = app
        .open_page(&status_link(&app, "ana@example.org"))
        .await
        .body;
    assert!(shown.contains("We denied your request"));
    assert!(shown.contains("<blockquote>Your contract runs until May.</blockquote>"));
    let appeal = shown.split_once("href=\"/requests/").unwrap().1;
    let appeal = format!("/requests/{}", appeal.split('"').next().unwrap());
    assert!(appeal.contains("/appeal/"));
    assert_eq!(app.open_page(&appeal).await.status, 200);
    let others = app.open_page(receipt_page).await.body;
    assert!(!others.contains("contract") && !others.contains("/appeal/"));
    app.close().await;
}

/// Returns the path of the status link in the latest email to an address.
fn status_link(app: &TestApp, address: &str) -> String {
    let email = app.emails_to(address).pop().unwrap();
    let text = email.text().unwrap();
    let start = text.find("/status/").unwrap();
    text[start..].split_whitespace().next().unwrap().to_owned()
}
