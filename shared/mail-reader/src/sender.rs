//! Finds the sender: `From`, otherwise `Sender`, otherwise the return path, or the person behind them.
//!
//! The inbox's own address and its groups' addresses are never the sender. A group that rewrites `From` hides the
//! author and keeps the address in `X-Original-From` or `X-Original-Sender`. `Reply-To` is for replies. It names the
//! author only if the sender is a machine that reads no replies, such as a web form.

use super::Inbox;
use super::content::{Content, Mailbox};
use super::form;
use super::group;
use super::headers::Headers;
pub use domain::person::Confidence;
use domain::person::{EmailAddress, PersonName};

/// Where a sender was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SenderSource {
    /// The `From` header.
    From,
    /// The `Sender` header, if `From` names no one.
    SenderHeader,
    /// The return path, if no other header names anyone.
    ReturnPath,
    /// `From` of a redirected message (RFC 5322 § 3.6.6).
    Resent,
    /// `X-Original-From` or `X-Original-Sender`, through the inbox's own group.
    OriginalSender,
    /// `Reply-To`, if the sender reads no replies.
    ReplyTo,
    /// `From` of an attached message.
    AttachedMessage,
    /// The header lines of a forward within the text.
    InlineForward,
    /// The line above a forward's quotation.
    Attribution,
    /// The text.
    Text,
    /// A field of a form that a website sent for the person.
    FormField,
    /// `Cc`. Our own group moved the author there.
    Copied,
    /// `From`, as one of several authors.
    OneOfSeveral,
}

impl SenderSource {
    /// Returns the source in words for the record.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::From => "the From header names them",
            Self::SenderHeader => "the Sender header names them, and From names no one",
            Self::ReturnPath => "the return path names them, and no other header does",
            Self::Resent => "the From header of a message that was sent on unchanged names them",
            Self::OriginalSender => "our own group says that they wrote to it",
            Self::ReplyTo => "answers go to them, and the sender takes none",
            Self::AttachedMessage => "the From header of the attached message names them",
            Self::InlineForward => "the header lines of the forwarded message name them",
            Self::Attribution => "the line above the forwarded text names them",
            Self::Text => "the text of the message names them",
            Self::FormField => "the form's field for an email address names them",
            Self::Copied => "our own group moved the author's address to Cc",
            Self::OneOfSeveral => "the From header names them beside others",
        }
    }
}

/// A possible requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Their address.
    pub address: EmailAddress,
    /// The person's name, if it is next to the address.
    pub name: Option<PersonName>,
    /// Where the address was found.
    pub source: SenderSource,
    /// How certain that is.
    pub confidence: Confidence,
}

impl Sender {
    /// Creates a sender from a mailbox, unless it is the inbox's own.
    pub(super) fn of(
        mailbox: &Mailbox,
        source: SenderSource,
        confidence: Confidence,
        inbox: &Inbox,
    ) -> Option<Self> {
        Some(Self {
            address: readable(&mailbox.address, inbox)?,
            name: name_of(mailbox),
            source,
            confidence,
        })
    }
}

/// The headers that keep a group's author.
const ORIGINAL: [&str; 2] = ["x-original-from", "x-original-sender"];

/// The local parts of addresses that read no replies, without dots, dashes and underscores.
const NO_REPLY: [&str; 8] = [
    "noreply",
    "donotreply",
    "dontreply",
    "nereply",
    "noresponder",
    "nichtantworten",
    "keineantwort",
    "nepasrepondre",
];

/// Returns the sender according to the headers.
pub(super) fn of(headers: &Headers<'_>, content: &Content, inbox: &Inbox) -> Option<Sender> {
    let from = content.from.as_ref();
    let sender =
        |mailbox: &Mailbox, source, confidence| Sender::of(mailbox, source, confidence, inbox);
    // Only our own group's headers count, because anyone can write them.
    if from.is_some_and(|from| group::is_ours(&from.address, inbox)) {
        let original = ORIGINAL.iter().filter_map(|name| headers.first(name));
        let original = original
            .map(|value| super::forward::author(&value))
            .find_map(|mailbox| sender(&mailbox, SenderSource::OriginalSender, Confidence::High));
        if let Some(mut original) = original {
            // `X-Original-Sender` has no name; the rewritten `From` has (`'Ana Lima' via Privacy`).
            original.name = original.name.or_else(|| name_before_via(from?));
            return Some(original);
        }
        // A list that rewrites From for DMARC may keep the author in Cc.
        let via = from.and_then(name_before_via);
        let mut authors = content.copied.iter().filter(|copied| {
            !is_colleague(&copied.address, inbox)
                && (via.is_none() || name_of(copied).is_none() || name_of(copied) == via)
        });
        if let (Some(author), None) = (authors.next(), authors.next()) {
            return sender(author, SenderSource::Copied, Confidence::High);
        }
    }
    if from.is_none_or(|from| takes_no_answers(&from.address))
        && let Some(reply_to) = &content.reply_to
        && let Some(found) =
            sender(reply_to, SenderSource::ReplyTo, Confidence::High).filter(|_| from.is_some())
    {
        return Some(found);
    }
    let source = if content.resent {
        SenderSource::Resent
    } else {
        SenderSource::From
    };
    // An address that reads no replies is a machine, and one of several authors can't speak for the others.
    let several = content.other_authors.iter().any(|other| {
        readable(&other.address, inbox).is_some()
            && from.is_some_and(|from| !from.address.eq_ignore_ascii_case(&other.address))
    });
    let confidence = match from {
        Some(from) if takes_no_answers(&from.address) || several => Confidence::Fair,
        _ => Confidence::Certain,
    };
    from.and_then(|from| sender(from, source, confidence))
        .or_else(|| {
            let header = content.sender.as_ref()?;
            sender(header, SenderSource::SenderHeader, Confidence::High)
        })
        .or_else(|| {
            let path = headers.first("return-path").unwrap_or_default();
            let mailbox = Mailbox::of("", path.trim_matches(['<', '>', ' ']));
            // Relays and forms use their own address here, so staff confirm the person.
            sender(&mailbox, SenderSource::ReturnPath, Confidence::Fair)
        })
}

