//! The header of a raw message: reads its fields, and sets those that SES sets.

use std::ops::Range;

/// A header field: its name and its range in the message, with folded lines.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a [u8],
    place: Range<usize>,
}

impl Field<'_> {
    /// Returns the value on one line. Encoded words stay encoded.
    pub(super) fn unfolded(&self) -> String {
        let text = String::from_utf8_lossy(self.value);
        text.replace(['\r', '\n'], "").trim().to_owned()
    }
}

/// Returns the fields before the first empty line, in order. Skips lines that are not a field.
pub(super) fn fields(raw: &[u8]) -> Vec<Field<'_>> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut at = 0;
    while let Some(line) = line_at(raw, at) {
        let text = &raw[line.clone()];
        if matches!(text, b"\n" | b"\r\n") {
            break;
        }
        at = line.end;
        if matches!(text, [b' ' | b'\t', ..]) {
            if let Some(folded) = fields.last_mut()
                && folded.place.end == line.start
            {
                let value_start = folded.place.end - folded.value.len();
                folded.place.end = line.end;
                folded.value = &raw[value_start..line.end];
            }
            continue;
        }
        let Some(colon) = text.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let Ok(name) = std::str::from_utf8(&text[..colon]) else {
            continue;
        };
        let name = name.trim_end();
        fields.push(Field {
            name,
            value: &raw[line.start + colon + 1..line.end],
            place: line,
        });
    }
    fields
}

/// Returns the message with a new `Message-ID` and `Date`. All other bytes are unchanged.
pub(super) fn stamped(raw: &[u8], message_id: &str, date: &str) -> Vec<u8> {
    let mut stamps = [("Message-ID", Some(message_id)), ("Date", Some(date))];
    let mut mail = Vec::with_capacity(raw.len() + 160);
    let mut copied = 0;
    for field in fields(raw) {
        let Some((name, value)) = stamps
            .iter_mut()
            .find(|(name, _)| field.name.eq_ignore_ascii_case(name))
        else {
            continue;
        };
        mail.extend_from_slice(&raw[copied..field.place.start]);
        copied = field.place.end;
        if let Some(value) = value.take() {
            write_field(&mut mail, name, value);
        }
    }
    let end = header_end(raw);
    mail.extend_from_slice(&raw[copied..end]);
    if end > 0 && raw[end - 1] != b'\n' {
        mail.extend_from_slice(b"\r\n");
    }
    for (name, value) in stamps {
        if let Some(value) = value {
            write_field(&mut mail, name, value);
        }
    }
    mail.extend_from_slice(&raw[end..]);
    mail
}

fn write_field(mail: &mut Vec<u8>, name: &str, value: &str) {
    mail.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
}

/// Returns the position of the empty line after the header, or the end of the message.
fn header_end(raw: &[u8]) -> usize {
    let mut at = 0;
    while let Some(line) = line_at(raw, at) {
        if matches!(&raw[line.clone()], b"\n" | b"\r\n") {
            return line.start;
        }
        at = line.end;
    }
    raw.len()
}

/// Returns the range of the line at `start`, with its end of line.
fn line_at(raw: &[u8], start: usize) -> Option<Range<usize>> {
    if start >= raw.len() {
        return None;
    }
    let end = raw[start..].iter().position(|byte| *byte == b'\n');
    Some(start..end.map_or(raw.len(), |newline| start + newline + 1))
}

#[cfg(test)]
mod tests {
    use super::{fields, stamped};

    fn after(raw: &str) -> String {
        String::from_utf8(stamped(raw.as_bytes(), "<new@x>", "now")).unwrap()
    }

    #[test]
    fn both_fields_are_replaced_in_place_with_their_folds() {
        let raw =
            "From: a\r\nmessage-id:\r\n <old@x>\r\nDATE : then\r\nTo: b\r\n\r\nDate: body\r\n";
        let expected = "From: a\r\nMessage-ID: <new@x>\r\nDate: now\r\nTo: b\r\n\r\nDate: body\r\n";
        assert_eq!(after(raw), expected);
    }

    #[test]
    fn missing_fields_are_added_at_the_end_of_the_header() {
        assert_eq!(
            after("From: a\n\nbody"),
            "From: a\nMessage-ID: <new@x>\r\nDate: now\r\n\nbody"
        );
        assert_eq!(
            after("From: a"),
            "From: a\r\nMessage-ID: <new@x>\r\nDate: now\r\n"
        );
    }

    #[test]
    fn a_second_message_id_is_removed() {
        let raw = "Message-ID: <1@x>\r\nMessage-ID: <2@x>\r\nDate: then\r\n\r\n";
        assert_eq!(after(raw), "Message-ID: <new@x>\r\nDate: now\r\n\r\n");
    }

    #[test]
    fn a_folded_value_reads_as_one_line() {
        let fields = fields(b"Subject: one\r\n two\r\n\tthree\r\nTo: b\r\n\r\nX: no\r\n");
        let read: Vec<_> = fields
            .iter()
            .map(|field| (field.name, field.unfolded()))
            .collect();
        assert_eq!(
            read,
            [("Subject", "one two\tthree".into()), ("To", "b".into())]
        );
    }
}
