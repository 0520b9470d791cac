//! Compiles phrases: words become numbers, and each phrase gets the words that find it.

use super::super::sentence::fold;
use super::sets::Bits;
use super::written::{Reader, definitions};
use super::{Name, Phrases, What};

impl Phrases {
    /// Reads data files in order.
    #[cfg(test)]
    pub(crate) fn of(files: &[&'static str]) -> Self {
        let files: Vec<(&'static str, &'static str)> =
            files.iter().map(|file| ("", *file)).collect();
        Self::of_languages(&files)
    }

    /// Reads the files of several languages. Each file sees only its own names, and every name begins with its
    /// language's. The words are shared, so that a text is split into words once.
    pub(crate) fn of_languages(files: &[(&'static str, &'static str)]) -> Self {
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

    pub(super) fn number(&mut self, word: &str) -> u32 {
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
                        // Inner choices have lower numbers, so theirs are known.
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

    /// Returns, for each alternative, the rarest words that it needs.
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
}
