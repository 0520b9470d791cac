//! The text of a message: decoded and bounded.
//!
//! Reading has two steps. The first reads only the structure of a bounded part of the message and decodes nothing, so
//! attachments cost nothing and no archive is unpacked. The second decodes the text parts one by one, within the
//! bounds.

mod bounds;
mod packed;
mod part;

use super::forward;
use super::headers::Headers;
use bounds::{Budget, MOST_HEAD, MOST_TEXT, bounded};
use jiff::civil::Date;
use mail_parser::{DateTime, HeaderName, Message, MessageParser, MimeHeaders, PartType};
use part::Kind;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The maximum depth of attached messages that are encoded like files.
const DEEPEST_PACKED: usize = 3;
/// The maximum number of attached messages.
const MOST_ATTACHED: usize = 1_000;

/// If the text has at most this many words, a picture in the HTML can be the actual message.
const FEW_WORDS: usize = 12;
/// The maximum number of mailboxes in one header.
const MOST_MAILBOXES: usize = 20;
/// The maximum length of a subject, in bytes.
const MOST_SUBJECT: usize = 4 * 1024;

/// Reads the structure: without a transfer encoding, no part is decoded. A date is read as text, because mail-parser
/// reads past the zone `Z` into the following lines and, with the blank line, into the body's first paragraph.
static STRUCTURE: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .header_text(HeaderName::Subject)
        .header_text(HeaderName::Date)
        .ignore_header(HeaderName::ContentTransferEncoding)
        .default_header_ignore()
});

/// An address in a header.
#[derive(Debug, Clone, Default)]
pub(super) struct Mailbox {
    /// The address, not validated. Empty if there is only a name.
    pub(super) address: String,
    /// The display name.
    pub(super) name: Option<String>,
}

impl Mailbox {
    /// Creates a mailbox. A name that repeats the address is dropped.
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
pub(super) struct AttachedMessage {
    /// Its `From`.
    pub(super) author: Mailbox,
    /// Its subject.
    pub(super) subject: String,
    /// The day of its `Date`.
    pub(super) written: Option<Date>,
    /// Its text.
    pub(super) text: String,
    /// The text of its attachments.
    pub(super) attached_text: String,
    /// Whether it has an attachment that isn't read.
    pub(super) unread_parts: bool,
    /// Its header lines.
    pub(super) head: Vec<u8>,
    /// Its nesting depth.
    pub(super) depth: usize,
}

/// The content of a message.
#[derive(Default)]
pub(super) struct Content {
    /// The decoded subject.
    pub(super) subject: String,
    /// The body's text.
    pub(super) text: String,
    /// The text of the attachments.
    pub(super) attached_text: String,
    /// The attached messages, each before its own attached messages.
    pub(super) attached_messages: Vec<AttachedMessage>,
    /// Whether a message is attached.
    pub(super) attached_message: bool,
    /// Whether an attachment isn't read, such as a scan or a picture.
    pub(super) unread_parts: bool,
    /// Whether a part is the machine-readable half of a delivery or feedback report.
    pub(super) report_part: bool,
    /// Whether something exceeded the bounds.
    pub(super) cut: bool,
    /// `From`: its first author.
    pub(super) from: Option<Mailbox>,
    /// The other authors in `From`.
    pub(super) other_authors: Vec<Mailbox>,
    /// The addresses in `Cc`.
    pub(super) copied: Vec<Mailbox>,
    /// `Sender`.
    pub(super) sender: Option<Mailbox>,
    /// `Reply-To`, if it names one address.
    pub(super) reply_to: Option<Mailbox>,
    /// Whether the message was redirected (`Resent-From`).
    pub(super) resent: bool,
}

/// A message that is parsed or still to be parsed.
enum Found<'x> {
    Message(Message<'x>, &'x [u8], usize),
    Packed(Vec<u8>, usize),
}

