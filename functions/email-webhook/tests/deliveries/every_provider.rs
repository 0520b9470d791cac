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
        inbox
            .refuses(
                StatusCode::NOT_FOUND,
                [(provider.name, good(provider.name))],
            )
            .await;
    }
    let inbox = Inbox::open().await;
    for path in [
        "/inbound/nobody",
        "/inbound/ses/mime",
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
        inbox
            .refuses(StatusCode::PAYLOAD_TOO_LARGE, [(provider.name, large)])
            .await;
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
                matches!(status, 200 | 400 | 403),
                "{} to {end}: {status}",
                provider.name
            );
            let mut odd = whole.clone();
            odd.body[end] ^= 0x80;
            let status = inbox.status(&odd).await;
            assert!(
                matches!(status, 200 | 400 | 403),
                "{} at {end}: {status}",
                provider.name
            );
        }
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
