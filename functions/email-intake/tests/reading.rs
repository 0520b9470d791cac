//! What the reader makes of mail: a table of sentences, hand-written messages, hostile bytes, and the
//! outside corpus where it is at hand.

#[path = "reading/corpus.rs"]
mod corpus;
#[path = "reading/hostile.rs"]
mod hostile;
#[path = "reading/invariants.rs"]
mod invariants;
#[path = "reading/rights.rs"]
mod rights;

use domain::law::{Choice, Right};
use domain::person::EmailAddress;
use domain::request::{Asked, DoubtReason};
use email_intake::reading::{
    AskedWhy, AutomaticWhy, Confidence, Inbox, LetterRead, Reading, SenderSource, content_digest,
    message_id, read,
};

const OPT_OUT: Asked = Asked::Right(Right::Choice(Choice::OptOut));

fn inbox() -> Inbox {
    Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        groups: vec!["privacy@lists.company.example".to_owned()],
        colleagues: vec!["company.example".to_owned()],
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
    }
}

fn asked(subject: &str, body: &str) -> Asked {
    letter(mail(subject, body)).asked()
}

/// Whether it is a plain opt-out, may be one, or isn't one.
fn verdict(asked: &Asked) -> &'static str {
    match asked {
        Asked::Right(Right::Choice(Choice::OptOut)) => "plain",
        Asked::Right(_) => "another right",
        Asked::Unclear {
            may_opt_out: true, ..
        } => "perhaps",
        Asked::Unclear {
            may_opt_out: false, ..
        } => "no",
    }
}

fn assert_all(expected: &str, letters: &[(&str, &str)]) {
    let wrong: Vec<String> = letters
        .iter()
        .map(|(subject, body)| (subject, body, letter(mail(subject, body))))
        .filter(|(_, _, read)| verdict(&read.asked()) != expected)
        .map(|(subject, body, read)| {
            format!(
                "{} ({}): {subject} / {body}",
                verdict(&read.asked()),
                read.why
            )
        })
        .collect();
    assert!(wrong.is_empty(), "not {expected}:\n{}", wrong.join("\n"));
}

#[test]
fn a_plain_opt_out_is_taken_as_one() {
    assert_all(
        "plain",
        &[
            ("Do Not Sell My Info", ""),
            ("Do Not Sell My Personal Information", "\r\n"),
            (
                "DO NOT SELL OR SHARE MY PERSONAL INFORMATION",
                "Ana Lima\r\nSacramento",
            ),
            ("Do not sell", ""),
            ("CCPA opt-out request", ""),
            ("Opt out of sale/sharing", "Thank you"),
            ("Request to opt-out of sale", "My email is ana@example.com"),
            ("hello", "Please do not sell my data."),
            ("hello", "please dont sell my info"),
            ("hello", "Don’t sell my personal info. Thanks, Ana"),
            ("hello", "Stop selling my data!"),
            (
                "hello",
                "Stop selling and sharing my personal information immediately.",
            ),
            (
                "hello",
                "Hi, I would like to opt out of the sale of my personal information. Thanks",
            ),
            (
                "hello",
                "I want to opt-out of the sale and sharing of my personal information.",
            ),
            (
                "hello",
                "I hereby opt out of any sale or sharing of my personal data under the CCPA.",
            ),
            (
                "hello",
                "I am writing to opt out of having my information sold or shared.",
            ),
            (
                "hello",
                "I'd like to opt out of the selling of my personal information, please.",
            ),
            ("hello", "Please opt me out of the sale of my data."),
            ("hello", "Can you please opt me out of data sales?"),
            (
                "hello",
                "Could you please stop selling my personal information?",
            ),
            (
                "hello",
                "I do not consent to the sale of my personal information.",
            ),
            (
                "hello",
                "I do not want my personal information sold or shared with third parties.",
            ),
            ("hello", "I don't want you to sell my data to anyone."),
            (
                "hello",
                "I request that you do not sell, rent, or disclose my personal information.",
            ),
            (
                "hello",
                "Under Civil Code 1798.120 I direct you not to sell or share my personal information.",
            ),
            (
                "hello",
                "I am exercising my right to opt out of the sale of\r\nmy personal information.",
            ),
            (
                "hello",
                "As a California resident, I exercise my right under the CCPA to opt out of the sale of my information.",
            ),
            (
                "hello",
                "This is my formal request to opt out of the sale or sharing of my personal information.",
            ),
            (
                "hello",
                "Please consider this email a request to opt out of targeted advertising.",
            ),
            ("hello", "You may not sell my personal information."),
            (
                "hello",
                "My personal information must not be sold or shared.",
            ),
            ("hello", "I object to the sale of my personal data."),
            (
                "hello",
                "You are selling my data and I am angry, so please stop selling my data.",
            ),
            (
                "hello",
                "I am a Colorado resident and want to opt out of the sale of my personal data.",
            ),
            (
                "hello",
                "Please make sure my personal information is not sold.",
            ),
            (
                "hello",
                "You do not have my permission to sell my personal information.",
            ),
            (
                "hello",
                "I request to be opted out of the sale of my personal information.",
            ),
            ("hello", "Pursuant to the CCPA, please opt me out."),
            (
                "hello",
                "I do not wish to have my personal information sold.",
            ),
            ("hello", "Please add me to your do not sell list."),
            (
                "hello",
                "Please do not delete my account, but do not sell my data.",
            ),
            (
                "hello",
                "I do not want to delete anything. I only want to opt out of the sale of my personal information.",
            ),
            ("hello", "If possible, please stop selling my data."),
            (
                "hello",
                "Kindly refrain from selling or sharing any of my personal information.",
            ),
            (
                "Question",
                "If you sell personal information, then I opt out of the sale of my personal information.",
            ),
            ("Re: your newsletter", "Please stop selling my information."),
            (
                "hello",
                "Do not sell my personal information. I never gave you permission.",
            ),
            (
                "hello",
                "Please opt out ana@example.com - I want to opt out of the sale of my personal information.",
            ),
            (
                "hello",
                "I opt out of the sale of my personal information.\r\n-- \r\nAna Lima\r\nDelete Specialist, Access Co",
            ),
        ],
    );
}

