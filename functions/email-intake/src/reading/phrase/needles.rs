//! Many short phrases that are looked for in a text as they stand, where words begin.

/// Phrases, by their first two bytes: few words of a text begin like any.
pub(in crate::reading) struct Needles {
    by_beginning: Vec<([u8; 2], &'static str)>,
    /// Whether one begins so, by the two bytes: a text's words are told apart by one look-up.
    beginnings: Vec<u64>,
}

impl Needles {
    /// Phrases in lower case, one space between words.
    pub(in crate::reading) fn of(phrases: impl IntoIterator<Item = &'static str>) -> Self {
        let mut beginnings = vec![0; (1 << 16) / 64];
        let phrases = phrases.into_iter().filter_map(|phrase| {
            let beginning = beginning(phrase.as_bytes())?;
            let at = usize::from(u16::from_be_bytes(beginning));
            beginnings[at / 64] |= 1 << (at % 64);
            Some((beginning, phrase))
        });
        Self {
            by_beginning: phrases.collect(),
            beginnings,
        }
    }

    /// Whether one of them begins at a word of `text`, which is written like them.
    pub(in crate::reading) fn any_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut inside = false;
        for (at, byte) in bytes.iter().enumerate() {
            // A letter outside ASCII is one of a word's.
            let letter = byte.is_ascii_alphanumeric() || !byte.is_ascii();
            if letter && !inside && self.begins_bytes(&bytes[at..]) {
                return true;
            }
            inside = letter;
        }
        false
    }

    /// Whether `text` begins with one of them.
    pub(in crate::reading) fn begins(&self, text: &str) -> bool {
        self.begins_bytes(text.as_bytes())
    }

    fn begins_bytes(&self, text: &[u8]) -> bool {
        let Some(own) = beginning(text) else {
            return false;
        };
        let at = usize::from(u16::from_be_bytes(own));
        self.beginnings[at / 64] >> (at % 64) & 1 == 1
            && self
                .by_beginning
                .iter()
                .any(|(beginning, phrase)| *beginning == own && text.starts_with(phrase.as_bytes()))
    }
}

fn beginning(text: &[u8]) -> Option<[u8; 2]> {
    text.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::Needles;

    #[test]
    fn phrases_are_found_where_words_begin() {
        let needles = Needles::of(["is held", "zurückgeh", "n'a pas"]);
        for text in [
            "it is held",
            "(is held)",
            "wird zurückgehalten",
            "il n'a pas été",
            "is held",
        ] {
            assert!(needles.any_in(text), "{text}");
        }
        for text in ["this held", "is", "", "unzurückgehalten", "é"] {
            assert!(!needles.any_in(text), "{text}");
        }
    }
}
