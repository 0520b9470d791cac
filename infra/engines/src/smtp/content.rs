//! The message after `DATA`: finds its end, and removes the dots that SMTP adds.

/// Collects a message from pieces of any size.
///
/// Only CR LF dot CR LF ends a message. Lone line feeds are part of the message. So two servers can't disagree about where one
/// message ends and the next one starts (SMTP smuggling).
#[derive(Debug)]
pub(super) struct Content {
    message: Vec<u8>,
    limit: usize,
    too_long: bool,
    place: Place,
}

/// The position of the last byte in its line.
#[derive(Clone, Copy, Debug)]
enum Place {
    LineStart,
    Inside,
    AfterCr,
    AfterDot,
    AfterDotCr,
    Ended,
}

impl Content {
    /// Returns an empty message of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            message: Vec::new(),
            limit,
            too_long: false,
            place: Place::LineStart,
        }
    }

    /// Adds bytes up to the end of the message. Returns their number.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            self.place = match (self.place, *byte) {
                (Place::Ended, _) => return at,
                (Place::LineStart, b'.') => Place::AfterDot,
                (Place::AfterDot, b'\r') => Place::AfterDotCr,
                (Place::AfterDotCr, b'\n') => Place::Ended,
                (Place::AfterDotCr, byte) => {
                    self.keep(b'\r');
                    self.inside(Place::AfterCr, byte)
                }
                (place, byte) => self.inside(place, byte),
            };
        }
        bytes.len()
    }

    /// Adds a byte of the message.
    fn inside(&mut self, place: Place, byte: u8) -> Place {
        self.keep(byte);
        match (place, byte) {
            (Place::AfterCr, b'\n') => Place::LineStart,
            (_, b'\r') => Place::AfterCr,
            _ => Place::Inside,
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.message.len() < self.limit {
            self.message.push(byte);
        } else if !self.too_long {
            self.too_long = true;
            self.message = Vec::new();
            self.limit = 0;
        }
    }

    /// Reports whether the end was reached.
    pub(super) fn ended(&self) -> bool {
        matches!(self.place, Place::Ended)
    }

    /// Returns the message, if it was not too long.
    pub(super) fn into_message(self) -> Option<Vec<u8>> {
        (!self.too_long).then_some(self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    /// Collects `sent`, whole and byte by byte. Returns the message and the rest.
    fn taken(sent: &[u8]) -> (Option<Vec<u8>>, Vec<u8>) {
        let mut whole = Content::new(1000);
        let used = whole.take(sent);
        let mut split = Content::new(1000);
        for byte in &sent[..used] {
            assert_eq!(split.take(std::slice::from_ref(byte)), 1);
        }
        assert_eq!(split.ended(), whole.ended());
        let message = whole.ended().then(|| whole.into_message().unwrap());
        if message.is_some() {
            assert_eq!(message, split.into_message());
        }
        (message, sent[used..].to_vec())
    }

    #[test]
    fn a_message_ends_at_a_line_with_only_a_dot() {
        assert_eq!(
            taken(b"a\r\n.\r\nQUIT"),
            (Some(b"a\r\n".to_vec()), b"QUIT".to_vec())
        );
        assert_eq!(taken(b".\r\n"), (Some(Vec::new()), Vec::new()));
        for open in [
            &b"a\n.\n"[..],
            b"a\r\n.\n",
            b"a\n.\r\n",
            b"a\r.\r\n",
            b"a\r\n.\r.\r\n",
        ] {
            assert_eq!(taken(open).0, None, "{:?}", String::from_utf8_lossy(open));
        }
    }

    #[test]
    fn added_dots_are_removed_and_all_other_bytes_stay() {
        let sent = b"..\r\n...x\r\na.\r\n\r\r\n.\rz\n\0\xff\n.n\r\n.\r\n";
        let kept = b".\r\n..x\r\na.\r\n\r\r\n\rz\n\0\xff\n.n\r\n";
        assert_eq!(taken(sent), (Some(kept.to_vec()), Vec::new()));
    }

    #[test]
    fn a_message_at_the_limit_fits_and_one_more_byte_does_not() {
        let mut content = Content::new(4);
        content.take(b"ab\r\n.\r\n");
        assert_eq!(content.into_message(), Some(b"ab\r\n".to_vec()));
        let mut content = Content::new(4);
        content.take(b"abc\r\n.\r\n");
        assert!(content.ended());
        assert_eq!(content.into_message(), None);
    }
}
