//! What the law requires a text to say.
//!
//! Each [`Statement`] is about texts that carry a required statement. It compares words, so it finds a statement that is
//! missing, not one that is badly written: counsel still reads every text.

mod statements;

use super::finding::Finding;
use super::phrases::Folded;
use super::readings::{Choice, Reading, readings};
use super::world::World;
use domain::locale::Locale;
use statements::STATEMENTS;
use std::collections::BTreeMap;

/// A statement that the law requires.
struct Statement {
    /// The messages that make it.
    texts: &'static [&'static str],
    /// The right for which they make it. Empty for all.
    right: &'static str,
    needs: &'static [Need],
    problem: &'static str,
    rule: &'static str,
    instead: &'static str,
}

/// What a text needs in order to make a statement. Words are in lower case and without accents.
enum Need {
    /// The value of a hole.
    Hole(&'static str),
    /// Another message.
    Message(&'static str),
    /// A different text for each value of this hole.
    TextForEach(&'static str),
    /// One of these English or Spanish words.
    Words(Phrases, Phrases),
    /// One of these words, which its clause doesn't deny.
    Asserted(Phrases, Phrases),
    /// One of these words, which its clause denies.
    Denied(Phrases, Phrases),
    /// This first word.
    Start(&'static str, &'static str),
}

type Phrases = &'static [&'static str];

/// Returns the statements that are missing, by the company's message that leaves them out.
pub(super) fn check(world: &World<'_>) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    for statement in STATEMENTS {
        for text in statement.texts {
            let Some(id) = world.builtin_ids().find(|id| id == text) else {
                continue; // a text of another catalog
            };
            let authors = world.authors_of(id);
            if authors.is_empty() || statement.is_made_by(world, id) {
                continue;
            }
            for author in authors {
                let problem = match author == id {
                    true => statement.problem.to_owned(),
                    false => format!("It is part of {id}. {}", statement.problem),
                };
                let (rule, instead) = (Some(statement.rule), statement.instead.to_owned());
                let finding = world.finding(author, problem, rule, instead);
                findings.push((author.to_owned(), finding));
            }
        }
    }
    findings
}

/// Returns whether a text has one of these words, in the way that `has` looks for them.
fn says(reading: &Reading<'_>, words: &[&str], has: impl Fn(&Folded, &str) -> bool) -> bool {
    let text = Folded::of(&reading.text);
    words.iter().any(|word| has(&text, word))
}

/// Returns the words of a language that has texts.
fn in_language<T>(locale: Locale, english: T, spanish: T) -> T {
    match locale {
        Locale::Spanish => spanish,
        _ => english,
    }
}

impl Statement {
    fn is_made_by<'a>(&self, world: &World<'a>, id: &'a str) -> bool {
        let own = readings(world, id, |id| world.message(id));
        let builtin = readings(world, id, |id| world.builtin(id));
        let concerns = |reading: &Reading<'_>| {
            let right = reading.choice.get("right");
            self.right.is_empty() || right.is_none_or(|right| *right == self.right)
        };
        let pairs = own.iter().zip(&builtin);
        let concerned: Vec<_> = pairs.filter(|(own, _)| concerns(own)).collect();
        let each = |makes: &dyn Fn(&Reading<'a>, &Reading<'a>) -> bool| {
            concerned.iter().all(|(own, builtin)| makes(own, builtin))
        };
        let locale = world.locale;
        self.needs.iter().all(|need| match need {
            Need::Message(name) => each(&|own, builtin| {
                own.messages.contains(name) || !builtin.messages.contains(name)
            }),
            Need::TextForEach(hole) => differ(hole, &concerned),
            Need::Hole(hole) => each(&|own, _| own.holes.contains(hole)),
            Need::Words(english, spanish) => {
                let words = in_language(locale, english, spanish);
                each(&|own, _| says(own, words, Folded::has))
            }
            Need::Asserted(english, spanish) => {
                let words = in_language(locale, english, spanish);
                each(&|own, _| says(own, words, Folded::asserts))
            }
            Need::Denied(english, spanish) => {
                let words = in_language(locale, english, spanish);
                each(&|own, _| says(own, words, Folded::denies))
            }
            Need::Start(english, spanish) => {
                let word = in_language(locale, english, spanish);
                each(&|own, _| says(own, &[word], Folded::starts_with))
            }
        })
    }
}

/// Returns whether two texts for different values of a hole are different wherever the built-in ones are.
fn differ(hole: &str, readings: &[(&Reading<'_>, &Reading<'_>)]) -> bool {
    // The built-in text for each choice among the other holes and each own text.
    let mut meanings: BTreeMap<(Choice<'_>, String), &str> = BTreeMap::new();
    readings.iter().all(|(own, builtin)| {
        let mut others = own.choice.clone();
        others.remove(hole);
        let words = own.text.chars().filter(|c| c.is_alphanumeric());
        let words = words.flat_map(char::to_lowercase).collect();
        let meaning = meanings.entry((others, words)).or_insert(&builtin.text);
        *meaning == builtin.text
    })
}

#[cfg(test)]
mod tests {
    use super::super::world::{self, Source};
    use super::*;
    use crate::{CATALOGS, OFFERED};

    #[test]
    fn a_text_that_says_nothing_breaks_every_rule() {
        for statement in STATEMENTS {
            for id in statement.texts {
                let mut catalogs = 0;
                for (catalog, locale) in CATALOGS.iter().flat_map(|one| OFFERED.map(|to| (one, to)))
                {
                    let builtin = world::builtin(catalog.files, locale, &[]);
                    let none = World::new(&builtin, &[], locale);
                    let Some(file) = none.file_of(id) else {
                        continue;
                    };
                    catalogs += 1;
                    let source = Source::parse(file, locale, format!("{id} = Ok.\n"));
                    let sources = [source];
                    let world = World::new(&builtin, &sources, locale);
                    let found = check(&world);
                    let found = found
                        .iter()
                        .any(|(_, finding)| finding.rule == Some(statement.rule));
                    assert!(found, "{id}: {}", statement.problem);
                }
                assert!(catalogs >= OFFERED.len(), "no text is called {id}");
            }
        }
    }

    #[test]
    fn words_are_written_as_they_are_compared() {
        let needs = STATEMENTS.iter().flat_map(|statement| statement.needs);
        for need in needs {
            if let Need::Words(english, spanish)
            | Need::Asserted(english, spanish)
            | Need::Denied(english, spanish) = need
            {
                for word in english.iter().chain(*spanish) {
                    assert!(Folded::of(word).has(word), "{word}");
                }
            }
        }
    }
}
