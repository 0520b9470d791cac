//! Many browsers from one network address: staff are alerted, the table stays small, and every opt-out is honored.

use super::{ON, kept, since};
use jiff::SignedDuration;
use tests::{Build, TestApp};

const OFFICE: [u8; 4] = [127, 0, 0, 2];
const ELSEWHERE: [u8; 4] = [127, 0, 0, 3];

async fn app() -> TestApp {
    let settings = vec![("BROWSERS_A_DAY".to_owned(), "100".to_owned())];
    TestApp::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

async fn post(app: &TestApp, from: [u8; 4]) -> tests::HttpResponse {
    app.send_from(from, "POST", "/signals", &[ON]).await
}

#[tokio::test]
async fn fifty_browsers_of_one_address_are_nothing_and_more_are_one_alarm() {
    let app = app().await;
    for _ in 0..50 {
        assert_eq!(post(&app, OFFICE).await.json()["recorded"], true);
    }
    assert_eq!(post(&app, ELSEWHERE).await.json()["recorded"], true);
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    for _ in 0..10 {
        assert_eq!(
            post(&app, OFFICE).await.json()["recorded"],
            true,
            "an alarm is no refusal"
        );
    }
    app.serve_outbox().await;
    let emails = app.emails_to("staff@example.com");
    assert_eq!(emails.len(), 1, "one alarm for a source and a day");
    let text = emails[0].text().unwrap();
    assert!(
        text.contains("more than 50 opt-out signals") && !text.contains("127.0.0.2"),
        "{text}"
    );
    let stored = format!("{:?}", app.items().await);
    assert!(!stored.contains("127.0.0.2"), "no address is stored");
    app.close().await;
}

#[tokio::test]
async fn a_flood_writes_no_more_than_its_share_and_who_comes_back_is_recorded_later() {
    let app = app().await;
    for _ in 0..100 {
        post(&app, OFFICE).await;
    }
    let full = app.items().await.len();
    let mut put_off = Vec::new();
    for _ in 0..30 {
        let answer = post(&app, OFFICE).await;
        assert_eq!(answer.status, 200);
        let notified = answer.json();
        assert_eq!(
            (&notified["honored"], &notified["recorded"]),
            (&true.into(), &false.into())
        );
        assert!(notified["since"].is_null());
        put_off.push(kept(&answer).unwrap());
    }
    assert_eq!(app.items().await.len(), full, "a flood writes nothing more");
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 100);
    assert_eq!(
        post(&app, ELSEWHERE).await.json()["recorded"],
        true,
        "others are not put off"
    );

    let back = &put_off[0];
    let image = [("cookie", back.as_str())];
    app.send_from(OFFICE, "GET", "/signals/seen", &image).await;
    assert_eq!(since(&app, back).await, None, "still the same day");
    app.pass(SignedDuration::from_hours(24));
    app.send_from(OFFICE, "GET", "/signals/seen", &image).await;
    assert_eq!(since(&app, back).await, Some(app.now()));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn made_up_profiles_are_counted_like_any_other() {
    let app = app().await;
    for n in 0..120_u8 {
        let profile = domain::signal::ProfileId::from_bytes([n; 16]).text();
        let cookie = format!("honored_opt_out={profile}");
        app.send_from(OFFICE, "GET", "/signals/seen", &[("cookie", &cookie)])
            .await;
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 100);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_client_can_t_say_where_it_comes_from() {
    let app = app().await;
    for n in 0..110 {
        let forged = format!("198.51.100.{n}");
        let headers = [
            ON,
            ("x-forwarded-for", forged.as_str()),
            ("forwarded", forged.as_str()),
        ];
        app.send_from(OFFICE, "POST", "/signals", &headers).await;
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 100);
    app.serve_outbox().await;
    app.close().await;
}
