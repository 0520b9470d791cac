//! One part of a message: what kind it is, and its text.
//!
//! The structure was read without decoding anything; here the parts that are looked at are decoded, one by
//! one.

use super::super::headers::Headers;
use super::super::html;
use super::bounds::{Budget, MOST_TEXT};
use super::packed::SUBTYPE;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::sync::LazyLock;

/// The encoded bytes of one text part that are decoded.
const MOST_ENCODED: usize = 1024 * 1024;
/// The encoded bytes of one attached message that are decoded.
const MOST_PACKED: usize = 4 * 1024 * 1024;

static PARTS: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .default_header_ignore()
});

/// What is done with an attached part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is text that somebody may have written instead of a mail's.
    Text,
    /// It is a message, encoded as a file is.
    Message,
    /// It isn't read.
    Other,
}

/// What kind of attachment a part is, by its type and, where that says nothing, by its name.
pub(super) fn kind_of(part: &MessagePart<'_>) -> Kind {
    let name = part.attachment_name().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.trim().to_ascii_lowercase();
    let (kind, subtype) = part.content_type().map_or(("text", "plain"), |t| {
        (t.ctype(), t.subtype().unwrap_or_default())
    });
    let kind = kind.to_ascii_lowercase();
    let subtype = subtype.to_ascii_lowercase();
    match (kind.as_str(), subtype.as_str()) {
        ("message", SUBTYPE) => Kind::Message,
        ("text", "plain") | ("application", "octet-stream") if ending == "eml" => Kind::Message,
        ("text", "plain" | "html" | "markdown" | "x-markdown") => Kind::Text,
        ("application", "octet-stream") => match ending.as_str() {
            "txt" | "text" | "md" | "markdown" | "htm" | "html" => Kind::Text,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}

/// The message's body as text: its plain parts, or its HTML where the plain ones say nothing.
pub(super) fn body_of(message: &Message<'_>, raw: &[u8], budget: &mut Budget) -> String {
    let mut text = String::new();
    for bodies in [&message.text_body, &message.html_body] {
        if !text.trim().is_empty() {
            break;
        }
        for id in bodies {
            if let Some(part) = message.parts.get(*id as usize)
                && matches!(part.body, PartType::Text(_) | PartType::Html(_))
            {
                if text.len() >= MOST_TEXT || !budget.for_a_part() {
                    break;
                }
                budget.add(&mut text, &text_of(part, raw));
            }
        }
    }
    text
}

/// The text of one part, decoded.
pub(super) fn text_of(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let (start, body) = (part.offset_header as usize, part.offset_body as usize);
    let most = body.saturating_sub(start) + MOST_ENCODED;
    let slice = up_to_a_line(slice_of(part.offset_header, part, raw), most);
    let message = PARTS.parse(slice);
    match message
        .as_ref()
        .and_then(|m| m.parts.first())
        .map(|p| &p.body)
    {
        Some(PartType::Text(text)) => text.to_string(),
        Some(PartType::Html(page)) => html::text_of(page, MOST_TEXT),
        Some(PartType::Binary(bytes) | PartType::InlineBinary(bytes)) => {
            let charset = part.content_type().and_then(|t| t.attribute("charset"));
            let text = in_characters(bytes, charset);
            match part.attachment_name().is_some_and(is_a_page) {
                true => html::text_of(&text, MOST_TEXT),
                false => text,
            }
        }
        _ => String::new(),
    }
}

/// The message that a part holds encoded.
pub(super) fn message_in(part: &MessagePart<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let body = up_to_a_line(slice_of(part.offset_body, part, raw), MOST_PACKED);
    let bytes = match transfer_encoding(part, raw) {
        Encoding::Base64 => base64_decode(body)?,
        Encoding::QuotedPrintable => quoted_printable_decode(body)?,
        Encoding::None => body.to_vec(),
    };
    let headers = Headers::of(&bytes);
    (headers.has("from") || headers.has("subject")).then_some(bytes)
}

enum Encoding {
    None,
    Base64,
    QuotedPrintable,
}

fn transfer_encoding(part: &MessagePart<'_>, raw: &[u8]) -> Encoding {
    let head = raw.get(part.offset_header as usize..part.offset_body as usize);
    let headers = Headers::of(head.unwrap_or_default());
    let value = headers.first("content-transfer-encoding");
    match value.unwrap_or_default().to_ascii_lowercase().as_str() {
        "base64" => Encoding::Base64,
        "quoted-printable" => Encoding::QuotedPrintable,
        _ => Encoding::None,
    }
}

/// Bytes of no said type as text: by their mark, the charset that is named, or as they can be read.
fn in_characters(bytes: &[u8], charset: Option<&str>) -> String {
    let marked = match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => charset,
    };
    match marked.and_then(|charset| charset_decoder(charset.as_bytes())) {
        Some(decode) => decode(bytes),
        None if bytes.contains(&0) => String::new(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => charset_decoder(b"windows-1252")
                .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |d| d(bytes)),
        },
    }
}

fn is_a_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".htm") || name.ends_with(".html")
}

/// From `start` to the part's end, as far as the structure knows it.
pub(super) fn slice_of<'r>(start: u32, part: &MessagePart<'_>, raw: &'r [u8]) -> &'r [u8] {
    let start = start as usize;
    let end = (part.offset_end as usize).min(raw.len());
    raw.get(start..end.max(start)).unwrap_or_default()
}

fn up_to_a_line(slice: &[u8], most: usize) -> &[u8] {
    if slice.len() <= most {
        return slice;
    }
    let slice = &slice[..most];
    let line_end = slice.iter().rposition(|b| *b == b'\n');
    &slice[..line_end.unwrap_or(most)]
}
