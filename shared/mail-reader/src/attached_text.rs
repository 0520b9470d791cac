//! Requests in an attached text file.
//!
//! People write a letter into a file and attach it. The file counts as the writer's own words if the email itself says
//! next to nothing, or refers to the attachment. An attachment adds intents and never removes any.

use super::author_text::{self, Prefix};
use super::intents::{
    self, Decision, Intent, OptOutSignals, Verdict, VerdictInput, cut, opt_out_signals, verdict,
};
use super::phrase::lines_of;
use super::sentence::Sentence;
use std::sync::LazyLock;

/// An email with at most this many words (a greeting, a name) says nothing itself.
const FEW_WORDS: usize = 25;
/// How much of an email is searched for a reference to the attachment, in bytes.
const MOST_LOOKED_AT: usize = 16 * 1024;

static ATTACHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("phrases/attached.txt")).collect());

/// The phrases that mail systems write around protected messages.
static PROTECTED: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("phrases/protected.txt")).collect());
/// The maximum length of such a wrapper, in words.
const LONGEST_WRAPPER: usize = 120;

/// The author's message.
pub(super) struct AuthorMessage<'a> {
    /// The author's words in the email.
    pub(super) words: &'a str,
    /// The words after reading, if they were read.
    pub(super) read: Option<&'a intents::MessageWords>,
    /// The subject, if the author wrote it.
    pub(super) subject: &'a str,
    /// The text of the attachments.
    pub(super) attached_text: &'a str,
    /// Whether an attachment can't be read.
    pub(super) unread_parts: bool,
    /// Whether the subject announces a forwarded message that is missing.
    pub(super) lost_forward: bool,
}

impl AuthorMessage<'_> {
    /// Returns the verdict on the message.
    pub(super) fn verdict(&self) -> Verdict {
        let mail = match self.read {
            Some(read) => self.verdict_on(self.words, &read.sentences, read.author_words),
            None => self.verdict_anew(self.words),
        };
        let Some(words) = self.with_attached_text() else {
            return mail;
        };
        let both = self.verdict_anew(&words);
        let kept = |right: &Intent| both.intents.iter().any(|ask| ask.intent == *right);
        let lost = match mail.decision {
            Decision::Opened => {
                let taken = both.decision == Decision::Opened;
                mail.rights().next().is_some() && !(taken && mail.rights().all(|r| kept(&r)))
            }
            Decision::Review(_) => both.decision == Decision::NoRequest,
            Decision::NoRequest => false,
        };
        match lost {
            true => Verdict {
                may_opt_out: mail.may_opt_out || both.may_opt_out,
                ..mail
            },
            false => both,
        }
    }

    /// Returns the words of the email and its attachments, if the attachments count.
    fn with_attached_text(&self) -> Option<String> {
        if self.attached_text.trim().is_empty() {
            return None;
        }
        if !has_few_words(self.words) && !refers_to_attachment(self.words) {
            return None;
        }
        let author_text = author_text::split(self.attached_text, Prefix::None);
        let theirs = match author_text.words.trim().is_empty() {
            true => author_text.quoted,
            false => author_text.words,
        };
        Some(format!("{}\n\n{theirs}", self.words))
    }

    fn verdict_anew(&self, words: &str) -> Verdict {
        let sentences = cut(words);
        self.verdict_on(words, &sentences, opt_out_signals(&sentences).0)
    }

    fn verdict_on(&self, words: &str, sentences: &[Sentence], signals: OptOutSignals) -> Verdict {
        verdict(&self.input(words, sentences, signals))
    }

    fn input<'w>(
        &'w self,
        words: &'w str,
        sentences: &'w [Sentence],
        mut signals: OptOutSignals,
    ) -> VerdictInput<'w> {
        let (title, _) = opt_out_signals(&cut(self.subject));
        if words.split_whitespace().take(151).count() <= 150 && !signals.perhaps && !signals.plain {
            signals.add(title);
        }
        VerdictInput {
            words,
            sentences,
            subject: self.subject,
            signals,
            unread: self.unread_parts && (has_few_words(words) || refers_to_attachment(words))
                || is_protected(words),
            lost_forward: self.lost_forward,
        }
    }
}

