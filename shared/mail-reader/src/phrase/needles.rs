//! Searches a text for many short phrases at the beginning of words.

/// Phrases by their first two bytes, because few words of a text begin like any of them.
pub(crate) struct Needles {
    by_beginning: Vec<([u8; 2], &'static str)>,
    /// Whether a phrase begins with these two bytes: one lookup per word of a text.
    beginnings: Vec<u64>,
}

impl Needles {
    /// Creates the search from phrases in lower case with single spaces.
    pub(crate) fn of(phrases: impl IntoIterator<Item = &'static str>) -> Self {
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

    /// Returns whether a phrase begins at a word of `text`, which is written like the phrases.
    pub(crate) fn any_in(&self, text: &str) -> bool {
        self.different_in(text, 1) == 1
    }

    /// Counts the different phrases that begin at words of `text`, up to `most`. Of phrases that begin alike, the first
    /// counts.
    pub(crate) fn different_in(&self, text: &str, most: usize) -> usize {
        let bytes = text.as_bytes();
        let mut found: Vec<&str> = Vec::new();
        let mut inside = false;
        for (at, byte) in bytes.iter().enumerate() {
            // A letter outside ASCII belongs to a word.
            let is_word = byte.is_ascii_alphanumeric() || !byte.is_ascii();
            if is_word
                && !inside
                && let Some(phrase) = self.at(&bytes[at..])
                && !found.contains(&phrase)
            {
                found.push(phrase);
                if found.len() == most {
                    break;
                }
            }
            inside = is_word;
        }
        found.len()
    }

    /// Returns whether `text` begins with a phrase.
    pub(crate) fn begins(&self, text: &str) -> bool {
        self.at(text.as_bytes()).is_some()
    }

    fn at(&self, text: &[u8]) -> Option<&'static str> {
        let own = beginning(text)?;
        let at = usize::from(u16::from_be_bytes(own));
        if self.beginnings[at / 64] >> (at % 64) & 1 == 0 {
            return None;
        }
        let phrases = self.by_beginning.iter();
        let mut phrases = phrases.filter(|(beginning, _)| *beginning == own);
        let found = phrases.find(|(_, phrase)| text.starts_with(phrase.as_bytes()));
        found.map(|(_, phrase)| *phrase)
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
