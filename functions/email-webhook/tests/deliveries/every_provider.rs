//! What goes for every provider.

use crate::inbox::{Inbox, NOW, SECOND, SETTINGS, WebhookDelivery};
use crate::{mailgun, postmark, sendgrid, ses, standard};
use archive::Archive;
use email_webhook::{LARGEST_BODY, PROVIDERS, Readers};
use engines::BUCKET;
use engines::clients::{self, Retries};
use http::StatusCode;
use runtime::Settings;

fn good(provider: &str) -> WebhookDelivery {
    match provider {
        "ses" => ses::good(),
        "mailgun" => mailgun::good(),
        "sendgrid" => sendgrid::good(),
        "postmark" => postmark::good(),
        "standard" => standard::delivery(SECOND, b"0123456789abcdef01234567", crate::inbox::LETTER),
        other => panic!("{other} has no delivery here"),
    }
}

#[tokio::test]
async fn a_provider_that_is_not_configured_is_not_there() {
    for provider in PROVIDERS {
        let others: Vec<_> = SETTINGS
            .iter()
            .copied()
            .filter(|(name, _)| *name != provider.setting.name)
            .collect();
        let inbox = Inbox::with(&others, NOW.parse().unwrap()).await;
        let status = match provider.name {
            "ses" | "sendgrid" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::NOT_FOUND,
        };
        let delivery = [(provider.name, good(provider.name))];
        inbox.refuses(status, delivery).await;
    }
    let inbox = Inbox::open().await;
    for path in [
        "/inbound/nobody",
        "/inbound/postmark/mime",
        "/inbound/",
        "/inbound",
        "/",
        "/inbound/SES",
        "/inbound/%FF",
    ] {
        let status = inbox
            .status(&WebhookDelivery::new(path, "text/plain", "x"))
            .await;
        assert!(
            status == 404 || path.contains('%') && status == 400,
            "{path}: {status}"
        );
    }
}

#[tokio::test]
async fn what_could_not_be_stored_is_to_come_again() {
    let mut inbox = Inbox::open().await;
    let there = inbox.deps.archive.clone();
    let nobody = clients::s3("http://127.0.0.1:1", Retries::Never);
    inbox.deps.archive = Archive::new(nobody, BUCKET);
    for provider in PROVIDERS {
        let answer = inbox.answer(&good(provider.name)).await;
        assert_eq!(answer.status(), 503, "{}", provider.name);
        assert_eq!(answer.headers()["retry-after"], "60");
    }
    inbox.deps.archive = there;
    for provider in PROVIDERS {
        inbox.stores(&good(provider.name)).await;
    }
    assert_eq!(inbox.stored().await.len(), PROVIDERS.len());
}

#[tokio::test]
async fn what_is_too_large_is_said_to_be() {
    let inbox = Inbox::open().await;
    for provider in PROVIDERS {
        let mut large = good(provider.name);
        large.body.resize(LARGEST_BODY + 1, b' ');
        let status = match provider.name {
            "ses" | "sendgrid" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::PAYLOAD_TOO_LARGE,
        };
        inbox.refuses(status, [(provider.name, large)]).await;
    }
    let mut letter = crate::inbox::LETTER.to_vec();
    letter.resize(LARGEST_BODY, b'x');
    let largest = standard::delivery(SECOND, b"0123456789abcdef01234567", &letter);
    assert_eq!(inbox.stores(&largest).await, letter);
}

#[tokio::test]
async fn whatever_is_cut_or_changed_is_answered() {
    let inbox = Inbox::open().await;
    for provider in PROVIDERS {
        let whole = good(provider.name);
        for end in (0..whole.body.len()).step_by(97) {
            let mut cut = whole.clone();
            cut.body.truncate(end);
            let status = inbox.status(&cut).await;
            assert!(
                matches!(status, 200 | 400 | 403 | 503),
                "{} to {end}: {status}",
                provider.name
            );
            let mut odd = whole.clone();
            odd.body[end] ^= 0x80;
            let status = inbox.status(&odd).await;
            assert!(
                matches!(status, 200 | 400 | 403 | 503),
                "{} at {end}: {status}",
                provider.name
            );
        }
    }
}

