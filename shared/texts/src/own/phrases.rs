//! Finds words in a text, whatever its capitals, accents and quotation marks are.

/// A text as it is compared: lower case, without accents, with single spaces.
pub(super) struct Folded(String);

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len() + 1);
        for c in text.chars().flat_map(char::to_lowercase) {
            let c = match c {
                'á' => 'a',
                'é' => 'e',
                'í' => 'i',
                'ó' => 'o',
                'ú' | 'ü' => 'u',
                'ñ' => 'n',
                '’' | '‘' => '\'',
                '“' | '”' => '"',
                c if c.is_whitespace() => ' ',
                c => c,
            };
            if c != ' ' || !folded.ends_with(' ') {
                folded.push(c);
            }
        }
        Self(folded)
    }

    /// Returns whether a word of the text starts with this phrase.
    pub(super) fn has(&self, phrase: &str) -> bool {
        self.before(phrase).next().is_some()
    }

    /// Returns the first of these phrases that the text has, and not only after "no": "no password", "no tiene que dar".
    pub(super) fn first_asserted(&self, phrases: &[&'static str]) -> Option<&'static str> {
        let is_denied = |before: &str| {
            before
                .strip_suffix("no ")
                .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        };
        let mut phrases = phrases.iter().copied();
        phrases.find(|phrase| self.before(phrase).any(|before| !is_denied(before)))
    }

    /// Returns the texts before each place where this phrase starts a word.
    fn before(&self, phrase: &str) -> impl Iterator<Item = &str> {
        let before = self.0.match_indices(phrase).map(|(at, _)| &self.0[..at]);
        before.filter(|before| !before.ends_with(char::is_alphanumeric))
    }

    /// Returns the clauses: the parts between marks of punctuation.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &str> {
        self.0.split(['.', ',', ';', ':', '?', '!', '(', ')'])
    }
}
