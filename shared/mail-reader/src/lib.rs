//! Reads a raw message: whether a person wrote it, the person, and their intents.
//!
//! Pure: bytes in, a [`Reading`] out. No clock, no network, and no panic on any bytes. Each question has its module:
//!
//! * `headers` and `deduplication`: the raw header lines, and what identifies a message;
//! * `authentication` and `spam`: what our own mail servers found, as evidence;
//! * `automatic` and `group`: the signs that no person wrote the message;
//! * `sender`, `form` and `candidates`: who the requester is or could be;
//! * `content` and `html`: the message's text, decoded and bounded;
//! * `author_text` and `quote_markers`: the author's own words, without quotations, forwards and signatures;
//! * `attached_text` and `attached_messages`: requests in attached files and messages;
//! * `origin`, `forward` and `date`: the original author of a forwarded message;
//! * `references`: what points to an earlier request;
//! * `phrase`: the language of `phrases/*.txt`;
//! * `people`: the clients of an agent;
//! * `intents` and `classifier`: the intents of the words;
//! * `mail` and `message`: the result.
//!
//! It doesn't know the store, the law's dates, or whether the sender is genuine.

mod attached_messages;
mod attached_text;
mod authentication;
mod author_text;
mod automatic;
mod candidates;
pub mod classifier;
mod content;
mod date;
mod deduplication;
mod form;
mod forward;
mod group;
mod headers;
mod html;
mod intents;
mod language;
mod mail;
mod message;
mod origin;
mod own_subject;
mod people;
mod phrase;
mod quote_markers;
mod read_text;
mod references;
mod reply;
mod sender;
mod sentence;
mod spam;

pub use attached_messages::MOST_MESSAGES;
pub use authentication::{Authentication, Check, MOST_SIGNERS};
pub use automatic::AutomaticReason;
pub use candidates::MOST_CANDIDATES;
pub use deduplication::{content_digest, message_id};
pub use intents::{CitedLaw, Decision, Intent, IntentEvidence, StatedIntent};
pub use language::Language;
pub use message::{MessageRead, Outcome, Unacknowledged};
pub use origin::Forward;
pub use people::Named;
pub use read_text::{AttachedText, ReadText, text_of};
pub use references::RequestReference;
pub use reply::Reply;
pub use sender::{Confidence, Sender, SenderSource};
pub use spam::SpamReason;

use content::Content;
use domain::person::EmailAddress;
use headers::Headers;
use mail::Mail;

/// The settings of the privacy inbox that reading needs.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// The inbox's address. Addresses with a `+tag` are the same inbox.
    pub address: EmailAddress,
    /// The inbox's other addresses, such as those of brands.
    pub others: Vec<EmailAddress>,
    /// List-Ids or posting addresses of the inbox's own groups, for example a Google Group. Their list headers only
    /// show how an email arrived, not that a machine wrote it.
    pub groups: Vec<String>,
    /// The domains of colleagues' addresses, subdomains included. A colleague forwards other people's requests. If
    /// empty, the domains of the inbox's addresses are used.
    pub colleagues: Vec<String>,
    /// The name of the receiving server in `Authentication-Results` (SES: `amazonses.com`). If `None`, such headers are
    /// ignored.
    pub authserv_id: Option<String>,
}

impl Inbox {
    /// Returns all addresses of the inbox.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        std::iter::once(&self.address).chain(&self.others)
    }
}

/// The result of reading a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No person wrote it. It opens nothing, gets no reply, and is kept and listed.
    Automatic {
        /// The sign that shows it.
        why: AutomaticReason,
    },
    /// A person wrote it.
    Message(MessageRead),
    /// A person forwarded several messages.
    Several(Several),
}

impl Reading {
    /// Returns the messages in order. A message's position is part of its requests' IDs.
    #[must_use]
    pub fn messages(&self) -> &[MessageRead] {
        match self {
            Self::Automatic { .. } => &[],
            Self::Message(message) => std::slice::from_ref(message),
            Self::Several(several) => &several.messages,
        }
    }
}

/// Several messages that are attached to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several {
    /// The messages, at least one, in their order of attachment. A request by the forwarding person is last,
    /// and so is the message about those beyond [`MOST_MESSAGES`].
    pub messages: Vec<MessageRead>,
    /// Why each of the others was skipped: no person wrote it.
    pub skipped: Vec<AutomaticReason>,
}

/// Returns what in a message points to an earlier request. For automatic mail, which has no [`MessageRead`]: it is kept
/// with the request that it answers.
#[must_use]
pub fn request_references(raw: &[u8], inbox: &Inbox) -> Vec<RequestReference> {
    let raw = &deduplication::with_line_feeds(raw);
    let headers = Headers::of(raw);
    let content = Content::of(raw, &headers);
    let parts = references::SearchedParts {
        heads: &[&headers],
        subjects: &[&content.subject],
        texts: &[&content.text],
    };
    references::of(&parts, inbox)
}

/// Returns the addresses that a message was sent to, as its headers say. At most 100.
#[must_use]
pub fn recipients(raw: &[u8]) -> Vec<EmailAddress> {
    let raw = &deduplication::with_line_feeds(raw);
    references::recipients(&Headers::of(raw))
}

/// Reads a message. Never panics, on any bytes.
#[must_use]
pub fn read(raw: &[u8], inbox: &Inbox) -> Reading {
    let raw = &deduplication::with_line_feeds(raw);
    let headers = Headers::of(raw);
    let sign = automatic::sign(&headers, inbox);
    let certain = sign.filter(|sign| sign.certain).map(|sign| sign.why);
    if let Some(why) = certain
        && !automatic::may_carry_a_request(&headers, why)
    {
        return Reading::Automatic { why };
    }
    let content = Content::of(raw, &headers);
    let mail = Mail::of(&headers, &content, sign, inbox);
    if let Some(why) = certain {
        return match mail.request_below_machine_header(why) {
            Some(message) => Reading::Message(message),
            None => Reading::Automatic { why },
        };
    }
    match attached_messages::messages(&mail) {
        Some(reading) => reading,
        None => match mail.message() {
            Ok(message) => Reading::Message(message),
            Err(why) => Reading::Automatic { why },
        },
    }
}
