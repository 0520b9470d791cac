//! Requests by the form and by JSON.

use domain::suppression::Purpose;
use serde_json::json;
use tests::TestApp;

#[tokio::test]
async fn an_opt_out_by_form_is_in_force_acknowledged_and_can_be_looked_up() {
    let app = TestApp::open().await;
    let answer = app.opt_out("ana@example.org").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let since = app
        .suppression("ANA@example.org")
        .await
        .since(Purpose::SaleSharing);
    assert_eq!(since, Some(app.now()), "in force in the same write");

    let status = answer.header("location").unwrap();
    let page = app.open_page(status).await;
    assert_eq!(page.status, 200);
    for shown in [
        "Opt-Out Request Honored",
        "December 9, 2026",
        "December 14, 2026",
        "a***@example.org",
    ] {
        assert!(
            page.body.contains(shown),
            "{shown} is missing in {}",
            page.body
        );
    }
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 1);
    assert!(
        emails[0].text().unwrap().contains(status),
        "the email links to the same page"
    );

    let reference = status.split('/').nth(2).unwrap();
    let found = app
        .post_form_to(
            "/status",
            &[("reference", reference), ("contact", "ana@example.org")],
        )
        .await;
    assert_eq!(found.status, 200);
    assert!(found.body.contains("Opt-Out Request Honored"));
    app.close().await;
}

#[tokio::test]
async fn json_gets_the_receipt_that_scripts_rely_on() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(
            &json!({"right": "opt_out", "email": "ana@example.org", "name": "Ana", "state": "CA"}),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let receipt = answer.json();
    let mut keys: Vec<_> = receipt.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "due",
            "law",
            "received_at",
            "reference",
            "right",
            "rule",
            "status_url"
        ]
    );
    assert_eq!(
        receipt["due"],
        json!({"target": "2026-12-09", "latest": "2026-12-14"})
    );
    assert_eq!(receipt["received_at"], "2026-11-21T18:00:00Z");
    assert_eq!(
        (&receipt["right"], &receipt["law"], &receipt["rule"]),
        (
            &json!("opt_out"),
            &json!("ccpa"),
            &json!("ca.optout_sale_share")
        )
    );
    let path = receipt["status_url"]
        .as_str()
        .unwrap()
        .strip_prefix(&app.system.url())
        .unwrap()
        .to_owned();
    let status = app.read(&path).await.json();
    assert_eq!(status["stage"], "in_force");
    assert_eq!(status["identifiers"], json!(["a***@example.org"]));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn every_right_on_the_form_gets_its_date_and_its_email() {
    let app = TestApp::open().await;
    for (right, rule, target) in [
        ("opt_out", "ca.optout_sale_share", "2026-12-09"),
        ("limit", "ca.limit_spi", "2026-12-09"),
        ("delete", "ca.delete", "2027-01-05"),
        ("know", "ca.know_specific", "2027-01-05"),
        ("correct", "ca.correct", "2027-01-05"),
        ("marketing_stop", "us.can_spam_stop", "2026-12-04"),
    ] {
        let address = format!("{}@example.org", right.replace('_', "-"));
        let answer = app
            .post_json(&json!({"right": right, "email": address}))
            .await;
        assert_eq!(answer.status, 201, "{right}: {}", answer.body);
        let receipt = answer.json();
        assert_eq!(
            (&receipt["rule"], &receipt["due"]["target"]),
            (&json!(rule), &json!(target)),
            "{right}"
        );
        app.serve_outbox().await;
        assert_eq!(app.emails_to(&address).len(), 1, "{right}");
    }
    app.close().await;
}

#[tokio::test]
async fn the_law_that_sets_the_date_is_named() {
    let app = TestApp::open().await;
    for (state, right, law, rule, unconfirmed) in [
        ("VA", "delete", "virginia", "va.delete", true),
        ("OR", "delete", "oregon", "or.delete", false),
        ("IA", "delete", "ccpa", "ca.delete", false),
        ("VA", "opt_out", "ccpa", "ca.optout_sale_share", false),
        ("WY", "know", "ccpa", "ca.know_specific", false),
    ] {
        let email = format!("{right}.{}@example.org", state.to_lowercase());
        let answer = app
            .post_json(&json!({"right": right, "email": email, "state": state}))
            .await;
        let receipt = answer.json();
        assert_eq!(
            (&receipt["law"], &receipt["rule"]),
            (&json!(law), &json!(rule)),
            "{state} {right}"
        );
        assert_eq!(receipt.get("unconfirmed").is_some(), unconfirmed, "{rule}");
        app.serve_outbox().await;
        let emails = app.emails_to(&email);
        let named = domain::law::Rule::named(rule).unwrap().law.name();
        assert!(emails[0].text().unwrap().contains(named), "{named}");
    }
    app.close().await;
}

