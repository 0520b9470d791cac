//! A letter as a MIME message.

use domain::company::Company;
use domain::letter::Letter;
use jiff::Timestamp;
use letters::Words;
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

/// The header by which we know our own letters when they come back.
pub(crate) const LETTER_ID: &str = "X-Honored-Letter";

/// A message to staff: it answers nothing, and an answer to it is no request.
pub(crate) fn to_staff(
    id: &str,
    to: &str,
    words: Words,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    let inbox = &company.inbox;
    MessageBuilder::new()
        .from((company.name.as_str(), inbox.as_str()))
        .to(to)
        .reply_to(to)
        .subject(words.subject)
        .message_id(format!("{id}@{}", inbox.domain()))
        .date(now.as_second())
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Raw::new("All"))
        .header(LETTER_ID, Raw::new(id))
        .text_body(words.text)
        .html_body(words.html)
        .write_to_vec()
}

/// A message to a recipient of people's data: an answer to it reaches the privacy team.
pub(crate) fn to_partner(
    id: &str,
    to: &str,
    words: Words,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    let inbox = &company.inbox;
    MessageBuilder::new()
        .from((company.name.as_str(), inbox.as_str()))
        .to(to)
        .reply_to(inbox.as_str())
        .subject(words.subject)
        .message_id(format!("{id}@{}", inbox.domain()))
        .date(now.as_second())
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Raw::new("All"))
        .header(LETTER_ID, Raw::new(id))
        .text_body(words.text)
        .html_body(words.html)
        .write_to_vec()
}

/// The message to this address. SES replaces its `Message-ID` and `Date`.
///
/// It says of itself that it is automatic (RFC 3834), so that no other machine answers it, and its
/// `Reply-To` carries the reference, so that an answer finds its request.
pub(crate) fn message(
    letter: &Letter,
    id: &str,
    to: &str,
    words: Words,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    let inbox = &company.inbox;
    let mut message = MessageBuilder::new()
        .from((company.name.as_str(), inbox.as_str()))
        .to(to)
        .reply_to(inbox.tagged(&letter.reference().compact()))
        .subject(words.subject)
        .message_id(format!("{id}@{}", inbox.domain()))
        .date(now.as_second())
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .header("X-Auto-Response-Suppress", Raw::new("All"))
        .header(LETTER_ID, Raw::new(id));
    if let Some(answered) = &letter.in_reply_to {
        message = message
            .in_reply_to(answered.as_str())
            .references(answered.as_str());
    }
    message
        .text_body(words.text)
        .html_body(words.html)
        .write_to_vec()
}
