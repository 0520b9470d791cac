//! Builds the MIME message of an email.

use domain::company::Company;
use domain::outbound_email::OutboundEmail;
use emails::RenderedEmail;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

/// The header that identifies our own emails if they return to the inbox.
pub(crate) const EMAIL_ID: &str = "X-Honored-Email";

/// The header that marks a message as automatic (RFC 3834), so that no program replies to it.
const AUTO_SUBMITTED: &str = "Auto-Submitted";

/// The header that names the language of the text (RFC 3282).
const CONTENT_LANGUAGE: &str = "Content-Language";

/// Builds a message to staff. A reply to it goes to staff and becomes no request.
pub(crate) fn to_staff(
    id: &str,
    to: &str,
    words: RenderedEmail,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    envelope(id, to, words, company, now)
        .reply_to(to)
        .header(AUTO_SUBMITTED, Raw::new("auto-generated"))
        .write_to_vec()
}

/// Builds a message to a partner. A reply to it reaches the privacy team.
pub(crate) fn to_partner(
    id: &str,
    to: &str,
    words: RenderedEmail,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    envelope(id, to, words, company, now)
        .reply_to(company.inbox.as_str())
        .header(AUTO_SUBMITTED, Raw::new("auto-generated"))
        .write_to_vec()
}

/// Builds a message to a person. `Reply-To` carries the reference, so that a reply finds its request.
pub(crate) fn message(
    email: &OutboundEmail,
    id: &str,
    to: &str,
    words: RenderedEmail,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    let mut message = envelope(id, to, words, company, now)
        .reply_to(company.inbox.tagged(&email.reference().compact()))
        .header(AUTO_SUBMITTED, Raw::new("auto-replied"));
    if let Some(original) = &email.in_reply_to {
        message = message
            .in_reply_to(original.as_str())
            .references(original.as_str());
    }
    message.write_to_vec()
}

/// Sets the parts that all messages share. SES replaces `Message-ID` and `Date`.
fn envelope<'a>(
    id: &'a str,
    to: &'a str,
    words: RenderedEmail,
    company: &'a Company,
    now: Timestamp,
) -> MessageBuilder<'a> {
    let inbox = &company.inbox;
    MessageBuilder::new()
        .from((company.name.as_str(), inbox.as_str()))
        .to(to)
        .subject(words.subject)
        .message_id(format!("{id}@{}", inbox.domain()))
        .date(now.as_second())
        .header("X-Auto-Response-Suppress", Raw::new("All"))
        .header(EMAIL_ID, Raw::new(id))
        .header(CONTENT_LANGUAGE, Raw::new(words.locale.code()))
        .text_body(words.text)
        .html_body(words.html)
}
