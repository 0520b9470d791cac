//! The letter after `DATA`: finding its end, and taking off the dots that SMTP adds.

/// Takes in a letter as it arrives, in pieces of any size.
///
/// A letter ends at CR LF dot CR LF and at nothing else; lone line feeds are part of it. So two
/// servers cannot disagree on where one letter ends and the next begins.
#[derive(Debug)]
pub(super) struct Content {
    letter: Vec<u8>,
    limit: usize,
    too_long: bool,
    place: Place,
}

/// Where in a line the last byte was.
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
    /// Nothing yet, and at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            letter: Vec::new(),
            limit,
            too_long: false,
            place: Place::LineStart,
        }
    }

    /// Takes bytes up to the end of the letter, and tells how many those were.
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

    /// A byte that belongs to the letter.
    fn inside(&mut self, place: Place, byte: u8) -> Place {
        self.keep(byte);
        match (place, byte) {
            (Place::AfterCr, b'\n') => Place::LineStart,
            (_, b'\r') => Place::AfterCr,
            _ => Place::Inside,
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.letter.len() < self.limit {
            self.letter.push(byte);
        } else if !self.too_long {
            self.too_long = true;
            self.letter = Vec::new();
            self.limit = 0;
        }
    }

    /// Whether the end has come.
    pub(super) fn ended(&self) -> bool {
        matches!(self.place, Place::Ended)
    }

    /// The letter, if it was not too long.
    pub(super) fn into_letter(self) -> Option<Vec<u8>> {
        (!self.too_long).then_some(self.letter)
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    /// What is kept of `sent`, whole and byte by byte, and what is left over.
    fn taken(sent: &[u8]) -> (Option<Vec<u8>>, Vec<u8>) {
        let mut whole = Content::new(1000);
        let used = whole.take(sent);
        let mut split = Content::new(1000);
        for byte in &sent[..used] {
            assert_eq!(split.take(std::slice::from_ref(byte)), 1);
        }
        assert_eq!(split.ended(), whole.ended());
        let letter = whole.ended().then(|| whole.into_letter().unwrap());
        if letter.is_some() {
            assert_eq!(letter, split.into_letter());
        }
        (letter, sent[used..].to_vec())
    }

    #[test]
    fn a_letter_ends_at_the_dot_alone_on_its_line() {
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
    fn added_dots_go_and_every_other_byte_stays() {
        let sent = b"..\r\n...x\r\na.\r\n\r\r\n.\rz\n\0\xff\n.n\r\n.\r\n";
        let kept = b".\r\n..x\r\na.\r\n\r\r\n\rz\n\0\xff\n.n\r\n";
        assert_eq!(taken(sent), (Some(kept.to_vec()), Vec::new()));
    }

    #[test]
    fn a_letter_of_the_limit_fits_and_one_more_byte_does_not() {
        let mut content = Content::new(4);
        content.take(b"ab\r\n.\r\n");
        assert_eq!(content.into_letter(), Some(b"ab\r\n".to_vec()));
        let mut content = Content::new(4);
        content.take(b"abc\r\n.\r\n");
        assert!(content.ended());
        assert_eq!(content.into_letter(), None);
    }
}
