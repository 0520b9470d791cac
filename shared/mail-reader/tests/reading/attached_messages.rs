//! Messages that are attached to an email.

use super::*;
use mail_reader::{MOST_MESSAGES, Several};

/// Returns an email with parts: each has header lines, a blank line and content.
pub(super) fn with_parts(from: &str, subject: &str, body: &str, parts: &[String]) -> String {
    let parts: String = parts
        .iter()
        .map(|part| format!("--b\r\n{part}\r\n"))
        .collect();
    format!(
        "From: <{from}>\r\nTo: privacy@company.example\r\nSubject: {subject}\r\nMessage-ID: <0@company.example>\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\n{body}\r\n{parts}--b--\r\n"
    )
}

fn raw_message(who: &str, headers: &str, body: &str) -> String {
    format!(
        "From: {who} <{who}@b.example>\r\nSubject: my data\r\nDate: Mon, 1 Sep 2025 23:30:00 -0700\r\n\
         Message-ID: <{who}@b.example>\r\n{headers}Content-Type: text/plain\r\n\r\n{body}\r\n"
    )
}

pub(super) fn attach(message: &str) -> String {
    format!("Content-Type: message/rfc822\r\n\r\n{message}")
}

fn several(raw: &str) -> Several {
    match read(raw.as_bytes(), &inbox()) {
        Reading::Several(several) => several,
        other => panic!("{other:?}"),
    }
}

/// Returns each message's requester (local part) and intents.
pub(super) fn shown(messages: &[MessageRead]) -> Vec<(String, Vec<&'static str>)> {
    let shown = messages.iter().map(|message| {
        let sender = message
            .sender
            .as_ref()
            .map_or("", |s| s.address.local_part());
        let intents = message
            .intents
            .iter()
            .map(|ask| ask.intent.as_str())
            .collect();
        (sender.to_owned(), intents)
    });
    shown.collect()
}

fn three() -> Vec<String> {
    vec![
        attach(&raw_message(
            "ana",
            "",
            "I opt out of the sale of my personal information.",
        )),
        attach(&raw_message(
            "away",
            "Auto-Submitted: auto-replied\r\n",
            "I am away until Monday.",
        )),
        attach(&raw_message(
            "bea",
            "",
            "Please delete all my personal data.",
        )),
    ]
}

fn ana_and_bea() -> Vec<(String, Vec<&'static str>)> {
    vec![
        ("ana".to_owned(), vec!["opt_out"]),
        ("bea".to_owned(), vec!["delete"]),
    ]
}

#[test]
fn each_attached_message_is_a_letter_and_a_machines_is_left_out() {
    let raw = with_parts("bob@company.example", "for you", "Three more.", &three());
    let read = several(&raw);
    assert_eq!(shown(&read.messages), ana_and_bea());
    assert_eq!(read.skipped, [AutomaticReason::AutoSubmitted]);
    let first = &read.messages[0];
    assert_eq!(
        first.sender.as_ref().map(|s| s.confidence),
        Some(Confidence::Certain)
    );
    assert_eq!(first.message_id.as_deref(), Some("ana@b.example"));
    let written = first.forward.as_ref().and_then(|forward| forward.written);
    assert_eq!(
        written.map(|day| day.to_string()).as_deref(),
        Some("2025-09-01")
    );
    assert!(
        read.messages
            .iter()
            .all(|message| message.decision == Decision::Opened)
    );
}

#[test]
fn a_digest_a_colleagues_own_bundle_and_encoded_messages_are_the_same() {
    let parts = three();
    let digest: String = parts
        .iter()
        .map(|part| part.replace("Content-Type: message/rfc822\r\n", ""))
        .map(|part| format!("--d\r\n{part}\r\n"))
        .collect();
    let digest = format!("Content-Type: multipart/digest; boundary=d\r\n\r\n{digest}--d--\r\n");
    let inner = with_parts("al@company.example", "Fw: these", "From the shop.", &parts);
    let inner = inner
        .replace("boundary=b", "boundary=c")
        .replace("--b", "--c");
    let quoted = |part: &String| {
        part.replacen(
            "\r\n",
            "\r\nContent-Transfer-Encoding: quoted-printable\r\n",
            1,
        )
    };
    for parts in [
        vec![digest],
        vec![attach(&inner)],
        parts.iter().map(quoted).collect(),
    ] {
        let read = several(&with_parts(
            "bob@company.example",
            "x",
            "See below.",
            &parts,
        ));
        assert_eq!(shown(&read.messages), ana_and_bea(), "{parts:?}");
        assert_eq!(read.skipped, [AutomaticReason::AutoSubmitted]);
    }
}

