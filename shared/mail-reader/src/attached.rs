//! The letters that are attached to a mail: each message is a letter of its own.
//!
//! A colleague who passes five requests on attaches five messages; a digest does the same. Each is read as
//! if it had come alone, but for who says whose it is. One that no person wrote is left out, and what the
//! colleague asks for themselves is a letter, too.

use super::about;
use super::asks::{self, Decision, Verdict};
use super::automatic::{self, AutomaticWhy, Seen};
use super::candidates::Candidates;
use super::content::Attached;
use super::enclosed;
use super::headers::Headers;
use super::letter::{LetterRead, be_sure_of, people_in};
use super::mail::Mail;
use super::origin::{self, OfAttached};
use super::own::{self, Prefix};
use super::sender::is_colleague;
use super::spam;
use super::{Reading, Several};
use domain::request::ReviewReason;

/// The letters that are read out of one message.
pub const MOST_LETTERS: usize = 500;

/// How deep messages in messages are looked at for letters side by side.
const DEEPEST: usize = 8;

/// The letters that are attached to a mail, if it passes any on.
pub(super) fn letters(mail: &Mail<'_>) -> Option<Reading> {
    if !mail.passes_on_attached() {
        return None;
    }
    let units = units(&mail.content.attached, mail, 0);
    let inline = mail.passes_on_inline();
    // What is attached to a forwarded letter belongs to it; of several messages, each is a letter.
    if inline && units.len() == 1 {
        return None;
    }
    let mut letters = Vec::new();
    let mut skipped = Vec::new();
    let mut keep = |read: Result<LetterRead, AutomaticWhy>| match read {
        Ok(letter) => letters.push(letter),
        Err(why) => skipped.push(why),
    };
    if inline {
        keep(mail.letter());
    }
    let alone = units.len() == 1;
    for unit in units.iter().take(MOST_LETTERS) {
        keep(letter(unit, mail, alone));
    }
    letters.extend(mail.own_ask());
    if units.len() > MOST_LETTERS || (mail.content.cut && !alone) {
        letters.push(the_rest(mail));
    }
    match (letters.pop(), skipped.first()) {
        (Some(only), None) if letters.is_empty() => Some(Reading::Letter(only)),
        (Some(last), _) => {
            letters.push(last);
            Some(Reading::Several(Several { letters, skipped }))
        }
        (None, why) => why.map(|why| Reading::Automatic { why: *why }),
    }
}

/// The attached messages that stand side by side, each with what is attached to it. Where a colleague's
/// wordless mail holds several, those are meant.
fn units<'m>(attached: &'m [Attached], mail: &Mail<'_>, level: usize) -> Vec<&'m [Attached]> {
    let Some(depth) = attached.first().map(|first| first.depth) else {
        return Vec::new();
    };
    let mut units = Vec::new();
    let mut rest = attached;
    while let Some((head, below)) = rest.split_first() {
        let end = below.iter().position(|message| message.depth <= depth);
        let (unit, next) = rest.split_at(1 + end.unwrap_or(below.len()));
        rest = next;
        let inner = &unit[1..];
        let side_by_side = inner.iter().filter(|m| m.depth == depth + 1).count();
        let passes_on = is_colleague(&head.author.address, mail.inbox) || is_silent(head);
        if side_by_side > 1 && passes_on && level < DEEPEST {
            units.extend(self::units(inner, mail, level + 1));
        } else {
            units.push(unit);
        }
    }
    units
}

fn is_silent(message: &Attached) -> bool {
    let own = own::split(&message.text, Prefix::Forward);
    own.words.trim().is_empty() && own.passed.is_none()
}

