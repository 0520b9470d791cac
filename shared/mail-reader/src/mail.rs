//! A mail as one letter: its sender's, or that of whoever wrote what it passes on within its text.

use super::Inbox;
use super::attached_text;
use super::authentication;
use super::author_text::{self, AuthorText, Prefix};
use super::automatic::{self, AutomaticReason, Sign, VisibleText};
use super::candidates::Candidates;
use super::content::Content;
use super::form;
use super::group;
use super::headers::Headers;
use super::intents::{self, Decision, IntentEvidence, StatedIntent};
use super::message::{MessageRead, people_in, require_decided_sender};
use super::origin::{self, Origin};
use super::own_subject;
use super::references;
use super::reply;
use super::sender::{self, Confidence, Sender, SenderSource};
use super::spam;
use domain::request::ReviewReason;

/// The words of a plain request below a machine's header.
const LONGEST_PLAIN_REQUEST: usize = 150;

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
    pub(super) author_text: AuthorText,
}

impl<'a> Mail<'a> {
    /// A mail, and who wrote which part of it.
    pub(super) fn of(
        headers: &'a Headers<'a>,
        content: &'a Content,
        sign: Option<Sign>,
        inbox: &'a Inbox,
    ) -> Self {
        let prefix = author_text::prefix_of(&content.subject);
        Self {
            sent_by: sender::of(headers, content, inbox),
            author_text: author_text::split(&content.text, prefix),
            headers,
            content,
            inbox,
            sign,
            prefix,
        }
    }

    /// The mail as one letter, or why it is none.
    pub(super) fn message(&self) -> Result<MessageRead, AutomaticReason> {
        let Self { content, inbox, .. } = self;
        let origin = origin::of(content, &self.author_text, self.sent_by.as_ref(), inbox);
        let forwards = self.author_text.forwarded
            || content.attached_message
            || self.prefix == Prefix::Forward;
        let others = content.attached_messages_text();
        let message =
            intents::MessageWords::of(self.subject(), &self.author_text, &others, forwards);
        let mut verdict = self.verdict(&message, origin.as_ref());
        let seen = self.seen();
        let machine = self.sign.or_else(|| seen.sign()).map(|sign| sign.why);
        if let Some(why) = machine {
            // A mail system's report carries our own letter's words, and these ask for nothing. Neither do
            // those that a challenge repeats; a person who wants something says so plainly.
            let reports = why == AutomaticReason::MailSystem && seen.reads_like_a_report();
            let challenges = why == AutomaticReason::Challenge && verdict.rights().next().is_none();
            let silent = message.has_no_intent() && verdict.is_silent();
            if reports || challenges || silent {
                return Err(why);
            }
            verdict.send_to_review(
                ReviewReason::NotPlain,
                "a machine's header stands over a person's words",
            );
        }
        let lost = self.is_lost_forward(origin.as_ref());
        let forward = origin.as_ref().map(|origin| origin.forward.clone());
        let sender = match &forward {
            Some(forward) => forward.author.clone(),
            None => sender::requester(
                self.sent_by.as_ref(),
                content,
                &self.author_text.words,
                inbox,
            ),
        };
        require_decided_sender(&mut verdict, sender.as_ref());
        let sure = sender.as_ref().is_some_and(|s| s.confidence.decides());
        let candidates = match sure && !lost {
            true => Vec::new(),
            false => self.candidates(sender.as_ref(), origin.as_ref()),
        };
        let may_opt_out = verdict.may_opt_out
            || (!verdict.footer_only && message.may_opt_out(content.unread_parts));
        let people = people_in(&mut verdict, sender.as_ref(), inbox);
        Ok(MessageRead {
            candidates,
            people,
            forward,
            message_id: self.headers.message_id_for_a_header(),
            references: references::of(
                &references::SearchedParts {
                    heads: &[self.headers],
                    subjects: &[&content.subject],
                    texts: &[
                        &self.author_text.words,
                        &self.author_text.quoted,
                        &content.attached_text,
                    ],
                },
                inbox,
            ),
            may_opt_out,
            machine,
            attaches: content.unread_parts
                || content.attached_message
                || !content.attached_text.is_empty(),
            authentication: self.authentication(),
            spam: spam::verdict(self.headers),
            reply: reply::of(&message.sentences).filter(|_| !forwards),
            mass_mail: verdict.mass_mail,
            ..MessageRead::of(verdict, sender)
        })
    }

    /// Its subject, unless it is one of ours, which an answer or a mail system repeats.
    fn subject(&self) -> &str {
        let subject = &self.content.subject;
        let ours = own_subject::is_ours(subject) && self.prefix != Prefix::Forward;
        if ours || automatic::is_known_subject(subject) {
            return "";
        }
        subject
    }

    /// The message as one to review, if a person plainly asks for a right below a header that otherwise only machines
    /// set. Nobody is written to: such mail asks for no answer.
    pub(super) fn request_below_machine_header(&self, why: AutomaticReason) -> Option<MessageRead> {
        let content = self.content;
        let words = &self.author_text.words;
        let seen = self.seen();
        let by_machine = content.attached_message
            || content.report_part
            || seen.sign().is_some()
            || seen.reads_like_a_report();
        let long = words
            .split_whitespace()
            .take(LONGEST_PLAIN_REQUEST + 1)
            .count();
        if by_machine || self.prefix == Prefix::Reply || long > LONGEST_PLAIN_REQUEST {
            return None;
        }
        let form = form::person(words).is_some();
        if why == AutomaticReason::AutoSubmitted && !form {
            return None;
        }
        let others = content.attached_messages_text();
        let message = intents::MessageWords::of("", &self.author_text, &others, false);
        let verdict = self.verdict(&message, None);
        let stated = |intent: &StatedIntent| intent.evidence == IntentEvidence::Sentence;
        let asks = verdict.decision == Decision::Opened
            && !verdict.mass_mail
            && verdict
                .rights()
                .any(|right| right != intents::MARKETING_STOP)
            && verdict.intents.iter().any(stated);
        self.message().ok().filter(|_| asks)
    }

