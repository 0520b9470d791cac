//! The sender of a message.

use super::*;

#[test]
fn the_sender_is_from_or_sender_or_the_return_path() {
    let sender = |head: &str| {
        let read = message(format!("{head}\r\n\r\nDo not sell my data."));
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
    let nobody = message("Subject: x\r\n\r\nDo not sell my data.");
    assert_eq!(nobody.decision, Decision::Review(ReviewReason::NoSender));
    assert!(nobody.may_opt_out);
}

#[test]
fn a_forward_names_its_author_and_where_that_stands() {
    let author = |raw: &[u8]| {
        let forward = message(raw).forward.expect("it is a forward");
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
        author(include_bytes!("../mails/forward-inline.eml")),
        (
            ana.clone(),
            SenderSource::InlineForward,
            Some("2025-09-01".to_owned())
        )
    );
    assert_eq!(
        author(include_bytes!("../mails/forward-attached.eml")),
        (ana, SenderSource::AttachedMessage, None)
    );
}

#[test]
fn only_a_colleague_is_believed_without_a_human() {
    let inline =
        include_str!("../mails/forward-inline.eml").replace("bob@company", "bob@elsewhere");
    let read = message(inline);
    let author = read.forward.and_then(|forward| forward.author);
    assert_eq!(author.map(|a| a.confidence), Some(Confidence::Fair));
    // A colleague's own email is theirs, and a reply isn't a forward.
    let own = mail(
        "Re: x",
        "Yes.\n\nFrom: C <c@d.example>\nSent: now\nSubject: x\n\nOld.",
    );
    assert_eq!(
        message(own.replace("ana@example.com", "ana@company.example")).forward,
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
    let sender = message(form).sender.expect("it has a sender");
    assert_eq!(sender.source, SenderSource::ReplyTo);
    assert_eq!(sender.address.as_str(), "ana@example.com");
    let other = raw.replace(
        "Subject:",
        "Reply-To: <b@c.example>\r\nX-Original-Sender: d@e.example\r\nSubject:",
    );
    let sender = message(other).sender.expect("it has a sender");
    assert_eq!(sender.source, SenderSource::From);
}
