//! What a letter says in a text that is attached to it.
//!
//! People write their letter into a file and mail that. A text that is attached counts as the writer's own
//! words where the mail says next to nothing itself, or says to look there. It adds to what the mail asks
//! for, and takes nothing away.

use super::asks::{self, Decision, Heard, Said, Verdict, Wish, cut, hear, verdict};
use super::own::{self, Prefix};
use super::phrase::lines_of;
use super::sentence::Sentence;
use std::sync::LazyLock;

/// A mail of so few words (a greeting, a name) says nothing of its own.
const FEW_WORDS: usize = 25;
/// The words in which a mail may say to look at what is attached, in bytes.
const MOST_LOOKED_AT: usize = 16 * 1024;

static ATTACHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("phrases/attached.txt")).collect());

/// What whoever asks wrote.
pub(super) struct Letter<'a> {
    /// Their words in the mail.
    pub(super) words: &'a str,
    /// The same as they were heard, if they were.
    pub(super) heard: Option<&'a asks::Letter>,
    /// The subject, if it is theirs.
    pub(super) subject: &'a str,
    /// The text of what is attached.
    pub(super) enclosed: &'a str,
    /// Whether something is attached that isn't read.
    pub(super) unread_parts: bool,
    /// Whether the subject says that another's words follow, and none do.
    pub(super) lost_forward: bool,
}

impl Letter<'_> {
    /// The verdict on the letter.
    pub(super) fn verdict(&self) -> Verdict {
        let mail = match self.heard {
            Some(heard) => self.verdict_on(self.words, &heard.sentences, heard.own_words),
            None => self.verdict_anew(self.words),
        };
        let Some(words) = self.with_enclosed() else {
            return mail;
        };
        let both = self.verdict_anew(&words);
        let kept = |right: &Wish| both.asks.iter().any(|ask| ask.wish == *right);
        let lost = match mail.decision {
            Decision::Taken => {
                let taken = both.decision == Decision::Taken;
                mail.rights().next().is_some() && !(taken && mail.rights().all(|r| kept(&r)))
            }
            Decision::Human(_) => both.decision == Decision::NoRequest,
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

    /// The words of the mail and of what is attached, if the latter count.
    fn with_enclosed(&self) -> Option<String> {
        if self.enclosed.trim().is_empty() {
            return None;
        }
        let few = self.words.split_whitespace().take(FEW_WORDS + 1).count() <= FEW_WORDS;
        let start = &self.words[..self.words.floor_char_boundary(MOST_LOOKED_AT)];
        let refers = || {
            let start = start.to_lowercase();
            ATTACHED.iter().any(|word| start.contains(word))
        };
        if !few && !refers() {
            return None;
        }
        let own = own::split(self.enclosed, Prefix::None);
        let theirs = match own.words.trim().is_empty() {
            true => own.quoted,
            false => own.words,
        };
        Some(format!("{}\n\n{theirs}", self.words))
    }

    fn verdict_anew(&self, words: &str) -> Verdict {
        let sentences = cut(words);
        self.verdict_on(words, &sentences, hear(&sentences).0)
    }

    fn verdict_on(&self, words: &str, sentences: &[Sentence], mut said: Said) -> Verdict {
        let (title, _) = hear(&cut(self.subject));
        if words.split_whitespace().take(151).count() <= 150 && !said.perhaps && !said.plain {
            said.add(title);
        }
        verdict(&Heard {
            words,
            sentences,
            subject: self.subject,
            said,
            unread: words.trim().is_empty() && self.unread_parts,
            lost_forward: self.lost_forward,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(words: &str, enclosed: &str) -> Vec<&'static str> {
        let letter = Letter {
            words,
            heard: None,
            subject: "",
            enclosed,
            unread_parts: false,
            lost_forward: false,
        };
        let verdict = letter.verdict();
        assert_eq!(
            verdict.decision == Decision::Taken,
            !verdict.asks.is_empty()
        );
        verdict.asks.iter().map(|ask| ask.wish.as_str()).collect()
    }

    const DELETE: &str = "Please delete all my personal data.";

    #[test]
    fn a_mail_that_says_nothing_or_says_where_to_look_is_read_with_what_is_attached() {
        assert_eq!(asks("Hello,\nbest regards\nAna", DELETE), ["delete"]);
        assert_eq!(asks("", DELETE), ["delete"]);
        let long = "We met at the fair last week and I liked your stand a lot. The weather was good, the coffee \
                    too, and I hope to come back next year with some friends of mine from home.";
        assert_eq!(asks(long, DELETE), Vec::<&str>::new());
        for refers in [
            "See the attached letter.",
            "Anbei mein Schreiben.",
            "Vedi allegato.",
            "En pièce jointe.",
        ] {
            assert_eq!(
                asks(&format!("{long} {refers}"), DELETE),
                ["delete"],
                "{refers}"
            );
        }
    }

    #[test]
    fn what_is_attached_adds_and_takes_nothing_away() {
        let opt_out = "Do not sell my personal information. Details are attached.";
        assert_eq!(asks(opt_out, DELETE), ["opt_out", "delete"]);
        let permits = "I authorize Agents Inc. to act on my behalf and to submit requests for me.";
        assert_eq!(asks(opt_out, permits), ["opt_out"]);
        assert_eq!(asks(opt_out, "The weather is fine."), ["opt_out"]);
        // What waits for a human waits on, whatever footer hangs below it.
        let doubt = Letter {
            words: "How do I opt out of the sale of my data?",
            heard: None,
            subject: "",
            enclosed: "Privacy | Terms | Unsubscribe from this list",
            unread_parts: false,
            lost_forward: false,
        };
        assert!(matches!(doubt.verdict().decision, Decision::Human(_)));
    }
}
