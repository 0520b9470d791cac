//! JSON as providers send it, also where its strings hold what can't be decoded.
//!
//! A message with half of a surrogate pair, or with bytes that aren't UTF-8, is still a person's message. A provider
//! that gets an error gives up after some attempts, and the message would be lost. So what can't be decoded is
//! replaced by U+FFFD.

use serde::de::DeserializeOwned;

/// Parses JSON. If that fails, parses it again with the undecodable parts of its strings replaced.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
        .or_else(|error| serde_json::from_str(&repaired(body)).map_err(|_| error))
}

const REPLACEMENT: &str = "\\ufffd";

fn repaired(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let mut repaired = String::with_capacity(body.len());
    let mut inside = false;
    let mut rest = body.as_ref();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' if inside => escape(after, &mut repaired),
            c if inside && c.is_ascii_control() => {
                repaired.push_str(&format!("\\u{:04x}", u32::from(c)));
                after
            }
            c => {
                inside ^= c == '"';
                repaired.push(c);
                after
            }
        };
    }
    repaired
}

/// Copies the escape after a backslash, or its replacement. Returns what follows it.
fn escape<'b>(after: &'b str, repaired: &mut String) -> &'b str {
    let kept = |length: usize, repaired: &mut String| {
        repaired.push('\\');
        repaired.push_str(&after[..length]);
    };
    match after.chars().next() {
        Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
            kept(1, repaired);
            &after[1..]
        }
        Some('u') => match unit(after) {
            Some(0xd800..=0xdbff) => {
                let low = after[5..].strip_prefix('\\').and_then(unit);
                match low {
                    Some(0xdc00..=0xdfff) => {
                        kept(11, repaired);
                        &after[11..]
                    }
                    _ => {
                        repaired.push_str(REPLACEMENT);
                        &after[5..]
                    }
                }
            }
            Some(0xdc00..=0xdfff) => {
                repaired.push_str(REPLACEMENT);
                &after[5..]
            }
            Some(_) => {
                kept(5, repaired);
                &after[5..]
            }
            None => {
                repaired.push_str(REPLACEMENT);
                &after[1..]
            }
        },
        // An escape that JSON doesn't know stands for its letter.
        Some(_) | None => after,
    }
}

/// The code unit of `uXXXX`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::parse;

    #[test]
    fn what_cannot_be_decoded_is_replaced() {
        for (body, text) in [
            (&br#""a \ud83d b""#[..], "a \u{fffd} b"),
            (br#""a \udc00""#, "a \u{fffd}"),
            (br#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (br#""\ud83d\n""#, "\u{fffd}\n"),
            (br#""\u12""#, "\u{fffd}12"),
            (br#""\x41""#, "x41"),
            (b"\"a\xffb\"", "a\u{fffd}b"),
            (b"\"a\nb\"", "a\nb"),
            (br#""\\ud83d \"""#, "\\ud83d \""),
        ] {
            assert_eq!(parse::<String>(body).unwrap(), text);
        }
        for broken in [&b"\"a"[..], b"{", b"", b"\"\\"] {
            assert!(parse::<String>(broken).is_err());
        }
    }
}
