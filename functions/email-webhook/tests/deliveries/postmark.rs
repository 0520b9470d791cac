//! Postmark's inbound webhook.

use crate::inbox::{Inbox, WebhookDelivery};
use http::StatusCode;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};

const PASSWORD: &str = "postmark:battery:staple";
const LETTER: &str = "From: Ada <ada@example.org>\r\nMessage-ID: <4@example.org>\r\n\r\nDo not sell my data, Andr\u{e9}.\r\n";

fn delivery(body: &Value) -> WebhookDelivery {
    WebhookDelivery::new("/inbound/postmark", "application/json", body.to_string())
        .password(PASSWORD)
}

pub(crate) fn good() -> WebhookDelivery {
    delivery(
        &json!({ "From": "ada@example.org", "MessageID": "p-1", "RawEmail": LETTER, "TextBody": "x" }),
    )
}

#[tokio::test]
async fn a_raw_message_is_stored_as_it_came_and_once() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER.as_bytes());
}

#[tokio::test]
async fn a_parsed_message_is_put_together() {
    let inbox = Inbox::open().await;
    let parsed = json!({
        "FromName": "Ada", "From": "ada@example.org", "FromFull": { "Email": "ada@example.org" },
        "To": "privacy@example.com", "Cc": "", "OriginalRecipient": "hash@inbound.postmarkapp.com",
        "Subject": "Größe", "MessageID": "p-2", "ReplyTo": "ada@home.example", "MailboxHash": "",
        "Date": "Sat, 21 Nov 2026 17:59:00 +0000", "TextBody": "Do not sell my data.", "HtmlBody": "<p>Do not sell</p>",
        "StrippedTextReply": "", "Tag": "",
        "Headers": [
            { "Name": "Message-ID", "Value": "<5@example.org>" },
            { "Name": "Auto-Submitted", "Value": "no" },
            { "Name": "X-Odd", "Value": "a\r\nBcc: eve@example.org" }
        ],
        "Attachments": [
            { "Name": "a.bin", "Content": "AAH/", "ContentType": "application/octet-stream", "ContentLength": 3 },
            { "Name": "pic.png", "Content": "iVBO\r\nRw==", "ContentType": "image/png", "ContentID": "pic@1" },
            { "Name": "odd", "Content": "not base64!", "ContentType": "text/plain" }
        ]
    });
    let raw = inbox.stores(&delivery(&parsed)).await;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.message_id(), Some("5@example.org"));
    assert_eq!(
        message.from().unwrap().first().unwrap().address(),
        Some("ada@example.org")
    );
    assert_eq!(
        message.to().unwrap().first().unwrap().address(),
        Some("privacy@example.com")
    );
    assert_eq!(
        message.reply_to().unwrap().first().unwrap().address(),
        Some("ada@home.example")
    );
    assert_eq!(message.subject(), Some("Größe"));
    assert!(message.date().is_some() && message.bcc().is_none());
    assert_eq!(message.body_text(0).unwrap().trim(), "Do not sell my data.");
    assert_eq!(message.attachment(0).unwrap().contents(), [0, 1, 255]);
    assert_eq!(message.attachment(1).unwrap().content_id(), Some("pic@1"));
    assert_eq!(message.attachment(2).unwrap().contents(), b"not base64!");
}

#[tokio::test]
async fn the_least_that_can_be_a_letter_is_one() {
    let inbox = Inbox::open().await;
    for body in [
        json!({ "TextBody": "Do not sell my data." }),
        json!({ "From": "ada@example.org", "Headers": null, "Attachments": null, "TextBody": null }),
        json!({ "RecordType": "Inbound", "HtmlBody": "<p>x</p>" }),
    ] {
        inbox.stores(&delivery(&body)).await;
    }
}

#[tokio::test]
async fn without_the_password_nothing_is_taken_and_nothing_is_given_up() {
    let inbox = Inbox::open().await;
    let cases = [
        ("none", good().without("authorization")),
        ("another", good().password("postmark:battery")),
        (
            "none, and no JSON either",
            WebhookDelivery::new("/inbound/postmark", "application/json", "{"),
        ),
    ];
    // Never 403: Postmark would not come again.
    inbox.refuses(StatusCode::UNAUTHORIZED, cases).await;
}

#[tokio::test]
async fn what_is_no_mail_is_refused() {
    let inbox = Inbox::open().await;
    let raw = |body: &str| {
        WebhookDelivery::new("/inbound/postmark", "application/json", body).password(PASSWORD)
    };
    let cases = [
        (
            "an event",
            delivery(&json!({ "RecordType": "Bounce", "MessageID": "x", "From": "y" })),
        ),
        ("nothing", delivery(&json!({}))),
        ("a list", delivery(&json!([1, 2]))),
        ("half a delivery", raw("{\"From\": \"ada@ex")),
        (
            "no text where text belongs",
            delivery(&json!({ "From": 7, "TextBody": "x" })),
        ),
        ("an empty body", raw("")),
        ("deep nesting", raw(&"[".repeat(100_000))),
    ];
    inbox.refuses(StatusCode::BAD_REQUEST, cases).await;
}

#[tokio::test]
async fn half_a_surrogate_pair_is_replaced_and_the_message_stored() {
    let inbox = Inbox::open().await;
    let body = r#"{"From":"ada@example.org","MessageID":"p-25","RawEmail":"From: ada@example.org\r\n\r\nDo not sell my data. \ud83d\r\n"}"#;
    let delivery =
        WebhookDelivery::new("/inbound/postmark", "application/json", body).password(PASSWORD);
    let stored = inbox.stores(&delivery).await;
    let text = String::from_utf8(stored).unwrap();
    assert!(
        text.ends_with("Do not sell my data. \u{fffd}\r\n"),
        "{text}"
    );
}
