//! The raw header lines of a message.
//!
//! mail-parser decodes addresses and subjects. The signs of a machine, the message's identity and its hash use the raw
//! lines, without the body.

/// A message's header lines and the position of its body.
pub(super) struct Headers<'a> {
    lines: Vec<(&'a [u8], &'a [u8])>,
    body: &'a [u8],
}

/// The maximum number of header lines. A person's message has fewer than a hundred.
const MOST_LINES: usize = 5_000;
/// The part of a message where header lines are kept, in bytes. The rest of them is skipped.
const MOST_BYTES: usize = 1024 * 1024;

impl<'a> Headers<'a> {
    /// Finds the header lines. They end at the first blank line, or before the first line that can't be a header. A
    /// message without headers is only a body.
    pub(super) fn of(raw: &'a [u8]) -> Self {
        let mut lines: Vec<(&[u8], &[u8])> = Vec::new();
        let mut at = 0;
        let mut skipping = false;
        while at < raw.len() {
            let rest = &raw[at..];
            let length = rest
                .iter()
                .position(|b| *b == b'\n')
                .map_or(rest.len(), |n| n + 1);
            let line = &rest[..length];
            if line.trim_ascii().is_empty() {
                return Self {
                    lines,
                    body: &rest[length..],
                };
            }
            if line[0] == b' ' || line[0] == b'\t' {
                match lines.last_mut() {
                    Some(_) if skipping || at >= MOST_BYTES => {}
                    // The folded value includes this line. Both are adjacent in `raw`.
                    Some((_, value)) => {
                        *value = &raw[at - value.len()..at + length.min(MOST_BYTES)];
                    }
                    None => return Self { lines, body: rest },
                }
            } else if let Some(colon) = header_name(line) {
                if lines.len() < MOST_LINES && at < MOST_BYTES {
                    let value = &line[colon + 1..];
                    let value = &value[..value.len().min(MOST_BYTES)];
                    lines.push((line[..colon].trim_ascii(), value));
                } else {
                    skipping = true;
                }
            } else if !(lines.is_empty() && is_mbox_line(line)) {
                return Self { lines, body: rest };
            }
            at += length;
        }
        Self { lines, body: &[] }
    }

    /// Returns the body.
    pub(super) fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Returns every value of the header `name` (in lower case), unfolded and in order.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = String> + 'n {
        let named = move |line: &&(&[u8], &[u8])| line.0.eq_ignore_ascii_case(name.as_bytes());
        self.lines
            .iter()
            .filter(named)
            .map(|(_, value)| unfolded(value))
    }

    /// Returns the topmost value of the header `name` (in lower case).
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    /// Returns whether the header `name` (in lower case) exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.all(name).any(|value| !value.is_empty())
    }

    /// Returns the header lines above the `hops`th `Received` line, counted from 0. The last servers added them.
    /// Returns all lines if there are fewer.
    pub(super) fn above_hop(&self, hops: usize) -> Self {
        let is_hop = |line: &&(&[u8], &[u8])| line.0.eq_ignore_ascii_case(b"received");
        let hop = self.lines.iter().filter(is_hop).nth(hops);
        let end = hop.and_then(|hop| self.lines.iter().position(|line| std::ptr::eq(line, hop)));
        Self {
            lines: self.lines[..end.unwrap_or(self.lines.len())].to_vec(),
            body: &[],
        }
    }

    /// Returns the header lines that SES wrote, if it received the message: those above its own `Received` line and
    /// those up to the next one. Otherwise, returns the lines above the receiving server's.
    pub(super) fn of_ses(&self) -> Self {
        let hop = self.first("received").unwrap_or_default();
        let by = hop.split_once(" by ").map_or("", |(_, by)| by);
        let host = by
            .split([' ', ';'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let ses = host.starts_with("inbound-smtp.") && host.ends_with(".amazonaws.com");
        self.above_hop(usize::from(ses))
    }

    /// Returns the Message-ID without angle brackets, if our own header can contain it.
    pub(super) fn message_id_for_a_header(&self) -> Option<String> {
        let value = self.first("message-id")?;
        let id = match value.split_once('<') {
            Some((_, inside)) => inside.split_once('>').map_or(inside, |(id, _)| id),
            None => value.as_str(),
        };
        let id = id.trim();
        is_an_id(id).then(|| id.to_owned())
    }
}

/// Returns whether our own header can contain this Message-ID.
pub(super) fn is_an_id(id: &str) -> bool {
    let carried = |b: u8| b.is_ascii_graphic() && b != b'<' && b != b'>';
    (1..=250).contains(&id.len()) && id.bytes().all(carried)
}

/// Returns the end of the header's name, if the line is a header (RFC 5322 §§ 2.2 and 4.5: white space may precede the
/// colon).
fn header_name(line: &[u8]) -> Option<usize> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

/// Returns whether this is the line that mailbox files put before a message.
fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Unfolds a value into one line with single spaces.
fn unfolded(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_values_become_one_line_and_the_topmost_is_first() {
        let raw =
            b"From x@y Mon Sep 1 12:00\r\nSubject: a\r\n\tb\r\n  c\r\nsubject : d\r\n\r\nbody";
        let headers = Headers::of(raw);
        assert_eq!(headers.all("subject").collect::<Vec<_>>(), ["a b c", "d"]);
        assert_eq!(headers.body(), b"body");
    }

    #[test]
    fn what_the_last_server_wrote_stands_above_what_came() {
        let ses = "Return-Path: <a@b.example>\nReceived: from a by inbound-smtp.eu-west-1.amazonaws.com with SMTP\nX: 1\n\
                   Received: from c by d\nX: 2\n\n";
        let of_ses = |raw: &str| {
            Headers::of(raw.as_bytes())
                .of_ses()
                .all("x")
                .collect::<Vec<_>>()
        };
        assert_eq!(of_ses(ses), ["1"]);
        assert!(of_ses(&ses.replace("inbound-smtp", "mx")).is_empty());
        assert_eq!(of_ses("X: 0\nReceived: by mx\nX: 1\n\n"), ["0"]);
        assert_eq!(of_ses("X: 0\nX: 1\n\n"), ["0", "1"]);
    }

    #[test]
    fn a_message_without_headers_is_all_body() {
        assert_eq!(
            Headers::of(b"do not sell\nmy data").body(),
            b"do not sell\nmy data"
        );
        assert_eq!(Headers::of(b"\nx: y").body(), b"x: y");
        assert_eq!(Headers::of(b"").body(), b"");
        assert_eq!(
            Headers::of(b"A: b\nno header line\nC: d").body(),
            b"no header line\nC: d"
        );
    }

    #[test]
    fn a_message_id_that_a_header_cannot_carry_is_none() {
        let id = |line: &str| Headers::of(line.as_bytes()).message_id_for_a_header();
        assert_eq!(id("Message-ID: <a@b>\r\n\r\n").as_deref(), Some("a@b"));
        assert_eq!(id("Message-ID: a@b\r\n\r\n").as_deref(), Some("a@b"));
        for unfit in [
            "<a b@c>",
            "<>",
            "",
            "<\u{fc}@b>",
            &format!("<{}>", "a".repeat(251)),
        ] {
            assert_eq!(id(&format!("Message-ID: {unfit}\r\n\r\n")), None, "{unfit}");
        }
    }
}
