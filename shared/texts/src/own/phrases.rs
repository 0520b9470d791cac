//! Finds words in a text, whatever its capitals, accents, quotation marks and markup are.

use crate::markup::{Piece, pieces};

/// A text as it is compared: lower case, without accents and markup, with single spaces.
pub(super) struct Folded(String);

/// What ends a clause, besides punctuation.
const CONJUNCTIONS: [&str; 8] = [
    " and ",
    " but ",
    " so ",
    " because ",
    " y ",
    " pero ",
    " sino ",
    " porque ",
];

/// The words after which a negation doesn't deny: "if you don't sign in", "no later than", "mientras no inicie sesión".
const CONDITIONS: &[&str] = &[
    "if", "unless", "when", "once", "cuando", "until", "while", "before", "after", "only", "than",
    "more", "later", "less", "si", "mientras", "hasta", "salvo", "antes", "despues", "solo", "mas",
    "menos",
];

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len() + 1);
        for piece in pieces(text) {
            let (Piece::Text(words) | Piece::Link { label: words, .. }) = piece else {
                continue;
            };
            for c in words.chars().flat_map(char::to_lowercase) {
                let c = match c {
                    'à'..='å' => 'a',
                    'ç' => 'c',
                    'è'..='ë' => 'e',
                    'ì'..='ï' => 'i',
                    'ñ' => 'n',
                    'ò'..='ö' | 'ø' => 'o',
                    'ù'..='ü' => 'u',
                    'ý' | 'ÿ' => 'y',
                    '’' | '‘' => '\'',
                    '“' | '”' => '"',
                    c if c.is_whitespace() => ' ',
                    c => c,
                };
                if !matches!(c, '*' | '[' | ']') && (c != ' ' || !folded.ends_with(' ')) {
                    folded.push(c);
                }
            }
        }
        Self(folded)
    }

    /// Returns the text without these phrases.
    pub(super) fn without(mut self, phrases: &[&str]) -> Self {
        for phrase in phrases {
            self.0 = self.0.replace(phrase, " ");
        }
        self
    }

    /// Returns whether a word of the text starts with this phrase.
    pub(super) fn has(&self, phrase: &str) -> bool {
        self.before(phrase).next().is_some()
    }

    /// Returns whether the text has this phrase and doesn't deny it.
    pub(super) fn asserts(&self, phrase: &str) -> bool {
        self.before(phrase).any(|before| !is_denied(before))
    }

    /// Returns whether the text has this phrase and denies it: "no password is needed".
    pub(super) fn denies(&self, phrase: &str) -> bool {
        self.before(phrase).any(is_denied)
    }

    /// Returns whether this is the first word of the text.
    pub(super) fn starts_with(&self, word: &str) -> bool {
        words(&self.0).next() == Some(word)
    }

    /// Returns the texts before each place where this phrase starts a word. The name of a hole isn't a word.
    fn before(&self, phrase: &str) -> impl Iterator<Item = &str> {
        let before = self.0.match_indices(phrase).map(|(at, _)| &self.0[..at]);
        before.filter(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '$'))
    }

    /// Returns the clauses: the parts between marks of punctuation.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &str> {
        self.0.split(PUNCTUATION)
    }
}

const PUNCTUATION: [char; 8] = ['.', ',', ';', ':', '?', '!', '(', ')'];

/// Returns whether what follows this text is denied by its clause.
fn is_denied(before: &str) -> bool {
    let mut clause = before.rsplit(PUNCTUATION).next().unwrap_or_default();
    for conjunction in CONJUNCTIONS {
        clause = clause.rsplit(conjunction).next().unwrap_or_default();
    }
    if words(clause).any(|word| CONDITIONS.contains(&word)) {
        return false;
    }
    // "You can't do it without a password" asks for one. Spanish repeats a negation without ending it: "no … ni", "no … nunca".
    // "Solicitud de no vender ni compartir" is the name of a request.
    let clause = match clause.contains(" de no ") {
        true => clause.replace(" de no ", " ").replace(" ni ", " "),
        false => clause.to_owned(),
    };
    let is_negated = words(&clause).any(negates);
    let lacks = words(&clause).any(|word| matches!(word, "without" | "sin"));
    is_negated != lacks
}

/// Returns whether a word denies what follows.
fn negates(word: &str) -> bool {
    matches!(
        word,
        "no" | "not"
            | "never"
            | "cannot"
            | "neither"
            | "nor"
            | "nothing"
            | "nunca"
            | "ni"
            | "tampoco"
            | "ningun"
            | "ninguna"
    ) || word.ends_with("n't")
        || ["forbid", "prohib"]
            .iter()
            .any(|start| word.starts_with(start))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_accents_hide_no_phrase() {
        for text in [
            "Are you **sure**?",
            "**Are** you [sure](form)?",
            "Arë  you\nsüre?",
            "ARE YOU\u{a0}SURE",
        ] {
            assert!(Folded::of(text).has("are you sure"), "{text}");
        }
        assert!(!Folded::of("within { $days }").has("days"));
    }

    #[test]
    fn a_negation_counts_in_its_clause() {
        for (text, is_denied) in [
            ("No password.", true),
            ("You don't need an account or a password", true),
            ("It works without a password", true),
            ("You cannot do it without a password", false),
            ("If you don't have a password", false),
            ("Not now, password", false),
            ("We do not sell it and need a password", false),
            ("It counts no earlier than your password", false),
            (
                "Su solicitud de no vender ni compartir con su password",
                false,
            ),
            ("The law forbids us to ask for a password", true),
        ] {
            let folded = Folded::of(text);
            assert_eq!(folded.denies("password"), is_denied, "{text}");
            assert_eq!(folded.asserts("password"), !is_denied, "{text}");
        }
    }
}
