//! A mail as one letter: its sender's, or that of whoever wrote what it passes on within its text.

use super::Inbox;
use super::about;
use super::asks::{self, Decision};
use super::authentication;
use super::automatic::{AutomaticWhy, Seen, Sign};
use super::candidates::Candidates;
use super::content::Content;
use super::enclosed;
use super::headers::Headers;
use super::letter::{LetterRead, be_sure_of, people_in};
use super::origin::{self, Origin};
use super::own::{self, Own, Prefix};
use super::sender::{self, Sender};
use super::spam;
use domain::request::ReviewReason;

/// A mail that no certain sign calls automatic.
pub(super) struct Mail<'a> {
    pub(super) headers: &'a Headers<'a>,
    pub(super) content: &'a Content,
    pub(super) inbox: &'a Inbox,
    /// The sign that a machine wrote it, if its headers give a doubtful one.
    sign: Option<Sign>,
    /// Whose mail it is.
    pub(super) sent_by: Option<Sender>,
    /// What its subject's prefix says.
    pub(super) prefix: Prefix,
    /// Its text, split.
    pub(super) own: Own,
}

impl<'a> Mail<'a> {
    /// A mail, and who wrote which part of it.
    pub(super) fn of(
        headers: &'a Headers<'a>,
        content: &'a Content,
        sign: Option<Sign>,
        inbox: &'a Inbox,
    ) -> Self {
        let prefix = own::prefix_of(&content.subject);
        Self {
            sent_by: sender::of(headers, content, inbox),
            own: own::split(&content.text, prefix),
            headers,
            content,
            inbox,
            sign,
            prefix,
        }
    }

    /// The mail as one letter, or why it is none.
    pub(super) fn letter(&self) -> Result<LetterRead, AutomaticWhy> {
        let Self { content, inbox, .. } = self;
        let origin = origin::of(content, &self.own, self.sent_by.as_ref(), inbox);
        let passes_on =
            self.own.forwarded || content.attached_message || self.prefix == Prefix::Forward;
        let others = content.attached_text();
        let letter = asks::Letter::of(&content.subject, &self.own, &others, passes_on);
        let mut verdict = self.verdict(&letter, origin.as_ref());
        let seen = self.seen();
        let machine = self.sign.or_else(|| seen.sign()).map(|sign| sign.why);
        if let Some(why) = machine {
            // A mail system's report carries our own letter's words, and these ask for nothing. Neither do
            // those that a challenge repeats; a person who wants something says so plainly.
            let reports = why == AutomaticWhy::MailSystem && seen.reads_like_a_report();
            let challenges = why == AutomaticWhy::Challenge && verdict.rights().next().is_none();
            let silent = letter.asks_nothing() && verdict.is_silent();
            if reports || challenges || silent {
                return Err(why);
            }
            verdict.doubt(
                ReviewReason::NotPlain,
                "a machine's header stands over a person's words",
            );
        }
        let lost = self.is_lost_forward(origin.as_ref());
        let forward = origin.as_ref().map(|origin| origin.forward.clone());
        let sender = match &forward {
            Some(forward) => forward.author.clone(),
            None => self.sent_by.clone(),
        };
        be_sure_of(&mut verdict, sender.as_ref());
        let sure = sender.as_ref().is_some_and(|s| s.confidence.decides());
        let candidates = match sure && !lost {
            true => Vec::new(),
            false => self.candidates(sender.as_ref(), origin.as_ref()),
        };
        let may_opt_out = verdict.may_opt_out || letter.may_opt_out(content.unread_parts);
        let people = people_in(&mut verdict, sender.as_ref(), inbox);
        Ok(LetterRead {
            candidates,
            people,
            forward,
            message_id: self.headers.message_id_for_a_header(),
            about: about::of(
                &about::Places {
                    heads: &[self.headers],
                    subjects: &[&content.subject],
                    texts: &[&self.own.words, &self.own.quoted, &content.enclosed],
                },
                inbox,
            ),
            may_opt_out,
            machine,
            attaches: content.unread_parts
                || content.attached_message
                || !content.enclosed.is_empty(),
            authentication: self.authentication(),
            spam: spam::verdict(self.headers),
            ..LetterRead::of(verdict, sender)
        })
    }

