//! The small language of the phrase files: alternatives of words, which staff can read and extend.
//!
//! Words become numbers, so that a word that no phrase knows costs one look-up. A name can only be used by
//! those defined below it, so no phrase refers to itself and matching ends.

mod written;

pub(super) use written::{definitions, lines_of};

use super::sentence::fold;
use std::collections::HashMap;
use written::Reader;

/// A word of a text, as the phrases know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Its number; 0 for a word that no phrase knows.
    pub(super) id: u32,
    /// The clause of its sentence that it stands in.
    pub(super) clause: u16,
    /// Whether it stands in quotation marks: somebody else's word.
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
    /// By word: whether a way can begin with it.
    first: Bits,
    /// Words one of which stands in whatever a way matches; none if a way can do without any.
    needed: Option<Bits>,
}

/// A set of words, by their numbers.
#[derive(Default, Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn with_room(words: usize) -> Self {
        Self(vec![0; words / 64 + 1])
    }

    fn has(&self, id: u32) -> bool {
        let block = self.0.get(id as usize / 64);
        block.is_some_and(|block| block >> (id % 64) & 1 == 1)
    }

    fn add(&mut self, id: u32) {
        if let Some(block) = self.0.get_mut(id as usize / 64) {
            *block |= 1 << (id % 64);
        }
    }

    /// How often a text has one of them, roughly: a common word weighs as much as many others.
    fn weight(&self, common: &Self) -> u32 {
        let blocks = self.0.iter().zip(&common.0);
        blocks
            .map(|(own, common)| own.count_ones() + 40 * (own & common).count_ones())
            .sum()
    }

    fn add_all(&mut self, others: &Self) {
        for (block, other) in self.0.iter_mut().zip(&others.0) {
            *block |= other;
        }
    }
}

/// The phrases of the data files, ready to be looked for.
#[derive(Default)]
pub(super) struct Phrases {
    words: HashMap<String, u32>,
    names: HashMap<String, usize>,
    choices: Vec<Choice>,
    joiners: Vec<u32>,
    negators: Bits,
    /// What stands before the names of the file that is being read.
    scope: &'static str,
    /// Names that were used before they were defined; a test holds this empty.
    unknown: Vec<String>,
}

/// The lengths of all the phrases that begin at one word, as bits; none is longer than 63 words.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends(u64);

impl Ends {
    const NONE: Self = Self(0);
    const HERE: Self = Self(1);

    fn with(self, length: usize) -> Self {
        Self(self.0 | 1_u64.checked_shl(length as u32).unwrap_or(0))
    }

    /// Adds lengths that are counted from `offset` words further on.
    fn add(&mut self, more: Self, offset: usize) {
        self.0 |= more.0.checked_shl(offset as u32).unwrap_or(0);
    }

    fn without(self, known: Self) -> Self {
        Self(self.0 & !known.0)
    }

    fn lengths(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let next = (bits != 0).then(|| bits.trailing_zeros() as usize);
            bits &= bits.wrapping_sub(1);
            next
        })
    }

    fn longest(self) -> Option<usize> {
        (self.0 != 0).then(|| 63 - self.0.leading_zeros() as usize)
    }
}

/// How often `<name>+` stands in a row; what is longer is no list that somebody wrote.
const MOST_IN_A_ROW: usize = 12;
/// The words that a gap (`..`) may pass over.
const WIDEST_GAP: usize = 4;

