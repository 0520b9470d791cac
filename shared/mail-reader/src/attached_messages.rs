//! Messages that are attached to an email: each is a message of its own.
//!
//! A colleague who forwards five requests attaches five messages, and a digest does the same. Each is read like a
//! message that arrived alone, except for its author. A message that no person wrote is left out. The
//! colleague's own request is one more message.

use super::attached_text;
use super::author_text::{self, Prefix};
use super::automatic::{self, AutomaticReason, VisibleText};
use super::candidates::Candidates;
use super::content::AttachedMessage;
use super::headers::Headers;
use super::intents::{self, Decision, Verdict};
use super::mail::Mail;
use super::message::{MessageRead, people_in, require_decided_sender};
use super::origin::{self, AttachedOrigin};
use super::references;
use super::sender::{Confidence, is_colleague};
use super::spam;
use super::{Reading, Several};
use domain::request::ReviewReason;

/// The maximum number of messages that are read out of one.
pub const MOST_MESSAGES: usize = 500;

/// The maximum depth of nested messages.
const DEEPEST: usize = 8;

/// Returns the attached messages, if the email forwards any.
pub(super) fn messages(mail: &Mail<'_>) -> Option<Reading> {
    if !mail.forwards_attached() {
        return None;
    }
    let units = units(&mail.content.attached_messages, mail, 0);
    let inline = mail.forwards_inline();
    // Attachments of a forwarded message belong to it. Several attached messages are read separately.
    if inline && units.len() == 1 {
        return None;
    }
    let mut messages = Vec::new();
    let mut skipped = Vec::new();
    let mut keep = |read: Result<MessageRead, AutomaticReason>| match read {
        Ok(message) => messages.push(message),
        Err(why) => skipped.push(why),
    };
    if inline {
        keep(mail.message());
    }
    let alone = units.len() == 1;
    for unit in units.iter().take(MOST_MESSAGES) {
        keep(message(unit, mail, alone));
    }
    messages.extend(mail.forwarder_message());
    if units.len() > MOST_MESSAGES || (mail.content.cut && !alone) {
        messages.push(the_rest(mail));
    }
    match (messages.pop(), skipped.first()) {
        (Some(only), None) if messages.is_empty() => Some(Reading::Message(only)),
        (Some(last), _) => {
            messages.push(last);
            Some(Reading::Several(Several { messages, skipped }))
        }
        (None, why) => why.map(|why| Reading::Automatic { why: *why }),
    }
}

/// Returns the attached messages at the same level, each with its own attachments. If a colleague's email without text
/// holds several, those are returned.
fn units<'m>(
    attached: &'m [AttachedMessage],
    mail: &Mail<'_>,
    level: usize,
) -> Vec<&'m [AttachedMessage]> {
    let Some(depth) = attached.first().map(|first| first.depth) else {
        return Vec::new();
    };
    let mut units = Vec::new();
    let mut rest = attached;
    while let Some((head, below)) = rest.split_first() {
        let end = below
            .iter()
            .position(|attachment| attachment.depth <= depth);
        let (unit, next) = rest.split_at(1 + end.unwrap_or(below.len()));
        rest = next;
        let inner = &unit[1..];
        let side_by_side = inner.iter().filter(|m| m.depth == depth + 1).count();
        let forwards = is_colleague(&head.author.address, mail.inbox) || is_silent(head);
        if side_by_side > 1 && forwards && level < DEEPEST {
            units.extend(self::units(inner, mail, level + 1));
        } else {
            units.push(unit);
        }
    }
    units
}

fn is_silent(attachment: &AttachedMessage) -> bool {
    let author_text = author_text::split(&attachment.text, Prefix::Forward);
    author_text.words.trim().is_empty() && author_text.forwarded_message.is_none()
}

