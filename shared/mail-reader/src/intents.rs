//! Finds what the author asks for.
//!
//! An opt-out is plain only if the author says about their own data, in their own words, that it must not be sold or
//! shared, and asks for nothing else. Everything less clear goes to staff, and counts as a possible opt-out if any part
//! of it could be one.

mod acts;
mod citations;
mod combine;
mod evidence;
mod form_answers;
mod home;
mod link_lines;
mod negation;
mod stated;
mod verdict;
mod vocabulary;

pub use citations::CitedLaw;
pub(crate) use evidence::{EVIDENCE, Evidence};
#[cfg(feature = "evaluate")]
pub(crate) use evidence::{digest_sources, read_words};
pub use stated::Intent;
pub use verdict::{Decision, IntentEvidence, StatedIntent};
pub(super) use verdict::{MARKETING_STOP, OPT_OUT, Verdict, VerdictInput, verdict};
pub(super) use vocabulary::{cut, phrases, vocabulary_name};

use super::author_text::{self, AuthorText, Prefix};
use super::sentence::Sentence;
pub(super) use negation::{OptOutSignals, opt_out_signals};

/// The words of a message and their meaning.
pub(super) struct MessageWords {
    /// The author's own words.
    pub(super) sentences: Vec<Sentence>,
    /// Their meaning, without the subject.
    pub(super) author_words: OptOutSignals,
    signals: OptOutSignals,
    quoted: OptOutSignals,
    forwarded: bool,
    empty: bool,
}

/// The maximum number of words under a subject that alone says "opt out".
const LONGEST_UNDER_SUBJECT: usize = 150;

impl MessageWords {
    /// Reads a message. `others` is text by other people that isn't quoted; `forwarded` is true if it counts.
    pub(super) fn of(
        subject: &str,
        author_text: &AuthorText,
        others: &str,
        forwarded: bool,
    ) -> Self {
        let prefix = author_text::prefix_of(subject);
        let AuthorText { words, quoted, .. } = author_text;
        let sentences = cut(words);
        let (mut signals, length) = opt_out_signals(&sentences);
        let author_words = signals;
        let (mut in_subject, _) = opt_out_signals(&cut(author_text::without_prefixes(subject)));
        let subject_has_intent = in_subject.plain || in_subject.perhaps || in_subject.other_right;
        let others_words = format!("{quoted}\n{others}");
        let mut theirs = OptOutSignals::default();
        match prefix {
            Prefix::None => {
                // Above a long text that doesn't mention it again, a subject is only a title.
                if length > LONGEST_UNDER_SUBJECT && !signals.plain && !signals.perhaps {
                    in_subject.perhaps |= in_subject.plain;
                    in_subject.plain = false;
                }
                signals.add(in_subject);
            }
            // The subject of a reply or forward belongs to another person. It counts only if nothing else does.
            Prefix::Reply if length > 0 => {}
            Prefix::Reply | Prefix::Forward => {
                theirs.add(in_subject);
                signals.perhaps |= in_subject.plain || in_subject.perhaps;
            }
        }
        if forwarded {
            theirs.add(opt_out_signals(&cut(&others_words)).0);
        }
        Self {
            sentences,
            author_words,
            signals,
            quoted: theirs,
            forwarded,
            empty: length == 0 && !subject_has_intent && others_words.trim().is_empty(),
        }
    }

    /// Returns whether the words contain no possible request.
    pub(super) fn has_no_intent(&self) -> bool {
        !self.words_may_opt_out() && !self.signals.other_right
    }

    /// Returns whether the message could be an opt-out: by its words, or because its content can't be read.
    pub(super) fn may_opt_out(&self, unread_parts: bool) -> bool {
        self.words_may_opt_out() || (self.empty && unread_parts)
    }

    fn words_may_opt_out(&self) -> bool {
        let theirs = self.forwarded && (self.quoted.plain || self.quoted.perhaps);
        self.signals.plain || self.signals.perhaps || theirs
    }
}
