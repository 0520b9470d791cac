//! The phrases of all languages in one vocabulary, so that a text is split into words once.

use super::super::phrase::{Name, Phrases};
use super::super::sentence::{Sentence, sentences};
use super::{acts, form_answers, link_lines};
use std::sync::LazyLock;

/// The phrases. A name begins with its file: `en DELETE`.
pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of_languages(&files()));

fn files() -> [(&'static str, &'static str); 11] {
    [
        ("en ", include_str!("../phrases/en.txt")),
        ("es ", include_str!("../phrases/es.txt")),
        ("de ", include_str!("../phrases/de.txt")),
        ("fr ", include_str!("../phrases/fr.txt")),
        ("it ", include_str!("../phrases/it.txt")),
        ("nl ", include_str!("../phrases/nl.txt")),
        ("pt ", include_str!("../phrases/pt.txt")),
        ("elsewhere ", include_str!("../phrases/elsewhere.txt")),
        ("unread ", include_str!("../phrases/unread_languages.txt")),
        ("laws ", acts::LAWS.as_str()),
        ("states ", acts::STATES.as_str()),
    ]
}

/// The text of all phrases.
#[cfg(feature = "evaluate")]
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    files().into_iter().map(|(_, text)| text)
}

/// The words that the classifier reads: those that [`cut`] reads, without the link lines.
pub(crate) fn prose(text: &str) -> String {
    let resolved = form_answers::resolved(text);
    let marked = link_lines::marked(&resolved);
    let lines = marked.lines().filter(|line| !line.starts_with('¦'));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Splits a text into sentences of words that the phrases know, without a form's unticked lines and with link lines
/// marked.
pub(crate) fn cut(text: &str) -> Vec<Sentence> {
    sentences(&link_lines::marked(&form_answers::resolved(text)), &PHRASES)
}

/// Returns the phrases of all languages.
pub(crate) fn phrases() -> &'static Phrases {
    &PHRASES
}

/// Returns the phrases of a name that begins with its file: `en DELETE`.
pub(crate) fn vocabulary_name(name: &str) -> Option<Name> {
    PHRASES.name(name)
}
