//! Calls by the script on the company's site: the allowed origins and bodies.

use super::{ON, kept, since};
use tests::{Build, TestApp};

const SITE: &str = "https://www.example.com";

async fn app() -> TestApp {
    let origins = format!("{SITE}, https://shop.example.com");
    let settings = vec![("SIGNAL_ORIGINS".to_owned(), origins)];
    TestApp::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

//= req: ca-7025-b-1
#[tokio::test]
async fn a_script_of_a_listed_site_records_and_reads() {
    let app = app().await;
    let preflight = [
        ("origin", SITE),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let may = app.send("OPTIONS", "/signals", &preflight, "").await;
    assert_eq!(may.status, 204);
    assert_eq!(may.header("access-control-allow-origin"), Some(SITE));
    assert_eq!(may.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(
        may.header("access-control-allow-methods"),
        Some("GET, POST")
    );
    assert_eq!(
        may.header("access-control-allow-headers"),
        Some("content-type")
    );
    assert_eq!(may.header("vary"), Some("Origin"));

    let headers = [("origin", SITE), ("content-type", "application/json")];
    let posted = app
        .send("POST", "/signals", &headers, r#"{"gpc":true}"#)
        .await;
    assert_eq!(posted.status, 200, "{}", posted.body);
    assert_eq!(posted.json()["recorded"], true);
    assert_eq!(posted.header("access-control-allow-origin"), Some(SITE));
    assert_eq!(
        posted.header("access-control-allow-credentials"),
        Some("true")
    );
    assert!(posted.header("vary").unwrap().contains("Origin"));
    let cookie = kept(&posted).unwrap();
    assert!(since(&app, &cookie).await.is_some());

    let read = app
        .send(
            "GET",
            "/signals",
            &[("origin", SITE), ("cookie", &cookie)],
            "",
        )
        .await;
    assert_eq!(
        read.json(),
        posted.json(),
        "a script gets JSON whatever it accepts"
    );
    assert_eq!(read.header("access-control-allow-origin"), Some(SITE));
    app.close().await;
}

#[tokio::test]
async fn a_script_of_any_other_site_is_refused_and_leaves_nothing() {
    let app = app().await;
    for origin in [
        "https://evil.example",
        "null",
        "http://www.example.com",
        "https://www.example.com.evil.example",
    ] {
        for (method, body) in [("OPTIONS", ""), ("POST", ""), ("GET", "")] {
            let answer = app
                .send(method, "/signals", &[("origin", origin), ON], body)
                .await;
            assert_eq!(answer.status, 403, "{method} {origin}");
            assert_eq!(answer.json()["type"], "urn:honored:problem:foreign-origin");
            assert!(answer.header("access-control-allow-origin").is_none());
            assert!(answer.header("set-cookie").is_none());
            assert_eq!(answer.header("vary"), Some("Origin"));
        }
    }
    assert!(app.items().await.is_empty());
    app.close().await;
}

#[tokio::test]
async fn our_own_pages_need_no_leave() {
    let app = TestApp::open().await;
    let own = app.system.url();
    let posted = app
        .send("POST", "/signals", &[("origin", &own), ON], "")
        .await;
    assert_eq!(posted.json()["recorded"], true);
    assert!(posted.header("access-control-allow-origin").is_none());
    app.close().await;
}

#[tokio::test]
async fn bad_input_is_told_what_to_do() {
    let app = app().await;
    let long = "x".repeat(9_000);
    for (content_type, body, status) in [
        ("text/plain", "{}", 415),
        ("application/x-www-form-urlencoded", "gpc=true", 415),
        ("application/json", "[]", 400),
        ("application/json", "{", 400),
        ("application/json", r#"{"gpc":"yes"}"#, 422),
        ("application/json", long.as_str(), 413),
    ] {
        let headers = [("origin", SITE), ("content-type", content_type), ON];
        let answer = app.send("POST", "/signals", &headers, body).await;
        assert_eq!(answer.status, status, "{body:.20}: {}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(SITE),
            "the script can read why"
        );
    }
    for method in ["PUT", "DELETE", "PATCH"] {
        let answer = app.send(method, "/signals", &[ON], "").await;
        assert_eq!(answer.header("allow"), Some("GET,HEAD,POST,OPTIONS"));
    }
    assert_eq!(app.open_page("/signals/nowhere").await.status, 404);
    // Each browser's own header counts, whatever its script gets wrong.
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 6);
    for body in ["{}", r#"{"gpc":false}"#, r#"{"gpc":null}"#] {
        let answer = app
            .send(
                "POST",
                "/signals",
                &[("content-type", "application/json")],
                body,
            )
            .await;
        assert_eq!(answer.json()["honored"], false, "{body}");
    }
    app.close().await;
}

#[tokio::test]
async fn settings_that_would_let_anybody_call_stop_the_function() {
    for (name, value) in [
        ("SIGNAL_ORIGINS", "*"),
        ("SIGNAL_ORIGINS", "https://*.example.com"),
        ("COOKIE_DOMAIN", "com"),
        ("COOKIE_DOMAIN", "other.example"),
        ("BROWSERS_A_DAY", "10"),
        ("UNSUBSCRIBE_KEYS", "secret"),
    ] {
        let build = Build {
            settings: vec![(name.to_owned(), value.to_owned())],
            ..Build::default()
        };
        let refused = TestApp::try_build(build).await.err().unwrap();
        assert!(refused.to_string().contains(name), "{refused}");
    }
}

#[tokio::test]
async fn a_cookie_that_is_shared_reaches_the_company_s_own_servers() {
    let build = Build {
        settings: vec![
            (
                "BASE_URL".to_owned(),
                "https://privacy.example.com".to_owned(),
            ),
            ("COOKIE_DOMAIN".to_owned(), "example.com".to_owned()),
        ],
        ..Build::default()
    };
    let app = TestApp::build(build).await;
    for answer in [
        app.send("GET", "/", &[ON], "").await,
        app.send("POST", "/signals", &[ON], "").await,
    ] {
        let set = answer.header("set-cookie").unwrap();
        assert!(
            set.contains("; Domain=example.com; ") && set.ends_with("; Secure"),
            "{set}"
        );
    }
    app.close().await;
}
