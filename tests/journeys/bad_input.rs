//! Invalid input gets a clear error, and nothing that a person typed is lost.

use serde_json::{Value, json};
use tests::TestApp;

const JSON: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("accept", "application/json"),
];

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_in_the_order_of_the_page() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "forget_me", "email": "ana", "phone": "12", "name": "A\r\nB", "state": "Atlantis",
            "identifiers": [{"type": "email", "value": "x"}, {"type": "shoe", "value": "42"}, {"type": "device", "value": "d\n"}],
            "agent": {"name": "C\nD", "email": "e", "permission": ""}
        }))
        .await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (422, Some("application/problem+json"))
    );
    assert_eq!(
        answer.wrong_fields(),
        [
            "email",
            "phone",
            "right",
            "state",
            "name",
            "identifiers[0].value",
            "identifiers[1].type",
            "identifiers[2].value",
            "agent.name",
            "agent.email",
            "agent.permission"
        ]
    );
    assert_eq!(app.count("", "").await, 0);
    app.close().await;
}

#[tokio::test]
async fn a_form_with_mistakes_comes_back_with_what_was_typed() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "opt_out"),
        ("email", "ana@nowhere"),
        ("name", "<b>Ana</b>"),
        ("nonce", "CCCCCCCCCCCCCCCCCCCCCC"),
    ];
    let page = app.post_form(&fields).await;
    assert_eq!(page.status, 422);
    for kept in [
        "<title>Error: ",
        "href=\"#email\"",
        "ana@nowhere",
        "CCCCCCCCCCCCCCCCCCCCCC",
    ] {
        assert!(page.body.contains(kept), "{kept} is missing");
    }
    assert!(!page.body.contains("<b>Ana"), "typed text is text");
    app.close().await;
}

#[tokio::test]
async fn nothing_given_asks_for_one_contact_point() {
    let app = TestApp::open().await;
    for body in [
        json!({"right": "opt_out"}),
        json!({"right": "opt_out", "email": "  "}),
        json!({"right": "opt_out", "name": "Ana"}),
    ] {
        let answer = app.post_json(&body).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["email".to_owned()]),
            "{body}"
        );
    }
    assert_eq!(
        app.post_json(&json!({})).await.wrong_fields(),
        ["email", "right"]
    );
    app.close().await;
}

