//! Requests by the form and by JSON.

use crate::reply::{link_to, press};
use domain::keys::{AccountKeys, KeyRing, LinkAction};
use domain::request::{Command, Response};
use domain::suppression::Purpose;
use form_intake::prefill::{self, Prefill};
use jiff::SignedDuration;
use serde_json::json;
use std::time::Duration;
use tests::{Build, HttpResponse, TestApp};
use tower::ServiceExt;

//= req: ca-7026-a, ca-7026-a-1, ca-civ-120-a-1, nv-603a-345-1
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
    assert_eq!(
        (found.status, found.header("location")),
        (303, Some(status))
    );
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

//= req: ca-7027-b, ca-7027-b-1, ca-7027-g-1, ca-7020-b, ca-7020-b.3, ca-7021-a, ca-civ-106-a, ca-civ-110-a
//= req: ca-civ-121-a
#[tokio::test]
async fn every_right_on_the_form_gets_its_date_and_its_email() {
    let app = TestApp::open().await;
    for (right, rule, target) in [
        ("opt_out", "ca.optout_sale_share", "2026-12-09"),
        ("limit", "ca.limit_spi", "2026-12-09"),
        ("delete", "ca.delete", "2027-01-05"),
        ("know", "ca.know_specific", "2027-01-05"),
        ("know_categories", "ca.know_categories", "2027-01-05"),
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
        let stops = match right {
            "opt_out" => Some(Purpose::SaleSharing),
            "limit" => Some(Purpose::Limit),
            "marketing_stop" => Some(Purpose::Marketing),
            _ => None,
        };
        let suppression = app.suppression(&address).await;
        for purpose in Purpose::ALL {
            let is_stopped = suppression.since(purpose).is_some();
            assert_eq!(is_stopped, stops == Some(purpose), "{right}");
        }
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

//= req: ca-7026-d.3
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
        8,
        "receipt, marker, request, log, email, notification, suppression, search: {:?}",
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

//= req: ca-7026-c
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
    assert_eq!(answer.wrong_fields(), ["state", "name"]);
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

/// The settings of a company that makes significant decisions by automated means.
fn automated_decisions() -> tests::Build {
    let practices = "sensitive_data,automated_decisions";
    tests::Build {
        settings: vec![("PRACTICES".to_owned(), practices.to_owned())],
        ..tests::Build::default()
    }
}

/// Returns the IDs of the rights that a path offers to programs.
async fn offered(app: &TestApp, path: &str) -> Vec<String> {
    let offer = app.read(path).await.json();
    let rights = offer["rights"].as_array().unwrap().iter();
    rights
        .map(|right| right["right"].as_str().unwrap().to_owned())
        .collect()
}

const FOR_EVERYONE: [&str; 7] = [
    "opt_out",
    "limit",
    "delete",
    "know",
    "know_categories",
    "correct",
    "marketing_stop",
];

//= req: ca-7200-b, ca-7221-a, ca-7221-c, ca-7221-m
#[tokio::test]
async fn the_rights_on_automated_decisions_have_a_door_from_their_first_day() {
    let app = TestApp::build(automated_decisions()).await;
    let ask = async |right: &str, state: &str| {
        let email = format!("{right}.from{state}@example.org").replace('_', "-");
        app.post_json(&json!({"right": right, "email": email, "state": state}))
            .await
    };

    // One minute before 2027 in California.
    app.set_clock("2027-01-01T07:59:00Z");
    for path in ["/", "/?state=CA"] {
        assert_eq!(offered(&app, path).await, FOR_EVERYONE, "{path}");
        let page = app.open_page(path).await.body;
        assert!(!page.contains("value=\"admt_opt_out\""), "{path}");
    }
    let early = ask("admt_opt_out", "CA").await;
    assert_eq!(early.status, 422);
    assert_eq!(early.wrong_fields(), ["right"]);
    assert!(early.body.contains("January 1, 2027"), "{}", early.body);
    let nowhere = ask("admt_opt_out", "").await;
    assert_eq!(nowhere.wrong_fields(), ["state"], "{}", nowhere.body);
    // Virginia has had an opt-out of profiling since 2023.
    let virginia = app.open_page("/?state=VA").await.body;
    assert!(virginia.contains("value=\"admt_opt_out\""));
    let profiling = ask("admt_opt_out", "VA").await;
    assert_eq!(profiling.status, 201, "{}", profiling.body);
    assert_eq!(profiling.json()["rule"], "va.profiling");
    app.serve_outbox().await;

    app.set_clock("2027-01-01T08:00:00Z");
    for path in ["/", "/?state=CA"] {
        let rights = offered(&app, path).await;
        assert_eq!(rights[..7], FOR_EVERYONE, "{path}");
        assert_eq!(rights[7..], ["admt_opt_out", "admt_access"], "{path}");
        let page = app.open_page(path).await.body;
        for right in ["admt_opt_out", "admt_access"] {
            assert!(page.contains(&format!("value=\"{right}\"")), "{path}");
        }
    }
    for state in ["CA", ""] {
        let opt_out = ask("admt_opt_out", state).await;
        assert_eq!(opt_out.status, 201, "{}", opt_out.body);
        assert_eq!(opt_out.json()["rule"], "ca.admt_optout");
        let since = app
            .suppression(&format!("admt-opt-out.from{state}@example.org"))
            .await
            .since(Purpose::Admt);
        assert_eq!(since, Some(app.now()), "in force in the same write");
        let access = ask("admt_access", state).await;
        assert_eq!(access.status, 201, "{}", access.body);
        assert_eq!(access.json()["rule"], "ca.admt_access");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_right_that_the_company_does_not_offer_is_still_accepted() {
    let app = TestApp::open().await;
    app.set_clock("2027-01-01T08:00:00Z");
    assert_eq!(offered(&app, "/?state=CA").await, FOR_EVERYONE);
    let answer = app
        .post_json(&json!({"right": "admt_access", "email": "ana@example.org", "state": "CA"}))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.json()["rule"], "ca.admt_access");
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7221-b-1-B
#[tokio::test]
async fn what_people_write_reaches_staff_with_each_receipt_and_nobody_else_until_it_is_erased() {
    let app = TestApp::open().await;
    let words = "My name is spelled Zuzanna Planted.\r\nNot Susan.";
    let fields = |details| {
        [
            ("right", "correct"),
            ("email", "ana@example.org"),
            ("details", details),
        ]
    };
    let first = app.post_form(&fields(words)).await;
    assert_eq!(first.status, 303, "{}", first.body);
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(26));
    let more = json!({"right": "correct", "email": "ana@example.org", "details": "Planted twice."});
    assert_eq!(app.post_json(&more).await.status, 201);
    app.serve_outbox().await;
    let page = first.header("location").unwrap();
    let (receipt, request) = app.look_up(crate::reference(page)).await.unwrap();
    let details = receipt.details.unwrap();
    assert_eq!(details.as_str(), words.replace('\r', ""));
    let shown = app.desk(&format!("/requests/{}", request.id)).await.json();
    let written = shown["receipts"].as_array().unwrap().iter();
    let written: Vec<_> = written.map(|receipt| receipt["details"].clone()).collect();
    assert!(written.contains(&json!(details.as_str())), "{written:?}");
    assert!(written.contains(&json!("Planted twice.")), "{written:?}");
    for public in [page.to_owned(), app.mailbox_page(page).await] {
        assert!(!app.open_page(&public).await.body.contains("Planted"));
    }
    for email in app.emails() {
        assert!(!email.text().unwrap().contains("Planted"));
    }

    let refused = app.post_form(&fields(&"x".repeat(5_001))).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#details\""));

    let denied = Command::respond(Response::NotVerified);
    crate::reply::staff(&app, crate::reference(page), denied).await;
    app.serve_outbox().await;
    let path = format!("/requests/{}/erase", request.id);
    assert_eq!(app.order(&path, &json!({})).await.status, 200);
    let left = crate::status::sorted(&app).await;
    assert!(!left.iter().any(|item| item.contains("Planted")));
    app.close().await;
}

#[tokio::test]
async fn a_deletion_with_nothing_but_a_phone_number_counts_and_asks_where_to_respond() {
    let app = TestApp::open().await;
    let answer = app
        .post_form(&[("right", "delete"), ("phone", "916 555 0143")])
        .await;
    assert_eq!(answer.status, 303, "it is not refused");
    let page = app.open_page(answer.header("location").unwrap()).await;
    assert!(
        page.body.contains("Tell us where to send our response"),
        "{}",
        page.body
    );
    assert!(page.body.contains("January 5, 2027"), "the clock runs");
    app.serve_outbox().await;
    app.close().await;
}

const SITE: &str = "https://www.example.com";

/// Starts a system whose form one site may use.
async fn embedded() -> TestApp {
    TestApp::build(Build {
        settings: vec![("FORM_ORIGINS".to_owned(), SITE.to_owned())],
        ..Build::default()
    })
    .await
}

#[tokio::test]
async fn scripts_of_listed_sites_may_submit_and_read_the_receipt() {
    let app = embedded().await;
    let submit = async |app: &TestApp, origin: &str| {
        let headers = [("content-type", "application/json"), ("origin", origin)];
        let body = json!({"right": "opt_out", "email": "ana@example.org"});
        app.send("POST", "/requests", &headers, body.to_string())
            .await
    };
    let preflight = async |app: &TestApp, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
        ];
        app.send("OPTIONS", "/requests", &headers, "").await
    };
    let allowed = preflight(&app, SITE).await;
    assert_eq!(allowed.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", SITE),
        ("access-control-allow-methods", "POST"),
        (
            "access-control-allow-headers",
            "content-type, idempotency-key",
        ),
    ] {
        assert_eq!(allowed.header(name), Some(value));
    }
    assert_eq!(allowed.header("access-control-allow-credentials"), None);
    let accepted = submit(&app, SITE).await;
    assert_eq!(accepted.status, 201, "{}", accepted.body);
    assert_eq!(accepted.header("access-control-allow-origin"), Some(SITE));
    for foreign in [
        "https://evil.example",
        "https://www.example.com.evil.example",
        "null",
    ] {
        let refused = preflight(&app, foreign).await;
        assert_eq!(refused.status, 403, "{foreign}");
        assert!(refused.body.contains("FORM_ORIGINS"), "{}", refused.body);
        // A form of any site can post. Its submission counts, and the site's script can't read the response.
        let counted = submit(&app, foreign).await;
        assert_eq!(counted.status, 201);
        assert_eq!(counted.header("access-control-allow-origin"), None);
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn only_listed_sites_may_show_the_form_and_its_receipt_in_a_frame() {
    let app = embedded().await;
    let frames = |page: &HttpResponse| {
        let policy = page.header("content-security-policy").unwrap();
        let (_, frames) = policy.split_once("frame-ancestors ").unwrap();
        frames.to_owned()
    };
    let receipt = app.opt_out("ana@example.org").await;
    let receipt = receipt.header("location").unwrap();
    let mistaken = app.post_form(&[("right", "opt_out")]).await;
    for page in [
        app.open_page("/").await,
        app.open_page(receipt).await,
        mistaken,
    ] {
        assert_eq!(frames(&page), SITE);
    }
    // What changes a request is never in a frame, where a click could be stolen.
    for path in ["/requests/x/appeal/1.x", "/unsubscribe/x"] {
        assert_eq!(frames(&app.open_page(path).await), "'none'", "{path}");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_form_that_cannot_be_stored_in_time_comes_back_with_the_input() {
    let app = TestApp::open().await;
    let mut deps = app.system.functions.form_intake.clone();
    deps.store_within = Duration::ZERO;
    let body = "right=opt_out&email=ana%40example.org&nonce=CCCCCCCCCCCCCCCCCCCCCC";
    let request = http::Request::post("/requests")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html")
        .body(axum::body::Body::from(body));
    let page = form_intake::router(deps)
        .oneshot(request.unwrap())
        .await
        .unwrap();
    assert_eq!(page.status(), 503);
    assert_eq!(page.headers()["retry-after"], "5");
    let page = axum::body::to_bytes(page.into_body(), usize::MAX)
        .await
        .unwrap();
    let page = String::from_utf8(page.to_vec()).unwrap();
    for kept in ["ana@example.org", "CCCCCCCCCCCCCCCCCCCCCC"] {
        assert!(page.contains(kept), "{kept} is missing");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_company_with_health_data_gives_residents_of_washington_and_nevada_their_rights() {
    let practices = (
        "PRACTICES".to_owned(),
        "health_data,sensitive_data".to_owned(),
    );
    let app = TestApp::build(Build {
        settings: vec![practices],
        ..Build::default()
    })
    .await;
    for (state, right, rule, due) in [
        (
            "WA",
            "withdraw_consent",
            "wa.health_withdraw_consent",
            "2027-01-05",
        ),
        ("WA", "know", "wa.health_know", "2027-01-05"),
        ("NV", "delete", "nv.health_delete", "2026-12-21"),
        ("NV", "opt_out", "ca.optout_sale_share", "2026-12-14"),
    ] {
        let page = app.open_page(&format!("/?state={state}")).await.body;
        assert!(
            page.contains(&format!("value=\"{right}\"")),
            "{state} {right}"
        );
        let email = format!("{right}@{state}.example").replace('_', "-");
        let body = json!({"right": right, "email": email, "state": state});
        let answer = app.post_json(&body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let answer = answer.json();
        assert_eq!(
            (&answer["rule"], &answer["due"]["latest"]),
            (&json!(rule), &json!(due))
        );
    }
    let by_phone = json!({
        "channel": "phone", "received": "2026-11-20", "right": "delete",
        "person": {"email": "ana@example.org", "state": "WA"}
    });
    let recorded = app.order("/requests", &by_phone).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let reference = recorded.json()["receipt"].as_str().unwrap().to_owned();
    let whole = app.desk(&format!("/requests/{reference}")).await.json();
    let scope = whole["scope"].to_string();
    assert!(scope.contains("Notify every affiliate"), "{scope}");
    app.serve_outbox().await;
    app.close().await;
}

//= req: or-646a-578-1-d.3, mn-325m-16-2-e.3, ri-6-48-1-4-e.2
#[tokio::test]
async fn a_person_takes_back_their_consent_and_gives_it_again() {
    let app = TestApp::open().await;
    let page = app.open_page("/?state=OR").await.body;
    assert!(page.contains("value=\"withdraw_consent\""));
    let body = json!({"right": "withdraw_consent", "email": "ana@example.org", "state": "OR"});
    let answer = app.post_json(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.json()["rule"], "or.withdraw_consent");
    assert_eq!(answer.json()["due"]["latest"], "2026-12-06");
    let in_force = async || {
        let suppression = app.suppression("ana@example.org").await;
        suppression.since(Purpose::Consent).is_some()
    };
    assert!(in_force().await);
    app.serve_outbox().await;
    let email = app.emails_to("ana@example.org").remove(0);
    assert!(
        email
            .subject()
            .unwrap()
            .starts_with("You took back your consent")
    );
    let link = |action| link_to(&app, action, "ana@example.org");
    press(&app, &link(LinkAction::RequestOptIn)).await;
    app.serve_outbox().await;
    press(&app, &link(LinkAction::OptIn)).await;
    assert!(!in_force().await);
    app.serve_outbox().await;

    let nowhere = json!({"right": "withdraw_consent", "email": "bo@example.org", "state": "CA"});
    assert_eq!(app.post_json(&nowhere).await.wrong_fields(), ["right"]);
    app.close().await;
}

/// Keys that a company's site shares with the form.
const SHARED: &str = "7:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Seals a link that works until this second.
fn sealed(expires: i64) -> String {
    let keys = AccountKeys(KeyRing::parse(SHARED).unwrap());
    let prefill = Prefill {
        expires,
        email: "zoe@example.org".into(),
        phone: "916 555 0143".into(),
        name: "Zoë \"<b>\" Lima".into(),
    };
    prefill::seal(&keys, &prefill, [3; 12]).unwrap()
}

#[tokio::test]
async fn a_sealed_link_fills_in_the_form_until_it_expires_and_a_bad_one_leaves_it_empty() {
    let app = TestApp::build(Build {
        settings: vec![("ACCOUNT_KEYS".into(), SHARED.into())],
        ..Build::default()
    })
    .await;
    let tomorrow = app.now().as_second() + 86_400;
    let link = format!("/?prefill={}", sealed(tomorrow));
    assert!(!link.contains("zoe") && !link.contains('@') && !link.contains("916"));
    let hint = "can no longer fill in this form";
    let page = app.open_page(&link).await;
    for filled in [
        "value=\"zoe@example.org\"",
        "value=\"916 555 0143\"",
        "value=\"Zoë &#34;&#60;b&#62;&#34; Lima\"",
    ] {
        assert!(page.body.contains(filled), "{filled}: {}", page.body);
    }
    assert!(!page.body.contains(hint));
    assert_eq!(page.header("x-robots-tag"), Some("noindex"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let plain = app.open_page("/").await;
    assert!(!plain.body.contains(hint) && plain.header("x-robots-tag").is_none());
    let spanish = app.open_page(&format!("{link}&lang=es&right=delete")).await;
    assert!(spanish.body.contains("value=\"zoe@example.org\""));
    let changed = link.replace("prefill=7", "prefill=8");
    let far = format!("/?prefill={}", sealed(tomorrow + 40 * 86_400));
    for bad in ["/?prefill=", "/?prefill=7.%00", &changed, &link[..60], &far] {
        let page = app.open_page(bad).await;
        assert_eq!(page.status, 200, "{bad}");
        assert!(
            page.body.contains(hint) && !page.body.contains("zoe@"),
            "{bad}"
        );
    }
    app.pass(SignedDuration::from_hours(25));
    let expired = app.open_page(&link).await;
    assert!(expired.body.contains(hint) && !expired.body.contains("zoe@"));
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        0,
        "a link sends nothing"
    );
    app.close().await;
    let without_keys = TestApp::open().await;
    let page = without_keys.open_page(&link).await;
    assert!(page.body.contains(hint) && !page.body.contains("zoe@"));
    without_keys.close().await;
}

#[tokio::test]
async fn the_form_for_a_companys_own_page_is_small_loads_nothing_and_opts_out() {
    let html = include_str!("../../docs/embed.html");
    assert!(html.len() <= 5 * 1024, "{} bytes", html.len());
    for loads in [
        "<script", "src=", "@import", "url(", "<link", "<img", "<iframe", "onload", "cookie=",
    ] {
        assert!(!html.contains(loads), "{loads}");
    }
    let urls: Vec<_> = html
        .match_indices("https://")
        .map(|(at, _)| &html[at..])
        .collect();
    assert!(
        urls.iter()
            .all(|url| url.starts_with("https://privacy.example.com"))
    );
    // The fields that a browser would send, with the address that the person typed.
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let inputs = html.split("<input").skip(1);
    let fields: Vec<_> = inputs
        .map(|tag| {
            let tag = tag.split('>').next().unwrap();
            let name = attribute(tag, "name").unwrap();
            let typed = (name == "email").then(|| "zoe@example.org".to_owned());
            let value = typed.or(attribute(tag, "value")).unwrap_or_default();
            (name, value)
        })
        .collect();
    let app = TestApp::open().await;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&fields)
        .finish();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        ("origin", "https://www.example.com"),
    ];
    let answer = app.send("POST", "/requests", &headers, body).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = app.open_page(answer.header("location").unwrap()).await;
    assert_eq!(page.status, 200);
    app.serve_outbox().await;
    assert_eq!(app.emails_to("zoe@example.org").len(), 1);
    app.close().await;
}
