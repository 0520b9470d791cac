//! Reading a raw message: is it from a person, who is that, and what do they ask for.
//!
//! Pure: bytes in, a [`Reading`] out; no clock, no network, no panic whatever the bytes are. Each question
//! has its room:
//!
//! * `headers` (and `identity`) — the raw header lines, as they stand, and what tells messages apart;
//! * `authentication` and `spam` — what our own side's servers found, as evidence;
//! * `automatic` (and `group`) — the signs that no person wrote this;
//! * `sender` — whose mail it is, as its headers say;
//! * `content` (and `html`) — the text that the message carries, decoded and bounded;
//! * `own` (and `marks`) — the writer's own words, without what they quote, forward or sign with;
//! * `enclosed` — what a letter says in a text that is attached;
//! * `origin` (with `forward` and `date`) — whose letter it is, where somebody passed it on;
//! * `candidates` — whose it may be, where that isn't sure;
//! * `about` — what points to an earlier request;
//! * `phrase` — the small language in which the phrases of `phrases/*.txt` are written;
//! * `people` — for whom they speak, if for others;
//! * `asks` — what those words ask for;
//! * `mail` and `attached` — one mail's letter, and the letters that are attached to one;
//! * `letter` — what comes of it all.
//!
//! What it does not know: the store, the law's dates, and whether the sender is who they say they are.

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
pub use intents::{CitedLaw, Decision, Intent, IntentEvidence, Language, StatedIntent};
pub use message::{MessageRead, Outcome, Unacknowledged};
pub use origin::Forward;
pub use people::{MOST_PEOPLE, Named};
pub use read_text::{AttachedText, ReadText, text_of};
pub use references::RequestReference;
pub use reply::Reply;
pub use sender::{Confidence, Sender, SenderSource};
pub use spam::SpamReason;

use content::Content;
use domain::person::EmailAddress;
use headers::Headers;
use mail::Mail;

/// The privacy inbox, as far as reading its mail goes.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// The inbox's address; its `+tags` are the same inbox.
    pub address: EmailAddress,
    /// List-Ids or posting addresses of the inbox's own groups (a Google Group, say). Their list headers
    /// are transparent: they say how a mail came here, not that a machine wrote it.
    pub groups: Vec<String>,
    /// The domains at which colleagues have their addresses; whatever is below one of them counts, too.
    /// What a colleague passes on is somebody else's request. Empty, the inbox's own domain is taken.
    pub colleagues: Vec<String>,
    /// The name under which the server that takes our mail in writes `Authentication-Results` (SES writes
    /// `amazonses.com`). None: what such headers say is not believed.
    pub authserv_id: Option<String>,
}

/// What a message turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No person wrote this to us: nothing opens, nothing is answered; it is kept and listed.
    Automatic {
        /// The sign that tells.
        why: AutomaticReason,
    },
    /// Somebody wrote.
    Message(MessageRead),
    /// Somebody passed several messages on; each is a letter of its own.
    Several(Several),
}

impl Reading {
    /// The letters, in the order in which they stand; a letter's position is part of its requests' ids.
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
    /// The letters, one at least, in the order in which they are attached. If whoever passes them on asks for
    /// something themselves, that letter is the last; so is the one that leaves to a human what is attached
    /// beyond [`MOST_LETTERS`].
    pub messages: Vec<MessageRead>,
    /// Why each of the others is no letter: no person wrote it.
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
