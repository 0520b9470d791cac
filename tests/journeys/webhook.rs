//! Email from a provider's webhook.

use crate::mail;
use data_encoding::BASE64;
use domain::suppression::Purpose;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tests::{Build, HttpResponse, TestApp};

pub(crate) const SECRET: &[u8] = b"a secret of thirty-two bytes ...";

/// Starts a system that accepts raw email signed by Standard Webhooks.
pub(crate) async fn app() -> TestApp {
    let secret = format!("whsec_{}", BASE64.encode(SECRET));
    let settings = vec![
        ("STANDARD_WEBHOOK_SECRET".to_owned(), secret),
        crate::deadlines::kept::two_keys(),
    ];
    TestApp::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

/// Delivers a raw message, signed with this secret.
pub(crate) async fn deliver(app: &TestApp, id: &str, raw: &str, secret: &[u8]) -> HttpResponse {
    let timestamp = app.now().as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(format!("{id}.{timestamp}.{raw}").as_bytes());
    let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
    let headers = [
        ("content-type", "message/rfc822"),
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.as_str()),
        ("webhook-signature", signature.as_str()),
    ];
    app.send("POST", "/inbound/standard", &headers, raw).await
}

#[tokio::test]
async fn a_mail_that_a_webhook_delivers_is_stored_first_read_once_and_in_force() {
    let app = app().await;
    let raw = mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    );
    let answer = deliver(&app, "delivery-1", &raw, SECRET).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        deliver(&app, "delivery-1", &raw, SECRET).await.status,
        200,
        "the same delivery again"
    );
    app.system.read_waiting_mail().await.unwrap();
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("REQUEST#", "REQUEST").await
        ),
        (1, 1)
    );
    app.serve_outbox().await;
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn a_wrong_signature_stores_nothing_and_a_provider_that_is_not_configured_is_not_there() {
    let app = app().await;
    let raw = mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    );
    assert_eq!(
        deliver(&app, "delivery-1", &raw, b"another secret")
            .await
            .status,
        403
    );
    for path in ["/inbound/mailgun", "/inbound/nobody"] {
        assert_eq!(app.send("POST", path, &[], "x").await.status, 404, "{path}");
    }
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (0, 0));
    app.close().await;
}
