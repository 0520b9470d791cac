//! Reassembled messages keep their content.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use mail_parser::{MessageParser, MimeHeaders};

fn letter() -> Parts {
    let mut parts = Parts {
        headers: vec![
            ("From".into(), "Ada <ada@example.org>".into()),
            (
                "Content-Type".into(),
                "multipart/mixed; boundary=gone".into(),
            ),
            (
                "Subject".into(),
                "Grüße\r\nBcc: mallory@example.org\r\n\r\nno body".into(),
            ),
            ("Bad name".into(), "x".into()),
            ("X:Bad".into(), "x".into()),
        ],
        text: Text::utf8("Do not sell my data. Größe.\n"),
        html: Text::of(&b"<p>caf\xe9</p>"[..], "ISO-8859-1"),
        attachments: vec![
            Attachment {
                name: "größe\r\nX: y.odd".into(),
                content_type: "application/x-odd\r\nX-Evil: 1".into(),
                content_id: "a>b\r\nc".into(),
                bytes: Bytes::from_static(b"\0\xff\r\n.\r\n"),
            },
            Attachment {
                content_type: "message/rfc822".into(),
                bytes: Bytes::from_static(
                    b"From: eve@example.org\r\nSubject: inner\r\n\r\nhello\r\n",
                ),
                ..Attachment::default()
            },
        ],
    };
    parts.attachments.push(Attachment {
        content_type: "Text/Plain; name=x; Charset=\"iso-8859-1\"".into(),
        bytes: Bytes::from_static(b"Andr\xe9"),
        ..Attachment::default()
    });
    parts.also("From", Some("other@example.org"));
    parts.also("To", Some("privacy@example.com"));
    parts.also("Cc", None::<&str>);
    parts
}

#[test]
fn parts_read_as_they_were_and_no_value_is_a_header_of_its_own() {
    let raw = letter().write();
    let message = MessageParser::new().parse(&raw).unwrap();
    let shown = String::from_utf8_lossy(&raw);
    assert_eq!(
        message.from().unwrap().first().unwrap().address(),
        Some("ada@example.org")
    );
    assert_eq!(
        message.to().unwrap().first().unwrap().address(),
        Some("privacy@example.com")
    );
    assert!(message.bcc().is_none(), "{shown}");
    assert_eq!(
        message.subject(),
        Some("Grüße Bcc: mallory@example.org no body")
    );
    assert!(
        !shown.contains("\r\nX") && !shown.contains("gone") && !shown.contains("Bad"),
        "{shown}"
    );
    assert!(
        message
            .body_text(0)
            .unwrap()
            .contains("Do not sell my data. Größe.")
    );
    assert_eq!(message.body_html(0).unwrap(), "<p>café</p>");
    let attached = message.attachment(0).unwrap();
    assert_eq!(attached.attachment_name(), Some("größeX: y.odd"));
    assert_eq!(attached.contents(), b"\0\xff\r\n.\r\n");
    let inner = message.attachment(1).unwrap().message().unwrap();
    assert_eq!(inner.subject(), Some("inner"));
    assert_eq!(inner.body_text(0).unwrap().trim(), "hello");
    let text = message.attachment(2).unwrap();
    assert_eq!(text.text_contents(), Some("André"));
}

#[test]
fn the_same_parts_give_the_same_bytes() {
    assert_eq!(letter().write(), letter().write());
    let mut other = letter();
    other.text = Text::utf8("Sell my data.");
    assert_ne!(letter().write(), other.write());
}

#[test]
fn a_delivery_report_stays_one() {
    let report = "multipart/report; boundary=x; report-type=\"delivery-status\"";
    let parts = Parts {
        headers: vec![("content-type".into(), report.into())],
        text: Text::utf8("It bounced."),
        ..Parts::default()
    };
    let raw = parts.write();
    let message = MessageParser::new().parse(&raw).unwrap();
    let content_type = message.content_type().unwrap();
    assert_eq!(content_type.subtype(), Some("report"));
    assert_eq!(
        content_type.attribute("report-type"),
        Some("delivery-status")
    );
    assert_eq!(message.body_text(0).unwrap().trim(), "It bounced.");
}

#[test]
fn nothing_but_a_header_is_a_message() {
    let parts = Parts {
        headers: vec![("From".into(), "ada@example.org".into())],
        ..Parts::default()
    };
    assert!(!parts.is_empty() && Parts::default().is_empty());
    assert!(MessageParser::new().parse(&parts.write()).is_some());
}