#[tokio::test]
async fn thirty_identifiers_are_too_many_and_twenty_are_not() {
    let app = TestApp::open().await;
    let with = |n: usize| {
        let identifiers: Vec<_> = (0..n)
            .map(|n| json!({"type": "device", "value": format!("a{n}")}))
            .collect();
        json!({"right": "opt_out", "identifiers": identifiers})
    };
    let answer = app.post_json(&with(30)).await;
    assert_eq!(
        (answer.status, answer.wrong_fields()),
        (422, vec!["identifiers".to_owned()])
    );
    assert_eq!(app.post_json(&with(21)).await.status, 422);
    let answer = app.post_json(&with(20)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(app.count("IDENTIFIER#", "").await, 20);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_line_break_passes_in_no_field() {
    let app = TestApp::open().await;
    for break_in in ["\r\nBcc: eve@example.org", "\nX: y", "\rZ", "\u{2028}"] {
        let long = |start: &str| format!("{start}{break_in}");
        let answer = app
            .post_json(&json!({
                "right": long("opt_out"), "email": long("ana@example.org"), "phone": long("916 555 0143"),
                "name": long("Ana"), "state": long("CA"),
                "identifiers": [{"type": long("email"), "value": "a@example.org"}, {"type": "account", "value": long("4711")}],
                "agent": {"name": long("B"), "email": long("b@example.org"), "permission": "signed"}
            }))
            .await;
        assert_eq!(
            answer.wrong_fields(),
            [
                "email",
                "phone",
                "right",
                "state",
                "name",
                "identifiers[0].type",
                "identifiers[1].value",
                "agent.name",
                "agent.email"
            ],
            "{break_in:?}"
        );
    }
    let keyed = [
        ("content-type", "application/json"),
        ("idempotency-key", "spaces are not visible ascii"),
    ];
    assert_eq!(
        app.send(
            "POST",
            "/requests",
            &keyed,
            r#"{"right":"opt_out","email":"a@example.org"}"#
        )
        .await
        .status,
        422
    );
    app.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let app = TestApp::open().await;
    let body = json!({"right": "opt_out", "email": "ana@example.org", "name": "A".repeat(70_000)})
        .to_string();
    let answer = app.send("POST", "/requests", JSON, body).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (413, Some("application/problem+json"))
    );
    app.close().await;
}

#[tokio::test]
async fn another_content_type_is_refused_by_name() {
    let app = TestApp::open().await;
    for content_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ] {
        let answer = app
            .send(
                "POST",
                "/requests",
                &[
                    ("content-type", content_type),
                    ("accept", "application/json"),
                ],
                "x",
            )
            .await;
        assert_eq!(answer.status, 415, "{content_type}");
    }
    let charset = [("content-type", "Application/JSON; charset=utf-8")];
    assert_eq!(
        app.send(
            "POST",
            "/requests",
            &charset,
            r#"{"right":"opt_out","email":"a@example.org"}"#
        )
        .await
        .status,
        201
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn what_is_not_utf_8_or_not_json_is_refused() {
    let app = TestApp::open().await;
    for body in [
        &b"{\"right\":\"opt_out\",\"email\":\"\xff@example.org\"}"[..],
        b"{",
        b"[]",
        b"\"opt_out\"",
        b"",
    ] {
        assert_eq!(app.send("POST", "/requests", JSON, body).await.status, 400);
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for body in [
        &b"right=opt_out&email=\xff@example.org"[..],
        b"right=opt_out&email=%ff%fe@example.org",
    ] {
        assert_eq!(app.send("POST", "/requests", &form, body).await.status, 400);
    }
    app.close().await;
}

#[tokio::test]
async fn values_of_the_wrong_type_are_named() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(
            &json!({"right": 1, "email": ["a"], "phone": "x", "identifiers": "x", "agent": 5}),
        )
        .await;
    assert_eq!(
        (answer.status, answer.wrong_fields()),
        (
            422,
            ["email", "phone", "right", "identifiers", "agent"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let nulls = json!({"right": "opt_out", "email": "ana@example.org", "name": Value::Null, "identifiers": Value::Null, "agent": Value::Null});
    assert_eq!(app.post_json(&nulls).await.status, 201);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_wrong_method_and_a_wrong_path_say_so() {
    let app = TestApp::open().await;
    let answer = app
        .send("DELETE", "/requests", &[("accept", "application/json")], "")
        .await;
    let allowed = answer.header("allow");
    assert_eq!((answer.status, allowed), (405, Some("POST,OPTIONS")));
    assert_eq!(app.send("PUT", "/status", &[], "").await.status, 405);
    let nowhere = app.open_page("/nowhere").await;
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.body.contains("<h1>"), "people get a page");
    assert_eq!(
        app.read("/nowhere").await.header("content-type"),
        Some("application/problem+json")
    );
    app.close().await;
}

#[tokio::test]
async fn an_unknown_json_field_is_refused_with_the_nearest_name_and_a_form_ignores_it() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "opt_out", "emial": "ana@example.org", "phone": "916 555 0143", "foo": 1,
            "identifiers": [{"type": "device", "value": "a1", "vlaue": "a2"}],
            "agent": {"permission": "signed", "nmae": "B"}
        }))
        .await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    let mut wrong = answer.wrong_fields();
    wrong.sort();
    assert_eq!(
        wrong,
        ["agent.nmae", "emial", "foo", "identifiers[0].vlaue"]
    );
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let message = |field: &str| {
        let error = errors.iter().find(|error| error["field"] == field);
        error.unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert!(message("emial").ends_with("did you mean email?"));
    assert!(message("identifiers[0].vlaue").ends_with("did you mean value?"));
    assert!(message("foo").contains("The fields are right, email, phone"));
    let lookup = json!({"referense": "x", "email": "ana@example.org"}).to_string();
    let lookup = app.send("POST", "/status", JSON, lookup).await;
    assert_eq!(lookup.wrong_fields(), ["referense"]);
    assert_eq!(app.count("", "").await, 0);
    let form = [
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("emial", "x"),
    ];
    assert_eq!(app.post_form(&form).await.status, 303);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn json_without_its_content_type_is_read_and_refused_as_json() {
    let app = TestApp::open().await;
    let right = r#" {"right":"opt_out","email":"ana@example.org"}"#;
    // `curl -d` says that everything is a form.
    let curl = ("content-type", "application/x-www-form-urlencoded");
    for headers in [&[curl, ("accept", "*/*")][..], &[("accept", "*/*")]] {
        let accepted = app.send("POST", "/requests", headers, right).await;
        assert_eq!(accepted.status, 201, "{}", accepted.body);
        for (body, status) in [("{bad", 400), (r#"{"right":"opt_out"}"#, 422)] {
            let refused = app.send("POST", "/requests", headers, body).await;
            assert_eq!(refused.status, status);
            let problem = refused.json();
            assert_eq!(
                refused.header("content-type"),
                Some("application/problem+json")
            );
            assert!(
                !problem["detail"]
                    .as_str()
                    .unwrap()
                    .contains("Open the form")
            );
        }
    }
    let text = app.send("POST", "/requests", &[("content-type", "text/plain")], "x");
    let text = text.await;
    let kind = text.header("content-type");
    assert_eq!((text.status, kind), (415, Some("application/problem+json")));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn every_public_route_reads_json_without_its_content_type_and_answers_in_json() {
    let app = TestApp::open().await;
    let opted_out = app
        .post_json(&json!({"right": "opt_out", "email": "ana@example.org"}))
        .await
        .json();
    let reference = opted_out["reference"].as_str().unwrap();
    let curl = ("content-type", "application/x-www-form-urlencoded");
    for headers in [&[curl, ("accept", "*/*")][..], &[("accept", "*/*")]] {
        let send = async |path: &str, body: String| app.send("POST", path, headers, body).await;
        let body = json!({"reference": reference, "email": "ana@example.org"});
        let found = send("/status", body.to_string()).await;
        assert_eq!(found.status, 200, "{}", found.body);
        assert_eq!(found.json()["reference"], reference);
        let link = "/requests/BW0Y-0NMT-FNNV/confirm/AAAAAAAAAAAAAAAAAAAAAA";
        for (path, body, status) in [
            ("/status", r#"{"referense": "x"}"#, 422),
            ("/status", "{bad", 400),
            (link, r#"{"mesage": "x"}"#, 422),
            (link, "{bad", 400),
        ] {
            let refused = send(path, body.to_owned()).await;
            assert_eq!(refused.status, status, "{path} {}", refused.body);
            let kind = refused.header("content-type");
            assert_eq!(kind, Some("application/problem+json"), "{path}");
        }
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_signal_with_an_unknown_field_is_recorded_and_named() {
    let app = TestApp::open().await;
    let signal = [("sec-gpc", "1"), ("content-type", "application/json")];
    for (headers, body, field, near, recorded) in [
        (&signal[..], r#"{"acount": {}}"#, "acount", "account", true),
        (
            &signal[1..],
            r#"{"gpc": true, "acount": {}}"#,
            "acount",
            "account",
            true,
        ),
        (
            &signal[..],
            r#"{"account": {"id": "u-1", "signature": "x", "signatur": 1}}"#,
            "account.signatur",
            "signature",
            true,
        ),
        (&signal[1..], r#"{"gpcc": true}"#, "gpcc", "gpc", false),
    ] {
        let before = app.count("REQUEST#", "REQUEST").await;
        let answer = app.send("POST", "/signals", headers, body).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert_eq!(answer.wrong_fields(), [field]);
        assert!(
            answer.body.contains(&format!("did you mean {near}?")),
            "{}",
            answer.body
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert_eq!(detail.contains("We honor"), recorded, "{detail}");
        assert_eq!(detail.contains("recorded nothing"), !recorded, "{detail}");
        // The browser returns its cookie, and is not recorded twice.
        let cookie = answer
            .header("set-cookie")
            .and_then(|set| set.split(';').next());
        assert_eq!(cookie.is_some(), recorded, "{body}");
        if let Some(cookie) = cookie {
            let again = [headers, &[("cookie", cookie)]].concat();
            let again = app.send("POST", "/signals", &again, body).await;
            assert_eq!(again.status, 422, "{}", again.body);
        }
        let after = app.count("REQUEST#", "REQUEST").await;
        assert_eq!(after - before, usize::from(recorded), "{body}");
    }
    app.interrupt().await;
}

#[tokio::test]
async fn a_program_reads_the_allowed_values_and_no_advice_for_people() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "erase", "email": "ana@example.org", "state": "Atlantis",
            "identifiers": [{"type": "shoe", "value": "42"}], "agent": {"permission": "no"}
        }))
        .await;
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let messages: Vec<_> = errors
        .iter()
        .map(|error| error["message"].as_str().unwrap())
        .collect();
    for (at, words) in [
        "opt_out, limit, ",
        "two-letter code",
        "email, phone, account, device",
        "signed, power_of_attorney",
    ]
    .iter()
    .enumerate()
    {
        assert!(messages[at].contains(words), "{messages:?}");
    }
    let unknown = json!({"reference": "7K3M-9XQ2-4HTC", "email": "ana@example.org"});
    let unknown = app.send("POST", "/status", JSON, unknown.to_string()).await;
    for answer in [unknown, app.read("/status/7K3M-9XQ2-4HTC/1.x").await] {
        assert_eq!(answer.status, 404);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            !detail.contains("page") && detail.contains("reference"),
            "{detail}"
        );
    }
    app.close().await;
}