#[tokio::test]
async fn one_contact_point_is_enough_whatever_it_is() {
    let app = TestApp::open().await;
    for body in [
        json!({"right": "opt_out", "phone": "(916) 555-0143"}),
        json!({"right": "opt_out", "identifiers": [{"type": "device", "value": "a3f1c2d4-5678-90ab-cdef-1234567890ab"}]}),
        json!({"right": "opt_out", "identifiers": [{"type": "account", "value": "4711"}]}),
    ] {
        let answer = app.post_json(&body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    let manual = app.store().emails_for_staff(10).await.unwrap();
    assert_eq!(manual.len(), 3, "nobody without an address is forgotten");
    app.close().await;
}

#[tokio::test]
async fn an_email_to_an_address_that_ses_cannot_send_to_is_a_task_for_staff() {
    let app = TestApp::open().await;
    assert_eq!(app.opt_out("jörg@example.org").await.status, 303);
    app.serve_outbox().await;
    let page = app.open_page("/outbox").await.body;
    assert!(page.contains("SES can’t send to an address"), "{page}");
    assert!(
        page.contains("We recorded your opt-out"),
        "staff see the email's text"
    );
    app.close().await;
}

#[tokio::test]
async fn an_identifier_given_twice_is_suppressed_once() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "opt_out", "email": "Ana@example.org",
            "identifiers": [{"type": "email", "value": "ana@EXAMPLE.org"}, {"type": "phone", "value": "916-555-0143"}, {"type": "phone", "value": "+1 916 555 0143"}]
        }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(app.count("IDENTIFIER#", "").await, 2);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_fresh_form_post_is_one_call_and_no_read() {
    let app = TestApp::open().await;
    app.table_of(local::Function::FormIntake).take_calls();
    app.opt_out("ana@example.org").await;
    let calls = app.table_of(local::Function::FormIntake).take_calls();
    let operations: Vec<_> = calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(operations, ["TransactWriteItems"]);
    assert_eq!(
        calls[0].inner.len(),
        7,
        "receipt, marker, request, log, email, notification, suppression: {:?}",
        calls[0].inner
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_bot_trap_delays_the_email_and_never_the_opt_out() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("website", "https://spam.example"),
    ];
    let answer = app.post_form(&fields).await;
    assert_eq!(answer.status, 303);
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    assert_eq!(app.store().emails_for_staff(10).await.unwrap().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn the_form_is_not_kept_by_anybody_and_not_hidden_from_search() {
    let app = TestApp::open().await;
    let page = app.open_page("/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.header("x-robots-tag").is_none());
    assert!(!page.body.contains("noindex"));
    let gpc = app.open_page("/.well-known/gpc.json").await;
    assert_eq!(gpc.json()["gpc"], true);
    app.close().await;
}

#[tokio::test]
async fn the_nonce_in_the_form_is_another_one_each_time() {
    let app = TestApp::open().await;
    let nonce = |body: &str| {
        body.split("name=\"nonce\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let (one, two) = (
        nonce(&app.open_page("/").await.body),
        nonce(&app.open_page("/").await.body),
    );
    assert_ne!(one, two);
    assert!(one.len() >= 22);
    app.close().await;
}

#[tokio::test]
async fn a_company_that_asks_too_much_for_an_opt_out_does_not_start() {
    let settings = vec![("REQUIRED_FIELDS".to_owned(), "opt_out=name".to_owned())];
    let error = TestApp::try_build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await
    .err()
    .unwrap();
    let said = format!("{error:#}");
    assert!(
        said.contains("REQUIRED_FIELDS") && said.contains("7026(d)"),
        "{said}"
    );
}

#[tokio::test]
async fn a_company_may_ask_for_a_name_to_delete() {
    let settings = vec![("REQUIRED_FIELDS".to_owned(), "delete=name+state".to_owned())];
    let app = TestApp::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let answer = app
        .post_json(&json!({"right": "delete", "email": "ana@example.org"}))
        .await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.wrong_fields(), ["name", "state"]);
    assert_eq!(app.opt_out("ana@example.org").await.status, 303);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_company_looks_as_its_settings_say() {
    let settings = [
        ("COMPANY_NAME", "Lima & Sons"),
        ("ACCENT_COLOR", "#7a1f3d"),
        ("COMPANY_ADDRESS", "1 Bay Street|Oakland, CA 94601"),
    ];
    let settings = settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let app = TestApp::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let page = app.open_page("/").await.body;
    for shown in [
        "Lima &#38; Sons",
        "#7a1f3d",
        "Oakland, CA 94601",
        "https://www.example.com/privacy",
    ] {
        assert!(page.contains(shown), "{shown} is missing");
    }
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let email = &app.emails()[0];
    assert!(
        email.text().unwrap().contains("Lima & Sons") && email.html().unwrap().contains("#7a1f3d")
    );
    app.close().await;
}
