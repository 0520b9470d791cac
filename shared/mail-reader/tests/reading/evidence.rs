//! Evidence, spam findings, candidates, references, reasons and challenges.

use super::*;
use domain::receipt::ReceiptId;
use mail_reader::{Check, RequestReference, SpamReason};

fn above(headers: &str, raw: &str) -> MessageRead {
    message(format!("{headers}{raw}"))
}

#[test]
fn evidence_and_spam_verdicts_stand_beside_the_letter_and_decide_nothing() {
    let plain = mail("x", "Do not sell my personal information.");
    let unmarked = message(&plain);
    assert_eq!((&unmarked.authentication, unmarked.spam), (&None, None));
    let read = above(
        "X-Spam-Flag: YES\r\nReceived: from a by mx.company.example\r\n\
         Authentication-Results: mx.company.example; spf=fail smtp.mailfrom=example.com; dmarc=fail header.from=example.com\r\n\
         Received: from b by a\r\nAuthentication-Results: mx.company.example; dmarc=pass header.from=example.com\r\n",
        &plain,
    );
    let found = read
        .authentication
        .clone()
        .expect("our server's header is there");
    assert_eq!(
        (found.spf, found.dmarc, found.header_from),
        (Some(Check::Fail), Some(Check::Fail), None)
    );
    assert_eq!(read.spam, Some(SpamReason::Gateway));
    assert_eq!(
        MessageRead {
            authentication: None,
            spam: None,
            ..read
        },
        unmarked
    );
}

#[test]
fn a_doubtful_forward_names_everybody_who_could_ask() {
    let body = "FYI\n---------- Forwarded message ---------\nFrom: Cy Dee <cy@c.example>\n\
                Date: Mon, Sep 1, 2025 at 9:00 AM\nSubject: my data\nTo: <shop@d.example>\n\n\
                I opt out of the sale of my personal information.\nCy, also cy@home.example\n";
    let raw = mail("Fwd: my data", body).replace("Subject:", "Reply-To: <r@e.example>\r\nSubject:");
    let read = message(&raw);
    assert!(read.may_opt_out);
    assert!(matches!(read.decision, Decision::Review(_)));
    let shown: Vec<(&str, SenderSource, Confidence)> = read
        .candidates
        .iter()
        .map(|c| (c.address.as_str(), c.source, c.confidence))
        .collect();
    assert_eq!(
        shown,
        [
            (
                "cy@c.example",
                SenderSource::InlineForward,
                Confidence::Fair
            ),
            ("ana@example.com", SenderSource::From, Confidence::Fair),
            ("r@e.example", SenderSource::ReplyTo, Confidence::Fair),
            ("cy@home.example", SenderSource::Text, Confidence::Low),
        ]
    );
    // If a colleague forwards it, the author is decided and there are no other candidates.
    assert!(
        message(raw.replace("ana@example.com", "bob@company.example"))
            .candidates
            .is_empty()
    );
    assert!(
        message(mail("x", "Do not sell my data. me@b.example"))
            .candidates
            .is_empty()
    );
    // A forward without the forwarded message doesn't show its author.
    let lost = mail("Fwd: Do Not Sell My Info", "From my client dee@d.example");
    let lost = message(lost.replace("ana@example.com", "bob@company.example"));
    let names: Vec<&str> = lost.candidates.iter().map(|c| c.address.as_str()).collect();
    assert_eq!(names, ["dee@d.example"]);
}

#[test]
fn an_answer_points_to_what_it_is_about() {
    let reference = ReceiptId::from_bytes([7; 16]).reference();
    let raw = mail(
        "Re: Your request",
        &format!("Thanks.\n\n> Your reference: {reference}"),
    )
    .replace(
        "To: privacy@company.example",
        &format!(
            "To: <privacy+{}@company.example>\r\nIn-Reply-To: <0101-a@us-west-2.amazonses.com>",
            reference.compact()
        ),
    );
    let references = message(&raw).references;
    let id = "0101-a@us-west-2.amazonses.com".to_owned();
    assert_eq!(
        references,
        [
            RequestReference::ReplyAddress(reference),
            RequestReference::InReplyTo(id),
            RequestReference::Text(reference)
        ]
    );
    assert_eq!(references[1].ses_id(), Some("0101-a"));
    // A reply that a colleague forwards keeps its references.
    let inner = raw.replace("Return-Path: <ana@example.com>\r\n", "");
    let forward = format!(
        "From: bob@company.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    );
    assert_eq!(message(forward).references, references);
    assert!(
        message(mail("x", "Do not sell my data."))
            .references
            .is_empty()
    );
}

#[test]
fn a_challenge_opens_nothing_and_a_persons_words_beside_one_do() {
    let challenge = "Your message has not been delivered yet. Please click the link below, to prove that you are human.\n\n\
                     You wrote: You opted out of the sale of your personal information.";
    let raw = mail("Re: We recorded your opt-out", challenge);
    let why = AutomaticReason::Challenge;
    assert_eq!(read(raw.as_bytes(), &inbox()), Reading::Automatic { why });
    let person = message(mail(
        "hello",
        "Your letter has not been delivered. Click here yourselves! I want you to delete all my personal data.",
    ));
    assert_eq!(person.decision, Decision::Review(ReviewReason::NotPlain));
}

#[test]
fn the_reasons_tell_everything_and_name_nobody() {
    let raw = include_str!("../mails/forward-inline.eml").replace(
        "I opt out of the sale",
        "Under the CCPA, I opt out of the sale",
    );
    let reasons = message(raw).reasons();
    for part in [
        "a person wrote it",
        "passed it on",
        "2025-09-01",
        "header lines of the forwarded message name them (confidence: high)",
        "opt_out: a sentence of the letter says so (en)",
        "ccpa",
        "language",
        "taken as it is said: it says plainly what it asks for",
    ] {
        assert!(
            reasons.iter().any(|reason| reason.contains(part)),
            "{part}: {reasons:#?}"
        );
    }
    assert!(
        !reasons
            .iter()
            .any(|reason| reason.contains('@') || reason.contains("Ana"))
    );
    let send_to_review = message(mail("opt out", ""));
    let last = send_to_review.reasons().pop().expect("there are reasons");
    assert!(last.contains("in force as one meanwhile"));
}
