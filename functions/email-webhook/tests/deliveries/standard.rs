//! Raw mail signed as Standard Webhooks says.

use crate::inbox::{Inbox, LETTER, SECOND, WebhookDelivery, hmac};
use data_encoding::BASE64;
use http::StatusCode;

const SECRET: &[u8] = b"0123456789abcdef01234567";

pub(crate) fn delivery(second: i64, secret: &[u8], body: &[u8]) -> WebhookDelivery {
    let text = [format!("msg_1.{second}.").as_bytes(), body].concat();
    let signature = BASE64.encode(&hmac(secret, &text));
    WebhookDelivery::new("/inbound/standard", "message/rfc822", body)
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", second.to_string())
        .header("webhook-signature", format!("v1,{signature}"))
}

fn good() -> WebhookDelivery {
    delivery(SECOND, SECRET, LETTER)
}

#[tokio::test]
async fn a_signed_message_is_stored_byte_for_byte_and_once() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER);
    // The next attempt is signed anew.
    assert_eq!(
        inbox.status(&delivery(SECOND + 60, SECRET, LETTER)).await,
        200
    );
    assert_eq!(inbox.stored().await.len(), 1);
    let odd = b"\0\xff no headers at all".as_slice();
    assert_eq!(inbox.stores(&delivery(SECOND, SECRET, odd)).await, odd);
}

#[tokio::test]
async fn one_of_several_signatures_is_enough() {
    let inbox = Inbox::open().await;
    let right = good().headers.pop().unwrap().1;
    let several = format!(
        "v1,AAAA v1a,{} junk {right}",
        right.trim_start_matches("v1,")
    );
    inbox
        .stores(&good().header("webhook-signature", several))
        .await;
}

#[tokio::test]
async fn what_the_sender_did_not_sign_is_refused() {
    let inbox = Inbox::open().await;
    let right = good().headers.pop().unwrap().1;
    let mut tampered = good();
    tampered.body.push(b'!');
    let cases = [
        (
            "another secret",
            delivery(SECOND, b"another secret, long enough", LETTER),
        ),
        ("a changed body", tampered),
        ("another id", good().header("webhook-id", "msg_2")),
        (
            "another time",
            good().header("webhook-timestamp", (SECOND + 1).to_string()),
        ),
        ("no signature", good().without("webhook-signature")),
        ("no id", good().without("webhook-id")),
        ("no time", good().without("webhook-timestamp")),
        ("an empty signature", good().header("webhook-signature", "")),
        (
            "another version",
            good().header("webhook-signature", right.replace("v1,", "v1a,")),
        ),
        (
            "half a signature",
            good().header("webhook-signature", &right[..20]),
        ),
        ("too old", delivery(SECOND - 301, SECRET, LETTER)),
        ("from the future", delivery(SECOND + 301, SECRET, LETTER)),
    ];
    inbox.refuses(StatusCode::FORBIDDEN, cases).await;
    for second in [SECOND - 300, SECOND + 300] {
        assert_eq!(inbox.status(&delivery(second, SECRET, LETTER)).await, 200);
    }
}

#[tokio::test]
async fn what_is_signed_and_is_no_mail_is_refused() {
    let inbox = Inbox::open().await;
    let text = format!("msg_1.soon.{}", "x");
    let signature = format!("v1,{}", BASE64.encode(&hmac(SECRET, text.as_bytes())));
    let no_time = WebhookDelivery::new("/inbound/standard", "message/rfc822", "x")
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", "soon")
        .header("webhook-signature", signature);
    let cases = [
        (
            "an event",
            good().header("content-type", "application/json"),
        ),
        ("nothing", delivery(SECOND, SECRET, b"")),
        ("a time that is none", no_time),
    ];
    inbox.refuses(StatusCode::BAD_REQUEST, cases).await;
}