impl Phrases {
    /// Reads data files, one after the other.
    #[cfg(test)]
    pub(super) fn of(files: &[&'static str]) -> Self {
        let files: Vec<(&'static str, &'static str)> =
            files.iter().map(|file| ("", *file)).collect();
        Self::of_languages(&files)
    }

    /// Reads the files of several languages: each sees its own names alone, and every name begins with its
    /// language's. The words are shared, so that a text is cut into words once for all of them.
    pub(super) fn of_languages(files: &[(&'static str, &'static str)]) -> Self {
        let mut phrases = Self::default();
        phrases.joiners = ["or", "and", "nor", "otherwise"]
            .map(|w| phrases.number(w))
            .to_vec();
        for (scope, file) in files {
            phrases.scope = scope;
            for (name, meaning) in definitions(file) {
                let mut reader = Reader {
                    rest: &meaning,
                    phrases: &mut phrases,
                };
                let choice = reader.choice();
                phrases.names.insert(format!("{scope}{name}"), choice);
            }
        }
        let mut common = Bits::with_room(phrases.words.len() + 1);
        for at in 0..phrases.choices.len() {
            phrases.choices[at].first = phrases.first_words(at);
        }
        for (scope, _) in files {
            if let Some(Name(at)) = phrases.name(&format!("{scope}common")) {
                common.add_all(&phrases.choices[at].first);
            }
        }
        for at in 0..phrases.choices.len() {
            phrases.choices[at].needed = phrases.needed_words(at, &common);
        }
        phrases.negators = Bits::with_room(phrases.words.len() + 1);
        for (scope, _) in files {
            if let Some(Name(at)) = phrases.name(&format!("{scope}negator")) {
                phrases.negators.add_all(&phrases.choices[at].first);
            }
        }
        phrases
    }

    /// Whether a phrase of that name can begin with the word.
    pub(super) fn begins(&self, name: Name, word: Word) -> bool {
        word.id != 0 && self.choices[name.0].first.has(word.id)
    }

    /// The phrases of that name.
    pub(super) fn name(&self, name: &str) -> Option<Name> {
        self.names.get(name).copied().map(Name)
    }

    /// The number of a word in lower case; 0 if no phrase knows it.
    pub(super) fn word(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// Where a phrase of that name that begins at `at` ends, at the latest.
    pub(super) fn longest(&self, name: Name, words: &[Word], at: usize) -> Option<usize> {
        let id = words.get(at)?.id;
        if id == 0 || !self.choices[name.0].first.has(id) {
            return None;
        }
        let longest = self.ends(name.0, words, at).longest()?;
        (longest > 0).then_some(at + longest)
    }

    /// Every phrase of that name, as ranges of words.
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

    /// Whether there is a negation among the words.
    pub(super) fn negates(&self, words: &[Word]) -> bool {
        words.iter().any(|word| self.negators.has(word.id))
    }

    fn number(&mut self, word: &str) -> u32 {
        let next = self.words.len() as u32 + 1;
        let mut folded = String::with_capacity(word.len());
        word.chars().for_each(|c| fold(c, &mut folded));
        *self.words.entry(folded).or_insert(next)
    }

    fn first_words(&self, choice: usize) -> Bits {
        let mut first = Bits::with_room(self.words.len() + 1);
        for way in &self.choices[choice].ways {
            for step in way {
                match step.what {
                    What::Word(id) => first.add(id),
                    What::Choice(inner) => {
                        // Inner choices have lower numbers: theirs are known already.
                        first.add_all(&self.choices[inner].first);
                    }
                    What::ClauseStart => continue,
                    What::Gap | What::ClauseEnd => {}
                }
                if !step.optional {
                    break;
                }
            }
        }
        first
    }

    /// For each way, the rarest of what it can't do without.
    fn needed_words(&self, choice: usize, common: &Bits) -> Option<Bits> {
        let mut needed = Bits::with_room(self.words.len() + 1);
        for way in &self.choices[choice].ways {
            let required = way.iter().filter(|step| !step.optional);
            let sets = required.filter_map(|step| match step.what {
                What::Word(id) => {
                    let mut word = Bits::with_room(self.words.len() + 1);
                    word.add(id);
                    Some(word)
                }
                What::Choice(inner) => self.choices[inner].needed.clone(),
                What::Gap | What::ClauseStart | What::ClauseEnd => None,
            });
            needed.add_all(&sets.min_by_key(|set| set.weight(common))?);
        }
        Some(needed)
    }

    fn ends(&self, choice: usize, words: &[Word], at: usize) -> Ends {
        let mut ends = Ends::NONE;
        for way in &self.choices[choice].ways {
            let mut places = Ends::HERE;
            for step in way {
                let mut next = if step.optional { places } else { Ends::NONE };
                for length in places.lengths() {
                    next.add(self.step(step, words, at + length), length);
                }
                places = next;
                if places == Ends::NONE {
                    break;
                }
            }
            ends.add(places, 0);
        }
        ends
    }

    fn step(&self, step: &Step, words: &[Word], at: usize) -> Ends {
        let clause_ends = |at: usize| {
            at == 0
                || words
                    .get(at)
                    .is_none_or(|word| words[at - 1].clause != word.clause)
        };
        match step.what {
            What::ClauseStart if clause_ends(at) && at < words.len() => Ends::HERE,
            What::ClauseEnd if clause_ends(at) => Ends::HERE,
            What::ClauseStart | What::ClauseEnd => Ends::NONE,
            What::Gap => {
                let passed = words.iter().skip(at).take(WIDEST_GAP);
                let passed = passed
                    .take_while(|word| !self.negators.has(word.id))
                    .count();
                (0..=passed).fold(Ends::NONE, |ends, length| ends.with(length))
            }
            What::Word(_) | What::Choice(_) => {
                let mut all = self.once(step, words, at);
                let mut last = if step.repeated { all } else { Ends::NONE };
                for _ in 1..MOST_IN_A_ROW {
                    if last == Ends::NONE {
                        break;
                    }
                    let mut further = Ends::NONE;
                    for length in last.lengths() {
                        let after = self.after_joiners(words, at + length);
                        further.add(self.once(step, words, after), after - at);
                    }
                    last = further.without(all);
                    all.add(last, 0);
                }
                all
            }
        }
    }

    fn once(&self, step: &Step, words: &[Word], at: usize) -> Ends {
        let Some(word) = words.get(at) else {
            return Ends::NONE;
        };
        match step.what {
            What::Word(id) if id == word.id => Ends::NONE.with(1),
            What::Choice(choice) if self.choices[choice].first.has(word.id) => {
                self.ends(choice, words, at)
            }
            _ => Ends::NONE,
        }
    }

    fn after_joiners(&self, words: &[Word], mut at: usize) -> usize {
        for _ in 0..2 {
            if words.get(at).is_some_and(|w| self.joiners.contains(&w.id)) {
                at += 1;
            }
        }
        at
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
            include_str!("phrases/elsewhere.txt"),
        ];
        for file in files {
            assert_eq!(Phrases::of(&[file]).unknown, Vec::<String>::new());
        }
    }
}