/// What each provider does after an error status, by its documentation.
fn drops(provider: &str, status: u16) -> bool {
    match provider {
        "ses" => (400..500).contains(&status) && status != 429,
        "sendgrid" => !(500..600).contains(&status),
        "mailgun" => status == 406,
        "postmark" => status == 403,
        "standard" => false,
        other => panic!("what {other} does is not written here"),
    }
}

#[tokio::test]
async fn no_error_makes_a_provider_drop_a_message() {
    let origin_secret = ("ORIGIN_SECRET", "0123456789abcdef0123456789abcdef");
    let unconfigured = Inbox::with(&[], NOW.parse().unwrap()).await;
    let behind_cloudfront: Vec<_> = SETTINGS.iter().copied().chain([origin_secret]).collect();
    let behind_cloudfront = Inbox::with(&behind_cloudfront, NOW.parse().unwrap()).await;
    let inbox = Inbox::open().await;
    for provider in PROVIDERS {
        let good = good(provider.name);
        let mut empty = good.clone();
        empty.body.clear();
        let mut cut = good.clone();
        cut.body.truncate(good.body.len() / 2);
        let mut large = good.clone();
        large.body.resize(LARGEST_BODY + 1, b' ');
        for (inbox, delivery) in [
            (&unconfigured, good.clone()),
            (&behind_cloudfront, good.clone()),
            (&inbox, empty),
            (&inbox, cut),
            (&inbox, large),
            (&inbox, good.clone().password("wrong:password")),
            (&inbox, good.clone().header("content-type", "text/html")),
        ] {
            let (status, body) = inbox.post(&delivery).await;
            let lost = status != 200 && drops(provider.name, status);
            assert!(!lost, "{}: {status} {body}", provider.name);
        }
    }
}

#[tokio::test]
async fn during_a_change_the_new_secret_and_the_old_one_are_accepted() {
    let new = [
        ("MAILGUN_SIGNING_KEY", "new-key"),
        ("SENDGRID_BASIC_AUTH", "sendgrid:new"),
        ("POSTMARK_BASIC_AUTH", "postmark:new"),
        (
            "STANDARD_WEBHOOK_SECRET",
            "whsec_bmV3LTAxMjM0NTY3ODlhYmNkZWYwMTIz",
        ),
    ];
    for (name, new) in new {
        let old = SETTINGS.iter().find(|(of, _)| *of == name).unwrap().1;
        let provider = PROVIDERS.iter().find(|of| of.setting.name == name).unwrap();
        for setting in [format!("{new},{old}"), format!("{old}, {new}")] {
            let inbox = Inbox::with(&[(name, &setting)], NOW.parse().unwrap()).await;
            inbox.stores(&good(provider.name)).await;
        }
        let changed = Inbox::with(&[(name, new)], NOW.parse().unwrap()).await;
        assert_ne!(changed.status(&good(provider.name)).await, 200, "{name}");
        let three = format!("{new},{old},{new}");
        assert!(Readers::of(&Settings::of([(name, three.as_str())])).is_err());
    }
}

#[tokio::test]
async fn deliveries_are_posted() {
    let inbox = Inbox::open().await;
    let get = http::Request::get("/inbound/mailgun")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = tower::ServiceExt::oneshot(email_webhook::router(inbox.deps.clone()), get)
        .await
        .unwrap();
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers()["allow"], "POST");
}

#[test]
fn a_setting_that_cannot_be_used_stops_the_start_and_is_not_shown() {
    for (name, value) in [
        (
            "SNS_TOPIC_ARN",
            "arn:aws:sqs:us-west-2:123456789012:planted",
        ),
        (
            "SNS_TOPIC_ARN",
            "arn:aws:sns:evil.example/:123456789012:planted",
        ),
        ("SNS_TOPIC_ARN", "planted"),
        ("SENDGRID_BASIC_AUTH", "planted"),
        ("POSTMARK_BASIC_AUTH", ":planted"),
        ("POSTMARK_BASIC_AUTH", "planted:"),
        ("SENDGRID_BASIC_AUTH", "user:planted,with a comma"),
        ("STANDARD_WEBHOOK_SECRET", "whsec_planted!"),
        ("STANDARD_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="),
    ] {
        let error = Readers::of(&Settings::of([(name, value)]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(name) && !error.contains("planted"),
            "{error}"
        );
    }
}
