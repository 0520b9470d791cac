//! Email that belongs to an earlier request, asks a question, or comes from an agent.

use crate::mail;
use domain::log::Event;
use domain::request::{Note, Request};
use domain::suppression::Purpose;
use store::InboundList;
use tests::TestApp;

/// Returns the request of an address.
async fn request_of(app: &TestApp, address: &str) -> Request {
    let emails = app.emails_to(address);
    let text = emails[0].text().unwrap();
    let reference = text
        .split_whitespace()
        .find(|word| domain::receipt::Reference::parse(word).is_ok_and(|_| word.contains('-')))
        .unwrap();
    app.look_up(reference).await.unwrap().1
}

/// Counts the follow-up emails of a request.
async fn follow_ups(app: &TestApp, request: &Request) -> usize {
    let log = app.store().desk.log(request.id).await.unwrap();
    let followed = |event: &Event| matches!(event, Event::Noted(Note::FollowedUp { .. }));
    log.iter().filter(|entry| followed(&entry.event)).count()
}

/// Returns an email with additional headers.
fn mail_with(headers: &str, from: &str, id: &str, subject: &str, text: &str) -> String {
    format!("{headers}\r\n{}", mail(from, id, subject, text))
}

#[tokio::test]
async fn an_answer_to_our_email_is_kept_with_its_request_and_opens_none() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let email = &app.emails_to("ana@example.org")[0];
    let before = request_of(&app, "ana@example.org").await;
    let reply_to = email.header("Reply-To").unwrap();
    let ses_id = &email.message_id;
    let answers = [
        mail_with(
            &format!("Delivered-To: {}", reply_to.trim_matches(['<', '>'])),
            "ana@example.org",
            "two@example.org",
            "Re: recorded",
            "My account number is 1177.",
        ),
        mail_with(
            &format!("In-Reply-To: <{ses_id}@us-west-2.amazonses.com>"),
            "Ana <ana@other.example>",
            "three@example.org",
            "Re: recorded",
            "Thank you, that was quick.",
        ),
        mail(
            "ana@example.org",
            "four@example.org",
            "My request",
            &format!(
                "This is about my request, reference {}.",
                before.id.0.reference()
            ),
        ),
    ];
    for answer in &answers {
        assert_eq!(app.deliver(answer).await, (1, 0));
        assert_eq!(app.deliver(answer).await, (1, 0), "delivered twice");
    }
    let after = request_of(&app, "ana@example.org").await;
    assert_eq!(follow_ups(&app, &after).await, 3);
    assert_eq!(
        (after.person.clone(), after.kind.clone()),
        (before.person, before.kind),
        "a follow-up changes nothing"
    );
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    let desk = app.store().desk;
    let on = async |list| desk.inbound_on(list, None, 10).await.unwrap().found;
    let (read, unread) = (
        on(InboundList::Unopened).await,
        on(InboundList::Replies).await,
    );
    assert_eq!((read.len(), unread.len()), (1, 2), "thanks need no reader");
    assert!(
        read.iter()
            .chain(&unread)
            .all(|(_, mail)| mail.about == [after.id]),
        "staff find it"
    );
    assert_eq!(
        app.serve_outbox().await.sent,
        2,
        "what waits for staff is acknowledged, and thanks are not"
    );
    app.close().await;
}

#[tokio::test]
async fn an_answer_may_add_an_opt_out() {
    let app = TestApp::open().await;
    let fields = [("right", "delete"), ("email", "ana@example.org")];
    app.post_form(&fields).await;
    app.serve_outbox().await;
    let reply_to = app.emails_to("ana@example.org")[0]
        .header("Reply-To")
        .unwrap();
    app.deliver(&mail_with(
        &format!("To: {reply_to}"),
        "ana@example.org",
        "two@example.org",
        "Re: received",
        "And please do not sell or share my personal information.",
    ))
    .await;
    let record = app.suppression("ana@example.org").await;
    assert!(record.since(Purpose::SaleSharing).is_some());
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 2);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn whoever_asks_after_a_request_without_naming_it_is_found_by_their_address() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let email = "Dear privacy team,\r\n\r\nthree weeks ago I sent you a request about my personal data. I have not \
                  received an answer yet. What is the status of my request?\r\n\r\nAna";
    app.deliver(&mail(
        "ana@example.org",
        "two@example.org",
        "My request",
        email,
    ))
    .await;
    let request = request_of(&app, "ana@example.org").await;
    assert_eq!(follow_ups(&app, &request).await, 1);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(app.serve_outbox().await.sent, 1, "it is acknowledged");
    app.close().await;
}

#[tokio::test]
async fn a_reference_that_nobody_has_leads_nowhere_and_loses_nothing() {
    let app = TestApp::open().await;
    app
        .deliver(&mail_with(
            "In-Reply-To: <0100000000000000-made-up@email.amazonses.com>\r\nTo: privacy+000000000000@example.com",
            "ana@example.org",
            "one@example.org",
            "Re: request 0000-0000-0000",
            "Please do not sell or share my personal information.",
        ))
        .await;
    let record = app.suppression("ana@example.org").await;
    assert!(record.since(Purpose::SaleSharing).is_some());
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_question_about_rights_is_answered_with_how_to_ask_and_opens_nothing() {
    let app = TestApp::open().await;
    let question = mail(
        "ana@example.org",
        "one@example.org",
        "A question about my privacy rights",
        "Hello,\r\n\r\nwhat are my privacy rights, and how do I exercise them?\r\n\r\nAna",
    );
    for _ in 0..2 {
        assert_eq!(app.deliver(&question).await, (1, 0));
    }
    assert_eq!(app.serve_outbox().await.sent, 1);
    let emails = app.emails_to("ana@example.org");
    assert_eq!(
        emails[0].header("In-Reply-To").as_deref(),
        Some("<one@example.org>")
    );
    assert!(
        emails[0]
            .text()
            .unwrap()
            .contains("How to make a privacy request")
    );
    assert_eq!(app.count("REQUEST#", "").await, 0);
    let listed = app
        .store()
        .desk
        .inbound_on(InboundList::Unopened, None, 10)
        .await
        .unwrap()
        .found;
    assert_eq!(listed.len(), 1, "it is kept");
    app.close().await;
}

#[tokio::test]
async fn an_agent_is_told_the_references_of_all_when_all_are_open() {
    let app = TestApp::open().await;
    let clients: String = (0..120)
        .map(|n| format!("{}. client{n}@example.org\r\n", n + 1))
        .collect();
    let email = mail(
        "Agents Inc. <agent@agents.example>",
        "one@agents.example",
        "Opt-out requests",
        &format!(
            "Dear privacy team,\r\n\r\nI am an authorized agent and act on behalf of the consumers listed below. On their \
             behalf I ask you not to sell or share their personal information.\r\n\r\n{clients}\r\nRegards,\r\nAgents Inc."
        ),
    );
    for _ in 0..2 {
        let mut taken = app.deliver(&email).await;
        // On a slow machine, the email takes several calls.
        while taken.1 > 0 {
            taken = app.system.read_waiting_mail().await.unwrap();
        }
        assert_eq!(taken, (1, 0));
    }
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 120);
    while app.serve_outbox().await.sent > 0 {}
    let notified = app.emails_to("agent@agents.example");
    assert_eq!(notified.len(), 1);
    let text = notified[0].text().unwrap();
    for (n, client) in [(1, "client0@example.org"), (120, "client119@example.org")] {
        let reference = request_of(&app, client).await.id.0.reference();
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{n}.")))
            .unwrap();
        assert!(line.contains(&reference.to_string()), "{line}");
    }
    app.close().await;
}