/// Reads one attached message, or returns why it isn't a person's.
fn message(
    unit: &[AttachedMessage],
    mail: &Mail<'_>,
    alone: bool,
) -> Result<MessageRead, AutomaticReason> {
    let AttachedOrigin { mut origin, at } =
        origin::of_attached(unit, mail.sent_by.as_ref(), mail.inbox);
    let attachment = unit.get(at).unwrap_or(&unit[0]);
    let headers = Headers::of(&attachment.head);
    let subject = author_text::without_prefixes(&origin.subject);
    let read = intents::MessageWords::of(&origin.subject, &origin.author_text, "", false);
    let mut verdict = attached_text::AuthorMessage {
        words: &origin.author_text.words,
        read: Some(&read),
        subject,
        attached_text: &attachment.attached_text,
        unread_parts: attachment.unread_parts,
        lost_forward: false,
    }
    .verdict();
    let cover = alone && mail.cover_may_opt_out();
    let may_opt_out = verdict.may_opt_out
        || (!verdict.footer_only && read.may_opt_out(attachment.unread_parts))
        || cover;
    let machine = machine(unit, at, &headers, mail);
    if let Some(why) = machine {
        if !yields_to_words(why) || (read.has_no_intent() && verdict.is_silent()) {
            return Err(why);
        }
        verdict.send_to_review(
            ReviewReason::NotPlain,
            "a machine's header is above a person's words",
        );
    }
    // The provider of certified mail has checked who sent it, and names them for answers.
    if mail.is_certified()
        && let Some(author) = &mut origin.forward.author
        && let Some(reply_to) = &mail.content.reply_to
        && reply_to
            .address
            .eq_ignore_ascii_case(author.address.as_str())
    {
        author.confidence = Confidence::High;
    }
    let sender = origin.forward.author.clone();
    require_decided_sender(&mut verdict, sender.as_ref());
    let sure = sender.as_ref().is_some_and(|s| s.confidence.decides());
    let candidates = match sure {
        true => Vec::new(),
        false => {
            let mut candidates = Candidates::new(mail.inbox);
            sender.iter().for_each(|sender| candidates.add(sender));
            for attachment in unit {
                candidates.add_message(attachment);
            }
            mail.sent_by.iter().for_each(|by| candidates.add(by));
            candidates.best()
        }
    };
    let people = people_in(&mut verdict, sender.as_ref(), mail.inbox);
    let references = references::of(
        &references::SearchedParts {
            heads: &[&headers, mail.headers],
            subjects: &[&origin.subject],
            texts: &[
                &origin.author_text.words,
                &attachment.text,
                &attachment.attached_text,
            ],
        },
        mail.inbox,
    );
    let own_id = headers.message_id_for_a_header();
    Ok(MessageRead {
        candidates,
        list_is_cut: mail.content.cut && !people.is_empty(),
        people,
        forward: Some(origin.forward),
        message_id: own_id.or_else(|| mail.headers.message_id_for_a_header()),
        references,
        may_opt_out,
        machine,
        authentication: mail.authentication(),
        spam: spam::verdict(mail.headers),
        ..MessageRead::of(verdict, sender)
    })
}

/// Returns the sign that a machine wrote an attached message.
fn machine(
    unit: &[AttachedMessage],
    at: usize,
    headers: &Headers<'_>,
    mail: &Mail<'_>,
) -> Option<AutomaticReason> {
    let attachment = unit.get(at)?;
    let seen = VisibleText {
        subject: &attachment.subject,
        text: &attachment.text,
        report_part: false,
        attached_message: unit.len() > at + 1,
    };
    let sign = automatic::sign(headers, mail.inbox).or_else(|| seen.sign());
    sign.map(|sign| sign.why)
}

/// Returns whether a sign is outweighed by a person's words below it. Colleagues forward messages that reached another
/// list or came from a web form. Their headers are certain only for messages that arrive directly.
fn yields_to_words(why: AutomaticReason) -> bool {
    match why {
        AutomaticReason::AutoSubmitted
        | AutomaticReason::ListHeaders
        | AutomaticReason::Precedence
        | AutomaticReason::KnownSubject
        | AutomaticReason::AutoResponder => true,
        AutomaticReason::NullReturnPath
        | AutomaticReason::Report
        | AutomaticReason::MailSystem
        | AutomaticReason::Challenge
        | AutomaticReason::AutomaticReply
        | AutomaticReason::OwnEmail => false,
    }
}

/// Returns a message for staff about the messages beyond the maximum.
fn the_rest(mail: &Mail<'_>) -> MessageRead {
    let verdict = Verdict {
        intents: Vec::new(),
        decision: Decision::Review(ReviewReason::SeveralThings),
        reason: "more is attached than is read at once",
        may_opt_out: true,
        unread: false,
        mass_mail: false,
        sounds_automatic: false,
        reads_automatic: false,
        may_ask_for_more: false,
        wording: None,
        likely_opt_out: true,
        footer_only: false,
        cited: Vec::new(),
        home: None,
        language: None,
        for_another: false,
        may_list_people: false,
        words: String::new(),
    };
    MessageRead {
        message_id: mail.headers.message_id_for_a_header(),
        authentication: mail.authentication(),
        spam: spam::verdict(mail.headers),
        ..MessageRead::of(verdict, None)
    }
}