/// Returns the requester in a message that forwards nothing: the sender, or the person behind a form, a colleague's
/// address or a no-reply address. If only such an address is known, staff decide.
pub(super) fn requester(
    sent_by: Option<&Sender>,
    content: &Content,
    words: &str,
    inbox: &Inbox,
) -> Option<Sender> {
    let stands_for_others = |sender: &Sender| {
        let address = sender.address.as_str();
        is_colleague(address, inbox)
            || takes_no_answers(address)
            || sender.source == SenderSource::ReturnPath
    };
    let person = |mailbox: &Mailbox, source| {
        Sender::of(mailbox, source, Confidence::High, inbox)
            .filter(|sender| !stands_for_others(sender))
    };
    let form = form::person(words);
    let form = form.and_then(|mailbox| person(&mailbox, SenderSource::FormField));
    let reply_to = content.reply_to.as_ref();
    let reply_to = reply_to.and_then(|mailbox| person(mailbox, SenderSource::ReplyTo));
    let same = |a: &Sender, b: &Sender| a.address.as_str().eq_ignore_ascii_case(b.address.as_str());
    let unsure = |sender: Sender| Sender {
        confidence: sender.confidence.min(Confidence::Fair),
        ..sender
    };
    match (sent_by, reply_to, form) {
        (Some(by), None, None) if stands_for_others(by) => Some(unsure(by.clone())),
        (Some(by), reply_to, form) if stands_for_others(by) => match (reply_to, form) {
            (Some(reply_to), Some(form)) if !same(&reply_to, &form) => Some(unsure(form)),
            (reply_to, form) => form.or(reply_to),
        },
        // A form on another company's website sends from its own address.
        (Some(by), reply_to, Some(form)) if !same(by, &form) => {
            match reply_to.is_some_and(|reply_to| same(&reply_to, &form)) {
                true => Some(form),
                false => Some(unsure(by.clone())),
            }
        }
        (None, _, Some(form)) => Some(form),
        (by, _, _) => by.cloned(),
    }
}

/// Returns whether an address is a colleague's: at or below one of their domains, or ours.
pub(super) fn is_colleague(address: &str, inbox: &Inbox) -> bool {
    let Some((_, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let at = |colleagues: &str| {
        let colleagues = colleagues.trim_start_matches('@').to_ascii_lowercase();
        let above = domain.strip_suffix(colleagues.as_str());
        !colleagues.is_empty()
            && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    };
    let configured = inbox.colleagues.iter().any(|colleagues| at(colleagues));
    let mut domains = inbox.addresses().map(EmailAddress::domain);
    let assumed = inbox.colleagues.is_empty() && domains.any(at);
    configured || assumed || group::is_ours(address, inbox)
}

fn readable(address: &str, inbox: &Inbox) -> Option<EmailAddress> {
    EmailAddress::parse(address)
        .ok()
        .filter(|a| !group::is_ours(a.as_str(), inbox))
}

/// Returns whether an address reads no replies.
pub(super) fn takes_no_answers(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let squeezed: String = local
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NO_REPLY.iter().any(|words| squeezed.contains(words))
}

/// Returns the display name, unless it only repeats an address.
fn name_of(mailbox: &Mailbox) -> Option<PersonName> {
    let name = mailbox
        .name
        .as_deref()?
        .trim()
        .trim_matches(['"', '\''])
        .trim();
    let says_something = !name.contains('@') && name.chars().any(char::is_alphanumeric);
    says_something
        .then(|| PersonName::parse(name).ok())
        .flatten()
}

fn name_before_via(from: &Mailbox) -> Option<PersonName> {
    let (name, _) = from.name.as_deref()?.rsplit_once(" via ")?;
    name_of(&Mailbox::of(name, ""))
}
