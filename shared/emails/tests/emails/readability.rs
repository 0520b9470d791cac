//! Every email is easy to read: Flesch–Kincaid grade 7 at most in English, Fernández Huerta 65 at least in Spanish
//! ("plain, straightforward language", 11 CCR § 7003(a)).

use crate::catalog::{catalog, company, keys, receipts};
use crate::{rendered, unescaped};
use domain::locale::Locale;
use emails::render_summary;

/// The words, sentences and syllables of a text.
#[derive(Default)]
struct Counts {
    words: f64,
    sentences: f64,
    syllables: f64,
}

impl Counts {
    /// Adds a block of text: a heading, a paragraph, or a point of a list. Its end is the end of a sentence.
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

/// Counts the syllables of an English word: groups of vowels, without a silent "e" at the end.
fn english_syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let stem = ["'s", "'t", "'ll", "'re", "'ve"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(&word);
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut before = false;
    for c in stem.chars() {
        groups += usize::from(is_vowel(c) && !before);
        before = is_vowel(c);
    }
    // Neighbor vowels of two syllables.
    let hiatus = [
        stem.contains("creat"),
        stem.contains("biom"),
        stem.contains("riod"),
        stem.ends_with("ying"),
        stem.contains("dia") || stem.contains("lia") || stem.contains("via"),
    ];
    groups += hiatus.iter().filter(|applies| **applies).count();
    let silent_e = !stem.ends_with("ies") && !stem.ends_with("ied") && has_silent_e(stem);
    groups.saturating_sub(usize::from(silent_e)).max(1)
}

fn has_silent_e(stem: &str) -> bool {
    // The "e" of "people" is said, and that of "sale" isn't.
    let said = |before: char| !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u');
    let is_said = stem
        .strip_suffix("le")
        .and_then(|start| start.chars().last());
    stem.ends_with('e') && !is_said.is_some_and(said)
        || stem.ends_with("es") && !["ses", "ces", "ges"].iter().any(|end| stem.ends_with(end))
        || stem.ends_with("ed") && !["ted", "ded"].iter().any(|end| stem.ends_with(end))
}

/// Counts the syllables of a Spanish word: groups of vowels, split where two strong vowels or an accented weak one meet.
fn spanish_syllables(word: &str) -> usize {
    let word = word
        .to_lowercase()
        .replace("qu", "q")
        .replace("gue", "ge")
        .replace("gui", "gi");
    let is_strong = |c: char| matches!(c, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú');
    let is_vowel = |c: char| is_strong(c) || matches!(c, 'i' | 'u' | 'ü');
    let letters: Vec<char> = word.chars().collect();
    let mut syllables = 0;
    for (at, &c) in letters.iter().enumerate() {
        // A "y" at the end of a word, or alone, is a vowel.
        let c = if c == 'y' && at + 1 == letters.len() {
            'i'
        } else {
            c
        };
        if !is_vowel(c) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let splits = match before {
            Some(before) if is_vowel(before) => is_strong(before) && is_strong(c),
            _ => true,
        };
        syllables += usize::from(splits);
    }
    syllables.max(1)
}

/// Returns what a page says in our words: its headings, paragraphs and points, without facts, links and what staff wrote.
fn blocks(html: &str) -> Vec<String> {
    const OURS: [&str; 4] = [
        "<h1 style=\"margin:0 0 16px;",
        "<h2 style=\"margin:24px 0 8px;",
        "<p style=\"margin:0 0 16px\">",
        "<li style=\"margin:0 0 6px\">",
    ];
    let lines = html
        .lines()
        .filter(|line| OURS.iter().any(|start| line.starts_with(start)));
    lines
        .filter_map(|line| line.split_once('>')?.1.split_once("</"))
        .map(|(text, _)| unescaped(text))
        .filter(|text| !text.starts_with("<a"))
        .collect()
}

fn measure(html: &str, locale: Locale) -> Counts {
    let syllables = match locale {
        Locale::Spanish => spanish_syllables,
        _ => english_syllables,
    };
    let mut counts = Counts::default();
    for block in blocks(html) {
        counts.add(&block, syllables);
    }
    counts
}

/// Returns why a page is hard to read.
fn hard(html: &str, locale: Locale) -> Option<String> {
    let counts = measure(html, locale);
    assert!(counts.words > 5.0);
    match locale {
        Locale::English => {
            let grade = counts.flesch_kincaid();
            (grade > 7.0).then(|| format!("grade {grade:.1}"))
        }
        Locale::Spanish => {
            let ease = counts.fernandez_huerta();
            (ease < 65.0).then(|| format!("ease {ease:.1}"))
        }
        other => panic!("no measure for {other:?}"),
    }
}

#[test]
fn every_email_is_easy_to_read() {
    let mut hard_ones = Vec::new();
    for (name, email) in catalog() {
        if let Some(why) = hard(&rendered(&email).html, email.locale) {
            hard_ones.push(format!("{name}: {why}"));
        }
    }
    for locale in texts::OFFERED {
        let mut held = receipts();
        for email in &mut held {
            email.locale = locale;
        }
        let summary = render_summary(&held, &company(), &keys());
        hard_ones.extend(hard(&summary.html, locale).map(|why| format!("{locale:?}: {why}")));
    }
    assert!(hard_ones.is_empty(), "{}", hard_ones.join("\n"));
}

#[test]
fn syllables_are_counted_as_people_say_them() {
    for (word, expected) in [
        ("we", 1),
        ("information", 4),
        ("personal", 3),
        ("deleted", 3),
        ("used", 1),
        ("companies", 3),
        ("email", 2),
        ("people", 2),
        ("reference", 3),
        ("there", 1),
        ("verify", 3),
        ("you'll", 1),
        ("services", 3),
        ("changes", 2),
    ] {
        assert_eq!(english_syllables(word), expected, "{word}");
    }
    for (word, expected) in [
        ("información", 4),
        ("días", 2),
        ("empresas", 3),
        ("que", 1),
        ("quien", 1),
        ("y", 1),
        ("correo", 3),
        ("confidencial", 4),
        ("línea", 3),
        ("ley", 1),
        ("usted", 2),
        ("guía", 2),
        ("aún", 2),
        ("tiene", 2),
    ] {
        assert_eq!(spanish_syllables(word), expected, "{word}");
    }
}

#[test]
fn a_hard_text_is_noticed() {
    let page = |text: &str| format!("<p style=\"margin:0 0 16px\">{text}</p>");
    let hard_english = "Notwithstanding the aforementioned considerations, identification documentation requirements necessitate additional verification procedures.";
    assert!(hard(&page(hard_english), Locale::English).is_some());
    let hard_spanish = "Independientemente de las consideraciones anteriormente mencionadas, las obligaciones reglamentarias correspondientes requieren procedimientos adicionales de identificación.";
    assert!(hard(&page(hard_spanish), Locale::Spanish).is_some());
}