/// Returns the words that the classifier reads, and what the phrases find, in a message without attachments.
#[cfg(feature = "evaluate")]
pub(super) fn evidence_of(subject: &str, words: &str) -> (String, intents::Evidence) {
    let message = AuthorMessage {
        words,
        read: None,
        subject,
        attached_text: "",
        unread_parts: false,
        lost_forward: false,
    };
    let sentences = cut(words);
    let signals = opt_out_signals(&sentences).0;
    intents::read_words(&message.input(words, &sentences, signals))
}

/// Returns whether a text is only a greeting or a polite line.
fn has_few_words(words: &str) -> bool {
    words.split_whitespace().take(FEW_WORDS + 1).count() <= FEW_WORDS
}

/// Returns whether a text refers to an attachment.
fn refers_to_attachment(words: &str) -> bool {
    let start = lower_start(words);
    ATTACHED.iter().any(|word| start.contains(word))
}

/// Returns whether a text is the wrapper of a protected message, which a person must open in a browser.
fn is_protected(words: &str) -> bool {
    let short = words.split_whitespace().take(LONGEST_WRAPPER + 1).count() <= LONGEST_WRAPPER;
    short && {
        let start = lower_start(words);
        PROTECTED.iter().any(|words| start.contains(words))
    }
}

fn lower_start(words: &str) -> String {
    words[..words.floor_char_boundary(MOST_LOOKED_AT)].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intents(words: &str, attached_text: &str) -> Vec<&'static str> {
        let message = AuthorMessage {
            words,
            read: None,
            subject: "",
            attached_text,
            unread_parts: false,
            lost_forward: false,
        };
        let verdict = message.verdict();
        assert_eq!(
            verdict.decision == Decision::Opened,
            !verdict.intents.is_empty()
        );
        verdict
            .intents
            .iter()
            .map(|ask| ask.intent.as_str())
            .collect()
    }

    const DELETE: &str = "Please delete all my personal data.";

    #[test]
    fn a_mail_that_says_nothing_or_says_where_to_look_is_read_with_what_is_attached() {
        assert_eq!(intents("Hello,\nbest regards\nAna", DELETE), ["delete"]);
        assert_eq!(intents("", DELETE), ["delete"]);
        let long = "We met at the fair last week and I liked your stand a lot. The weather was good, the coffee \
                    too, and I hope to come back next year with some friends of mine from home.";
        assert_eq!(intents(long, DELETE), Vec::<&str>::new());
        for refers in [
            "See the attached letter.",
            "Anbei mein Schreiben.",
            "Vedi allegato.",
            "En pièce jointe.",
        ] {
            assert_eq!(
                intents(&format!("{long} {refers}"), DELETE),
                ["delete"],
                "{refers}"
            );
        }
    }

    #[test]
    fn what_is_attached_adds_and_takes_nothing_away() {
        let opt_out = "Do not sell my personal information. Details are attached.";
        assert_eq!(intents(opt_out, DELETE), ["opt_out", "delete"]);
        let permits = "I authorize Agents Inc. to act on my behalf and to submit requests for me.";
        assert_eq!(intents(opt_out, permits), ["opt_out"]);
        assert_eq!(intents(opt_out, "The weather is fine."), ["opt_out"]);
        // A message for review stays for review, whatever its footer says.
        let send_to_review = AuthorMessage {
            words: "How do I opt out of the sale of my data?",
            read: None,
            subject: "",
            attached_text: "Privacy | Terms | Unsubscribe from this list",
            unread_parts: false,
            lost_forward: false,
        };
        assert!(matches!(
            send_to_review.verdict().decision,
            Decision::Review(_)
        ));
    }
}
