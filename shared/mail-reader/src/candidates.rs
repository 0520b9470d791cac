//! The people who could be the requester, if that is uncertain.
//!
//! A message that could be an opt-out is in force for every candidate while staff find out who wrote it. So this
//! includes too many people rather than too few, within bounds. Colleagues and the inbox are never candidates.

use super::Inbox;
use super::author_text::{self, Prefix};
use super::content::{AttachedMessage, Mailbox};
use super::forward::{self, AuthorEvidence, ForwardedMessage};
use super::headers::Headers;
use super::quote_markers::QUOTE_MARKERS;
use super::sender::{Confidence, Sender, SenderSource, is_colleague, takes_no_answers};
use std::collections::HashSet;

/// The maximum number of candidates of one message.
pub const MOST_CANDIDATES: usize = 20;

/// How much of a text is searched for addresses, in bytes.
const MOST_LOOKED_AT: usize = 64 * 1024;
/// The maximum length of a chain of forwards.
const DEEPEST: usize = 12;

/// The candidates found so far.
pub(super) struct Candidates<'i> {
    inbox: &'i Inbox,
    found: Vec<Sender>,
    known: HashSet<String>,
}

impl<'i> Candidates<'i> {
    /// Creates an empty list.
    pub(super) fn new(inbox: &'i Inbox) -> Self {
        Self {
            inbox,
            found: Vec::new(),
            known: HashSet::new(),
        }
    }

    /// Adds a sender.
    pub(super) fn add(&mut self, sender: &Sender) {
        let address = sender.address.as_str();
        let out = is_colleague(address, self.inbox) || takes_no_answers(address);
        if !out
            && self.found.len() < 10 * MOST_CANDIDATES
            && self.known.insert(address.to_lowercase())
        {
            self.found.push(Sender {
                // The address can be certain, but not that its owner is the requester.
                confidence: sender.confidence.min(Confidence::Fair),
                ..sender.clone()
            });
        }
    }

    /// Adds the owner of a mailbox.
    pub(super) fn add_mailbox(
        &mut self,
        mailbox: &Mailbox,
        source: SenderSource,
        confidence: Confidence,
    ) {
        if let Some(sender) = Sender::of(mailbox, source, confidence, self.inbox) {
            self.add(&sender);
        }
    }

    /// Adds the addresses in `Reply-To`.
    pub(super) fn add_reply_to(&mut self, headers: &Headers<'_>) {
        for value in headers.all("reply-to").take(2) {
            let mailbox = forward::author(&value);
            self.add_mailbox(&mailbox, SenderSource::ReplyTo, Confidence::Fair);
        }
    }

    /// Adds the authors in a chain of forwarded or quoted messages. The nearest one is the likeliest.
    pub(super) fn add_chain(&mut self, text: &str) {
        let mut next = forward::forwarded_message(text);
        for depth in 0..DEEPEST {
            let Some(ForwardedMessage {
                author,
                evidence,
                text,
                ..
            }) = next
            else {
                return;
            };
            let source = match evidence {
                AuthorEvidence::Attribution => SenderSource::Attribution,
                AuthorEvidence::Label | AuthorEvidence::FirstAddress => SenderSource::InlineForward,
            };
            let confidence = if depth == 0 {
                Confidence::Fair
            } else {
                Confidence::Low
            };
            self.add_mailbox(&author, source, confidence);
            let author_text = author_text::split(&text, Prefix::Forward);
            next = author_text
                .forwarded_message
                .as_deref()
                .and_then(forward::forwarded_message);
        }
    }

    /// Adds the addresses in a text, without those that its header lines name as recipients.
    pub(super) fn add_text(&mut self, text: &str) {
        let text = &text[..text.floor_char_boundary(MOST_LOOKED_AT)];
        for line in text.lines().filter(|line| line.contains('@')) {
            let recipients = |(label, _): (String, &str)| {
                QUOTE_MARKERS.to.contains(&label) && !QUOTE_MARKERS.from.contains(&label)
            };
            if author_text::label_of(line).is_some_and(recipients) {
                continue;
            }
            let separates = |c: char| {
                c.is_whitespace()
                    || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '[' | ']' | '"')
            };
            for word in line.split(separates).filter(|word| word.contains('@')) {
                let address = word.trim_end_matches(['.', ':', '!', '?', '*', '_']);
                let address = address
                    .trim_start_matches(['*', '_'])
                    .trim_start_matches("mailto:");
                let mailbox = Mailbox::of("", address);
                self.add_mailbox(&mailbox, SenderSource::Text, Confidence::Low);
            }
        }
    }

    /// Adds the possible authors of an attached message.
    pub(super) fn add_message(&mut self, message: &AttachedMessage) {
        self.add_mailbox(
            &message.author,
            SenderSource::AttachedMessage,
            Confidence::Fair,
        );
        self.add_reply_to(&Headers::of(&message.head));
        let author_text = author_text::split(&message.text, Prefix::Forward);
        author_text
            .forwarded_message
            .iter()
            .for_each(|forwarded_message| self.add_chain(forwarded_message));
        self.add_text(&message.text);
        self.add_text(&message.attached_text);
    }

    /// Returns the likeliest candidates, best first. Equal ones stay in order.
    pub(super) fn best(mut self) -> Vec<Sender> {
        self.found
            .sort_by_key(|sender| std::cmp::Reverse(sender.confidence));
        self.found.truncate(MOST_CANDIDATES);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::person::EmailAddress;

    fn inbox() -> Inbox {
        Inbox {
            address: EmailAddress::parse("privacy@company.example").unwrap(),
            others: Vec::new(),
            groups: Vec::new(),
            colleagues: Vec::new(),
            authserv_id: None,
        }
    }

    fn evidence(candidates: Candidates<'_>) -> Vec<(String, Confidence)> {
        let best = candidates.best().into_iter();
        best.map(|c| (c.address.as_str().to_owned(), c.confidence))
            .collect()
    }

    #[test]
    fn the_likeliest_come_first_and_no_colleague_is_among_them() {
        let inbox = inbox();
        let mut candidates = Candidates::new(&inbox);
        candidates.add_text(
            "Ana\nana@b.example\nTo: x@y.example\nCc: bob@company.example, NoReply@shop.example",
        );
        candidates.add_chain(
            "From: Cy <cy@c.example>\nDate: x\nSubject: y\n\nLook\n\n\
             From: Bob <bob@company.example>\nDate: x\nSubject: y\n\nLook\n\n\
             From: Dee <Dee@D.example>\nDate: x\nSubject: y\n\ndee@d.example",
        );
        candidates.add_reply_to(&Headers::of(b"Reply-To: E <e@f.example>\n\n"));
        let low = |address: &str| (address.to_owned(), Confidence::Low);
        let fair = |address: &str| (address.to_owned(), Confidence::Fair);
        assert_eq!(
            evidence(candidates),
            [
                fair("cy@c.example"),
                fair("e@f.example"),
                low("ana@b.example"),
                low("Dee@d.example"),
            ]
        );
    }

    #[test]
    fn there_are_twenty_at_most() {
        let inbox = inbox();
        let mut candidates = Candidates::new(&inbox);
        let text: String = (0..5_000).map(|n| format!("a{n}@b.example\n")).collect();
        candidates.add_text(&text);
        candidates.add_reply_to(&Headers::of(b"Reply-To: e@f.example\n\n"));
        assert_eq!(evidence(candidates).len(), MOST_CANDIDATES);
    }
}
