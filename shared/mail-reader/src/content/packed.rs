//! Attached messages that are encoded like files. RFC 2046 forbids this, and some mail clients do it.
//!
//! Without decoding, such a message has no header lines and no end, and includes the parts after it. So it gets another
//! type before the structure is read, and is decoded alone.

use std::borrow::Cow;

/// The types of attached messages and the replacement type. All have one length, so that offsets stay.
const PLAIN: [&[u8]; 2] = [b"message/rfc822", b"message/global"];
const PACKED: &[u8] = b"message/packed";

/// The subtype that replaces an encoded message's.
pub(super) const SUBTYPE: &str = "packed";

/// The state while header lines are read.
#[derive(Default)]
struct Head {
    field: Field,
    /// The position of the message's type.
    message: Option<usize>,
    encoded: bool,
}

#[derive(Default, PartialEq, Eq)]
enum Field {
    Type,
    Encoding,
    #[default]
    Other,
}

/// Returns the message with the type of encoded messages replaced.
pub(super) fn set_apart(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut apart = Cow::Borrowed(raw);
    let mut head = Head::default();
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        // Most lines aren't headers. Their first letter shows that.
        let first = line.first().copied().unwrap_or_default();
        if !matches!(first, b'c' | b'C' | b' ' | b'\t' | b'\r' | b'\n') {
            head.field = Field::Other;
        } else if line.trim_ascii().is_empty() {
            if let (Some(start), true) = (head.message, head.encoded) {
                apart.to_mut()[start..start + PACKED.len()].copy_from_slice(PACKED);
            }
            head = Head::default();
        } else {
            head.read(line, at);
        }
        at += line.len();
    }
    apart
}

impl Head {
    fn read(&mut self, line: &[u8], at: usize) {
        let begins =
            |name: &[u8]| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name);
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            self.field = if begins(b"content-type") {
                Field::Type
            } else if begins(b"content-transfer-encoding") {
                Field::Encoding
            } else {
                Field::Other
            };
        }
        match self.field {
            Field::Type => {
                let found = line
                    .windows(PACKED.len())
                    .position(|window| PLAIN.iter().any(|kind| window.eq_ignore_ascii_case(kind)));
                self.message = self.message.or(found.map(|found| at + found));
            }
            Field::Encoding => {
                let lower = line[..line.len().min(200)].to_ascii_lowercase();
                let has = |word: &[u8]| lower.windows(word.len()).any(|window| window == word);
                self.encoded |= has(b"base64") || has(b"quoted-printable");
            }
            Field::Other => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encoded_messages_get_another_type() {
        let apart = |raw: &str| String::from_utf8(set_apart(raw.as_bytes()).into_owned()).unwrap();
        let raw = "--b\nContent-Type:\n Message/RFC822; name=x\nContent-Transfer-Encoding: BASE64\n\nRnJvbTo=\n--b\n";
        assert_eq!(apart(raw), raw.replace("Message/RFC822", "message/packed"));
        for raw in [
            "Content-Type: message/rfc822\n\nContent-Transfer-Encoding: base64\n\n",
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\n",
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64",
        ] {
            assert_eq!(apart(raw), raw);
        }
    }
}
