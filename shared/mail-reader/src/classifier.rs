//! A trained classifier that estimates which rights a message exercises from all of its words.
//!
//! Phrases are exact but cover few wordings. The classifier has learned from tens of thousands of
//! messages by many writers how people ask in their own words. It has one linear model per label,
//! over words, runs of characters and concepts (see `lexicon`), of the whole message and of its sentences. A small neural
//! network (`calibration`) makes probabilities of their results and of the phrases' findings.
//!
//! `weights.bin` is compiled in. `cargo run --release -p mail-reader --bin train` makes it from
//! `training/*.jsonl`, bit for bit.

mod calibration;
mod features;
mod hash;
mod lexicon;
mod model;
mod text;
#[cfg(feature = "evaluate")]
pub mod training;

use crate::intents::Evidence;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use model::Model;
use std::sync::LazyLock;

/// A property that the classifier estimates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// An opt-out of sale and sharing.
    OptOut,
    /// Use sensitive data for the service only.
    Limit,
    /// Delete data, or close the account with its data.
    Delete,
    /// Access to data: its content, a copy, its sources and recipients.
    Know,
    /// Correct data.
    Correct,
    /// Stop marketing.
    MarketingStop,
    /// An opt-out is taken back.
    OptIn,
    /// The privacy team has something to do with it: a request, or something that a person must read.
    Request,
    /// A person must read it: it is unclear, conditional, about a third person or about an earlier request.
    Unclear,
    /// A machine wrote it, or it went to many.
    Machine,
    /// It asks for another person: the writer is an agent, a relative or a lawyer.
    ForAnother,
}

/// How many labels there are.
pub(crate) const LABELS: usize = 11;

impl Label {
    /// All of them, in the order of the weights.
    pub const ALL: [Self; LABELS] = [
        Self::OptOut,
        Self::Limit,
        Self::Delete,
        Self::Know,
        Self::Correct,
        Self::MarketingStop,
        Self::OptIn,
        Self::Request,
        Self::Unclear,
        Self::Machine,
        Self::ForAnother,
    ];

    /// The name on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptIn => "opt_in",
            Self::Request => "request",
            Self::Unclear => "unclear",
            Self::Machine => "machine",
            Self::ForAnother => "for_another",
            _ => self.right().map_or("", Right::as_str),
        }
    }

    /// The right, if the label is one.
    #[must_use]
    pub fn right(self) -> Option<Right> {
        Some(match self {
            Self::OptOut => Right::Immediate(ImmediateRight::OptOut),
            Self::Limit => Right::Immediate(ImmediateRight::Limit),
            Self::Delete => Right::Verifiable(VerifiableRight::Delete),
            Self::Know => Right::Verifiable(VerifiableRight::Know),
            Self::Correct => Right::Verifiable(VerifiableRight::Correct),
            Self::MarketingStop => Right::Immediate(ImmediateRight::MarketingStop),
            Self::OptIn | Self::Request | Self::Unclear | Self::Machine | Self::ForAnother => {
                return None;
            }
        })
    }
}

/// The probability of each label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    probabilities: [f32; LABELS],
    /// How many words were read.
    pub words: usize,
}

impl Scores {
    /// The calibrated probability of a label, from 0 to 1.
    #[must_use]
    pub fn of(&self, label: Label) -> f32 {
        self.probabilities[label as usize]
    }
}

static WEIGHTS: &[u8] = include_bytes!("classifier/weights.bin");

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::parse(WEIGHTS));

#[cfg(feature = "evaluate")]
thread_local! {
    static OTHER: std::cell::RefCell<Option<std::sync::Arc<Model>>> = const { std::cell::RefCell::new(None) };
}

/// Runs a function with another model, for measurements.
#[cfg(feature = "evaluate")]
fn with_model<T>(model: &std::sync::Arc<Model>, function: impl FnOnce() -> T) -> T {
    OTHER.with(|other| *other.borrow_mut() = Some(model.clone()));
    let result = function();
    OTHER.with(|other| *other.borrow_mut() = None);
    result
}

/// Calls a function with the model. A damaged file yields `None`; a test checks the file.
fn by_model<T>(function: impl FnOnce(&Model) -> T) -> Option<T> {
    #[cfg(feature = "evaluate")]
    if let Some(other) = OTHER.with(|other| other.borrow().clone()) {
        return Some(function(&other));
    }
    MODEL.as_ref().map(function)
}

