//! An email as a MIME message.

use domain::company::Company;
use domain::outbound_email::OutboundEmail;
use emails::RenderedEmail;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

/// The header by which we know our own emails when they come back.
pub(crate) const EMAIL_ID: &str = "X-Honored-Email";

/// By which a message says of itself that it is automatic (RFC 3834), so that no other machine answers it.
const AUTOMATIC: &str = "Auto-Submitted";

/// A message to staff: it answers nothing, and an answer to it is no request.
pub(crate) fn to_staff(
    id: &str,
    to: &str,
    words: RenderedEmail,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    envelope(id, to, words, company, now)
        .reply_to(to)
        .header(AUTOMATIC, Raw::new("auto-generated"))
        .write_to_vec()
}

/// A message to a partner of people's data: an answer to it reaches the privacy team.
pub(crate) fn to_partner(
    id: &str,
    to: &str,
    words: RenderedEmail,
    company: &Company,
    now: Timestamp,
) -> std::io::Result<Vec<u8>> {
    envelope(id, to, words, company, now)
        .reply_to(company.inbox.as_str())
        .header(AUTOMATIC, Raw::new("auto-generated"))
        .write_to_vec()
}

/// The message to this address. Its `Reply-To` carries the reference, so that an answer finds its request.
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
        .header(AUTOMATIC, Raw::new("auto-replied"));
    if let Some(answered) = &email.in_reply_to {
        message = message
            .in_reply_to(answered.as_str())
            .references(answered.as_str());
    }
    message.write_to_vec()
}

/// What all our messages have in common: from whom, what they say, and that nobody's machine is to answer.
/// SES replaces the `Message-ID` and the `Date`.
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
        .text_body(words.text)
        .html_body(words.html)
}
