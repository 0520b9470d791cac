//! Reading a raw message: is it from a person, who is that, and what do they ask for.
//!
//! Pure: bytes in, a [`Reading`] out; no clock, no network, no panic whatever the bytes are. Each question
//! has its room:
//!
//! * `headers` — the raw header lines, as they stand;
//! * `automatic` (and `group`) — the signs that no person wrote this;
//! * `sender` — whose mail it is, as its headers say;
//! * `origin` (with `forward` and `date`) — whose letter it is, where somebody passed it on;
//! * `content` (and `html`) — the text that the message carries, decoded and bounded;
//! * `own` (and `marks`) — the writer's own words, without what they quote, forward or sign with;
//! * `phrase` — the small language in which the phrases of `phrases/*.txt` are written;
//! * `people` — for whom they speak, if for others;
//! * `asks` — what those words ask for.
//!
//! What it does not know: the store, the law's dates, and whether the sender is who they say they are.

mod asks;
mod automatic;
mod content;
mod date;
mod forward;
mod group;
mod headers;
mod html;
mod marks;
mod origin;
mod own;
mod people;
mod phrase;
mod sender;
mod sentence;

pub use asks::{Ask, AskedWhy, CitedLaw, Decision, Language, Shown, Wish};
pub use automatic::AutomaticWhy;
pub use origin::Forward;
pub use people::{MOST_PEOPLE, Named};
pub use sender::{Confidence, Sender, SenderSource};

use asks::Letter;
use automatic::Sign;
use content::Content;
use domain::digest::Digest;
use domain::person::EmailAddress;
use domain::request::{Asked, DoubtReason};
use headers::Headers;
use std::borrow::Cow;

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
}

/// What a message turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No person wrote this to us: nothing opens, nothing is answered; it is kept and listed.
    Automatic {
        /// The sign that tells.
        why: AutomaticWhy,
    },
    /// Somebody wrote.
    Letter(LetterRead),
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRead {
    /// Who asks, if it says so: its sender, or the author of what a colleague passed on.
    pub sender: Option<Sender>,
    /// For whom it speaks, in the order of the letter: an agent's clients. Empty where the sender asks for
    /// themselves; otherwise each ask is for each of them, and `sender` is the agent.
    pub people: Vec<Named>,
    /// The forward that it is, if it is one.
    pub forward: Option<Forward>,
    /// Its Message-ID without angle brackets, if it has one that a header can carry.
    pub message_id: Option<String>,
    /// What it asks for: every right, and what else there is to do. Rights are opened where `decision` is
    /// [`Decision::Taken`]; where a human decides, they are what the human is shown.
    pub asks: Vec<Ask>,
    /// What becomes of it.
    pub decision: Decision,
    /// Why, in words for the record.
    pub reason: &'static str,
    /// Whether it could be an opt-out that `asks` doesn't hold; while it waits, it is one.
    pub may_opt_out: bool,
    /// The laws that it cites.
    pub cited: Vec<CitedLaw>,
    /// The language of most of its words, if it is one that is read.
    pub language: Option<Language>,
    asked: Asked,
    /// What decided [`LetterRead::asked`].
    pub why: AskedWhy,
}

impl LetterRead {
    /// The letter as one submission: a plain opt-out of its sender's own, or something that a human reads.
    /// `asks` says more.
    #[must_use]
    pub fn asked(&self) -> Asked {
        self.asked.clone()
    }

    /// Whether its writer speaks for somebody whom it doesn't name, so that nobody's data can be found.
    #[must_use]
    pub fn speaks_for_somebody_unnamed(&self) -> bool {
        let reason = DoubtReason::ForSomebodyElse;
        self.people.is_empty()
            && self.forward.is_none()
            && matches!(self.asked, Asked::Unclear { reason: of, .. } if of == reason)
    }
}

/// Reads a message. Never panics, on any bytes.
#[must_use]
pub fn read(raw: &[u8], inbox: &Inbox) -> Reading {
    let raw = &with_line_feeds(raw);
    let headers = Headers::of(raw);
    let sign = automatic::sign(&headers, inbox);
    if let Some(Sign { why, certain: true }) = sign {
        return Reading::Automatic { why };
    }
    let content = Content::of(raw, &headers);
    let sent_by = sender::of(&headers, &content, inbox);
    let own = own::split(&content.text, own::prefix_of(&content.subject));
    let origin = origin::of(&content, &own, sent_by.as_ref(), inbox);
    let passes_on = own.forwarded
        || content.attached_message
        || own::prefix_of(&content.subject) == own::Prefix::Forward;
    let letter = Letter::of(&content, &own, passes_on);
    let sign = sign.or_else(|| automatic::sign_in_content(&content));
    let mut finding = letter.finding();
    let mut verdict = verdict_on(&content, &own, &letter, origin.as_ref());
    if let Some(Sign { why, .. }) = sign {
        // A mail system's report carries our own letter's words, and these ask for nothing.
        let reports = why == AutomaticWhy::MailSystem && automatic::reads_like_a_report(&content);
        let silent = letter.asks_nothing() && verdict.asks.is_empty() && !verdict.may_opt_out;
        if reports || silent {
            return Reading::Automatic { why };
        }
        // A machine's header over a person's words: a person's request is never thrown away for it.
        finding.asked = Asked::Unclear {
            reason: DoubtReason::NotPlain,
            may_opt_out: letter.may_opt_out(),
        };
        finding.why = AskedWhy::LooksAutomatic;
        verdict.decision = Decision::Human(DoubtReason::NotPlain);
        verdict.reason = "a machine's header stands over a person's words";
    }
    let forward = origin.map(|origin| origin.forward);
    let sender = match &forward {
        Some(forward) => forward.author.clone(),
        None => sent_by,
    };
    let sure = sender
        .as_ref()
        .is_some_and(|sender| sender.confidence.decides());
    if !sure && verdict.decision == Decision::Taken {
        (verdict.decision, verdict.reason) = match &sender {
            Some(_) => (
                Decision::Human(DoubtReason::ForSomebodyElse),
                "it isn't sure enough who asks",
            ),
            None => (
                Decision::Human(DoubtReason::NoSender),
                "it doesn't say whom to answer",
            ),
        };
    }
    let people = people_in(&mut verdict, sender.as_ref(), inbox);
    if sender.is_none() && forward.is_none() && finding.why != AskedWhy::NothingToRead {
        finding.asked = Asked::Unclear {
            reason: DoubtReason::NoSender,
            may_opt_out: letter.may_opt_out(),
        };
        finding.why = AskedWhy::NobodyToAnswer;
    }
    Reading::Letter(LetterRead {
        sender,
        people,
        forward,
        message_id: headers.message_id_for_a_header(),
        asks: verdict.asks,
        decision: verdict.decision,
        reason: verdict.reason,
        may_opt_out: verdict.may_opt_out || letter.may_opt_out(),
        cited: verdict.cited,
        language: verdict.language,
        asked: finding.asked,
        why: finding.why,
    })
}

