//! By a mail provider's webhook.

use crate::mail;
use data_encoding::BASE64;
use domain::suppression::Purpose;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tests::{Answer, Build, House};

pub(crate) const SECRET: &[u8] = b"a secret of thirty-two bytes ...";

/// A house that takes raw mail signed by Standard Webhooks.
pub(crate) async fn house() -> House {
    let secret = format!("whsec_{}", BASE64.encode(SECRET));
    let settings = vec![
        ("STANDARD_WEBHOOK_SECRET".to_owned(), secret),
        crate::deadlines::kept::two_keys(),
    ];
    House::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

/// Delivers a raw mail, signed with this secret.
pub(crate) async fn deliver(house: &House, id: &str, raw: &str, secret: &[u8]) -> Answer {
    let timestamp = house.now().as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(format!("{id}.{timestamp}.{raw}").as_bytes());
    let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
    let headers = [
        ("content-type", "message/rfc822"),
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.as_str()),
        ("webhook-signature", signature.as_str()),
    ];
    house.send("POST", "/inbound/standard", &headers, raw).await
}

#[tokio::test]
async fn a_mail_that_a_webhook_delivers_is_stored_first_read_once_and_in_force() {
    let house = house().await;
    let raw = mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    );
    let answer = deliver(&house, "delivery-1", &raw, SECRET).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        deliver(&house, "delivery-1", &raw, SECRET).await.status,
        200,
        "the same delivery again"
    );
    house.system.read_waiting_mail().await.unwrap();
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    assert_eq!(
        (
            house.count("RECEIPT#", "").await,
            house.count("REQUEST#", "REQUEST").await
        ),
        (1, 1)
    );
    house.serve_outbox().await;
    assert_eq!(house.letters_to("ana@example.org").len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_wrong_signature_stores_nothing_and_a_provider_that_is_not_configured_is_not_there() {
    let house = house().await;
    let raw = mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    );
    assert_eq!(
        deliver(&house, "delivery-1", &raw, b"another secret")
            .await
            .status,
        403
    );
    for path in ["/inbound/mailgun", "/inbound/nobody"] {
        assert_eq!(
            house.send("POST", path, &[], "x").await.status,
            404,
            "{path}"
        );
    }
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (0, 0));
    house.close().await;
}
