//! Finds the original author of a forwarded message.
//!
//! A forward is trusted depending on its sender. A colleague who forwards a message to the privacy inbox does what
//! colleagues should do, and the header lines of their mail client name the author. Anyone else can have other reasons,
//! so staff decide whose request it is.

use super::Inbox;
use super::author_text::{self, AuthorText, Prefix};
use super::content::{AttachedMessage, Content, Mailbox};
use super::forward::{self, AuthorEvidence, ForwardedMessage};
use super::sender::{Confidence, Sender, SenderSource, is_colleague};
use domain::person::PersonName;
use jiff::civil::Date;

/// An email that forwards a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// The author, if their address is known.
    pub author: Option<Sender>,
    /// The author's name, even without an address.
    pub author_name: Option<PersonName>,
    /// The day when it was written, if that is unambiguous. Due dates can depend on it.
    pub written: Option<Date>,
    /// The forwarding person.
    pub by: Option<Sender>,
}

/// A forward, and the original author's words.
pub(super) struct Origin {
    pub(super) forward: Forward,
    pub(super) subject: String,
    pub(super) author_text: AuthorText,
}

/// The origin of an attached message.
pub(super) struct AttachedOrigin {
    pub(super) origin: Origin,
    /// The index of the message that is or contains it.
    pub(super) at: usize,
}

/// Returns whether an email can exist only to forward: a colleague sent it, or it has no other text.
pub(super) fn may_forward(
    content: &Content,
    author_text: &AuthorText,
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> bool {
    from_colleague(sender, inbox)
        || author_text.words.trim().is_empty()
        || author_text::prefix_of(&content.subject) == Prefix::Forward
}

fn from_colleague(sender: Option<&Sender>, inbox: &Inbox) -> bool {
    sender.is_some_and(|sender| is_colleague(sender.address.as_str(), inbox))
}

/// Returns the origin of an email that forwards a message in its text.
pub(super) fn of(
    content: &Content,
    author_text: &AuthorText,
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> Option<Origin> {
    let inline = author_text.forwarded && (from_colleague(sender, inbox) || author_text.explicit);
    // An attached message that can't be parsed still has an author.
    let broken = content.attached_message
        && content.attached_messages.is_empty()
        && may_forward(content, author_text, sender, inbox);
    let forwarded_message = author_text.forwarded_message.as_deref().filter(|_| inline);
    if let Some(first) = forwarded_message.and_then(forward::forwarded_message) {
        let (message, author_text) =
            forward::original(first, |address| is_colleague(address, inbox));
        let source = within_text(message.evidence);
        return Some(by(message, author_text, source, sender, inbox));
    }
    (inline || broken).then(|| Origin {
        forward: Forward {
            author: None,
            author_name: None,
            written: None,
            by: sender.cloned(),
        },
        subject: author_text::without_prefixes(&content.subject).to_owned(),
        author_text: author_text::split(&author_text.quoted, Prefix::None),
    })
}

/// Returns the origin of nested attached messages: the first that no colleague wrote and that has text, or what it
/// forwards in its text.
pub(super) fn of_attached(
    attached: &[AttachedMessage],
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> AttachedOrigin {
    let colleagues = |address: &str| is_colleague(address, inbox);
    let mut last = None;
    for (at, message) in attached.iter().enumerate() {
        let deeper = attached
            .get(at + 1)
            .is_some_and(|next| next.depth > message.depth);
        let forwarded_message = ForwardedMessage {
            author: message.author.clone(),
            evidence: AuthorEvidence::Label,
            subject: message.subject.clone(),
            written: message.written,
            text: message.text.clone(),
        };
        let colleague = colleagues(&forwarded_message.author.address);
        let (original, author_text) = forward::original(forwarded_message, colleagues);
        let is_inner = original.author.address != message.author.address;
        let silent = author_text.words.trim().is_empty()
            && message.attached_text.trim().is_empty()
            && !is_inner;
        let source = match is_inner {
            true => within_text(original.evidence),
            false => SenderSource::AttachedMessage,
        };
        let origin = by(original, author_text, source, sender, inbox);
        let found = AttachedOrigin { origin, at };
        if is_inner || !(colleague || (silent && deeper)) {
            return found;
        }
        last = Some(found);
    }
    last.unwrap_or_else(|| {
        let nobody = ForwardedMessage {
            author: Mailbox::default(),
            evidence: AuthorEvidence::FirstAddress,
            subject: String::new(),
            written: None,
            text: String::new(),
        };
        let source = SenderSource::AttachedMessage;
        let origin = by(nobody, AuthorText::default(), source, sender, inbox);
        AttachedOrigin { origin, at: 0 }
    })
}

fn within_text(evidence: AuthorEvidence) -> SenderSource {
    match evidence {
        AuthorEvidence::Attribution => SenderSource::Attribution,
        AuthorEvidence::Label | AuthorEvidence::FirstAddress => SenderSource::InlineForward,
    }
}

/// Returns a forwarded message with the confidence in its author.
fn by(
    message: ForwardedMessage,
    author_text: AuthorText,
    source: SenderSource,
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> Origin {
    let confidence = match (from_colleague(sender, inbox), source, message.evidence) {
        (_, _, AuthorEvidence::FirstAddress) | (false, _, _) => Confidence::Fair,
        (true, SenderSource::AttachedMessage, _) => Confidence::Certain,
        (true, _, _) => Confidence::High,
    };
    let author = Sender::of(&message.author, source, confidence, inbox)
        .filter(|author| !is_colleague(author.address.as_str(), inbox));
    let name = author.as_ref().map(|author| author.name.clone());
    Origin {
        forward: Forward {
            author_name: name.unwrap_or_else(|| name_of(&message.author)),
            author,
            written: message.written,
            by: sender.cloned(),
        },
        subject: message.subject,
        author_text,
    }
}

fn name_of(mailbox: &Mailbox) -> Option<PersonName> {
    PersonName::parse(mailbox.name.as_deref()?).ok()
}
