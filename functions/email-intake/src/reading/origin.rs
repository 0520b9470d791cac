//! Who stands behind a mail that passes on another's.
//!
//! A forward is believed where it comes from: a colleague who passes a letter on to the privacy inbox does
//! what colleagues are asked to do, and the header lines of their mail client say who wrote it. Anybody else
//! who sends us somebody's words may have their reasons; then a human decides whose request it is.

use super::Inbox;
use super::content::{Attached, Content, Mailbox};
use super::forward::{self, Passed, Shown};
use super::own::{self, Own, Prefix};
use super::sender::{Confidence, Sender, SenderSource, is_colleague};
use domain::person::PersonName;
use jiff::civil::Date;

/// A mail that passes on somebody's letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// Who wrote the letter, if an address of theirs is there.
    pub author: Option<Sender>,
    /// Their name, also where no address is.
    pub author_name: Option<PersonName>,
    /// The day on which they wrote it, where it can be read beyond doubt. Due dates may count from it.
    pub written: Option<Date>,
    /// Who passed it on.
    pub by: Option<Sender>,
}

/// A forward, and the original author's words.
pub(super) struct Origin {
    pub(super) forward: Forward,
    pub(super) subject: String,
    pub(super) own: Own,
}

/// The origin of a mail, if it passes somebody's words on. `own` is its text, split; `sender` its sender.
pub(super) fn of(
    content: &Content,
    own: &Own,
    sender: Option<&Sender>,
    inbox: &Inbox,
) -> Option<Origin> {
    let colleague = sender.is_some_and(|sender| is_colleague(sender.address.as_str(), inbox));
    let inline = own.forwarded && (colleague || own.explicit);
    let empty = own.words.trim().is_empty();
    let prefix = own::prefix_of(&content.subject);
    let attached = content.attached_message && (colleague || empty || prefix == Prefix::Forward);
    let colleagues = |address: &str| is_colleague(address, inbox);
    let passed = own
        .passed
        .as_deref()
        .filter(|_| inline)
        .and_then(forward::passed);
    let (message, own, source) = match passed {
        Some(first) => {
            let (message, own) = forward::original(first, colleagues);
            let source = match message.shown {
                Shown::Attribution => SenderSource::Attribution,
                Shown::Label | Shown::FirstAddress => SenderSource::InlineForward,
            };
            (message, own, source)
        }
        None if attached => from_attached(&content.attached, colleagues),
        None if inline => {
            let forward = Forward {
                author: None,
                author_name: None,
                written: None,
                by: sender.cloned(),
            };
            let own = own::split(&own.quoted, Prefix::None);
            let subject = own::without_prefixes(&content.subject).to_owned();
            return Some(Origin {
                forward,
                subject,
                own,
            });
        }
        None => return None,
    };
    let confidence = match (colleague, source, message.shown) {
        (_, _, Shown::FirstAddress) => Confidence::Fair,
        (false, _, _) => Confidence::Fair,
        (true, SenderSource::AttachedMessage, _) if several_authors(&content.attached) => {
            Confidence::Fair
        }
        (true, SenderSource::AttachedMessage, _) => Confidence::Certain,
        (true, _, _) => Confidence::High,
    };
    let author = Sender::of(&message.author, source, confidence, inbox)
        .filter(|author| !is_colleague(author.address.as_str(), inbox));
    let name = author.as_ref().map(|author| author.name.clone());
    Some(Origin {
        forward: Forward {
            author_name: name.unwrap_or_else(|| name_of(&message.author)),
            author,
            written: message.written,
            by: sender.cloned(),
        },
        subject: message.subject,
        own,
    })
}

/// The original among attached messages: the first that is neither a colleague's nor wordless.
fn from_attached(
    attached: &[Attached],
    is_colleague: impl Fn(&str) -> bool,
) -> (Passed, Own, SenderSource) {
    let mut last = None;
    for (at, message) in attached.iter().enumerate() {
        let deeper = attached
            .get(at + 1)
            .is_some_and(|next| next.depth > message.depth);
        let passed = Passed {
            author: message.author.clone(),
            shown: Shown::Label,
            subject: message.subject.clone(),
            written: message.written,
            text: message.text.clone(),
        };
        let colleague = is_colleague(&passed.author.address);
        let (original, own) = forward::original(passed, &is_colleague);
        let is_inner = original.author.address != message.author.address;
        let silent = own.words.trim().is_empty() && !is_inner;
        let source = match is_inner {
            true if original.shown == Shown::Attribution => SenderSource::Attribution,
            true => SenderSource::InlineForward,
            false => SenderSource::AttachedMessage,
        };
        let found = (original, own, source);
        if is_inner || !(colleague || (silent && deeper)) {
            return found;
        }
        last = Some(found);
    }
    last.unwrap_or_else(|| {
        let nobody = Passed {
            author: Mailbox::default(),
            shown: Shown::FirstAddress,
            subject: String::new(),
            written: None,
            text: String::new(),
        };
        (nobody, Own::default(), SenderSource::AttachedMessage)
    })
}

/// Whether messages of different authors stand side by side.
fn several_authors(attached: &[Attached]) -> bool {
    let mut outer = attached.iter().filter(|message| message.depth == 1);
    let first = outer.next().map(|message| &message.author.address);
    outer.any(|message| Some(&message.author.address) != first)
}

fn name_of(mailbox: &Mailbox) -> Option<PersonName> {
    PersonName::parse(mailbox.name.as_deref()?).ok()
}
