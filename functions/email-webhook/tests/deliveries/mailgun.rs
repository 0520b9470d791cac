//! Mailgun's routes.

use crate::inbox::{Field, Inbox, LETTER, SECOND, WebhookDelivery, hmac};
use data_encoding::{HEXLOWER, HEXUPPER};
use http::StatusCode;
use mail_parser::{MessageParser, MimeHeaders};

const KEY: &[u8] = b"key-of-mailgun";
const TOKEN: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef01";

fn signed(fields: &[Field<'_>]) -> WebhookDelivery {
    signed_at(SECOND, KEY, fields)
}

fn signed_at(second: i64, key: &[u8], fields: &[Field<'_>]) -> WebhookDelivery {
    let second = second.to_string();
    let signature = HEXLOWER.encode(&hmac(key, &[second.as_bytes(), TOKEN].concat()));
    let mut all = fields.to_vec();
    all.push(("timestamp", None, second.as_bytes()));
    all.push(("token", None, TOKEN));
    all.push(("signature", None, signature.as_bytes()));
    WebhookDelivery::form("/inbound/mailgun", &all)
}

pub(crate) fn good() -> WebhookDelivery {
    signed(&[
        ("partner", None, b"privacy@example.com"),
        ("body-mime", None, LETTER),
    ])
}

#[tokio::test]
async fn a_raw_message_is_stored_byte_for_byte_and_once() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER);
    // Tried again hours later, signed then or now.
    for second in [SECOND - 8 * 3600, SECOND - 12 * 3600, SECOND + 300] {
        let again = signed_at(second, KEY, &[("body-mime", None, LETTER)]);
        assert_eq!(inbox.status(&again).await, 200);
    }
    // To the address that makes Mailgun send raw mail.
    let mime = WebhookDelivery {
        path: "/inbound/mailgun/mime",
        ..good()
    };
    assert_eq!(inbox.status(&mime).await, 200);
    assert_eq!(inbox.stored().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_leaked_stores_no_other_message() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER);
    let forged = signed(&[(
        "body-mime",
        None,
        b"From: eve@example.org\r\n\r\nForged.\r\n",
    )]);
    assert_eq!(inbox.status(&forged).await, 200);
    let stored = inbox.stored().await;
    assert_eq!((stored.len(), &stored[0].1[..]), (1, LETTER));
}

#[tokio::test]
async fn a_raw_message_in_a_plain_form_is_the_same() {
    let inbox = Inbox::open().await;
    let escaped: String = LETTER.iter().map(|byte| format!("%{byte:02X}")).collect();
    let signature = HEXUPPER.encode(&hmac(KEY, &[SECOND.to_string().as_bytes(), TOKEN].concat()));
    let token = String::from_utf8_lossy(TOKEN);
    let body = format!(
        "timestamp={SECOND}&token={token}&signature={signature}&subject=Opt+out&body-mime={escaped}"
    );
    let plain = WebhookDelivery::new(
        "/inbound/mailgun",
        "application/x-www-form-urlencoded",
        body,
    );
    assert_eq!(inbox.stores(&plain).await, LETTER);
}

#[tokio::test]
async fn a_parsed_message_is_put_together() {
    let inbox = Inbox::open().await;
    let headers = r#"[["Received","from a by b"],["Message-Id","<2@example.org>"],["From","Ada <ada@example.org>"],["To","privacy@example.com"],["Subject","Größe"],["Content-Type","multipart/mixed; boundary=\"gone\""],["Date","Sat, 21 Nov 2026 17:59:00 +0000"]]"#;
    let inner = b"From: eve@example.org\r\nSubject: inner\r\n\r\nDelete my data\r\n";
    let parsed = signed(&[
        ("partner", None, b"privacy@example.com"),
        ("sender", None, b"bounce@example.org"),
        ("from", None, b"Ada <ada@example.org>"),
        ("message-headers", None, headers.as_bytes()),
        (
            "body-plain",
            None,
            "Verkauft meine Daten nicht, André.".as_bytes(),
        ),
        ("body-html", None, b"<p>Do not sell <img src=cid:pic@1></p>"),
        ("stripped-text", None, b"not this"),
        ("attachment-count", None, b"2"),
        ("content-id-map", None, br#"{"<pic@1>":"attachment-1"}"#),
        (
            "attachment-1",
            Some(("pic.png", "image/png")),
            b"\x89PNG\0\xff",
        ),
        ("attachment-2", Some(("inner.eml", "message/rfc822")), inner),
    ]);
    let raw = inbox.stores(&parsed).await;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.message_id(), Some("2@example.org"));
    assert_eq!(message.subject(), Some("Größe"));
    assert!(
        message
            .body_text(0)
            .unwrap()
            .contains("Verkauft meine Daten nicht, André.")
    );
    assert!(message.body_html(0).unwrap().contains("cid:pic@1"));
    let shown = String::from_utf8_lossy(&raw);
    assert!(shown.contains("Return-Path: <bounce@example.org>\r\n") && !shown.contains("not this"));
    let picture = message.attachment(0).unwrap();
    assert_eq!(picture.contents(), b"\x89PNG\0\xff");
    assert_eq!(picture.content_id(), Some("pic@1"));
    let letter = message.attachment(1).unwrap().message().unwrap();
    assert_eq!(
        letter.from().unwrap().first().unwrap().address(),
        Some("eve@example.org")
    );
}