/// Scores a message: its subject, if that is the writer's, the writer's own words, and what the phrases found in them.
#[must_use]
pub(crate) fn score(subject: &str, text: &str, evidence: &Evidence) -> Scores {
    let message = features::message(subject, text);
    let probabilities = by_model(|model| model.probabilities(&message, evidence));
    Scores {
        probabilities: probabilities.unwrap_or_default(),
        words: message.words,
    }
}

/// Scores a message as the reader does: the phrases read it first.
#[cfg(feature = "evaluate")]
#[must_use]
pub fn score_words(subject: &str, words: &str) -> Scores {
    let (text, evidence) = crate::attached_text::evidence_of(subject, words);
    score(subject, &text, &evidence)
}

/// The classifier's result for one message, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The right that is the most probable.
    pub label: Label,
    /// How probable it is.
    pub percent: u8,
    /// The words that weigh most for it. Each is a word of the lexicon, so none is a name.
    pub words: Vec<String>,
}

/// How many words staff are shown.
const WORDS_SHOWN: usize = 5;

impl Wording {
    /// Returns what was found in a message with these scores.
    pub(crate) fn of(scores: &Scores, subject: &str, text: &str) -> Self {
        let rights = Label::ALL
            .into_iter()
            .filter(|label| label.right().is_some());
        let likeliest = rights.max_by(|one, other| scores.of(*one).total_cmp(&scores.of(*other)));
        let label = likeliest.unwrap_or(Label::Request);
        let mut words = heaviest_words(label, subject, text, 3 * WORDS_SHOWN);
        words.retain(|word| lexicon::LEXICON.knows(word));
        words.truncate(WORDS_SHOWN);
        Self {
            label,
            percent: (scores.of(label) * 100.0).round() as u8,
            words,
        }
    }
}

impl std::fmt::Display for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            label,
            percent,
            words,
        } = self;
        write!(
            f,
            "its wording as a whole: {} with {percent} %",
            label.as_str()
        )?;
        match words.is_empty() {
            true => Ok(()),
            false => write!(f, "; the words that weigh most: {}", words.join(", ")),
        }
    }
}

/// The concepts that a message of thanks may also contain.
const BESIDE_THANKS: [&str; 9] = [
    "THANKS", "ME", "MY", "YOU", "THEY", "EVERY", "PERMIT", "PLEASE", "HAVE",
];
/// A longer text says more than thanks.
const LONGEST_THANKS: usize = 14;

/// Returns whether a text only thanks us.
#[must_use]
pub fn only_thanks(text: &str) -> bool {
    let sentences = text::sentences(text);
    let words: usize = sentences.iter().map(Vec::len).sum();
    let asks = sentences.iter().flatten().any(|token| token.word == "?");
    if words > LONGEST_THANKS || asks {
        return false;
    }
    let concepts = lexicon::LEXICON.concepts(&sentences);
    let mut names = concepts
        .iter()
        .flatten()
        .flatten()
        .map(|concept| lexicon::LEXICON.name(*concept));
    let thanks = names.clone().any(|name| name == "THANKS");
    thanks && names.all(|name| BESIDE_THANKS.contains(&name))
}

/// The words that weigh most for a label, the heaviest first, at most `most`.
#[must_use]
pub fn heaviest_words(label: Label, subject: &str, text: &str, most: usize) -> Vec<String> {
    by_model(|model| heaviest_by(model, label, subject, text, most)).unwrap_or_default()
}

fn heaviest_by(model: &Model, label: Label, subject: &str, text: &str, most: usize) -> Vec<String> {
    // A word's weight is the drop of the sentence's logit without that word.
    let mut sentences = text::sentences(subject);
    sentences.extend(text::sentences(text));
    let best = sentences
        .into_iter()
        .map(|sentence| {
            (
                model.sentence_logit(label, &features::of_sentence(&sentence)),
                sentence,
            )
        })
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    let Some((whole, sentence)) = best else {
        return Vec::new();
    };
    let mut weighed: Vec<(f32, usize)> = (0..sentence.len())
        .map(|at| {
            let mut rest = sentence.clone();
            rest.remove(at);
            (
                whole - model.sentence_logit(label, &features::of_sentence(&rest)),
                at,
            )
        })
        .filter(|(weight, at)| *weight > 0.0 && sentence[*at].word.chars().any(char::is_alphabetic))
        .collect();
    weighed.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut words: Vec<String> = Vec::new();
    for (_, at) in weighed {
        let word = &sentence[at].word;
        if !words.contains(word) && words.len() < most {
            words.push(word.clone());
        }
    }
    words
}
