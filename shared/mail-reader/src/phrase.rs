//! The language of the phrase files: alternatives of words that staff can read and extend.
//!
//! Words become numbers, so that a word that no phrase contains costs one lookup. A name can be used only by names
//! defined below it, so no phrase refers to itself and matching ends.

mod build;
mod matching;
mod needles;
mod sets;
mod written;

pub(super) use needles::Needles;
pub(super) use written::{definitions, lines_of, words_of};

use sets::Bits;
use std::collections::HashMap;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Its number; 0 if no phrase contains the word.
    pub(super) id: u32,
    /// Its clause in the sentence.
    pub(super) clause: u16,
    /// Whether it is in quotation marks, so another person's word.
    pub(super) quoted: bool,
}

/// A named set of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(usize);

enum What {
    Word(u32),
    Choice(usize),
    Gap,
    ClauseStart,
    ClauseEnd,
}

struct Step {
    what: What,
    optional: bool,
    repeated: bool,
}

#[derive(Default)]
struct Choice {
    ways: Vec<Vec<Step>>,
    /// The possible first words of an alternative.
    first: Bits,
    /// Every match contains one of these words; `None` if an alternative needs no word.
    needed: Option<Bits>,
}

/// The phrases of the data files, ready to be matched.
#[derive(Default)]
pub(super) struct Phrases {
    words: HashMap<String, u32>,
    names: HashMap<String, usize>,
    choices: Vec<Choice>,
    joiners: Vec<u32>,
    negators: Bits,
    /// The prefix of names in the file that is being read.
    scope: &'static str,
    /// Names that were used before they were defined; a test holds this empty.
    unknown: Vec<String>,
}

impl Phrases {
    /// Returns whether a phrase of this name can begin with the word.
    pub(super) fn begins(&self, name: Name, word: Word) -> bool {
        word.id != 0 && self.choices[name.0].first.has(word.id)
    }

    /// Returns the phrases with this name.
    pub(super) fn name(&self, name: &str) -> Option<Name> {
        self.names.get(name).copied().map(Name)
    }

    /// Returns the number of a word in lower case; 0 if no phrase contains it.
    pub(super) fn word(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// Returns the end of the longest phrase of this name that begins at `at`.
    pub(super) fn longest(&self, name: Name, words: &[Word], at: usize) -> Option<usize> {
        let id = words.get(at)?.id;
        if id == 0 || !self.choices[name.0].first.has(id) {
            return None;
        }
        let longest = self.ends(name.0, words, at).longest()?;
        (longest > 0).then_some(at + longest)
    }

    /// Finds every phrase of this name, as ranges of words.
    pub(super) fn find<'p>(
        &'p self,
        name: Name,
        words: &'p [Word],
    ) -> impl Iterator<Item = (usize, usize)> + 'p {
        let needed = self.choices[name.0].needed.as_ref();
        let possible = needed.is_none_or(|needed| words.iter().any(|word| needed.has(word.id)));
        let places = if possible { 0..words.len() } else { 0..0 };
        places.filter_map(move |at| self.longest(name, words, at).map(|end| (at, end)))
    }

    /// Returns whether the words contain a negation.
    pub(super) fn negates(&self, words: &[Word]) -> bool {
        words.iter().any(|word| self.negators.has(word.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(phrases: &Phrases, text: &str) -> Vec<Word> {
        let word = |w: &str| Word {
            id: phrases.word(w),
            clause: 0,
            quoted: false,
        };
        text.split(' ').map(word).collect()
    }

    fn matches(file: &'static str, text: &str) -> bool {
        let phrases = Phrases::of(&[file]);
        let name = phrases.name("x").unwrap();
        phrases.find(name, &words(&phrases, text)).next().is_some()
    }

    #[test]
    fn alternatives_lists_gaps_and_things_left_out() {
        const FILE: &str = "negator = not\nverb = sell | share\nx = do not <verb>+ my? (data|info)\n  | ask .. stop\n";
        for text in [
            "do not sell my data",
            "please do not sell or share info",
            "do not share sell and share my info now",
            "ask you all to please stop",
        ] {
            assert!(matches(FILE, text), "{text}");
        }
        for text in [
            "do sell my data",
            "do not sell your data",
            "ask not stop",
            "ask a b c d e stop",
            "do not",
        ] {
            assert!(!matches(FILE, text), "{text}");
        }
    }

    #[test]
    fn a_phrase_can_be_held_to_a_whole_clause() {
        const FILE: &str = "x = ^ opt out $\n";
        assert!(matches(FILE, "opt out"));
        assert!(!matches(FILE, "you opt out"));
        assert!(!matches(FILE, "opt out here"));
    }

    #[test]
    fn the_data_files_use_no_name_before_it_is_defined() {
        let files = [
            include_str!("phrases/en.txt"),
            include_str!("phrases/es.txt"),
            include_str!("phrases/de.txt"),
            include_str!("phrases/fr.txt"),
            include_str!("phrases/it.txt"),
            include_str!("phrases/nl.txt"),
            include_str!("phrases/pt.txt"),
            include_str!("phrases/laws.txt"),
            include_str!("phrases/states.txt"),
            include_str!("phrases/elsewhere.txt"),
        ];
        for file in files {
            assert_eq!(Phrases::of(&[file]).unknown, Vec::<String>::new());
        }
    }
}