#[tokio::test]
async fn headers_that_cannot_be_read_cost_no_letter() {
    let inbox = Inbox::open().await;
    let parsed = signed(&[
        ("message-headers", None, b"[[\"broken\""),
        ("from", None, b"ada@example.org"),
        ("subject", None, b"Opt out"),
        ("body-plain", None, b"Do not sell my data."),
    ]);
    let raw = inbox.stores(&parsed).await;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(
        message.from().unwrap().first().unwrap().address(),
        Some("ada@example.org")
    );
    assert_eq!(message.body_text(0).unwrap().trim(), "Do not sell my data.");
}

#[tokio::test]
async fn what_mailgun_did_not_sign_is_refused() {
    let inbox = Inbox::open().await;
    let letter = [("body-mime", None, LETTER)];
    let second = SECOND.to_string();
    let right = HEXLOWER.encode(&hmac(KEY, &[second.as_bytes(), TOKEN].concat()));
    let with = |timestamp: &str, token: &[u8], signature: &str| {
        WebhookDelivery::form(
            "/inbound/mailgun",
            &[
                ("body-mime", None, LETTER),
                ("timestamp", None, timestamp.as_bytes()),
                ("token", None, token),
                ("signature", None, signature.as_bytes()),
            ],
        )
    };
    let cases = [
        ("another key", signed_at(SECOND, b"another", &letter)),
        (
            "another time",
            with(&(SECOND + 1).to_string(), TOKEN, &right),
        ),
        ("another token", with(&second, b"other", &right)),
        ("no hexadecimal", with(&second, TOKEN, "signature")),
        ("an empty signature", with(&second, TOKEN, "")),
        ("half a signature", with(&second, TOKEN, &right[..32])),
        (
            "nothing signed",
            WebhookDelivery::form("/inbound/mailgun", &letter),
        ),
        ("too old", signed_at(SECOND - 12 * 3600 - 1, KEY, &letter)),
        ("from the future", signed_at(SECOND + 301, KEY, &letter)),
    ];
    inbox.refuses(StatusCode::FORBIDDEN, cases).await;
}

#[tokio::test]
async fn what_is_signed_and_is_no_mail_is_refused() {
    let inbox = Inbox::open().await;
    let mut cut = good();
    cut.body.truncate(cut.body.len() - 60);
    let cases = [
        (
            "an event",
            signed(&[
                ("event", None, b"delivered"),
                ("message-headers", None, b"[]"),
            ]),
        ),
        ("nothing", signed(&[])),
        ("an empty message", signed(&[("body-mime", None, b"")])),
        (
            "a stored message",
            signed(&[("body-plain", None, b"x"), ("attachments", None, b"[]")]),
        ),
        (
            "JSON",
            WebhookDelivery::new(
                "/inbound/mailgun",
                "application/json",
                "{\"event-data\":{}}",
            ),
        ),
        ("half a form", cut),
        (
            "no form",
            WebhookDelivery::new("/inbound/mailgun", "text/plain", "x"),
        ),
        (
            "no type",
            WebhookDelivery::new("/inbound/mailgun", "multipart/form-data", "x"),
        ),
    ];
    inbox.refuses(StatusCode::BAD_REQUEST, cases).await;
}
