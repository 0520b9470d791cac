//! The phrases' findings, as inputs of the classifier's calibration.
//!
//! The calibration weighs each finding against the wording of the whole message. It has learned from labeled messages how far
//! a phrase can be trusted.

use super::form_answers;
use super::stated::Intent;
use super::verdict::{Decision, IntentEvidence, PhraseReading, VerdictInput};
use crate::classifier::{self, Label};

/// How many inputs there are.
pub(crate) const EVIDENCE: usize = 14 + 3 + 22;
/// The inputs: 1 for a finding, 0 without one.
pub(crate) type Evidence = [f32; EVIDENCE];

/// Returns the inputs for a message that the phrases have read.
pub(super) fn inputs(input: &VerdictInput<'_>, read: &PhraseReading) -> Evidence {
    let PhraseReading {
        found,
        citations,
        evidence,
        outcome,
    } = read;
    let rights = || Label::ALL.into_iter().filter_map(intent);
    let stated = rights().map(|right| found.has(right));
    let doubtful = rights().map(|right| found.doubtful.contains(&right));
    let others = [Intent::FollowUp, Intent::Question, Intent::Permission];
    let signals = &input.signals;
    let facts = [
        found.personal,
        found.declines,
        signals.declines,
        found.foreign,
        found.unread_language,
        found.for_many,
        *evidence == IntentEvidence::Subject,
        *evidence == IntentEvidence::Article,
        !citations.laws.is_empty(),
        citations.first_article.is_some(),
        signals.mass_mail,
        signals.for_another,
        signals.perhaps,
        signals.plain,
        signals.permits,
        signals.other_right,
        form_answers::is_form(input.words),
        found.footer_only,
        outcome.decision == Decision::Opened,
        outcome.decision == Decision::NoRequest,
        outcome.may_opt_out,
        classifier::only_thanks(input.words),
    ];
    let all = stated
        .chain(doubtful)
        .chain(others.map(|other| found.has(other)))
        .chain(facts);
    let mut inputs = [0.0; EVIDENCE];
    for (input, found) in inputs.iter_mut().zip(all) {
        *input = f32::from(u8::from(found));
    }
    inputs
}

/// Returns the words that the classifier reads and the inputs for a message.
#[cfg(feature = "evaluate")]
pub(crate) fn read_words(input: &VerdictInput<'_>) -> (String, Evidence) {
    let text = super::vocabulary::prose(input.words);
    (text, inputs(input, &PhraseReading::of(input)))
}

/// The code and the data that the inputs depend on. The weights hold a digest of them.
#[cfg(feature = "evaluate")]
pub(crate) fn digest_sources() -> impl Iterator<Item = &'static str> {
    let code = [
        include_str!("evidence.rs"),
        include_str!("citations.rs"),
        include_str!("form_answers.rs"),
        include_str!("link_lines.rs"),
        include_str!("negation.rs"),
        include_str!("stated.rs"),
        include_str!("vocabulary.rs"),
    ];
    code.into_iter().chain(super::vocabulary::sources())
}

/// Returns the intent of a label, if the phrases have one for it.
fn intent(label: Label) -> Option<Intent> {
    match label {
        Label::OptIn => Some(Intent::OptIn),
        label => label.right().map(Intent::Right),
    }
}
