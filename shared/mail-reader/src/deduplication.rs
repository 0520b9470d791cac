//! Identifies messages: by their Message-ID and by a hash of the written content.

use super::headers::Headers;
use domain::digest::Digest;
use std::borrow::Cow;

/// The headers that the sender wrote. All others can differ between two deliveries of one message (`Received`,
/// `Return-Path`, `Delivered-To`, `X-SES-*`, `Authentication-Results`, `DKIM-Signature`, `ARC-*`, `List-*` …) or repeat
/// the body.
const WRITTEN: [&str; 6] = [
    "from",
    "sender",
    "date",
    "subject",
    "content-type",
    "content-transfer-encoding",
];

/// Returns the hash of the written content. Two deliveries of one message have the same hash; two messages with one
/// Message-ID don't. Line endings (CRLF or LF), folding and trailing blank lines don't count.
#[must_use]
pub fn content_digest(raw: &[u8]) -> Digest {
    let raw = &with_line_feeds(raw);
    let headers = Headers::of(raw);
    let values: Vec<String> = WRITTEN
        .iter()
        .flat_map(|name| {
            let values = headers
                .all(name)
                .map(move |value| format!("{name}:{value}"));
            values.collect::<Vec<_>>()
        })
        .collect();
    let mut body = headers.body().to_vec();
    body.retain(|byte| *byte != b'\r');
    let parts = values.iter().map(String::as_bytes);
    Digest::of_parts(parts.chain(std::iter::once(body.trim_ascii_end())))
}

/// Returns the `Message-ID` without surrounding white space, or an empty text. It identifies messages.
/// [`MessageRead::message_id`](super::MessageRead::message_id) is safe in our own headers.
#[must_use]
pub fn message_id(raw: &[u8]) -> String {
    let raw = &with_line_feeds(raw);
    Headers::of(raw).first("message-id").unwrap_or_default()
}

/// Returns the message with LF line endings. Some gateways leave CR alone, which would make the message one line.
pub(super) fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.iter()
            .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
            .collect(),
    )
}