/// The people for whom an agent's letter speaks. One that names nobody, or too many, is left to a human.
fn people_in(verdict: &mut asks::Verdict, sender: Option<&Sender>, inbox: &Inbox) -> Vec<Named> {
    let opens = verdict
        .asks
        .iter()
        .any(|ask| matches!(ask.wish, Wish::Right(_)));
    if !opens || !verdict.may_list_people {
        return Vec::new();
    }
    let mut people = people::named(&verdict.words, inbox);
    let all = people.len();
    // Somebody who has an agent's letter from a form and sends it themselves is who it is about.
    people.retain(|person| {
        let same = |sender: &Sender| {
            sender
                .address
                .as_str()
                .eq_ignore_ascii_case(person.address.as_str())
        };
        !sender.is_some_and(same)
    });
    if !verdict.for_another && people.len() < 2 {
        return Vec::new();
    }
    let human = match people.len() {
        0 if all > 0 => None,
        0 => Some("it speaks for somebody, and doesn't say for whom"),
        1..=MOST_PEOPLE => None,
        _ => Some("it names more people than are opened at once"),
    };
    people.truncate(MOST_PEOPLE);
    if let (Some(reason), Decision::Taken) = (human, verdict.decision) {
        verdict.decision = Decision::Human(DoubtReason::ForSomebodyElse);
        verdict.reason = reason;
    }
    people
}

/// The verdict on the words of whoever asks: the sender's own, or the original author's.
fn verdict_on(
    content: &Content,
    own: &own::Own,
    letter: &Letter,
    origin: Option<&origin::Origin>,
) -> asks::Verdict {
    let prefix = own::prefix_of(&content.subject);
    let empty = own.words.trim().is_empty();
    let (words, subject) = match origin {
        Some(origin) => (&origin.own.words, own::without_prefixes(&origin.subject)),
        // The subject of an answer is somebody else's, unless nothing else is there.
        None if prefix == own::Prefix::Reply && !empty => (&own.words, ""),
        None => (&own.words, own::without_prefixes(&content.subject)),
    };
    let theirs = origin.map(|origin| asks::cut(&origin.own.words));
    let (sentences, mut said) = match &theirs {
        Some(sentences) => (sentences, asks::hear(sentences).0),
        None => (&letter.sentences, letter.own_words),
    };
    let (title, _) = asks::hear(&asks::cut(subject));
    if words.split_whitespace().take(151).count() <= 150 && !said.perhaps && !said.plain {
        said.add(title);
    }
    asks::verdict(&asks::Heard {
        words,
        sentences,
        subject,
        said,
        unread: words.trim().is_empty() && content.unread_parts,
        lost_forward: origin.is_none() && prefix == own::Prefix::Forward,
    })
}

/// The headers that are part of what somebody wrote; every other one may differ between two deliveries of
/// the same message (`Received`, `Return-Path`, `Delivered-To`, `X-SES-*`, `Authentication-Results`,
/// `DKIM-Signature`, `ARC-*`, `List-*` …) or says nothing that the body doesn't.
const WRITTEN: [&str; 6] = [
    "from",
    "sender",
    "date",
    "subject",
    "content-type",
    "content-transfer-encoding",
];

/// The hash of what somebody wrote: two deliveries of one message share it, two different mails that carry
/// the same Message-ID don't. Line ends (CRLF or LF), folding and blank lines at the end don't count.
#[must_use]
pub fn content_digest(raw: &[u8]) -> Digest {
    let raw = &with_line_feeds(raw);
    let headers = Headers::of(raw);
    let values: Vec<String> = WRITTEN
        .iter()
        .flat_map(|name| {
            let values = headers
                .all(name)
                .map(move |value| format!("{name}:{value}"));
            values.collect::<Vec<_>>()
        })
        .collect();
    let mut body = headers.body().to_vec();
    body.retain(|byte| *byte != b'\r');
    let parts = values.iter().map(String::as_bytes);
    Digest::of_parts(parts.chain(std::iter::once(body.trim_ascii_end())))
}

/// The message's `Message-ID` as it stands, without white space around it; empty if it has none. It is for
/// telling messages apart; what a header of ours may carry is [`LetterRead::message_id`].
#[must_use]
pub fn message_id(raw: &[u8]) -> String {
    let raw = &with_line_feeds(raw);
    Headers::of(raw).first("message-id").unwrap_or_default()
}

/// A message whose lines end in carriage returns alone, as some gateways leave them, is one line otherwise.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.iter()
            .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
            .collect(),
    )
}
