//! Many short phrases that are looked for in a text as they stand, where words begin.

use std::collections::HashMap;

/// Phrases, by how they begin.
pub(in crate::reading) struct Needles(HashMap<&'static str, Vec<&'static str>>);

/// The characters by which phrases are told apart at first; a shorter phrase has fewer.
const BEGINNING: usize = 3;

impl Needles {
    /// Phrases in lower case, one space between words.
    pub(in crate::reading) fn of(phrases: impl IntoIterator<Item = &'static str>) -> Self {
        let mut needles: HashMap<&str, Vec<&str>> = HashMap::new();
        for phrase in phrases {
            needles.entry(beginning(phrase)).or_default().push(phrase);
        }
        Self(needles)
    }

    /// Whether one of them begins at a word of `text`, which is written like them.
    pub(in crate::reading) fn any_in(&self, text: &str) -> bool {
        let mut word = true;
        text.char_indices().any(|(at, c)| {
            let begins = std::mem::replace(&mut word, !c.is_alphanumeric()) && c.is_alphanumeric();
            begins && self.begins(&text[at..])
        })
    }

    /// Whether `text` begins with one of them.
    pub(in crate::reading) fn begins(&self, text: &str) -> bool {
        let phrases = self.0.get(beginning(text));
        phrases.is_some_and(|phrases| phrases.iter().any(|phrase| text.starts_with(phrase)))
    }
}

fn beginning(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(BEGINNING)
        .map_or(text.len(), |(end, _)| end);
    &text[..end]
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
