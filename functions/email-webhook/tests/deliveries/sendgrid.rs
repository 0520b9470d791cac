//! SendGrid's Inbound Parse.

use crate::inbox::{Field, Inbox, LETTER, WebhookDelivery};
use http::StatusCode;
use mail_parser::{MessageParser, MimeHeaders};

const PASSWORD: &str = "sendgrid:correct horse";

fn form(fields: &[Field<'_>]) -> WebhookDelivery {
    WebhookDelivery::form("/inbound/sendgrid", fields).password(PASSWORD)
}

pub(crate) fn good() -> WebhookDelivery {
    form(&[
        ("to", None, b"privacy@example.com"),
        ("email", None, LETTER),
    ])
}

#[tokio::test]
async fn a_raw_message_is_stored_byte_for_byte_and_once() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER);
}

#[tokio::test]
async fn a_parsed_message_is_put_together_in_its_charsets() {
    let inbox = Inbox::open().await;
    let headers = "Received: from a\r\n\tby b\nMessage-ID: <3@example.org>\nFrom: Ada <ada@example.org>\nSubject: Opt out\nContent-Type: multipart/mixed; boundary=gone\nMIME-Version: 1.0";
    let parsed = form(&[
        ("headers", None, headers.as_bytes()),
        ("from", None, b"Ada <ada@example.org>"),
        ("to", None, b"privacy@example.com"),
        ("subject", None, b"Opt out"),
        ("text", None, b"Ne vendez pas mes donn\xe9es"),
        ("html", None, "<p>données</p>".as_bytes()),
        ("charsets", None, br#"{"to":"UTF-8","text":"iso-8859-1","html":"UTF-8"}"#),
        ("envelope", None, br#"{"to":["privacy@example.com"],"from":""}"#),
        ("attachments", None, b"1"),
        ("attachment-info", None, br#"{"attachment1":{"filename":"a.pdf","name":"a.pdf","type":"application/pdf","content-id":"ii_1"}}"#),
        ("attachment1", Some(("a.pdf", "application/octet-stream")), b"%PDF\0\xff"),
    ]);
    let raw = inbox.stores(&parsed).await;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.message_id(), Some("3@example.org"));
    assert_eq!(message.body_text(0).unwrap(), "Ne vendez pas mes données");
    assert_eq!(message.body_html(0).unwrap(), "<p>données</p>");
    assert_eq!(
        message.to().unwrap().first().unwrap().address(),
        Some("privacy@example.com")
    );
    let shown = String::from_utf8_lossy(&raw);
    // A bounce has no sender, and says so.
    assert!(shown.contains("Return-Path: <>\r\n") && shown.contains("Received: from a by b\r\n"));
    let attached = message.attachment(0).unwrap();
    assert_eq!(attached.contents(), b"%PDF\0\xff");
    assert_eq!(attached.content_type().unwrap().subtype(), Some("pdf"));
}

#[tokio::test]
async fn without_the_password_nothing_is_taken() {
    let inbox = Inbox::open().await;
    let cases = [
        ("none", good().without("authorization")),
        ("another password", good().password("sendgrid:wrong")),
        ("another user", good().password("postmark:correct horse")),
        (
            "another provider's",
            good().password("postmark:battery:staple"),
        ),
        ("the user alone", good().password("sendgrid:")),
        ("nothing", good().password("")),
        ("longer", good().password("sendgrid:correct horse ")),
        (
            "another scheme",
            good().header("authorization", "Bearer c2VuZGdyaWQ6Y29ycmVjdCBob3JzZQ=="),
        ),
        (
            "no base64",
            good().header("authorization", "Basic sendgrid:correct horse"),
        ),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
    let (_, body) = inbox.post(&good().without("authorization")).await;
    assert!(body.contains("the user or the password is wrong"), "{body}");
    let lower = good().header("authorization", "basic c2VuZGdyaWQ6Y29ycmVjdCBob3JzZQ==");
    assert_eq!(inbox.status(&lower).await, 200);
}

#[tokio::test]
async fn what_is_no_mail_is_refused() {
    let inbox = Inbox::open().await;
    let path = "/inbound/sendgrid";
    let mut cut = good();
    cut.body.truncate(100);
    let cases = [
        (
            "an event",
            WebhookDelivery::new(path, "application/json", "[]").password(PASSWORD),
        ),
        ("nothing", form(&[])),
        ("fields of no message", form(&[("spam_score", None, b"1")])),
        ("half a form", cut),
        (
            "no form",
            WebhookDelivery::new(path, "text/plain", "x").password(PASSWORD),
        ),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
}

#[tokio::test]
async fn broken_json_in_a_field_costs_no_letter() {
    let inbox = Inbox::open().await;
    let odd = form(&[
        ("text", None, b"Do not sell my data."),
        ("charsets", None, b"{"),
        ("envelope", None, b"[]"),
        ("attachment-info", None, b"1"),
        (
            "headers",
            None,
            b" no name\n: no name\nFrom: ada@example.org",
        ),
        ("attachment1", None, b"a file that lost its name"),
    ]);
    let raw = inbox.stores(&odd).await;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.body_text(0).unwrap().trim(), "Do not sell my data.");
    assert_eq!(
        message.attachment(0).unwrap().contents(),
        b"a file that lost its name"
    );
}
