//! The phrases of every language, in one vocabulary: a text is cut into words once.

use super::super::phrase::{Name, Phrases};
use super::super::sentence::{Sentence, sentences};
use super::{acts, form_answers, link_lines};
use std::sync::LazyLock;

/// The phrases. A name begins with its file's: `en DELETE`.
pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of_languages(&[
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
    ])
});

/// Cuts a text into sentences of words that the phrases know, without what a form leaves unticked and with its link
/// lines marked.
pub(crate) fn cut(text: &str) -> Vec<Sentence> {
    sentences(&link_lines::marked(&form_answers::resolved(text)), &PHRASES)
}

/// The phrases of every language.
pub(crate) fn phrases() -> &'static Phrases {
    &PHRASES
}

/// The phrases of a name, with its file's before it: `en DELETE`.
pub(crate) fn vocabulary_name(name: &str) -> Option<Name> {
    PHRASES.name(name)
}
