//! Finds references that people write: `7K3M-9XQ2-4HTC`, or without dashes after a word such as "Ref".
//!
//! The check character isn't enough, because one string in 32 passes it. So dashes or a word are required, too.

use super::super::phrase::lines_of;
use domain::receipt::Reference;
use std::sync::LazyLock;

static LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("../phrases/references.txt")).collect());

/// The maximum number of references in one text.
const MOST: usize = 50;
/// The maximum number of words between a label and a reference (`reference number is: …`).
const FURTHEST: usize = 4;

/// Returns the references in a text, in order.
pub(super) fn in_text(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        // Only words with the length of a reference or of its first group are checked.
        let word = bare(word);
        if word.len() != 4 && !(12..=64).contains(&word.len()) {
            continue;
        }
        // `Ref:7K3M…` and `reference=7K3M…` are one word.
        let piece = word.rsplit([':', '=', '#', '/']).next().unwrap_or(word);
        let reference = Reference::parse_grouped(piece).ok().or_else(|| {
            let labelled = || {
                let before = &words[at.saturating_sub(FURTHEST)..at];
                (piece.len() < word.len() && is_label(word))
                    || before.iter().any(|word| is_label(bare(word)))
            };
            undashed(piece, &words[at + 1..]).filter(|_| labelled())
        });
        found.extend(reference);
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Reads twelve letters and digits in one word, or in three.
fn undashed(word: &str, next: &[&str]) -> Option<Reference> {
    if word.len() == 12 {
        return Reference::parse(word).ok().filter(|_| has_digit(word));
    }
    let [second, third, ..] = next else {
        return None;
    };
    let groups = [word, bare(second), bare(third)];
    if !groups.iter().all(|group| is_group(group)) || !groups.iter().any(|group| has_digit(group)) {
        return None;
    }
    Reference::parse(&groups.concat()).ok()
}

fn is_group(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Words without digits can pass the check. Only one reference in thirty has no digit.
fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

fn is_label(word: &str) -> bool {
    let word = word[..word.floor_char_boundary(40)].to_lowercase();
    LABELS.iter().any(|label| {
        let rest = word.strip_prefix(label);
        // A short label must be the whole word: `ref`, not `refuse`.
        rest.is_some_and(|rest| label.len() > 4 || !rest.starts_with(char::is_alphabetic))
    })
}

/// Returns a word without the punctuation around it.
fn bare(word: &str) -> &str {
    let plain = |end: Option<&u8>| end.is_some_and(u8::is_ascii_alphanumeric);
    if plain(word.as_bytes().first()) && plain(word.as_bytes().last()) {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::receipt::ReceiptId;

    fn reference() -> Reference {
        (0..=255)
            .map(|n| ReceiptId::from_bytes([n; 16]).reference())
            .find(|reference| {
                reference
                    .compact()
                    .bytes()
                    .take(4)
                    .any(|b| b.is_ascii_digit())
            })
            .unwrap()
    }

    #[test]
    fn a_reference_is_found_as_people_write_it() {
        let own = reference();
        let (dashed, compact) = (own.to_string(), own.compact());
        let spaced = dashed.replace('-', " ");
        for text in [
            format!("see {dashed}."),
            format!("({})", dashed.to_lowercase()),
            format!("[#{dashed}]"),
            dashed.replace('-', "\u{2011}"),
            dashed.replace('-', "\u{2014}"),
            dashed.replace('-', "\u{2212}"),
            format!("My reference is {compact}"),
            format!("Reference: {spaced}, thanks"),
            format!("Ref:{compact}"),
            format!("Referenznummer {compact}"),
            format!("Vorgang Nr. {compact}"),
            format!("número de referencia: {compact}"),
            format!("> Reference: {dashed}"),
        ] {
            assert_eq!(in_text(&text), [own], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        let own = reference();
        let (dashed, compact) = (own.to_string(), own.compact());
        let mut wrong = compact.clone().into_bytes();
        wrong[0] = if wrong[0] == b'0' { b'1' } else { b'0' };
        let wrong = String::from_utf8(wrong).unwrap();
        for text in [
            format!("the code {} {compact}", "a ".repeat(6)),
            compact.clone(),
            format!("0a1b2c3d-{dashed}-00aa"),
            format!("{dashed}-1234"),
            format!("x{dashed}"),
            format!("Reference: {wrong}"),
            "I refuse: everything everywhere".to_owned(),
        ] {
            assert_eq!(in_text(&text), [], "{text}");
        }
    }
}