impl Content {
    /// Reads the content of a message.
    pub(super) fn of(raw: &[u8], headers: &Headers<'_>) -> Self {
        let piece = bounded(raw);
        let mut content = Self {
            resent: headers.has("resent-from"),
            ..Self::default()
        };
        let mut budget = Budget::whole();
        content.look_into(piece, 0, DEEPEST_PACKED, &mut budget);
        // mail-parser can take words for headers: in a message without a blank line or without headers.
        let nothing = content.text.trim().is_empty()
            && content.attached_text.trim().is_empty()
            && !content.unread_parts
            && !content.attached_message;
        if nothing || headers.body().len() == raw.len() {
            let body = headers.body();
            let body = &body[..body.len().min(MOST_TEXT)];
            content.text = part::in_utf8_or_latin(body);
        }
        content.cut = budget.cut || piece.len() < raw.len();
        content
    }

    /// Returns the text of all attached messages.
    pub(super) fn attached_messages_text(&self) -> String {
        let texts = self.attached_messages.iter();
        let texts =
            texts.flat_map(|message| [message.text.as_str(), message.attached_text.as_str()]);
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Reads a message and its attachments. `packings` is how many more levels of encoded messages may be decoded.
    fn look_into(&mut self, raw: &[u8], depth: usize, packings: usize, budget: &mut Budget) {
        let apart = packed::set_apart(raw);
        let Some(message) = STRUCTURE.parse(&apart) else {
            return;
        };
        let mut found = vec![Found::Message(message, raw, depth)];
        // Nested messages are dropped one by one. Dropping them together would recurse as deep as the sender nested
        // them.
        while let Some(next) = found.pop() {
            let (mut message, own, depth) = match next {
                Found::Message(message, own, depth) => (message, own, depth),
                Found::Packed(bytes, depth) => {
                    self.look_into(&bytes, depth, packings - 1, budget);
                    continue;
                }
            };
            let full = self.attached_messages.len() >= MOST_ATTACHED;
            budget.cut |= full;
            if !full {
                self.take(&message, raw, own, depth, budget);
            }
            for part in message.parts.iter_mut().rev() {
                let body = std::mem::take(&mut part.body);
                let packed = !full && packings > 0 && part::kind_of(part) == Kind::Message;
                if packed {
                    let bytes = part::message_in(part, raw);
                    found.extend(bytes.map(|bytes| Found::Packed(bytes, depth + 1)));
                } else if let PartType::Message(inner) = body {
                    let own = part::slice_of(part.offset_body, part, raw);
                    found.push(Found::Message(inner, own, depth + 1));
                }
            }
        }
    }

    /// Stores the content of one message. `own` is its part of `raw`.
    fn take(
        &mut self,
        message: &Message<'_>,
        raw: &[u8],
        own: &[u8],
        depth: usize,
        budget: &mut Budget,
    ) {
        let text = part::body_of(message, raw, budget);
        let AttachedParts {
            text: attached_text,
            unread,
            pictures,
        } = attached_parts(message, raw, budget);
        // A picture next to a few words can be a photo of a letter.
        let few = text.split_whitespace().take(FEW_WORDS + 1).count() <= FEW_WORDS;
        let unread = unread || (pictures && few);
        let subject = subject_of(message);
        if depth > 0 {
            let head = own.len() - Headers::of(own).body().len();
            self.attached_messages.push(AttachedMessage {
                author: mailbox(message.from()).unwrap_or_default(),
                subject,
                written: written(message),
                text,
                attached_text,
                unread_parts: unread,
                head: own[..head.min(MOST_HEAD)].to_vec(),
                depth,
            });
            return;
        }
        self.subject = subject;
        self.text = text;
        self.attached_text = attached_text;
        self.unread_parts = unread;
        let mut authors = mailboxes(message.from());
        self.from = (!authors.is_empty()).then(|| authors.remove(0));
        self.other_authors = authors;
        self.copied = mailboxes(message.cc());
        self.sender = mailbox(message.sender());
        self.reply_to = mailbox(message.reply_to())
            .filter(|_| message.reply_to().is_some_and(|to| to.iter().count() == 1));
        for part in &message.parts {
            let (kind, subtype) = part
                .content_type()
                .map_or(("", ""), |t| (t.ctype(), t.subtype().unwrap_or_default()));
            if kind.eq_ignore_ascii_case("message") {
                match subtype.to_ascii_lowercase().as_str() {
                    "delivery-status"
                    | "global-delivery-status"
                    | "feedback-report"
                    | "disposition-notification" => self.report_part = true,
                    "rfc822" | "global" | packed::SUBTYPE => self.attached_message = true,
                    _ => {}
                }
            }
            self.attached_message |=
                matches!(part.body, PartType::Message(_)) || part::kind_of(part) == Kind::Message;
        }
    }
}

/// The attachments of a message, without attached messages.
#[derive(Default)]
struct AttachedParts {
    /// The text of the readable parts.
    text: String,
    /// Whether a part isn't read.
    unread: bool,
    /// Whether the HTML contains a picture. Most are logos in signatures; some are photos of a letter.
    pictures: bool,
}

fn attached_parts(message: &Message<'_>, raw: &[u8], budget: &mut Budget) -> AttachedParts {
    let mut attached = AttachedParts::default();
    let bodies = message.text_body.iter().chain(&message.html_body);
    let bodies: HashSet<usize> = bodies.map(|id| *id as usize).collect();
    let in_a_page = message
        .html_body
        .iter()
        .filter_map(|id| message.parts.get(*id as usize))
        .any(|part| matches!(part.body, PartType::Html(_)));
    for (id, part) in message.parts.iter().enumerate() {
        let binary = matches!(part.body, PartType::Binary(_) | PartType::InlineBinary(_));
        let text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
        // mail-parser counts an inline picture as a body.
        if !(binary || text) || (text && bodies.contains(&id)) {
            continue;
        }
        match part::kind_of(part) {
            Kind::Text => {
                let read = match budget.for_a_part() {
                    true => part::text_of(part, raw),
                    false => String::new(),
                };
                attached.unread |= read.is_empty() && binary;
                budget.add(&mut attached.text, &read);
            }
            Kind::Other if binary && in_a_page && part.content_id().is_some() => {
                attached.pictures = true;
            }
            Kind::Other => attached.unread |= binary && part::may_hold_words(part),
            Kind::Message => {}
        }
    }
    attached
}

fn subject_of(message: &Message<'_>) -> String {
    let subject = message.subject().unwrap_or_default();
    subject[..subject.floor_char_boundary(MOST_SUBJECT)].to_owned()
}

/// Returns the day of a message's `Date`, in its own zone.
fn written(message: &Message<'_>) -> Option<Date> {
    let date = message.header(HeaderName::Date)?.as_text()?;
    let date = DateTime::parse_rfc822(date)?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

fn mailbox(addresses: Option<&mail_parser::Address<'_>>) -> Option<Mailbox> {
    mailboxes(addresses).into_iter().next()
}

/// Returns the mailboxes of a header, up to the maximum.
fn mailboxes(addresses: Option<&mail_parser::Address<'_>>) -> Vec<Mailbox> {
    let Some(addresses) = addresses else {
        return Vec::new();
    };
    let found = addresses.iter().filter_map(|found| {
        let (address, name) = (found.address.as_deref(), found.name.as_deref());
        match (address, name) {
            (Some(address), _) if address.contains('@') && !address.contains([' ', '<']) => {
                Some(Mailbox {
                    address: address.to_owned(),
                    name: name.map(str::to_owned),
                })
            }
            // Some senders encode the whole header, address included.
            (Some(whole), _) | (None, Some(whole)) if whole.contains('@') => {
                Some(forward::author(whole)).filter(|mailbox| mailbox.address.contains('@'))
            }
            _ => None,
        }
    });
    found.take(MOST_MAILBOXES).collect()
}
