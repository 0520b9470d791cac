//! Whole messages: hand-written ones, machines' headers, and deduplication.

use super::*;

#[test]
fn the_hand_written_messages_read_as_they_should() {
    for (name, raw, expected) in MAILS {
        let read = read(raw, &inbox());
        let found = match &read {
            Reading::Automatic { why } => why.as_str(),
            Reading::Several(_) => "several",
            Reading::Message(message) => verdict(message),
        };
        assert_eq!(found, *expected, "{name}");
    }
}

macro_rules! mails {
    ($($name:literal => $expected:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../mails/", $name)), $expected)),+]
    };
}

const MAILS: &[(&str, &[u8], &str)] = mails! {
    "plain.eml" => "plain",
    "subject-alone.eml" => "plain",
    "html-only.eml" => "plain",
    "latin1-quoted-printable.eml" => "plain",
    "base64-utf8.eml" => "plain",
    "alternative-with-empty-text.eml" => "plain",
    "answer-above-quote.eml" => "plain",
    "html-answer-with-quote.eml" => "no",
    "through-own-group.eml" => "plain",
    "through-own-group-rewritten.eml" => "plain",
    "through-other-list.eml" => "list_headers",
    "out-of-office.eml" => "auto_submitted",
    "out-of-office-without-header.eml" => "known_subject",
    "bounce-of-our-email.eml" => "null_return_path",
    "bounce-from-postmaster.eml" => "mail_system",
    "postmaster-in-person.eml" => "perhaps",
    "own-email.eml" => "own_email",
    "own-address.eml" => "own_email",
    "read-receipt.eml" => "report",
    "newsletter-footer.eml" => "no",
    "forward-inline.eml" => "plain",
    "forward-attached.eml" => "plain",
    "scan-alone.eml" => "perhaps",
    "no-headers.eml" => "perhaps",
};

#[test]
fn a_letter_that_stands_in_a_scan_may_be_an_opt_out_and_an_empty_one_is_none() {
    let scan = String::from_utf8_lossy(include_bytes!("../mails/scan-alone.eml"));
    for raw in [scan.to_string(), format!("Subject: My letter\r\n{scan}")] {
        let read = message(raw);
        assert_eq!(read.decision, Decision::Review(ReviewReason::NoText));
        assert!(read.may_opt_out);
    }
    let empty = message(mail("hello", ""));
    assert_eq!(
        (empty.decision, empty.may_opt_out),
        (Decision::NoRequest, false)
    );
}

#[test]
fn a_plain_request_below_a_header_of_lists_or_of_no_return_is_reviewed_and_not_acknowledged() {
    let below = |header: &str, body: &str| {
        let raw = mail("Hello", body);
        read(format!("{header}\r\n{raw}").as_bytes(), &inbox())
    };
    for (header, why) in [
        ("Return-Path: <>", AutomaticReason::NullReturnPath),
        ("Return-Path: < > (null)", AutomaticReason::NullReturnPath),
        ("Precedence: bulk", AutomaticReason::Precedence),
        ("Precedence: List", AutomaticReason::Precedence),
        ("Precedence: junk", AutomaticReason::Precedence),
        (
            "List-Id: News <news.example.com>",
            AutomaticReason::ListHeaders,
        ),
        (
            "List-Unsubscribe: <https://example.com/u>",
            AutomaticReason::ListHeaders,
        ),
        ("List-Post: NO", AutomaticReason::ListHeaders),
    ] {
        let Reading::Message(reviewed) = below(header, "Please do not sell my data.") else {
            panic!("{header}")
        };
        assert_eq!(reviewed.machine, Some(why), "{header}");
        assert_eq!(
            reviewed.decision,
            Decision::Review(ReviewReason::NotPlain),
            "{header}"
        );
        assert_eq!(reviewed.unacknowledged(), Some(Unacknowledged::Machine));
        let other = below(header, "Our shop opens at nine on Sunday.");
        assert_eq!(other, Reading::Automatic { why }, "{header}");
    }
}

#[test]
fn each_machine_header_makes_a_request_automatic_and_its_harmless_value_does_not() {
    let with = |header: &str| {
        let raw = mail(
            "Do Not Sell My Info",
            "I opt out of the sale of my personal information.",
        );
        read(format!("{header}\r\n{raw}").as_bytes(), &inbox())
    };
    for (header, why) in [
        (
            "Auto-Submitted: auto-replied",
            AutomaticReason::AutoSubmitted,
        ),
        (
            "auto-submitted:\r\n auto-generated (failure)",
            AutomaticReason::AutoSubmitted,
        ),
        ("Precedence: auto_reply", AutomaticReason::Precedence),
        ("X-Autoreply: yes", AutomaticReason::AutoResponder),
        ("X-Honored-Letter: ABC", AutomaticReason::OwnEmail),
        (
            "Return-Path: <MAILER-DAEMON@mx.example.com>",
            AutomaticReason::MailSystem,
        ),
    ] {
        assert_eq!(with(header), Reading::Automatic { why }, "{header}");
    }
    for header in [
        "Auto-Submitted: no",
        "Auto-Submitted: No; because",
        "Precedence: first-class",
        "Feedback-ID: 1.us-west-2.abc:AmazonSES",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: None",
    ] {
        let Reading::Message(message) = with(header) else {
            panic!("{header}")
        };
        assert_eq!(verdict(&message), "plain", "{header}");
    }
    let Reading::Message(send_to_review) = with("X-Auto-Response-Suppress: All") else {
        panic!()
    };
    assert_eq!(send_to_review.machine, Some(AutomaticReason::AutoResponder));
    assert_eq!(verdict(&send_to_review), "perhaps");
}

#[test]
fn two_deliveries_of_one_message_have_one_digest_and_two_messages_have_two() {
    let raw = mail("Do Not Sell", "I opt out of the sale of my data.");
    let again = format!(
        "Received: from a by b\r\nX-SES-Spam-Verdict: PASS\r\nDelivered-To: x@y.example\r\n{}\r\n",
        raw.replace(
            "Return-Path: <ana@example.com>\r\n",
            "Return-Path: <srs@relay.example>\r\n"
        )
    );
    assert_eq!(
        content_digest(raw.as_bytes()),
        content_digest(again.as_bytes())
    );
    let folded = raw
        .replace("\r\n", "\n")
        .replace("Subject: Do Not", "Subject: Do\n Not");
    assert_eq!(
        content_digest(raw.as_bytes()),
        content_digest(folded.as_bytes())
    );
    for other in [
        raw.replace("my data", "my car"),
        raw.replace("Do Not Sell", "Do Sell"),
        raw.replace("Ana Lima", "Bob"),
    ] {
        assert_eq!(message_id(other.as_bytes()), message_id(raw.as_bytes()));
        assert_ne!(
            content_digest(raw.as_bytes()),
            content_digest(other.as_bytes())
        );
    }
    assert_eq!(message_id(raw.as_bytes()), "<1@example.com>");
    assert_eq!(message_id(b"Subject: x\r\n\r\n"), "");
    assert_eq!(message(&raw).message_id.as_deref(), Some("1@example.com"));
}

#[test]
fn a_message_with_carriage_returns_alone_is_read() {
    let raw = mail("x", "Do not sell my data.").replace('\n', "");
    assert_eq!(verdict(&message(&raw)), "plain");
}

#[test]
fn no_cut_and_no_wrong_byte_breaks_the_reader() {
    for (_, raw, _) in MAILS {
        for end in (0..raw.len()).step_by(5) {
            let _ = read(&raw[..end], &inbox());
        }
        let mut broken = raw.to_vec();
        for at in (0..broken.len()).step_by(7) {
            let kept = broken[at];
            broken[at] = [0, b'\n', b'<', b'=', 0xff, b':', b'-'][at % 7];
            let _ = read(&broken, &inbox());
            broken[at] = kept;
        }
        let _ = content_digest(raw);
    }
}