#[test]
fn what_falls_short_of_plain_is_left_to_a_human_and_may_be_an_opt_out() {
    assert_all(
        "perhaps",
        &[
            (
                "hello",
                "How do I opt out of the sale of my personal information?",
            ),
            ("hello", "Do you sell my personal information?"),
            ("hello", "I saw that you are selling my data."),
            ("opt out", ""),
            ("Opt-out request", "Ana Lima"),
            ("hello", "I want to opt out."),
            (
                "hello",
                "If I opt out of the sale of my data, do I lose my account?",
            ),
            (
                "hello",
                "I clicked the Do Not Sell My Personal Information link and it is broken.",
            ),
            (
                "hello",
                "Your \"Do Not Sell My Personal Information\" page does not load.",
            ),
            ("hello", "I asked you last month to stop selling my data."),
            (
                "hello",
                "Since you do not sell my personal information, all is well.",
            ),
            ("hello", "Do not sell my data without my permission."),
            ("hello", "Do not sell my data unless I say so."),
            (
                "hello",
                "Do not sell my personal information and delete my account.",
            ),
            (
                "hello",
                "I opt out of the sale of my data. I also request a copy of my personal information.",
            ),
            (
                "hello",
                "Do not sell my info, and unsubscribe me from your mailing list.",
            ),
            (
                "hello",
                "Do not sell my info and limit the use of my sensitive personal information.",
            ),
            (
                "hello",
                "Please stop selling my mother's personal information.",
            ),
            (
                "hello",
                "On behalf of Jordan Alvarez, I opt out of the sale of his personal information.",
            ),
            (
                "hello",
                "I am the authorized agent of Jordan Alvarez. Do not sell my personal information.",
            ),
            (
                "hello",
                "I, Ana Lima, authorize Agents Inc. to act for me and to opt out of sales of my personal information.",
            ),
            (
                "hello",
                "Privacy Policy | Do Not Sell My Personal Information | Contact us",
            ),
            ("hello", "I am exercising my rights under the CCPA."),
            (
                "hello",
                "I do not want to opt out of emails, but please do not sell my personal information.",
            ),
            (
                "hello",
                "I opt out of the sale of my data, and I want to know what you have about me.",
            ),
            (
                "hello",
                "Take my name off your lists and do not sell my information.",
            ),
            ("hello", "I withdraw my opt out of the sale of my data."),
            (
                "hello",
                "Hi, could you tell me whether I can opt out of the sale of my data?",
            ),
            ("hello", "My son is 12. Do not sell his data."),
            (
                "hello",
                "I opt out of the sale of their personal information.",
            ),
            ("Fwd: Do Not Sell My Info", "see below"),
            ("Do Not Sell My Info", "Please delete my account."),
            ("hello", "No vendan mis datos personales."),
            ("hello", "Bitte verkaufen Sie meine Daten nicht."),
        ],
    );
}

