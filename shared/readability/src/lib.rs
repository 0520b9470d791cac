//! How easy a text is to read: the Flesch–Kincaid grade in English, Fernández Huerta's ease in Spanish ("plain,
//! straightforward language", 11 CCR § 7003(a)).
//!
//! Tests of emails and of pages fail on a text that is too hard.

mod page;
mod syllables;

pub use page::blocks;

use domain::locale::Locale;
use syllables::{english_syllables, spanish_syllables};

/// The highest school grade of an English text.
const HIGHEST_GRADE: f64 = 7.0;

/// The lowest ease of a Spanish text, from 0 to 100.
const LOWEST_EASE: f64 = 65.0;

/// Returns why a text of these blocks is too hard. A block is a heading, a paragraph, or a point of a list.
///
/// # Panics
/// If the text has five words or fewer, which can't be measured, or its language has no measure.
#[must_use]
pub fn hard<'a>(blocks: impl IntoIterator<Item = &'a str>, locale: Locale) -> Option<String> {
    let syllables = match locale {
        Locale::English => english_syllables,
        Locale::Spanish => spanish_syllables,
        other => panic!("no measure for {other:?}"),
    };
    let mut counts = Counts::default();
    for block in blocks {
        counts.add(block, syllables);
    }
    assert!(counts.words > 5.0, "too short to measure");
    if locale == Locale::English {
        let grade = counts.flesch_kincaid();
        return (grade > HIGHEST_GRADE).then(|| format!("grade {grade:.1}"));
    }
    let ease = counts.fernandez_huerta();
    (ease < LOWEST_EASE).then(|| format!("ease {ease:.1}"))
}

/// The words, sentences and syllables of a text.
#[derive(Default)]
struct Counts {
    words: f64,
    sentences: f64,
    syllables: f64,
}

impl Counts {
    /// Adds a block of text: a heading, a paragraph, or a point of a list. Its end is the end of a sentence.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a text has fewer than 2^52 syllables"
    )]
    fn add(&mut self, block: &str, syllables: fn(&str) -> usize) {
        let block = without_citations(block);
        for sentence in block
            .split_inclusive(". ")
            .flat_map(|one| one.split_inclusive("? "))
        {
            let words = sentence
                .split(|c: char| !c.is_alphabetic() && c != '\'')
                .filter(|word| word.chars().any(char::is_alphabetic));
            let counts: Vec<usize> = words.map(syllables).collect();
            if !counts.is_empty() {
                self.sentences += 1.0;
                self.words += counts.len() as f64;
                self.syllables += counts.iter().sum::<usize>() as f64;
            }
        }
    }

    /// Returns the school grade of an English text (Flesch and Kincaid, 1975).
    fn flesch_kincaid(&self) -> f64 {
        0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
    }

    /// Returns how easy a Spanish text is, from 0 to 100 (Fernández Huerta, 1959, with words per sentence).
    fn fernandez_huerta(&self) -> f64 {
        206.84 - 60.0 * self.syllables / self.words - 1.02 * self.words / self.sentences
    }
}

/// Removes parentheses, which hold sections of a law.
fn without_citations(block: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0;
    for c in block.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hard_text_is_noticed() {
        let english = "Notwithstanding the aforementioned considerations, identification documentation requirements necessitate additional verification procedures.";
        assert!(hard([english], Locale::English).is_some());
        let spanish = "Independientemente de las consideraciones anteriormente mencionadas, las obligaciones reglamentarias correspondientes requieren procedimientos adicionales de identificación.";
        assert!(hard([spanish], Locale::Spanish).is_some());
        assert_eq!(
            hard(["We will email you when we are done."], Locale::English),
            None
        );
        assert_eq!(
            hard(["No tiene que hacer nada más por ahora."], Locale::Spanish),
            None
        );
    }
}