#[test]
fn files_that_hold_messages_are_messages() {
    let file = |name: &str, text: &str| {
        format!("Content-Type: application/octet-stream; name={name}\r\n\r\n{text}")
    };
    let ana = raw_message(
        "ana",
        "",
        "I opt out of the sale of my personal information.",
    );
    let bea = raw_message("bea", "", "Please delete all my personal data.");
    let parts = [
        file("a.eml", &ana),
        file("b.EML", &bea),
        file("c.eml", "no message\r\n"),
    ];
    let read = several(&with_parts("bob@company.example", "x", "Two.", &parts));
    assert_eq!(shown(&read.messages), ana_and_bea());
}

#[test]
fn what_the_colleague_asks_for_themselves_is_the_last_letter() {
    let ask = "These are for you. Please delete all my personal data, too.";
    let read = several(&with_parts("bob@company.example", "x", ask, &three()));
    let mut expected = ana_and_bea();
    expected.push(("bob".to_owned(), vec!["delete"]));
    assert_eq!(shown(&read.messages), expected);
    let note = "Please handle these opt-out requests and delete what they want deleted.";
    let read = several(&with_parts("bob@company.example", "x", note, &three()));
    assert_eq!(shown(&read.messages), ana_and_bea());
}

#[test]
fn a_strangers_bundle_is_read_and_left_to_a_human() {
    let read = several(&with_parts("cy@c.example", "Fwd: these", "", &three()));
    for message in &read.messages {
        assert_eq!(
            message.decision,
            Decision::Review(ReviewReason::ForSomebodyElse)
        );
        let names: Vec<&str> = message
            .candidates
            .iter()
            .map(|c| c.address.local_part())
            .collect();
        assert_eq!(names.last(), Some(&"cy"));
        assert_eq!(names.len(), 2);
    }
    // A message attached to a person's own words isn't a request.
    let own = with_parts(
        "cy@c.example",
        "x",
        "Please delete all my personal data.",
        &three(),
    );
    assert_eq!(shown(&[message(own)]), [("cy".to_owned(), vec!["delete"])]);
}

#[test]
fn nothing_but_a_machines_messages_is_automatic() {
    let away = three().remove(1);
    let raw = with_parts("bob@company.example", "x", "Look at this.", &[away]);
    let why = AutomaticReason::AutoSubmitted;
    assert_eq!(read(raw.as_bytes(), &inbox()), Reading::Automatic { why });
    // A form's email has a machine's header above a person's words.
    let form = attach(&raw_message(
        "ana",
        "Auto-Submitted: auto-generated\r\n",
        "Please delete all my personal data.",
    ));
    let read = message(with_parts(
        "bob@company.example",
        "x",
        "Look at this.",
        &[form],
    ));
    assert_eq!(read.decision, Decision::Review(ReviewReason::NotPlain));
    assert_eq!(read.machine, Some(why));
}

#[test]
fn more_letters_than_are_read_are_left_to_a_human() {
    let many: Vec<String> = (0..MOST_MESSAGES + 5)
        .map(|n| {
            attach(&raw_message(
                &format!("p{n}"),
                "",
                "Please delete all my personal data.",
            ))
        })
        .collect();
    let read = several(&with_parts(
        "bob@company.example",
        "x",
        "All of them.",
        &many,
    ));
    assert_eq!(read.messages.len(), MOST_MESSAGES + 1);
    let last = read.messages.last().expect("there is one");
    assert_eq!(last.decision, Decision::Review(ReviewReason::SeveralThings));
    assert!(last.may_opt_out);
    let order = shown(&read.messages[..MOST_MESSAGES]);
    assert!(
        order
            .iter()
            .enumerate()
            .all(|(n, (who, _))| *who == format!("p{n}"))
    );
}
