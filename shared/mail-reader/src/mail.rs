//! Reads an email as one message: the sender's, or that of the author of a message forwarded in its text.

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

/// The maximum length of a plain request below a machine's header, in words.
const LONGEST_PLAIN_REQUEST: usize = 150;

/// An email without a certain sign of a machine.
pub(super) struct Mail<'a> {
    pub(super) headers: &'a Headers<'a>,
    pub(super) content: &'a Content,
    pub(super) inbox: &'a Inbox,
    /// The sign in its headers that a machine wrote it, if it is uncertain.
    sign: Option<Sign>,
    /// The sender.
    pub(super) sent_by: Option<Sender>,
    /// The meaning of its subject's prefix.
    pub(super) prefix: Prefix,
    /// Its text, split into the author's words and the rest.
    pub(super) author_text: AuthorText,
}

impl<'a> Mail<'a> {
    /// Prepares an email: finds its sender and splits its text.
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

    /// Returns the message, or why it isn't a person's.
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
            // A mail system's report repeats our own email, and a challenge does, too. These words ask for nothing. A
            // person who wants something says so plainly.
            let reports = why == AutomaticReason::MailSystem && seen.reads_like_a_report();
            let challenges = why == AutomaticReason::Challenge && verdict.rights().next().is_none();
            let silent =
                (message.has_no_intent() && verdict.is_silent()) || verdict.reads_automatic;
            if reports || challenges || silent {
                return Err(why);
            }
            verdict.send_to_review(
                ReviewReason::NotPlain,
                "a machine's header is above a person's words",
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
        let likely_opt_out =
            verdict.likely_opt_out || (!verdict.footer_only && message.may_opt_out(false));
        let people = people_in(&mut verdict, sender.as_ref(), inbox);
        Ok(MessageRead {
            candidates,
            list_is_cut: content.cut && !people.is_empty(),
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
            likely_opt_out,
            machine,
            attaches: content.unread_parts
                || content.attached_message
                || !content.attached_text.is_empty(),
            authentication: self.authentication(),
            spam: spam::verdict(self.headers),
            reply: reply::of(&message.sentences).filter(|_| !forwards),
            ..MessageRead::of(verdict, sender)
        })
    }

    /// Returns its subject, unless it is one of ours, which replies and mail systems repeat.
    fn subject(&self) -> &str {
        let subject = &self.content.subject;
        let ours = own_subject::is_ours(subject) && self.prefix != Prefix::Forward;
        if ours || automatic::is_known_subject(subject) {
            return "";
        }
        subject
    }

    /// Returns the message for review, if a person plainly asks for a right below a header that otherwise only machines
    /// set. No email is sent, because such a header forbids replies.
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

    /// Returns the parts that can show that a machine wrote it.
    fn seen(&self) -> VisibleText<'_> {
        VisibleText {
            subject: &self.content.subject,
            text: &self.content.text,
            report_part: self.content.report_part,
            attached_message: self.content.attached_message,
        }
    }

    /// Returns whether it forwards a message in its text.
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

    /// Returns whether the email is about its attached messages: a colleague attached them, or there is nothing else. A
    /// machine that returns a message forwards nothing.
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

    /// Returns whether it is the envelope of certified email (Italian PEC, RFC 6109). The provider sends it with the
    /// person's message attached.
    pub(super) fn is_certified(&self) -> bool {
        let transport = self.headers.first("x-trasporto").unwrap_or_default();
        transport.trim().eq_ignore_ascii_case("posta-certificata")
            && self.content.attached_messages.len() == 1
    }

    /// Returns whether the text around the attachments could be an opt-out.
    pub(super) fn cover_may_opt_out(&self) -> bool {
        let others = self.content.attached_messages_text();
        let message = intents::MessageWords::of(self.subject(), &self.author_text, &others, true);
        message.may_opt_out(self.content.unread_parts)
    }

    /// Returns the configured server's results.
    pub(super) fn authentication(&self) -> Option<authentication::Authentication> {
        authentication::of(self.headers, self.inbox.authserv_id.as_deref())
    }

    /// Returns whether the subject announces a forwarded message that is missing.
    fn is_lost_forward(&self, origin: Option<&Origin>) -> bool {
        origin.is_none() && self.prefix == Prefix::Forward
    }

    /// Returns the verdict on the requester's words: the sender's or the original author's.
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
            // The subject of a reply belongs to another person. It counts only if there is nothing else.
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

    /// Returns the possible requesters: by the forward, the reply address and the text.
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

    /// Returns what the forwarding person plainly asks for.
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
