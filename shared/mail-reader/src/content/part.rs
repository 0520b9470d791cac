//! One part of a message: its kind and its text.
//!
//! The structure was read without decoding. Here, the needed parts are decoded one by one.

use super::super::headers::Headers;
use super::super::html;
use super::bounds::{Budget, MOST_TEXT};
use super::packed::SUBTYPE;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The maximum encoded size of one text part, in bytes.
const MOST_ENCODED: usize = 1024 * 1024;
/// The maximum encoded size of one attached message, in bytes.
const MOST_PACKED: usize = 4 * 1024 * 1024;

static PARTS: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .default_header_ignore()
});

/// The use of an attached part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text that can replace the email's own.
    Text,
    /// A message that is encoded like a file.
    Message,
    /// It isn't read.
    Other,
}

/// Returns the kind of an attachment by its type or, if that is unspecific, by its name.
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

/// Returns whether an attachment can contain a request. A signature, a business card or a calendar entry can't.
pub(super) fn may_hold_words(part: &MessagePart<'_>) -> bool {
    let (kind, subtype) = part
        .content_type()
        .map_or(("", ""), |t| (t.ctype(), t.subtype().unwrap_or_default()));
    let subtype = subtype.to_ascii_lowercase();
    let wordless = match kind.to_ascii_lowercase().as_str() {
        "application" => [
            "pgp-signature",
            "pkcs7-signature",
            "x-pkcs7-signature",
            "pgp-keys",
            "ics",
        ]
        .contains(&subtype.as_str()),
        "text" => ["vcard", "x-vcard", "calendar", "directory"].contains(&subtype.as_str()),
        _ => false,
    };
    !wordless
}

/// Returns the message's body as text: its plain parts, its HTML, or both where the plain ones don't say what the HTML
/// says. A gateway's banner or a placeholder ("open this in another program") may be all that the plain part holds.
pub(super) fn body_of(message: &Message<'_>, raw: &[u8], budget: &mut Budget) -> String {
    let plain = join(&message.text_body, message, raw, budget);
    if plain.trim().is_empty() {
        return join(&message.html_body, message, raw, budget);
    }
    let page: Vec<u32> = message
        .html_body
        .iter()
        .filter(|id| !message.text_body.contains(id))
        .copied()
        .collect();
    if page.is_empty() {
        return plain;
    }
    let page = join(&page, message, raw, budget);
    match says_more(&plain, &page) {
        false => plain,
        // Text after a quotation counts as quoted, so the longer alternative comes first.
        true if page.len() >= plain.len() => format!("{page}\n\n{plain}"),
        true => format!("{plain}\n\n{page}"),
    }
}

fn join(ids: &[u32], message: &Message<'_>, raw: &[u8], budget: &mut Budget) -> String {
    let mut text = String::new();
    for id in ids {
        if let Some(part) = message.parts.get(*id as usize)
            && matches!(part.body, PartType::Text(_) | PartType::Html(_))
        {
            if text.len() >= MOST_TEXT || !budget.for_a_part() {
                break;
            }
            budget.add(&mut text, &text_of(part, raw));
        }
    }
    text
}

/// How many words are used to compare two alternatives of one message.
const MOST_COMPARED: usize = 400;

/// Returns whether most words of `page` are missing in `plain`.
fn says_more(plain: &str, page: &str) -> bool {
    let words = |text: &'_ str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| word.chars().count() > 2);
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let known: HashSet<String> = words(plain).into_iter().collect();
    let all: HashSet<String> = words(page).into_iter().take(MOST_COMPARED).collect();
    let missing = all.iter().filter(|word| !known.contains(*word)).count();
    missing > 2 && missing * 2 > all.len()
}

/// Returns the decoded text of one part.
pub(super) fn text_of(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let (start, body) = (part.offset_header as usize, part.offset_body as usize);
    let most = body.saturating_sub(start) + MOST_ENCODED;
    let slice = up_to_a_line(slice_of(part.offset_header, part, raw), most);
    let charset = part.content_type().and_then(|t| t.attribute("charset"));
    let is_page = part.content_type().is_some_and(|kind| {
        let subtype = kind.subtype().unwrap_or_default();
        kind.ctype().eq_ignore_ascii_case("text") && subtype.eq_ignore_ascii_case("html")
    });
    let named_page = part.attachment_name().is_some_and(is_a_page);
    let readable = |text: String| match is_page || named_page || begins_like_a_page(&text) {
        true => html::text_of(&text, MOST_TEXT),
        false => text,
    };
    if let Some(bytes) = leniently_decoded(part, raw) {
        return readable(in_characters(&bytes, charset));
    }
    let message = PARTS.parse(slice);
    match message
        .as_ref()
        .and_then(|m| m.parts.first())
        .map(|p| &p.body)
    {
        Some(PartType::Text(text) | PartType::Html(text)) => {
            let text = match text.contains('\u{fffd}') {
                true => in_another_charset(part, raw, charset),
                false => None,
            }
            .unwrap_or_else(|| text.to_string());
            readable(text)
        }
        Some(PartType::Binary(bytes) | PartType::InlineBinary(bytes)) => {
            readable(in_characters(bytes, charset))
        }
        _ => String::new(),
    }
}