#[test]
fn what_asks_for_no_opt_out_is_none() {
    assert_all(
        "no",
        &[
            ("hello", "Where is my order?"),
            ("hello", "Please delete my account."),
            ("hello", "I do not want to opt out."),
            ("hello", "I am not asking you to stop selling my data."),
            ("hello", "Please don't opt me out of anything."),
            ("hello", "To opt out of future mailings, click here."),
            ("hello", "If you wish to opt out, reply with STOP."),
            ("hello", "We do not sell your information."),
            ("Re: Do Not Sell My Info", "Thanks!"),
            (
                "hello",
                "Thanks!\r\n\r\nOn Mon, Sep 1, 2025 at 9:00 AM Bob <bob@example.com> wrote:\r\n> Do not sell my data.",
            ),
            (
                "hello",
                "Our platform lets consumers opt out of the sale of their personal information. Book a demo!",
            ),
            ("hello", "I will sell you my old car and share the photos."),
            ("hello", "Please do not share this with anyone."),
        ],
    );
}

#[test]
fn several_things_and_other_people_have_their_own_reasons() {
    let reason = |body| match asked("hello", body) {
        Asked::Unclear { reason, .. } => reason,
        Asked::Right(right) => panic!("{right:?}"),
    };
    assert_eq!(
        reason("Do not sell my data. Delete my data."),
        DoubtReason::SeveralThings
    );
    assert_eq!(
        reason("I act on behalf of my client, who opts out of the sale of her data."),
        DoubtReason::ForSomebodyElse
    );
    assert_eq!(reason("Where is my order?"), DoubtReason::NotPlain);
}

#[test]
fn the_hand_written_messages_read_as_they_should() {
    for (name, raw, expected) in MAILS {
        let read = read(raw, &inbox());
        let found = match &read {
            Reading::Automatic { why } => why.as_str(),
            Reading::Letter(letter) => match letter.asked() {
                Asked::Right(_) => "plain",
                Asked::Unclear { .. } => letter.why.as_str(),
            },
        };
        assert_eq!(found, *expected, "{name}");
    }
}

macro_rules! mails {
    ($($name:literal => $expected:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("mails/", $name)), $expected)),+]
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
    "html-answer-with-quote.eml" => "nothing_known",
    "through-own-group.eml" => "plain",
    "through-own-group-rewritten.eml" => "plain",
    "through-other-list.eml" => "list_headers",
    "out-of-office.eml" => "auto_submitted",
    "out-of-office-without-header.eml" => "known_subject",
    "bounce-of-our-letter.eml" => "null_return_path",
    "bounce-from-postmaster.eml" => "mail_system",
    "postmaster-in-person.eml" => "looks_automatic",
    "own-letter.eml" => "own_letter",
    "own-address.eml" => "own_letter",
    "read-receipt.eml" => "report",
    "newsletter-footer.eml" => "looks_like_mass_mail",
    "forward-inline.eml" => "forwarded",
    "forward-attached.eml" => "forwarded",
    "scan-alone.eml" => "nothing_to_read",
    "no-headers.eml" => "nobody_to_answer",
};

#[test]
fn a_letter_that_stands_in_a_scan_may_be_an_opt_out_and_an_empty_one_is_none() {
    let scan = String::from_utf8_lossy(include_bytes!("mails/scan-alone.eml"));
    for raw in [scan.to_string(), format!("Subject: My letter\r\n{scan}")] {
        let no_text = Asked::Unclear {
            reason: DoubtReason::NoText,
            may_opt_out: true,
        };
        assert_eq!(letter(raw).asked(), no_text);
    }
    let no_text = Asked::Unclear {
        reason: DoubtReason::NoText,
        may_opt_out: false,
    };
    assert_eq!(asked("hello", ""), no_text);
}

