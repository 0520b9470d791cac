//! The text that the reader judged, for staff who check its decision.

use crate::content::{Content, Mailbox};
use crate::deduplication;
use crate::headers::Headers;
use mail_parser::{DateTime, HeaderName, Message, MessageParser, MimeHeaders, PartType};
use std::sync::LazyLock;

/// The maximum length of each text, in bytes.
const MOST_TEXT: usize = 64 * 1024;
/// The part of a message in which recipients and attachments are looked for, in bytes.
const MOST_RAW: usize = 1024 * 1024;
/// The maximum number of attached messages, and of names of attachments.
const MOST_ATTACHED: usize = 20;
/// The name of an attachment without one.
const UNNAMED: &str = "unnamed";

/// Parses the structure without decoding any part. The date is kept as text because mail-parser reads the zone `Z`
/// beyond the end of its line.
static STRUCTURE: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .header_text(HeaderName::Date)
        .ignore_header(HeaderName::ContentTransferEncoding)
        .default_header_ignore()
});

/// What the reader reads of a message, bounded in size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadText {
    /// The address in `From`, unchecked.
    pub from: Option<String>,
    /// The address in `Reply-To`, if it names exactly one.
    pub reply_to: Option<String>,
    /// The first address in `To`, unchecked.
    pub to: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// `Date`, in the format of RFC 3339.
    pub date: Option<String>,
    /// The text of the body.
    pub text: String,
    /// The text of the attachments that the reader reads.
    pub attached_text: String,
    /// The attached messages, such as forwarded ones.
    pub attached_messages: Vec<AttachedText>,
    /// The names of the attachments.
    pub attachments: Vec<String>,
    /// Whether the message has an attachment that the reader can't read, such as a picture.
    pub unread_attachment: bool,
    /// Whether the message has more text than these fields hold.
    pub truncated: bool,
}

/// The text of an attached message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedText {
    /// The address in `From`, unchecked.
    pub from: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The text of the body.
    pub text: String,
}

/// Returns the text of a message as [`read`](crate::read) judges it. Never panics, on any bytes.
#[must_use]
pub fn text_of(raw: &[u8]) -> ReadText {
    let raw = &deduplication::with_line_feeds(raw);
    let headers = Headers::of(raw);
    let content = Content::of(raw, &headers);
    let mut truncated = content.cut || content.attached_messages.len() > MOST_ATTACHED;
    let mut bounded = |text: &str| {
        let end = text.floor_char_boundary(MOST_TEXT);
        truncated |= end < text.len();
        text[..end].trim().to_owned()
    };
    let mut read = ReadText {
        from: address(content.from.as_ref()),
        reply_to: address(content.reply_to.as_ref()),
        subject: non_empty(&content.subject),
        text: bounded(&content.text),
        attached_text: bounded(&content.attached_text),
        unread_attachment: content.unread_parts,
        ..ReadText::default()
    };
    let attached = content.attached_messages.iter().take(MOST_ATTACHED);
    read.attached_messages = attached
        .map(|message| AttachedText {
            from: address(Some(&message.author)),
            subject: non_empty(&message.subject),
            text: bounded(&message.text),
        })
        .collect();
    read.truncated = truncated;
    read.add_structure(raw);
    read
}

impl ReadText {
    /// Adds the recipient, the date and the names of attachments, which the reader does not judge.
    fn add_structure(&mut self, raw: &[u8]) {
        let Some(mut message) = STRUCTURE.parse(&raw[..raw.len().min(MOST_RAW)]) else {
            return;
        };
        let to = message.to().and_then(mail_parser::Address::first);
        self.to = to.and_then(|to| to.address()).map(str::to_owned);
        let date = message
            .header(HeaderName::Date)
            .and_then(|date| date.as_text());
        let date = date.and_then(DateTime::parse_rfc822);
        self.date = date.map(|date| date.to_rfc3339());
        let attachments = message.attachments().take(MOST_ATTACHED);
        self.attachments = attachments
            .map(|part| part.attachment_name().unwrap_or(UNNAMED).to_owned())
            .collect();
        drop_nested(&mut message);
    }
}

/// Drops nested messages one by one: dropping them as a tree would recurse as deeply as the sender nested them.
fn drop_nested(message: &mut Message<'_>) {
    let mut parts = std::mem::take(&mut message.parts);
    while let Some(part) = parts.pop() {
        if let PartType::Message(mut inner) = part.body {
            parts.append(&mut inner.parts);
        }
    }
}

fn address(mailbox: Option<&Mailbox>) -> Option<String> {
    mailbox.and_then(|mailbox| non_empty(&mailbox.address))
}

fn non_empty(text: &str) -> Option<String> {
    Some(text.trim())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn the_text_is_decoded_and_unreadable_bytes_are_shown_as_far_as_they_go() {
        let email = text_of(
            b"From: Ana <ana@example.org>\r\nTo: privacy@example.com\r\nDate: Sat, 21 Nov 2026 10:00:00 -0800\r\nSubject: =?utf-8?q?My_data?=\r\nContent-Type: text/html\r\n\r\n<div>Delete <b>it</b>.</div><div>Thanks</div>",
        );
        assert_eq!(email.from.as_deref(), Some("ana@example.org"));
        assert_eq!(email.to.as_deref(), Some("privacy@example.com"));
        assert_eq!(email.subject.as_deref(), Some("My data"));
        assert_eq!(email.date.as_deref(), Some("2026-11-21T10:00:00-08:00"));
        let words: Vec<_> = email.text.split_whitespace().collect();
        assert_eq!(
            words,
            ["Delete", "it.", "Thanks"],
            "the reader's own HTML conversion"
        );
        for raw in [
            &b""[..],
            b"\xff\xfe",
            b"no header at all",
            b"From: \r\n\r\n",
        ] {
            let _ = text_of(raw);
        }
        assert_eq!(text_of(b"no header at all").text, "no header at all");
        let long = format!("Subject: x\r\n\r\n{}", "ä".repeat(MOST_TEXT));
        let long = text_of(long.as_bytes());
        assert!(long.truncated && long.text.len() <= MOST_TEXT);
    }

    #[test]
    fn attachments_and_attached_messages_are_shown() {
        let email = text_of(
            b"From: ana@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=ask.txt\r\n\r\nDelete my data.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: bo@example.org\r\nSubject: Mine\r\n\r\nI opt out.\r\n--b\r\nContent-Type: image/png; name=scan.png\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n",
        );
        assert_eq!(email.text, "See below.");
        assert_eq!(email.attached_text, "Delete my data.");
        let [attached] = email.attached_messages.as_slice() else {
            panic!("one attached message: {email:?}");
        };
        assert_eq!(attached.from.as_deref(), Some("bo@example.org"));
        assert_eq!(attached.subject.as_deref(), Some("Mine"));
        assert_eq!(attached.text, "I opt out.");
        assert!(email.attachments.contains(&"ask.txt".to_owned()));
        assert!(email.attachments.contains(&"scan.png".to_owned()));
        assert!(email.unread_attachment && !email.truncated);
    }

    #[test]
    fn deeply_nested_messages_do_not_overflow_the_stack() {
        let raw = "Content-Type: message/rfc822\r\n\r\n".repeat(MOST_RAW / 32);
        let read = std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || text_of(raw.as_bytes()));
        assert!(read.unwrap().join().is_ok());
    }
}
