//! Hostile messages.
//!
//! The `reading` benchmark measures ordinary speed. Nothing here depends on how busy the machine is, except for a bound
//! that only the wrong order of growth exceeds.

use super::*;
use std::time::{Duration, Instant};

#[test]
fn hostile_messages_are_decided_in_bounded_time() {
    // A debug build is about thirty times slower than the deployed one, so it gets smaller messages.
    let many = |count: usize| {
        if cfg!(debug_assertions) {
            count / 20
        } else {
            count
        }
    };
    let head = "From: a@b.example\r\nSubject: x\r\n";
    let text = "Do not sell my data. ";
    let mixed = |parts: String| {
        format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n")
    };
    let nested_multiparts: String = (0..many(20_000))
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let digests: String = (0..many(20_000))
        .map(|n| format!("Content-Type: multipart/digest; boundary=b{n}\r\n\r\n--b{n}\r\n\r\n"))
        .collect();
    let packed = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let base64_of_nested = "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMgoK".repeat(many(200_000));
    let big = "A".repeat(76) + "\r\n";
    let messages: Vec<(&str, String)> = vec![
        (
            "40 MB of text",
            format!("{head}\r\n{}", text.repeat(many(2_000_000))),
        ),
        (
            "40 MB of base64 before the text",
            mixed(format!(
                "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                big.repeat(many(520_000))
            )),
        ),
        (
            "10,000 parts",
            mixed(format!("--b\r\n\r\n{text}\r\n").repeat(many(10_000))),
        ),
        ("empty parts", mixed("--b\r\n\r\n".repeat(many(2_000_000)))),
        ("nested multiparts", format!("{head}{nested_multiparts}")),
        ("nested digests", format!("{head}{digests}")),
        (
            "nested messages",
            format!(
                "{head}{}",
                "Content-Type: message/rfc822\r\n\r\n".repeat(many(1_000_000))
            ),
        ),
        (
            "nested messages, obfuscated",
            format!(
                "{head}{}",
                " Content-Type : message/rfc822\n\n".repeat(many(1_000_000))
            ),
        ),
        (
            "packed nested messages",
            format!("{head}{packed}{base64_of_nested}"),
        ),
        (
            "a 1 MB header",
            format!("{head}X-Long: {}\r\n\r\n{text}", "y ".repeat(many(500_000))),
        ),
        (
            "a 1 MB folded header",
            format!(
                "{head}X-Long: y{}\r\n\r\n{text}",
                "\r\n y".repeat(many(300_000))
            ),
        ),
        (
            "a million headers",
            format!("{}\r\n{text}", "List: x\r\n".repeat(many(1_000_000))),
        ),
        (
            "a million addresses",
            format!(
                "From: {}\r\n\r\n{text}",
                "a@b.example, ".repeat(many(300_000))
            ),
        ),
        (
            "10 MB of nested HTML",
            format!(
                "{head}Content-Type: text/html\r\n\r\n{}{text}",
                "<div><blockquote type=cite>".repeat(many(400_000))
            ),
        ),
        (
            "unclosed tags",
            format!(
                "{head}Content-Type: text/html\r\n\r\n{}",
                "<a <!-- &".repeat(many(1_000_000))
            ),
        ),
        (
            "one long word",
            format!("{head}\r\n{}", "a".repeat(many(10_000_000))),
        ),
        (
            "one long list",
            format!(
                "{head}\r\ndo not {} my data",
                "sell or share ".repeat(many(100_000))
            ),
        ),
        (
            "colons",
            format!("{head}\r\n{}", "On 1 <a@b>:\n".repeat(many(500_000))),
        ),
        (
            "labels",
            format!("{head}\r\n{}", "From: a\n".repeat(many(500_000))),
        ),
        (
            "dashes",
            format!("{head}\r\n{}", "--- \n".repeat(many(500_000))),
        ),
        (
            "prefixes",
            format!(
                "From: a@b.example\r\nSubject: {}\r\n\r\n",
                "Re: ".repeat(many(200_000))
            ),
        ),
        (
            "quotation marks",
            format!(
                "{head}\r\n{}",
                "\"> do not sell my \n".repeat(many(300_000))
            ),
        ),
        (
            "thousands of attached letters",
            mixed(
                "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: x\r\n\r\nDelete my data.\r\n"
                    .repeat(many(60_000)),
            ),
        ),
        (
            "packed letters in packed letters",
            mixed(format!(
                "--b\r\n{packed}{base64_of_nested}\r\n--b\r\n{packed}{base64_of_nested}\r\n"
            )),
        ),
        (
            "a long list of references",
            format!("{head}References: {}\r\n\r\nref ", "<a@b>\r\n ".repeat(many(300_000))),
        ),
        (
            "references without end",
            format!("{head}\r\n{}", "reference AAAA-AAAA-AAAA privacy+0@company.example ".repeat(many(100_000))),
        ),
        (
            "10 MB of evidence",
            format!(
                "Authentication-Results: mx.company.example; {}\r\n{head}\r\n{text}",
                "(\"dkim=pass;".repeat(many(1_000_000))
            ),
        ),
        (
            "attached texts",
            mixed(
                format!("--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\n{text}\r\n")
                    .repeat(many(60_000)),
            ),
        ),
        (
            "full stops",
            format!("{head}\r\n{}", ".".repeat(many(5_000_000))),
        ),
        (
            "what most phrases begin with",
            format!(
                "{head}\r\n{}",
                "pii and pii pii and info and ".repeat(many(20_000))
            ),
        ),
        (
            "a subject of verbs",
            format!(
                "From: a@b.example\r\nSubject: {}\r\n\r\n",
                "sell or share ".repeat(many(300_000))
            ),
        ),
        ("no line ends", "\r".repeat(many(5_000_000))),
        (
            "NUL bytes",
            format!("{head}\r\n{}", "\0".repeat(many(5_000_000))),
        ),
    ];
    let most = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
    for (name, raw) in messages {
        let start = Instant::now();
        let _ = read(raw.as_bytes(), &inbox());
        let _ = content_digest(raw.as_bytes());
        let _ = message_id(raw.as_bytes());
        let took = start.elapsed();
        println!("{took:>12?}  {name}, {} kB", raw.len() / 1024);
        assert!(took < most, "{name} took {took:?}");
    }
}

