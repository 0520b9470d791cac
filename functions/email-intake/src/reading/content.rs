//! The text that a message carries: decoded, and bounded whatever the message looks like.
//!
//! Reading is in two steps. First the structure alone, over a bounded piece of the message and without
//! decoding anything: attachments cost nothing, and nothing is unpacked that somebody packed to hurt. Then
//! the text parts, one by one, as far as they are looked at.

use super::headers::Headers;
use super::html;
use jiff::civil::Date;
use mail_parser::{
    DateTime, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use std::sync::LazyLock;

/// The text that is looked at, in bytes.
const MOST_TEXT: usize = 256 * 1024;
/// The subject that is looked at, in bytes.
const MOST_SUBJECT: usize = 4 * 1024;
/// The piece of a message in which parts are looked for, in bytes.
const MOST_STRUCTURE: usize = 8 * 1024 * 1024;
/// The places at which a part may start.
const MOST_PARTS: usize = 2_000;
/// The lines that could be a part's headers.
const MOST_HEADERS: usize = 100_000;
/// The encoded bytes of one text part that are decoded.
const MOST_ENCODED: usize = 1024 * 1024;
/// The text parts, attached messages' among them, that are looked at.
const MOST_TEXT_PARTS: usize = 32;

/// Reads structure: without a transfer encoding, no part is decoded. A date is taken as text: mail-parser reads
/// the zone `Z` on into the lines below it, and with the blank line the first of the body would be gone.
static STRUCTURE: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .header_text(HeaderName::Subject)
        .header_text(HeaderName::Date)
        .ignore_header(HeaderName::ContentTransferEncoding)
        .default_header_ignore()
});

/// Decodes one part: nothing but what says how.
static PARTS: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .default_header_ignore()
});

/// An address as a header gives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Mailbox {
    /// The address, unchecked; empty where only a name stands.
    pub(super) address: String,
    /// The name beside it.
    pub(super) name: Option<String>,
}

impl Mailbox {
    /// An address and what stands beside it; a name that only repeats an address is none.
    pub(super) fn of(name: &str, address: &str) -> Self {
        let name = name.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '„' | '*' | ',' | ':' | '>')
        });
        let says = !name.contains('@') && name.chars().any(char::is_alphanumeric);
        Self {
            address: address.to_owned(),
            name: says.then(|| name.to_owned()),
        }
    }
}

/// A message that is attached to another.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// Its `From`.
    pub(super) author: Mailbox,
    /// Its subject.
    pub(super) subject: String,
    /// The day of its `Date`.
    pub(super) written: Option<Date>,
    /// Its text.
    pub(super) text: String,
    /// In how many messages it stands.
    pub(super) depth: usize,
}

/// What a message carries.
#[derive(Default)]
pub(super) struct Content {
    /// The decoded subject.
    pub(super) subject: String,
    /// The body's text.
    pub(super) text: String,
    /// The messages that are attached, each before those that are attached to it.
    pub(super) attached: Vec<Attached>,
    /// Whether a message is attached.
    pub(super) attached_message: bool,
    /// Whether something is attached that isn't read: a scan, a picture.
    pub(super) unread_parts: bool,
    /// Whether a part is a delivery report's or a feedback report's machine-readable half.
    pub(super) report_part: bool,
    /// `From`.
    pub(super) from: Option<Mailbox>,
    /// `Sender`.
    pub(super) sender: Option<Mailbox>,
    /// `Reply-To`, if it names one address.
    pub(super) reply_to: Option<Mailbox>,
    /// Whether the message was sent on as it was (`Resent-From`).
    pub(super) resent: bool,
    text_length: usize,
}

impl Content {
    /// Reads the content of a message.
    pub(super) fn of(raw: &[u8], headers: &Headers<'_>) -> Self {
        let raw = bounded(raw);
        let mut content = Self::default();
        if let Some(message) = STRUCTURE.parse(raw) {
            content.subject = subject_of(&message);
            content.from = mailbox(message.from());
            content.sender = mailbox(message.sender());
            content.reply_to = mailbox(message.reply_to())
                .filter(|_| message.reply_to().is_some_and(|to| to.iter().count() == 1));
            content.resent = headers.has("resent-from");
            content.look_into(message, raw);
        }
        // What mail-parser takes for headers may be somebody's words: a message without a blank line.
        if content.text.trim().is_empty() && !content.unread_parts && !content.attached_message {
            let body = headers.body();
            let body = &body[..body.len().min(MOST_TEXT)];
            content.text = String::from_utf8_lossy(body).into_owned();
        }
        content
    }

    /// The text of messages that are attached.
    pub(super) fn attached_text(&self) -> String {
        let texts = self.attached.iter().map(|message| message.text.as_str());
        texts.collect::<Vec<_>>().join("\n")
    }