/// Returns the bytes of a part whose transfer encoding mail-parser rejects: because of a comment or parameter after its
/// name, or lines that a gateway added to base64.
fn leniently_decoded(part: &MessagePart<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let (encoding, exact) = transfer_encoding(part, raw);
    let body = up_to_a_line(slice_of(part.offset_body, part, raw), MOST_ENCODED);
    let foreign =
        |b: &u8| !(b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"+/=".contains(b));
    match encoding {
        Encoding::Base64 if !exact || body.iter().any(foreign) => Some(base64_lines(body)),
        Encoding::QuotedPrintable if !exact => quoted_printable_decode(body),
        Encoding::None if !exact => Some(body.to_vec()),
        _ => None,
    }
}

/// Decodes the base64 lines and keeps the others.
fn base64_lines(body: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut encoded: Vec<u8> = Vec::new();
    let flush = |encoded: &mut Vec<u8>, text: &mut Vec<u8>| {
        if !encoded.is_empty() {
            match base64_decode(encoded) {
                Some(bytes) => text.extend(bytes),
                None => text.extend_from_slice(encoded),
            }
            text.push(b'\n');
            encoded.clear();
        }
    };
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        let is_encoded = line.len() >= 4
            && line.len() % 4 == 0
            && line
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
        if is_encoded {
            encoded.extend_from_slice(line);
            // Padding ends a run. A gateway's footer can be base64, too.
            if line.ends_with(b"=") {
                flush(&mut encoded, &mut text);
            }
        } else if !line.is_empty() {
            flush(&mut encoded, &mut text);
            text.extend_from_slice(line);
            text.push(b'\n');
        }
    }
    flush(&mut encoded, &mut text);
    text
}

/// Returns the text of a part with a wrong charset or none.
fn in_another_charset(part: &MessagePart<'_>, raw: &[u8], charset: Option<&str>) -> Option<String> {
    let unicode = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("utf-8") || name.contains("utf8") || name.contains("ascii")
    };
    let known =
        charset.is_some_and(|name| !unicode(name) && charset_decoder(name.as_bytes()).is_some());
    if known {
        return None;
    }
    let body = up_to_a_line(slice_of(part.offset_body, part, raw), MOST_ENCODED);
    let bytes = match transfer_encoding(part, raw).0 {
        Encoding::Base64 => base64_decode(body)?,
        Encoding::QuotedPrintable => quoted_printable_decode(body)?,
        Encoding::None => body.to_vec(),
    };
    Some(in_utf8_or_latin(&bytes))
}

/// Decodes each line as UTF-8 if it is valid, and otherwise as Windows-1252.
pub(super) fn in_utf8_or_latin(bytes: &[u8]) -> String {
    let latin = charset_decoder(b"windows-1252");
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match (std::str::from_utf8(line), latin) {
            (Ok(line), _) => text.push_str(line),
            (Err(_), Some(decode)) => text.push_str(&decode(line)),
            (Err(_), None) => text.push_str(&String::from_utf8_lossy(line)),
        }
    }
    text
}

/// Returns whether a text begins like an HTML page.
fn begins_like_a_page(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start: String = start
        .chars()
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    let tags = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<div",
        "<p>",
        "<p ",
        "<table",
        "<meta",
        "<span",
        "<br",
        "<font",
        "<center",
    ];
    tags.iter().any(|tag| start.starts_with(tag))
}

/// Returns the message that is encoded in a part.
pub(super) fn message_in(part: &MessagePart<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let body = up_to_a_line(slice_of(part.offset_body, part, raw), MOST_PACKED);
    let bytes = match transfer_encoding(part, raw).0 {
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

/// Returns a part's transfer encoding, and whether its name has no comment or parameter.
fn transfer_encoding(part: &MessagePart<'_>, raw: &[u8]) -> (Encoding, bool) {
    let head = raw.get(part.offset_header as usize..part.offset_body as usize);
    let headers = Headers::of(head.unwrap_or_default());
    let value = headers
        .first("content-transfer-encoding")
        .unwrap_or_default();
    let value = value.trim().to_ascii_lowercase();
    let name = value
        .split([' ', ';', '(', ','])
        .find(|word| !word.is_empty());
    let name = name.unwrap_or_default().trim_matches(['"', '\'']);
    let encoding = match name {
        "base64" | "base-64" => Encoding::Base64,
        "quoted-printable" | "quotedprintable" => Encoding::QuotedPrintable,
        _ => Encoding::None,
    };
    let known = ["base64", "quoted-printable", "7bit", "8bit", "binary", ""];
    (encoding, known.contains(&value.as_str()))
}

/// Decodes bytes by their byte order mark, the named charset, or a guess.
fn in_characters(bytes: &[u8], charset: Option<&str>) -> String {
    let marked = match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => charset,
    };
    match marked.and_then(|charset| charset_decoder(charset.as_bytes())) {
        Some(decode) if !marked.is_some_and(|name| name.eq_ignore_ascii_case("utf-8")) => {
            decode(bytes)
        }
        _ if bytes.contains(&0) => String::new(),
        _ => in_utf8_or_latin(bytes),
    }
}

fn is_a_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".htm") || name.ends_with(".html")
}

/// Returns the bytes from `start` to the part's end, as far as it is known.
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
