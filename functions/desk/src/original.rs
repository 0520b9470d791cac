//! The text of an email as it came, for whoever must read it: decoded, and bounded whatever it looks like.

use archive::{Archive, ArchiveError};
use mail_parser::{MessageParser, PartType};
use serde::Serialize;

/// The piece of a message that is looked at, in bytes.
const MOST_RAW: usize = 1024 * 1024;
/// The text that is shown of one, in bytes.
const MOST_TEXT: usize = 64 * 1024;
/// The originals that are shown with one request.
pub(crate) const MOST: usize = 10;

/// An email as it came.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Original {
    /// Its key in the archive.
    archived: String,
    /// How long the message is.
    bytes: usize,
    from: Option<String>,
    to: Option<String>,
    subject: Option<String>,
    /// The day and time that its header gives.
    dated: Option<String>,
    text: String,
    /// Whether there is more text than is shown.
    cut: bool,
    /// The names of what is attached.
    attached: Vec<String>,
    /// Whether the archive has it no more.
    gone: bool,
}

impl Original {
    /// Reads one out of the archive.
    pub(crate) async fn of(archive: &Archive, archived: &str) -> Result<Self, ArchiveError> {
        let read = match archive.size(archived).await? {
            Some(_) => Self::read(&archive.get(archived).await?),
            None => Self {
                gone: true,
                ..Self::default()
            },
        };
        Ok(Self {
            archived: archived.to_owned(),
            ..read
        })
    }

    /// Reads a message. Never panics, on any bytes.
    fn read(raw: &[u8]) -> Self {
        let checked_at = &raw[..raw.len().min(MOST_RAW)];
        let mut original = Self {
            bytes: raw.len(),
            ..Self::default()
        };
        let Some(mut message) = MessageParser::default().parse(checked_at) else {
            let text = String::from_utf8_lossy(checked_at);
            original.put(&text, raw.len() > MOST_RAW);
            return original;
        };
        let address = |of: Option<&mail_parser::Address<'_>>| {
            let first = of.and_then(mail_parser::Address::first);
            first.and_then(|first| first.address()).map(str::to_owned)
        };
        original.from = address(message.from());
        original.to = address(message.to());
        original.subject = message.subject().map(str::to_owned);
        original.dated = message.date().map(mail_parser::DateTime::to_rfc3339);
        let mut text = String::new();
        for part in 0..message.text_body_count().min(20) {
            if let Some(body) = message.body_text(part).filter(|_| text.len() <= MOST_TEXT) {
                text += &body;
                text.push('\n');
            }
        }
        let name = |part: &mail_parser::MessagePart<'_>| {
            use mail_parser::MimeHeaders;
            part.attachment_name()
                .unwrap_or("without a name")
                .to_owned()
        };
        original.attached = message.attachments().take(20).map(name).collect();
        original.put(&text, raw.len() > MOST_RAW);
        // Messages in messages are taken apart one by one: dropping them as they are would recurse as deep as
        // somebody chose to nest them.
        let mut nested = std::mem::take(&mut message.parts);
        while let Some(part) = nested.pop() {
            if let PartType::Message(mut inner) = part.body {
                nested.append(&mut inner.parts);
            }
        }
        original
    }

    fn put(&mut self, text: &str, more: bool) {
        let end = text.floor_char_boundary(MOST_TEXT.min(text.len()));
        self.cut = more || end < text.len();
        self.text = text[..end].trim().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_read_and_whatever_isn_t_one_is_shown_as_far_as_it_goes() {
        let email = Original::read(
            b"From: Ana <ana@example.org>\r\nTo: privacy@example.com\r\nSubject: =?utf-8?q?My_data?=\r\nContent-Type: text/html\r\n\r\n<p>Delete <b>it</b>.</p>",
        );
        assert_eq!(email.from.as_deref(), Some("ana@example.org"));
        assert_eq!(email.subject.as_deref(), Some("My data"));
        assert_eq!(email.text, "Delete it.");
        for raw in [
            &b""[..],
            b"\xff\xfe",
            b"no header at all",
            b"From: \r\n\r\n",
        ] {
            Original::read(raw);
        }
        let long = format!("Subject: x\r\n\r\n{}", "ä".repeat(MOST_TEXT));
        let long = Original::read(long.as_bytes());
        assert!(long.cut && long.text.len() <= MOST_TEXT);
    }

    #[test]
    fn messages_nested_as_deep_as_they_fit_do_no_harm() {
        let raw = "Content-Type: message/rfc822\r\n\r\n".repeat(MOST_RAW / 32);
        let read = std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || Original::read(raw.as_bytes()).bytes);
        assert!(read.unwrap().join().is_ok());
    }
}
