//! What a writer asks for.
//!
//! Plain is only what can't be read otherwise: somebody says about their own data, in their own words, that
//! it is not to be sold or shared, and asks for nothing else. Whatever falls short of that is left to a
//! human, and is marked as a possible opt-out as soon as something in it could be one.

mod cited;
mod hearing;
mod home;
mod verdict;
mod wishes;
mod words;

pub use cited::CitedLaw;
pub use verdict::{Ask, Decision, Shown};
pub(super) use verdict::{Heard, OPT_OUT, Verdict, verdict};
pub use wishes::{Language, Wish};
pub(super) use words::cut;

use super::own::{self, Own, Prefix};
use super::sentence::Sentence;
pub(super) use hearing::{Said, hear};

/// A letter's words and what they say.
pub(super) struct Letter {
    /// The writer's own words.
    pub(super) sentences: Vec<Sentence>,
    /// What these say, without the subject.
    pub(super) own_words: Said,
    said: Said,
    quoted: Said,
    forwarded: bool,
    empty: bool,
}

/// How many words of a letter's own may stand under a subject that alone says "opt out".
const LONGEST_UNDER_SUBJECT: usize = 150;

impl Letter {
    /// Reads what a letter says. `others` is what others wrote beside what it quotes; `forwarded` says whether
    /// these words count.
    pub(super) fn of(subject: &str, own: &Own, others: &str, forwarded: bool) -> Self {
        let prefix = own::prefix_of(subject);
        let Own { words, quoted, .. } = own;
        let sentences = cut(words);
        let (mut said, length) = hear(&sentences);
        let own_words = said;
        let (mut in_subject, _) = hear(&cut(own::without_prefixes(subject)));
        let subject_asks = in_subject.plain || in_subject.perhaps || in_subject.other_right;
        let others_words = format!("{quoted}\n{others}");
        let mut theirs = Said::default();
        match prefix {
            Prefix::None => {
                // Above a long text that never comes back to it, a subject is only a title.
                if length > LONGEST_UNDER_SUBJECT && !said.plain && !said.perhaps {
                    in_subject.perhaps |= in_subject.plain;
                    in_subject.plain = false;
                }
                said.add(in_subject);
            }
            // The subject of an answer or a forward is somebody else's; it counts where nothing else does.
            Prefix::Reply if length > 0 => {}
            Prefix::Reply | Prefix::Forward => {
                theirs.add(in_subject);
                said.perhaps |= in_subject.plain || in_subject.perhaps;
            }
        }
        if forwarded {
            theirs.add(hear(&cut(&others_words)).0);
        }
        Self {
            sentences,
            own_words,
            said,
            quoted: theirs,
            forwarded,
            empty: length == 0 && !subject_asks && others_words.trim().is_empty(),
        }
    }

    /// Whether there is nothing in its words that a person could want.
    pub(super) fn asks_nothing(&self) -> bool {
        !self.words_may_opt_out() && !self.said.other_right
    }

    /// Whether it could be an opt-out: by its words, or because all that it says stands in what isn't read.
    pub(super) fn may_opt_out(&self, unread_parts: bool) -> bool {
        self.words_may_opt_out() || (self.empty && unread_parts)
    }

    fn words_may_opt_out(&self) -> bool {
        let theirs = self.forwarded && (self.quoted.plain || self.quoted.perhaps);
        self.said.plain || self.said.perhaps || theirs
    }
}
