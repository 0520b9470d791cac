//! The meaning of a reply to one of our own emails.
//!
//! These words mean something only in a thread: an appeal, a confirmation, trouble with a file. They don't show who may
//! act. The caller checks that.

use super::intents::vocabulary_name;
use super::phrase::Name;
use super::sentence::Sentence;
use std::sync::LazyLock;

/// The meaning of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// The author appeals a decision.
    Appeal,
    /// The author did not make the request.
    NotMe,
    /// The author confirms the request.
    Confirmation,
    /// A file, a link or a code doesn't work.
    FileTrouble,
    /// Only thanks.
    Thanks,
}

impl Reply {
    /// Returns the name on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appeal => "appeal",
            Self::NotMe => "not_me",
            Self::Confirmation => "confirmation",
            Self::FileTrouble => "file_trouble",
            Self::Thanks => "thanks",
        }
    }
}

/// The names of the phrases, in the order of the search: a person who denies a request confirms nothing.
const NAMES: [(&str, Reply); 4] = [
    ("en REPLY_NOT_ME", Reply::NotMe),
    ("en REPLY_APPEAL", Reply::Appeal),
    ("en REPLY_FILE_TROUBLE", Reply::FileTrouble),
    ("en REPLY_CONFIRMATION", Reply::Confirmation),
];

static REPLIES: LazyLock<Vec<(Name, Reply)>> = LazyLock::new(|| {
    let known = NAMES.iter();
    known
        .filter_map(|(name, reply)| Some((vocabulary_name(name)?, *reply)))
        .collect()
});
static THANKS: LazyLock<Option<Name>> = LazyLock::new(|| vocabulary_name("en REPLY_THANKS"));

/// The maximum length of a reply that is only thanks, in words.
const LONGEST_THANKS: usize = 14;

/// Returns the meaning of the author's sentences, if it is one of these.
pub(super) fn of(sentences: &[Sentence]) -> Option<Reply> {
    let phrases = super::intents::phrases();
    let said = |name: Name| {
        sentences.iter().any(
            |Sentence {
                 words, question, ..
             }| {
                phrases.find(name, words).any(|(start, _)| {
                    let near = &words[start.saturating_sub(4)..start];
                    !*question && !words[start].quoted && !phrases.negates(near)
                })
            },
        )
    };
    let found = REPLIES.iter().find(|(name, _)| said(*name));
    if let Some((_, reply)) = found {
        return Some(*reply);
    }
    let length: usize = sentences.iter().map(|sentence| sentence.words.len()).sum();
    let question = sentences.iter().any(|sentence| sentence.question);
    let thanks = (1..=LONGEST_THANKS).contains(&length) && !question;
    (thanks && THANKS.is_some_and(said)).then_some(Reply::Thanks)
}
