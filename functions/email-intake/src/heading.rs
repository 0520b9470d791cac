//! What a list shows of a message: sender, subject and first line.

use crate::plan::decided_sender;
use domain::person::EmailAddress;
use mail_reader::MessageRead;
use store::InboundHeading;

/// Returns what a list shows of a raw message. `message` is its reading, if a person wrote it. Without a certain sender, the
/// list shows the address in `From`.
pub(crate) fn heading(raw: &[u8], message: Option<&MessageRead>) -> InboundHeading {
    let text = mail_reader::text_of(raw);
    let sender = message.and_then(decided_sender);
    let from = text.from.as_deref();
    let from = from.and_then(|from| EmailAddress::parse(from).ok());
    InboundHeading {
        sender: sender.map(|sender| sender.address.clone()).or(from),
        name: sender.and_then(|sender| sender.name.clone()),
        subject: text.subject.as_deref().and_then(InboundHeading::line),
        first_line: text.text.lines().find_map(InboundHeading::line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_sender_the_subject_and_the_first_line() {
        let raw = "From: Ana <Ana@example.org>\r\nSubject: =?utf-8?q?My_d=C3=A4ta?=\r\n\r\n\r\n  Hi\tthere \r\nmore";
        let heading = heading(raw.as_bytes(), None);
        let sender = heading.sender.map(|sender| sender.as_str().to_owned());
        assert_eq!(sender.as_deref(), Some("Ana@example.org"));
        assert_eq!(heading.subject.as_deref(), Some("My däta"));
        assert_eq!(heading.first_line.as_deref(), Some("Hi there"));
    }

    #[test]
    fn a_long_line_is_cut_and_an_empty_message_has_no_heading() {
        let raw = format!("Subject: {}\r\n\r\n", "ä".repeat(1_000));
        let long = heading(raw.as_bytes(), None).subject.unwrap_or_default();
        assert_eq!(long.chars().count(), 200);
        assert_eq!(heading(b"", None), InboundHeading::default());
        assert_eq!(
            heading(b"From: nobody\r\n\r\n \r\n", None),
            InboundHeading::default()
        );
    }
}