/// One attached message as a letter, or why it is none.
fn letter(unit: &[Attached], mail: &Mail<'_>, alone: bool) -> Result<LetterRead, AutomaticWhy> {
    let OfAttached { origin, at } = origin::of_attached(unit, mail.sent_by.as_ref(), mail.inbox);
    let message = unit.get(at).unwrap_or(&unit[0]);
    let headers = Headers::of(&message.head);
    let subject = own::without_prefixes(&origin.subject);
    let heard = asks::Letter::of(&origin.subject, &origin.own, "", false);
    let mut verdict = enclosed::Letter {
        words: &origin.own.words,
        heard: Some(&heard),
        subject,
        enclosed: &message.enclosed,
        unread_parts: message.unread_parts,
        lost_forward: false,
    }
    .verdict();
    let cover = alone && mail.may_opt_out_by_its_cover();
    let may_opt_out = verdict.may_opt_out || heard.may_opt_out(message.unread_parts) || cover;
    let machine = machine(unit, at, &headers, mail);
    if let Some(why) = machine {
        if !gives_way(why) || (heard.asks_nothing() && verdict.is_silent()) {
            return Err(why);
        }
        verdict.doubt(
            ReviewReason::NotPlain,
            "a machine's header stands over a person's words",
        );
    }
    let sender = origin.forward.author.clone();
    be_sure_of(&mut verdict, sender.as_ref());
    let sure = sender.as_ref().is_some_and(|s| s.confidence.decides());
    let candidates = match sure {
        true => Vec::new(),
        false => {
            let mut candidates = Candidates::new(mail.inbox);
            sender.iter().for_each(|sender| candidates.add(sender));
            for message in unit {
                candidates.add_message(message);
            }
            mail.sent_by.iter().for_each(|by| candidates.add(by));
            candidates.best()
        }
    };
    let people = people_in(&mut verdict, sender.as_ref(), mail.inbox);
    let about = about::of(
        &about::Places {
            heads: &[&headers, mail.headers],
            subjects: &[&origin.subject],
            texts: &[&origin.own.words, &message.text, &message.enclosed],
        },
        mail.inbox,
    );
    let own_id = headers.message_id_for_a_header();
    Ok(LetterRead {
        candidates,
        people,
        forward: Some(origin.forward),
        message_id: own_id.or_else(|| mail.headers.message_id_for_a_header()),
        about,
        may_opt_out,
        machine,
        authentication: mail.authentication(),
        spam: spam::verdict(mail.headers),
        ..LetterRead::of(verdict, sender)
    })
}

/// The sign that a machine wrote an attached message.
fn machine(
    unit: &[Attached],
    at: usize,
    headers: &Headers<'_>,
    mail: &Mail<'_>,
) -> Option<AutomaticWhy> {
    let message = unit.get(at)?;
    let seen = Seen {
        subject: &message.subject,
        text: &message.text,
        report_part: false,
        attached_message: unit.len() > at + 1,
    };
    let sign = automatic::sign(headers, mail.inbox).or_else(|| seen.sign());
    sign.map(|sign| sign.why)
}

/// Whether a sign gives way to a person's words below it. A colleague passes on what reached another list or
/// came over a web form; their headers are certain only for mail that comes straight to the inbox.
fn gives_way(why: AutomaticWhy) -> bool {
    match why {
        AutomaticWhy::AutoSubmitted
        | AutomaticWhy::ListHeaders
        | AutomaticWhy::Precedence
        | AutomaticWhy::KnownSubject
        | AutomaticWhy::AutoResponder => true,
        AutomaticWhy::NullReturnPath
        | AutomaticWhy::Report
        | AutomaticWhy::MailSystem
        | AutomaticWhy::Challenge
        | AutomaticWhy::OwnLetter => false,
    }
}

/// What stands for the messages beyond those that are read.
fn the_rest(mail: &Mail<'_>) -> LetterRead {
    let verdict = Verdict {
        asks: Vec::new(),
        decision: Decision::Human(ReviewReason::SeveralThings),
        reason: "more is attached than is read at once",
        may_opt_out: true,
        cited: Vec::new(),
        home: None,
        language: None,
        for_another: false,
        may_list_people: false,
        words: String::new(),
    };
    LetterRead {
        message_id: mail.headers.message_id_for_a_header(),
        authentication: mail.authentication(),
        spam: spam::verdict(mail.headers),
        ..LetterRead::of(verdict, None)
    }
}
