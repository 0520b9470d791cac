//! Words by what they mean: `sell`, `peddle`, `vender` and `verkaufen` are one concept.
//!
//! A few thousand messages don't contain every synonym. The lexicon lists for the classifier which words
//! are synonyms, across languages. One message then teaches the classifier about all of them.

use super::hash::{Hash, extended, of_bytes};
use super::text::{self, Token};
use std::sync::LazyLock;

/// The number of a concept.
pub(crate) type Concept = u8;

/// The languages of the lexicon.
const LANGUAGES: usize = 7;

/// An entry: the language and the concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    language: u8,
    concept: Concept,
}

/// A phrase of several words, by its first word.
#[derive(Debug)]
struct Phrase {
    rest: Vec<(String, bool)>,
    entry: Entry,
}

/// Entries by the hash of a word. Two words with one hash are taken for one; of four billion hashes, the lexicon
/// uses a few thousand.
#[derive(Debug)]
struct Table<T> {
    places: Vec<(Hash, Vec<T>)>,
}

/// How many places a table has: many more than entries, so that most look-ups end at once.
const PLACES: usize = 1 << 14;

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            places: (0..PLACES).map(|_| (0, Vec::new())).collect(),
        }
    }
}

impl<T> Table<T> {
    fn place(&self, hash: Hash) -> usize {
        let mut place = (hash ^ (hash >> 15)) as usize % PLACES;
        while !self.places[place].1.is_empty() && self.places[place].0 != hash {
            place = (place + 1) % PLACES;
        }
        place
    }

    fn add(&mut self, word: &str, entry: T) {
        let hash = of_bytes(word.as_bytes());
        let place = self.place(hash);
        self.places[place].0 = hash;
        self.places[place].1.push(entry);
    }

    fn get(&self, hash: Hash) -> &[T] {
        &self.places[self.place(hash)].1
    }
}

/// The words and phrases of `lexicon.txt`.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    names: Vec<String>,
    words: Table<Entry>,
    stems: Table<Entry>,
    phrases: Table<Phrase>,
}

/// The lexicon, read once.
pub(crate) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::of(include_str!("lexicon.txt")));

impl Lexicon {
    fn of(source: &str) -> Self {
        let mut lexicon = Self::default();
        let mut language = 0;
        for line in source.lines() {
            if let Some(title) = line.strip_prefix("# ") {
                language = match title {
                    "Spanish" => 1,
                    "German" => 2,
                    "French" => 3,
                    "Italian" => 4,
                    "Dutch" => 5,
                    "Portuguese" => 6,
                    _ => 0,
                };
                continue;
            }
            let Some((name, entries)) = line.split_once(' ') else {
                continue;
            };
            let concept = lexicon.concept(name);
            for entry in entries.split(',') {
                lexicon.add(entry, Entry { language, concept });
            }
        }
        lexicon
    }

    fn concept(&mut self, name: &str) -> Concept {
        let known = self.names.iter().position(|known| known == name);
        let number = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        Concept::try_from(number).unwrap_or(Concept::MAX)
    }

    fn add(&mut self, text: &str, entry: Entry) {
        let words: Vec<(String, bool)> = text
            .split_whitespace()
            .map(|word| {
                let stem = word.strip_suffix('*');
                let sentences = text::sentences(stem.unwrap_or(word));
                let folded = sentences.into_iter().flatten().next();
                (
                    folded.map(|token| token.word).unwrap_or_default(),
                    stem.is_some(),
                )
            })
            .filter(|(word, _)| !word.is_empty())
            .collect();
        let mut words = words.into_iter();
        let Some((first, is_stem)) = words.next() else {
            return;
        };
        let rest: Vec<(String, bool)> = words.collect();
        if !rest.is_empty() {
            self.phrases.add(&first, Phrase { rest, entry });
        } else if is_stem {
            self.stems.add(&first, entry);
        } else {
            self.words.add(&first, entry);
        }
    }

    /// The name of a concept.
    pub(crate) fn name(&self, concept: Concept) -> &str {
        self.names
            .get(usize::from(concept))
            .map_or("", String::as_str)
    }

    /// Adds the entries that begin at a word.
    fn at(&self, sentence: &[Token], at: usize, found: &mut Vec<Entry>) {
        let token = &sentence[at];
        let word = token.word.as_bytes();
        found.extend(self.words.get(token.hash));
        let mut hash = of_bytes(&[]);
        let mut first = 0;
        for (nth, (start, character)) in token.word.char_indices().enumerate() {
            let end = start + character.len_utf8();
            hash = extended(hash, &word[first..end]);
            first = end;
            if nth > 0 {
                found.extend(self.stems.get(hash));
            }
        }
        let following = &sentence[at + 1..];
        for phrase in self.phrases.get(token.hash) {
            let matches = phrase.rest.len() <= following.len()
                && phrase
                    .rest
                    .iter()
                    .zip(following)
                    .all(|((part, stem), token)| {
                        token.word == *part || (*stem && token.word.starts_with(part.as_str()))
                    });
            if matches {
                found.push(phrase.entry);
            }
        }
    }

    /// Whether a word is in the lexicon by itself.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let token = Token {
            word: word.to_owned(),
            hash: of_bytes(word.as_bytes()),
        };
        let mut found = Vec::new();
        self.at(&[token], 0, &mut found);
        !found.is_empty()
    }

    /// The concepts of each word of a text, in the languages that know most of its words.
    pub(crate) fn concepts(&self, sentences: &[Vec<Token>]) -> Vec<Vec<Vec<Concept>>> {
        let mut known = [0_usize; LANGUAGES];
        let mut entries: Vec<Vec<Vec<Entry>>> = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let mut all = Vec::with_capacity(sentence.len());
            for at in 0..sentence.len() {
                let mut found = Vec::new();
                self.at(sentence, at, &mut found);
                let mut seen = [false; LANGUAGES];
                for entry in &found {
                    seen[usize::from(entry.language)] = true;
                }
                for (count, seen) in known.iter_mut().zip(seen) {
                    *count += usize::from(seen);
                }
                all.push(found);
            }
            entries.push(all);
        }
        let most = known.iter().copied().max().unwrap_or_default();
        let counts = known.map(|count| count * 10 >= most * 7);
        let kept = |found: Vec<Entry>| {
            let kept = found
                .iter()
                .filter(|entry| counts[usize::from(entry.language)]);
            let mut kept: Vec<Concept> = kept.map(|entry| entry.concept).collect();
            kept.sort_unstable();
            kept.dedup();
            kept
        };
        let of_sentence = |all: Vec<Vec<Entry>>| all.into_iter().map(kept).collect();
        entries.into_iter().map(of_sentence).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_languages_are_one_concept() {
        for text in ["peddling", "verkaufen", "venden"] {
            let sentences = text::sentences(text);
            let concepts = &LEXICON.concepts(&sentences)[0][0];
            let names: Vec<&str> = concepts.iter().map(|c| LEXICON.name(*c)).collect();
            assert!(names.contains(&"SELL"), "{text}: {names:?}");
        }
    }
}