#[test]
fn the_sender_is_from_or_sender_or_the_return_path() {
    let sender = |head: &str| {
        let read = letter(format!("{head}\r\n\r\nDo not sell my data."));
        (
            read.sender.as_ref().map(|s| s.address.as_str().to_owned()),
            read.sender.and_then(|s| Some(s.name?.as_str().to_owned())),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        sender("From: =?utf-8?q?Jos=C3=A9?= <Jose@Example.COM>"),
        (some("Jose@example.com"), some("José"))
    );
    assert_eq!(
        sender("From: \"a@b.example\" <a@b.example>"),
        (some("a@b.example"), None)
    );
    assert_eq!(
        sender("From: nobody\r\nSender: <s@b.example>"),
        (some("s@b.example"), None)
    );
    assert_eq!(
        sender("Return-Path: <r@b.example>\r\nFrom: x"),
        (some("r@b.example"), None)
    );
    assert_eq!(
        sender("Reply-To: <r@b.example>\r\nSubject: x"),
        (None, None)
    );
    let nobody = letter("Subject: x\r\n\r\nDo not sell my data.");
    assert_eq!(
        nobody.asked(),
        Asked::Unclear {
            reason: DoubtReason::NoSender,
            may_opt_out: true
        }
    );
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
        ("Auto-Submitted: auto-replied", AutomaticWhy::AutoSubmitted),
        (
            "auto-submitted:\r\n auto-generated (failure)",
            AutomaticWhy::AutoSubmitted,
        ),
        ("Return-Path: <>", AutomaticWhy::NullReturnPath),
        ("Return-Path: < > (null)", AutomaticWhy::NullReturnPath),
        ("Precedence: bulk", AutomaticWhy::Precedence),
        ("Precedence: List", AutomaticWhy::Precedence),
        ("Precedence: junk", AutomaticWhy::Precedence),
        ("Precedence: auto_reply", AutomaticWhy::Precedence),
        (
            "List-Id: News <news.example.com>",
            AutomaticWhy::ListHeaders,
        ),
        (
            "List-Unsubscribe: <https://example.com/u>",
            AutomaticWhy::ListHeaders,
        ),
        ("List-Post: NO", AutomaticWhy::ListHeaders),
        ("X-Autoreply: yes", AutomaticWhy::AutoResponder),
        ("X-Honored-Letter: ABC", AutomaticWhy::OwnLetter),
        (
            "Return-Path: <MAILER-DAEMON@mx.example.com>",
            AutomaticWhy::MailSystem,
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
        let Reading::Letter(letter) = with(header) else {
            panic!("{header}")
        };
        assert_eq!(letter.asked(), OPT_OUT, "{header}");
    }
    let Reading::Letter(doubt) = with("X-Auto-Response-Suppress: All") else {
        panic!()
    };
    assert_eq!(doubt.why, AskedWhy::LooksAutomatic);
    assert_eq!(verdict(&doubt.asked()), "perhaps");
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
    assert_eq!(letter(&raw).message_id.as_deref(), Some("1@example.com"));
}

#[test]
fn a_forward_names_its_author_and_where_that_stands() {
    let author = |raw: &[u8]| {
        let forward = letter(raw).forward.expect("it is a forward");
        let author = forward.author.expect("its author is named");
        assert!(author.confidence.decides());
        (
            author.address.as_str().to_owned(),
            author.source,
            forward.written.map(|day| day.to_string()),
        )
    };
    let ana = "ana@example.com".to_owned();
    assert_eq!(
        author(include_bytes!("mails/forward-inline.eml")),
        (
            ana.clone(),
            SenderSource::InlineForward,
            Some("2025-09-01".to_owned())
        )
    );
    assert_eq!(
        author(include_bytes!("mails/forward-attached.eml")),
        (ana, SenderSource::AttachedMessage, None)
    );
}

#[test]
fn only_a_colleague_is_believed_without_a_human() {
    let inline = include_str!("mails/forward-inline.eml").replace("bob@company", "bob@elsewhere");
    let read = letter(inline);
    let author = read.forward.and_then(|forward| forward.author);
    assert_eq!(author.map(|a| a.confidence), Some(Confidence::Fair));
    // A colleague's own mail is theirs, and an answer is no forward.
    let own = mail(
        "Re: x",
        "Yes.\n\nFrom: C <c@d.example>\nSent: now\nSubject: x\n\nOld.",
    );
    assert_eq!(
        letter(own.replace("ana@example.com", "ana@company.example")).forward,
        None
    );
}

#[test]
fn a_sender_who_takes_no_answers_names_another() {
    let raw = mail("x", "Do not sell my data.");
    let form = raw.replace(
        "From: Ana Lima <ana@example.com>",
        "From: Form <no-reply@forms.example>\r\nReply-To: Ana <ana@example.com>",
    );
    let sender = letter(form).sender.expect("it has a sender");
    assert_eq!(sender.source, SenderSource::ReplyTo);
    assert_eq!(sender.address.as_str(), "ana@example.com");
    let other = raw.replace(
        "Subject:",
        "Reply-To: <b@c.example>\r\nX-Original-Sender: d@e.example\r\nSubject:",
    );
    let sender = letter(other).sender.expect("it has a sender");
    assert_eq!(sender.source, SenderSource::From);
}

#[test]
fn a_message_with_carriage_returns_alone_is_read() {
    let raw = mail("x", "Do not sell my data.").replace('\n', "");
    assert_eq!(letter(&raw).asked(), OPT_OUT);
}

#[test]
fn no_cut_and_no_wrong_byte_breaks_the_reader() {
    for (_, raw, _) in MAILS {
        invariants::hold_for(raw, &inbox());
        for end in (0..raw.len()).step_by(5) {
            invariants::hold_for(&raw[..end], &inbox());
        }
        let mut broken = raw.to_vec();
        for at in (0..broken.len()).step_by(7) {
            let kept = broken[at];
            broken[at] = [0, b'\n', b'<', b'=', 0xff, b':', b'-'][at % 7];
            invariants::hold_for(&broken, &inbox());
            broken[at] = kept;
        }
    }
}
