//! Explains how the reader reads one message: `explain -- FILE`; `explain -- -` reads standard input.
//!
//! A file that begins with no header is taken for the words alone.

use domain::person::EmailAddress;
use mail_reader::classifier::{self, Label};
use mail_reader::{Decision, Inbox, MessageRead, Reading, read, text_of};
use std::io::Read;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: explain FILE");
        return ExitCode::from(2);
    };
    let mut raw = Vec::new();
    let done = match file.as_str() {
        "-" => std::io::stdin().read_to_end(&mut raw).map(|_| ()),
        file => std::fs::read(file).map(|content| raw = content),
    };
    if let Err(error) = done {
        eprintln!("{file} can't be read: {error}");
        return ExitCode::FAILURE;
    }
    if !begins_with_a_header(&raw) {
        let head = "From: Jordan Alvarez <jordan.alvarez@example.com>\nTo: privacy@company.example\n\
                    Content-Type: text/plain; charset=utf-8\n\n";
        raw.splice(0..0, head.bytes());
    }
    explain(&raw);
    ExitCode::SUCCESS
}

/// Whether the first line is a header: a name without spaces, and a colon.
fn begins_with_a_header(raw: &[u8]) -> bool {
    let line = raw.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn explain(raw: &[u8]) {
    let Ok(address) = EmailAddress::parse("privacy@company.example") else {
        return;
    };
    let inbox = Inbox {
        address,
        others: Vec::new(),
        groups: Vec::new(),
        colleagues: vec!["company.example".to_owned()],
        authserv_id: None,
    };
    let reading = read(raw, &inbox);
    if let Reading::Automatic { why } = &reading {
        println!("automatic: {why}");
    }
    for message in reading.messages() {
        print(message);
    }
    let text = text_of(raw);
    let subject = text.subject.unwrap_or_default();
    let words: Vec<&str> = text
        .text
        .lines()
        .filter(|line| !line.starts_with('>'))
        .collect();
    let words = words.join("\n");
    let scores = classifier::score_words(&subject, &words);
    println!("\nby its wording as a whole ({} words read):", scores.words);
    for label in Label::ALL {
        let heaviest = classifier::heaviest_words(label, &subject, &words, 5).join(", ");
        println!(
            "  {:15} {:.3}   {heaviest}",
            label.as_str(),
            scores.of(label)
        );
    }
}

fn print(message: &MessageRead) {
    let decision = match message.decision {
        Decision::Opened => "opened",
        Decision::NoRequest => "no request",
        Decision::Review(_) => "for review",
    };
    let rights: Vec<&str> = message
        .intents
        .iter()
        .map(|stated| stated.intent.as_str())
        .collect();
    println!("{decision}: {} ({})", rights.join(", "), message.reason);
    if message.may_opt_out {
        println!("  it may be an opt-out, which is in force while a person decides");
    }
    for reason in message.reasons() {
        println!("  {reason}");
    }
}
