//! Tests of the reader: a table of sentences, hand-written messages, hostile bytes, and the outside corpus if it is
//! available.

#[path = "reading/attached_messages.rs"]
mod attached_messages;
#[path = "reading/attached_text.rs"]
mod attached_text;
#[path = "reading/bug_reports.rs"]
mod bug_reports;
#[path = "reading/corpus.rs"]
mod corpus;
#[path = "reading/evidence.rs"]
mod evidence;
#[path = "reading/fault_kinds.rs"]
mod fault_kinds;
#[path = "reading/forwards.rs"]
mod forwards;
#[path = "reading/homes.rs"]
mod homes;
#[path = "reading/hostile.rs"]
mod hostile;
#[path = "reading/invariants.rs"]
mod invariants;
#[path = "reading/languages.rs"]
mod languages;
#[path = "reading/long_lists.rs"]
mod long_lists;
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
    AutomaticReason, Confidence, Decision, Inbox, Intent, MessageRead, Reading, SenderSource,
    Unacknowledged, content_digest, message_id, read,
};

const OPT_OUT: Intent = Intent::Right(Right::Immediate(ImmediateRight::OptOut));

fn inbox() -> Inbox {
    Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        others: Vec::new(),
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

fn message(raw: impl AsRef<[u8]>) -> MessageRead {
    match read(raw.as_ref(), &inbox()) {
        Reading::Message(message) => message,
        Reading::Automatic { why } => panic!("taken for automatic: {why}"),
        Reading::Several(several) => panic!("{} letters", several.messages.len()),
    }
}

/// Returns whether a message is an opt-out alone, one among other requests, a possible one, or none.
fn verdict(message: &MessageRead) -> &'static str {
    let taken = message.decision == Decision::Opened;
    let intents = message.intents.iter().filter(|_| taken);
    let rights: Vec<Intent> = intents
        .map(|ask| ask.intent)
        .filter(|intent| matches!(intent, Intent::Right(_)))
        .collect();
    match rights.contains(&OPT_OUT) {
        true if rights.len() == 1 => "plain",
        true => "among others",
        false if message.may_opt_out => "perhaps",
        false => "no",
    }
}

fn assert_all(expected: &str, messages: &[(&str, &str)]) {
    let wrong: Vec<String> = messages
        .iter()
        .map(|(subject, body)| (subject, body, message(mail(subject, body))))
        .filter(|(_, _, read)| verdict(read) != expected)
        .map(|(subject, body, read)| {
            format!("{} ({}): {subject} / {body}", verdict(&read), read.reason)
        })
        .collect();
    assert!(wrong.is_empty(), "not {expected}:\n{}", wrong.join("\n"));
}
