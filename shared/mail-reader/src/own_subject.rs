//! Recognizes subjects of our own emails when they come back with the prefix of a reply, a mail system or a help desk.

use super::phrase::lines_of;
use super::references;
use std::sync::LazyLock;

static OWN: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("phrases/own_subjects.txt")).collect());

/// Returns whether a subject is one of ours: it contains a reference number or our words.
pub(super) fn is_ours(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    // Our subjects end with the reference number in parentheses.
    let numbered = || subject.trim_end().ends_with(')') && references::names_a_request(subject);
    OWN.iter().any(|own| lower.contains(own)) || numbered()
}