#[test]
fn headers_that_say_strange_things_are_decided() {
    let page = "<html><body onload=x>".repeat(200);
    for head in [
        "From: \"a\r\nBcc: x@y.example\" <a@b.example>".to_owned(),
        "From: <a@b.example\r\n>".to_owned(),
        format!("From: \"{page}\" <a@b.example>"),
        "From: a@b.example\r\nDate: Fri, 31 Dec 9999 23:59:60 +9999".to_owned(),
        "From: a@b.example\r\nContent-Type: text/plain; charset=no-such-charset".to_owned(),
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\"\"".to_owned(),
        "From: @@@\r\nReply-To: noreply@, <>, \0".to_owned(),
    ] {
        let raw = format!("{head}\r\nSubject: x\r\n\r\nDo not sell my data.\r\n");
        if let Reading::Message(message) = read(raw.as_bytes(), &inbox()) {
            let address = message
                .sender
                .map(|sender| sender.address.as_str().to_owned());
            assert!(!address.is_some_and(|a| a.contains(['\r', '\n'])), "{head}");
        }
    }
}

#[test]
fn a_forward_that_says_strange_things_is_decided() {
    let deep = "---------- Forwarded message ---------\nFrom: A <a@company.example>\nDate: 1 Jan 9999\n\
                Subject: Fwd: x\n\n";
    for body in [
        deep.repeat(500),
        format!("{deep}{}", "> ".repeat(20_000)),
        format!("--- Forwarded --- From: {}", "mailto:".repeat(10_000)),
        format!(
            "{deep}From: {}\nDate: x\nSubject: y\n\nz",
            "<a@b.example".repeat(5_000)
        ),
        "From: İ\u{307}İ <İ@b.example>\nTo: x\nSubject: y\nDate: İ 2025\n\nz".to_owned(),
    ] {
        let raw = mail("Fwd: x", &body).replace("ana@example.com", "bob@company.example");
        let _ = read(raw.as_bytes(), &inbox());
    }
}

#[test]
fn what_is_packed_to_hurt_stays_packed() {
    // A 100 KB zip file of 100 MB of zeros, in base64, with headers.
    let bomb = format!(
        "UEsDBBQAAAAIAAAAAAAAAAAAs3sBAADh9QUCAAAAYTDswQEBAAAAgJD+r+4ICgAAAAAAAAAA\r\n{}",
        format!("{}\r\n", "A".repeat(76)).repeat(1_700)
    );
    let words = "From: Ana <ana@example.com>\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
                 --b\r\n\r\nI opt out of the sale of my personal information.\r\n";
    for kind in [
        "application/zip",
        "text/plain; name=a.zip",
        "message/rfc822",
    ] {
        let raw = format!(
            "{words}--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{bomb}--b--\r\n"
        );
        let reading = invariants::hold_for(raw.as_bytes(), &inbox());
        let Reading::Message(with) = reading else {
            panic!("taken for automatic with {kind}")
        };
        let without = message(format!("{words}--b--\r\n"));
        assert_eq!(
            (with.intents, with.decision),
            (without.intents, without.decision),
            "{kind}"
        );
    }
}

#[test]
fn a_date_takes_nothing_of_the_letter_with_it() {
    // Found by the fuzzer: lines below a time zone of one or two letters were read as part of the zone.
    for zone in ["Z", "UT", "GMT", "J", "-J", "+", "(", ""] {
        for end in ["\n", "\r\n"] {
            let raw = format!(
                "From: Ana <ana@example.com>\nDate: Mon, 1 Sep 2025 09:00:00 {zone}\n\n\
                 I opt out of the sale of my personal information.\n\nThanks,\nAna\n"
            );
            let raw = raw.replace('\n', end);
            assert_eq!(verdict(&message(raw)), "plain", "{zone} {end:?}");
        }
    }
}

#[test]
fn what_the_fuzzer_found_stays_found() {
    let raws: [&[u8]; 1] = [
        // A digest of messages in another envelope.
        b"Content-Type: multipart/digest;boundary=b\n\n--b\n\nContent-Type:message/rfc822\n\n\n--b--\n",
    ];
    for raw in raws {
        invariants::hold_for(raw, &inbox());
    }
}
