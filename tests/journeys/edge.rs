//! CloudFront in front of the gateway: direct calls are refused, and the client address comes from CloudFront.

use crate::signals::ON;
use local::ROUTES;
use serde_json::json;
use tests::{Build, TestApp};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const SHOWN: (&str, &str) = ("x-origin-verify", SECRET);

async fn app(settings: &[(&str, &str)]) -> TestApp {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    TestApp::build(Build {
        settings: settings.iter().map(own).collect(),
        ..Build::default()
    })
    .await
}

#[tokio::test]
async fn past_cloudfront_every_route_is_shut_and_through_it_each_is_as_ever() {
    let shut = app(&[("ORIGIN_SECRET", SECRET)]).await;
    let open = TestApp::open().await;
    for (route, function) in ROUTES {
        let path = route.trim_start_matches("ANY ");
        let path = path.replace("$default", "/").replace("{proxy+}", "x");
        for method in ["GET", "POST", "DELETE"] {
            let what = format!("{method} {path} of {}", function.name());
            for headers in [&[][..], &[("x-origin-verify", &SECRET[1..])]] {
                let answer = shut.send(method, &path, headers, "").await;
                assert_eq!(answer.status, 403, "{what}");
                let notified = answer.json();
                assert_eq!(
                    notified["type"], "urn:honored:problem:direct-access",
                    "{what}"
                );
            }
            let through = shut.send(method, &path, &[SHOWN], "").await;
            let ever = open.send(method, &path, &[], "").await;
            assert_eq!(through.status, ever.status, "{what}");
        }
    }
    for app in [shut, open] {
        app.serve_outbox().await;
        app.close().await;
    }
}

#[tokio::test]
async fn a_request_that_comes_through_cloudfront_is_taken_in_and_one_past_it_writes_nothing() {
    let app = app(&[("ORIGIN_SECRET", SECRET)]).await;
    let body = json!({"right": "opt_out", "email": "ana@example.org"}).to_string();
    let json = ("content-type", "application/json");
    let past = app.send("POST", "/requests", &[json], body.as_str()).await;
    assert_eq!(past.status, 403);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 0);
    let through = app
        .send("POST", "/requests", &[json, SHOWN], body.as_str())
        .await;
    assert_eq!(through.status, 201, "{}", through.body);
    app.serve_outbox().await;
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.close().await;
}

/// Counts the recorded browsers of one network address, with a daily limit of 100.
async fn recorded(app: &TestApp, headers: impl Fn(usize) -> Vec<(&'static str, String)>) -> usize {
    let mut recorded = 0;
    for nth in 0..105 {
        let own = headers(nth);
        let own = own.iter().map(|(name, value)| (*name, value.as_str()));
        let all: Vec<_> = [ON].into_iter().chain(own).collect();
        let answer = app.send("POST", "/signals", &all, "").await;
        assert_eq!(answer.status, 200);
        recorded += usize::from(answer.json()["recorded"] == true);
    }
    recorded
}

#[tokio::test]
async fn who_comes_through_cloudfront_is_counted_by_their_own_address() {
    let app = app(&[("ORIGIN_SECRET", SECRET), ("BROWSERS_A_DAY", "100")]).await;
    let through =
        |viewer: String| vec![(SHOWN.0, SHOWN.1.to_owned()), ("x-honored-viewer", viewer)];
    let many = recorded(&app, |nth| through(format!("198.51.100.{nth}")));
    assert_eq!(many.await, 105, "each is a place of its own");
    let one = recorded(&app, |nth| through(format!("2001:db8:1:2::{nth:x}")));
    assert_eq!(
        one.await,
        100,
        "one network is one place, whatever its hosts"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_forged_address_makes_nobody_many_places() {
    let app = app(&[("BROWSERS_A_DAY", "100")]).await;
    let forged = recorded(&app, |nth| {
        vec![
            (SHOWN.0, SHOWN.1.to_owned()),
            ("x-honored-viewer", format!("198.51.100.{nth}")),
        ]
    });
    assert_eq!(forged.await, 100);
    app.serve_outbox().await;
    app.close().await;
}