    /// Its words, as far as they may tell that a machine wrote it.
    fn seen(&self) -> VisibleText<'_> {
        VisibleText {
            subject: &self.content.subject,
            text: &self.content.text,
            report_part: self.content.report_part,
            attached_message: self.content.attached_message,
        }
    }

    /// Whether it passes a letter on within its text.
    pub(super) fn forwards_inline(&self) -> bool {
        self.author_text.forwarded_message.is_some()
            && origin::of(
                self.content,
                &self.author_text,
                self.sent_by.as_ref(),
                self.inbox,
            )
            .is_some()
    }

    /// Whether the messages that are attached are what it is about: a colleague attached them, or there is
    /// nothing else. A machine that sends a message back passes nothing on.
    pub(super) fn forwards_attached(&self) -> bool {
        if self.is_certified() {
            return true;
        }
        let from_system = self
            .sign
            .is_some_and(|s| s.why == AutomaticReason::MailSystem);
        !self.content.attached_messages.is_empty()
            && origin::may_forward(
                self.content,
                &self.author_text,
                self.sent_by.as_ref(),
                self.inbox,
            )
            && !from_system
            && self.seen().sign().is_none()
    }

    /// Whether it is the envelope of certified mail (Italian PEC, RFC 6109): the provider sends it, and the person's message
    /// is attached.
    pub(super) fn is_certified(&self) -> bool {
        let transport = self.headers.first("x-trasporto").unwrap_or_default();
        transport.trim().eq_ignore_ascii_case("posta-certificata")
            && self.content.attached_messages.len() == 1
    }

    /// Whether it could be an opt-out by what stands around what is attached.
    pub(super) fn cover_may_opt_out(&self) -> bool {
        let others = self.content.attached_messages_text();
        let message = intents::MessageWords::of(self.subject(), &self.author_text, &others, true);
        message.may_opt_out(self.content.unread_parts)
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
    fn verdict(
        &self,
        message: &intents::MessageWords,
        origin: Option<&Origin>,
    ) -> intents::Verdict {
        let content = self.content;
        let empty = self.author_text.words.trim().is_empty();
        let (words, subject) = match origin {
            Some(origin) => (
                &origin.author_text.words,
                author_text::without_prefixes(&origin.subject),
            ),
            // The subject of an answer is somebody else's, unless nothing else is there.
            None if self.prefix == Prefix::Reply && !empty => (&self.author_text.words, ""),
            None => (
                &self.author_text.words,
                author_text::without_prefixes(self.subject()),
            ),
        };
        let message = attached_text::AuthorMessage {
            words,
            read: origin.is_none().then_some(message),
            subject,
            attached_text: &content.attached_text,
            unread_parts: content.unread_parts,
            lost_forward: self.is_lost_forward(origin),
        };
        message.verdict()
    }

    /// Whoever may be the one who asks: by the forward, by where answers go, by the text.
    fn candidates(&self, sender: Option<&Sender>, origin: Option<&Origin>) -> Vec<Sender> {
        let mut candidates = Candidates::new(self.inbox);
        if let Some(sender) = sender {
            candidates.add(sender);
        }
        if let Some(forwarded_message) = &self.author_text.forwarded_message {
            candidates.add_chain(forwarded_message);
        }
        if let Some(by) = &self.sent_by {
            candidates.add(by);
        }
        candidates.add_reply_to(self.headers);
        let content = self.content;
        for author in content.from.iter().chain(&content.other_authors) {
            candidates.add_mailbox(author, SenderSource::OneOfSeveral, Confidence::Fair);
        }
        if let Some(person) = form::person(&self.author_text.words) {
            candidates.add_mailbox(&person, SenderSource::FormField, Confidence::Fair);
        }
        if content
            .from
            .as_ref()
            .is_none_or(|from| group::is_ours(&from.address, self.inbox))
        {
            for copied in &content.copied {
                candidates.add_mailbox(copied, SenderSource::Copied, Confidence::Fair);
            }
        }
        if let Some(origin) = origin {
            candidates.add_text(&origin.author_text.words);
        }
        candidates.add_text(&self.author_text.words);
        candidates.add_text(&self.author_text.quoted);
        candidates.add_text(&self.content.attached_text);
        candidates.best()
    }

    /// What whoever passes letters on asks for themselves, plainly and in their own words.
    pub(super) fn forwarder_message(&self) -> Option<MessageRead> {
        let sender = self.sent_by.clone()?;
        let author_text = attached_text::AuthorMessage {
            words: &self.author_text.words,
            read: None,
            subject: "",
            attached_text: "",
            unread_parts: false,
            lost_forward: false,
        };
        let verdict = author_text.verdict();
        let plain = verdict.decision == Decision::Opened && !verdict.for_another;
        if !plain || verdict.rights().next().is_none() || !sender.confidence.decides() {
            return None;
        }
        Some(MessageRead {
            message_id: self.headers.message_id_for_a_header(),
            authentication: self.authentication(),
            spam: spam::verdict(self.headers),
            ..MessageRead::of(verdict, Some(sender))
        })
    }
}
