//! What tells two messages apart: their Message-ID, and a hash of what somebody wrote.

use super::headers::Headers;
use domain::digest::Digest;
use std::borrow::Cow;

/// The headers that are part of what somebody wrote; every other one may differ between two deliveries of
/// the same message (`Received`, `Return-Path`, `Delivered-To`, `X-SES-*`, `Authentication-Results`,
/// `DKIM-Signature`, `ARC-*`, `List-*` …) or says nothing that the body doesn't.
const WRITTEN: [&str; 6] = [
    "from",
    "sender",
    "date",
    "subject",
    "content-type",
    "content-transfer-encoding",
];

/// The hash of what somebody wrote: two deliveries of one message share it, two different mails that carry
/// the same Message-ID don't. Line ends (CRLF or LF), folding and blank lines at the end don't count.
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

/// The message's `Message-ID` as it stands, without white space around it; empty if it has none. It is for
/// telling messages apart; what a header of ours may carry is [`MessageRead::message_id`](super::MessageRead::message_id).
#[must_use]
pub fn message_id(raw: &[u8]) -> String {
    let raw = &with_line_feeds(raw);
    Headers::of(raw).first("message-id").unwrap_or_default()
}

/// A message whose lines end in carriage returns alone, as some gateways leave them, is one line otherwise.
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