    /// Its words, as far as they may tell that a machine wrote it.
    fn seen(&self) -> Seen<'_> {
        Seen {
            subject: &self.content.subject,
            text: &self.content.text,
            report_part: self.content.report_part,
            attached_message: self.content.attached_message,
        }
    }

    /// Whether it passes a letter on within its text.
    pub(super) fn passes_on_inline(&self) -> bool {
        self.own.passed.is_some()
            && origin::of(self.content, &self.own, self.sent_by.as_ref(), self.inbox).is_some()
    }

    /// Whether the messages that are attached are what it is about: a colleague attached them, or there is
    /// nothing else. A machine that sends a message back passes nothing on.
    pub(super) fn passes_on_attached(&self) -> bool {
        let from_system = self.sign.is_some_and(|s| s.why == AutomaticWhy::MailSystem);
        !self.content.attached.is_empty()
            && origin::may_pass_on(self.content, &self.own, self.sent_by.as_ref(), self.inbox)
            && !from_system
            && self.seen().sign().is_none()
    }

    /// Whether it could be an opt-out by what stands around what is attached.
    pub(super) fn may_opt_out_by_its_cover(&self) -> bool {
        let others = self.content.attached_text();
        let letter = asks::Letter::of(&self.content.subject, &self.own, &others, true);
        letter.may_opt_out(self.content.unread_parts)
    }

    /// What the configured server found.
    pub(super) fn authentication(&self) -> Option<authentication::Authentication> {
        authentication::of(self.headers, self.inbox.authserv_id.as_deref())
    }

    /// Whether the subject says that another's words follow, and none do.
    fn is_lost_forward(&self, origin: Option<&Origin>) -> bool {
        origin.is_none() && self.prefix == Prefix::Forward
    }

    /// The verdict on the words of whoever asks: the sender's own, or the original author's.
    fn verdict(&self, letter: &asks::Letter, origin: Option<&Origin>) -> asks::Verdict {
        let content = self.content;
        let empty = self.own.words.trim().is_empty();
        let (words, subject) = match origin {
            Some(origin) => (&origin.own.words, own::without_prefixes(&origin.subject)),
            // The subject of an answer is somebody else's, unless nothing else is there.
            None if self.prefix == Prefix::Reply && !empty => (&self.own.words, ""),
            None => (&self.own.words, own::without_prefixes(&content.subject)),
        };
        let letter = enclosed::Letter {
            words,
            heard: origin.is_none().then_some(letter),
            subject,
            enclosed: &content.enclosed,
            unread_parts: content.unread_parts,
            lost_forward: self.is_lost_forward(origin),
        };
        letter.verdict()
    }

    /// Whoever may be the one who asks: by the forward, by where answers go, by the text.
    fn candidates(&self, sender: Option<&Sender>, origin: Option<&Origin>) -> Vec<Sender> {
        let mut candidates = Candidates::new(self.inbox);
        if let Some(sender) = sender {
            candidates.add(sender);
        }
        if let Some(passed) = &self.own.passed {
            candidates.add_chain(passed);
        }
        if let Some(by) = &self.sent_by {
            candidates.add(by);
        }
        candidates.add_reply_to(self.headers);
        if let Some(origin) = origin {
            candidates.add_text(&origin.own.words);
        }
        candidates.add_text(&self.own.words);
        candidates.add_text(&self.own.quoted);
        candidates.add_text(&self.content.enclosed);
        candidates.best()
    }

    /// What whoever passes letters on asks for themselves, plainly and in their own words.
    pub(super) fn own_ask(&self) -> Option<LetterRead> {
        let sender = self.sent_by.clone()?;
        let own = enclosed::Letter {
            words: &self.own.words,
            heard: None,
            subject: "",
            enclosed: "",
            unread_parts: false,
            lost_forward: false,
        };
        let verdict = own.verdict();
        let plain = verdict.decision == Decision::Taken && !verdict.for_another;
        if !plain || verdict.rights().next().is_none() || !sender.confidence.decides() {
            return None;
        }
        Some(LetterRead {
            message_id: self.headers.message_id_for_a_header(),
            authentication: self.authentication(),
            spam: spam::verdict(self.headers),
            ..LetterRead::of(verdict, Some(sender))
        })
    }
}
