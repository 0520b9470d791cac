//! What the reader makes of mail: a table of sentences, hand-written messages, hostile bytes, and the
//! outside corpus where it is at hand.

#[path = "reading/attached.rs"]
mod attached;
#[path = "reading/corpus.rs"]
mod corpus;
#[path = "reading/enclosed.rs"]
mod enclosed;
#[path = "reading/evidence.rs"]
mod evidence;
#[path = "reading/homes.rs"]
mod homes;
#[path = "reading/hostile.rs"]
mod hostile;
#[path = "reading/invariants.rs"]
mod invariants;
#[path = "reading/languages.rs"]
mod languages;
#[path = "reading/messages.rs"]
mod messages;
#[path = "reading/opt_outs.rs"]
mod opt_outs;
#[path = "reading/rights.rs"]
mod rights;
#[path = "reading/senders.rs"]
mod senders;

use domain::law::{ImmediateRight, Right};
use domain::person::EmailAddress;
use domain::request::ReviewReason;
use mail_reader::{
    AutomaticWhy, Confidence, Decision, Inbox, LetterRead, Reading, SenderSource, Wish,
    content_digest, message_id, read,
};

const OPT_OUT: Wish = Wish::Right(Right::Immediate(ImmediateRight::OptOut));

fn inbox() -> Inbox {
    Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        groups: vec!["privacy@lists.company.example".to_owned()],
        colleagues: vec!["company.example".to_owned()],
        authserv_id: Some("mx.company.example".to_owned()),
    }
}

fn mail(subject: &str, body: &str) -> String {
    format!(
        "Return-Path: <ana@example.com>\r\nFrom: Ana Lima <ana@example.com>\r\n\
         To: privacy@company.example\r\nSubject: {subject}\r\nMessage-ID: <1@example.com>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    )
}

fn letter(raw: impl AsRef<[u8]>) -> LetterRead {
    match read(raw.as_ref(), &inbox()) {
        Reading::Letter(letter) => letter,
        Reading::Automatic { why } => panic!("taken for automatic: {why}"),
        Reading::Several(several) => panic!("{} letters", several.letters.len()),
    }
}

/// Whether a letter is an opt-out and nothing else, one among other things, may be one, or isn't one.
fn verdict(letter: &LetterRead) -> &'static str {
    let taken = letter.decision == Decision::Taken;
    let asks = letter.asks.iter().filter(|_| taken);
    let rights: Vec<Wish> = asks
        .map(|ask| ask.wish)
        .filter(|wish| matches!(wish, Wish::Right(_)))
        .collect();
    match rights.contains(&OPT_OUT) {
        true if rights.len() == 1 => "plain",
        true => "among others",
        false if letter.may_opt_out => "perhaps",
        false => "no",
    }
}

fn assert_all(expected: &str, letters: &[(&str, &str)]) {
    let wrong: Vec<String> = letters
        .iter()
        .map(|(subject, body)| (subject, body, letter(mail(subject, body))))
        .filter(|(_, _, read)| verdict(read) != expected)
        .map(|(subject, body, read)| {
            format!("{} ({}): {subject} / {body}", verdict(&read), read.reason)
        })
        .collect();
    assert!(wrong.is_empty(), "not {expected}:\n{}", wrong.join("\n"));
}