    fn look_into(&mut self, message: Message<'_>, raw: &[u8]) {
        let mut text_parts = MOST_TEXT_PARTS;
        let mut messages = vec![(message, 0)];
        // Messages in messages are taken apart one by one: dropping them as they are would recurse as
        // deep as somebody chose to nest them.
        while let Some((mut message, depth)) = messages.pop() {
            let mut text = String::new();
            if text_parts > 0 && self.text_length < MOST_TEXT {
                push_bounded(&mut text, &text_of(&message, raw, &mut text_parts));
                let room = MOST_TEXT - self.text_length;
                text.truncate(text.floor_char_boundary(room));
                self.text_length += text.len();
            }
            if depth == 0 {
                self.text = text;
                self.look_at_parts(&message);
            } else if self.attached.len() < MOST_TEXT_PARTS {
                self.attached.push(Attached {
                    author: mailbox(message.from()).unwrap_or_default(),
                    subject: subject_of(&message),
                    written: written(&message),
                    text,
                    depth,
                });
            }
            for part in message.parts.iter_mut().rev() {
                if let PartType::Message(inner) = std::mem::take(&mut part.body) {
                    messages.push((inner, depth + 1));
                }
            }
        }
    }

    fn look_at_parts(&mut self, message: &Message<'_>) {
        for part in message.parts.iter().take(MOST_PARTS) {
            let (kind, subtype) = part
                .content_type()
                .map_or(("", ""), |t| (t.ctype(), t.subtype().unwrap_or_default()));
            let subtype = subtype.to_ascii_lowercase();
            if kind.eq_ignore_ascii_case("message") {
                match subtype.as_str() {
                    "delivery-status"
                    | "global-delivery-status"
                    | "feedback-report"
                    | "disposition-notification" => self.report_part = true,
                    "rfc822" | "global" => self.attached_message = true,
                    _ => {}
                }
            }
            self.attached_message |= matches!(part.body, PartType::Message(_));
            self.unread_parts |=
                matches!(part.body, PartType::Binary(_) | PartType::InlineBinary(_));
        }
    }
}

/// The piece of `raw` whose structure is read: bounded in bytes, in places where a part may start and in lines
/// that mail-parser could keep as headers, and never more than a line past any.
fn bounded(raw: &[u8]) -> &[u8] {
    let (mut parts, mut headers) = (0, 0);
    let mut at = 0;
    let most = raw.len().min(MOST_STRUCTURE);
    for line in raw[..most].split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"--") || starts_a_part(line) {
            parts += 1;
        }
        headers += usize::from(line.contains(&b':'));
        if parts > MOST_PARTS || headers > MOST_HEADERS {
            return &raw[..at];
        }
        at += line.len();
    }
    &raw[..most]
}

fn starts_a_part(line: &[u8]) -> bool {
    let field = b"content-type";
    let line = line.trim_ascii_start();
    line.len() >= field.len() && line[..field.len()].eq_ignore_ascii_case(field)
}

fn subject_of(message: &Message<'_>) -> String {
    let subject = message.subject().unwrap_or_default();
    subject[..subject.floor_char_boundary(MOST_SUBJECT)].to_owned()
}

/// The day of a message's `Date`, in its own zone.
fn written(message: &Message<'_>) -> Option<Date> {
    let date = message.header(HeaderName::Date)?.as_text()?;
    let date = DateTime::parse_rfc822(date)?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

fn mailbox(addresses: Option<&mail_parser::Address<'_>>) -> Option<Mailbox> {
    let addresses = addresses?;
    let found = addresses
        .iter()
        .find(|a| a.address.as_deref().is_some_and(|a| a.contains('@')))?;
    Some(Mailbox {
        address: found.address.as_deref()?.to_owned(),
        name: found.name.as_deref().map(str::to_owned),
    })
}

/// The message's body as text: its plain parts, or its HTML where the plain ones say nothing.
fn text_of(message: &Message<'_>, raw: &[u8], parts_left: &mut usize) -> String {
    let mut text = String::new();
    for bodies in [&message.text_body, &message.html_body] {
        if !text.trim().is_empty() {
            break;
        }
        for id in bodies {
            if *parts_left == 0 || text.len() >= MOST_TEXT {
                break;
            }
            if let Some(part) = message.parts.get(*id as usize)
                && matches!(part.body, PartType::Text(_) | PartType::Html(_))
            {
                *parts_left -= 1;
                push_bounded(&mut text, &decoded(part, raw));
            }
        }
    }
    text
}

/// One text part, decoded by itself.
fn decoded(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let (start, body) = (part.offset_header as usize, part.offset_body as usize);
    let end = (part.offset_end as usize).min(raw.len());
    let mut slice = raw.get(start..end).unwrap_or_default();
    let most = body.saturating_sub(start) + MOST_ENCODED;
    if slice.len() > most {
        slice = &slice[..most];
        let line_end = slice
            .iter()
            .rposition(|b| *b == b'\n')
            .unwrap_or(slice.len());
        slice = &slice[..line_end];
    }
    let message = PARTS.parse(slice);
    match message
        .as_ref()
        .and_then(|m| m.parts.first())
        .map(|p| &p.body)
    {
        Some(PartType::Text(text)) => text.to_string(),
        Some(PartType::Html(page)) => html::text_of(page, MOST_TEXT),
        _ => String::new(),
    }
}

fn push_bounded(text: &mut String, more: &str) {
    let room = MOST_TEXT.saturating_sub(text.len());
    let end = more.floor_char_boundary(room);
    text.push_str(&more[..end]);
    text.push('\n');
}
