//! Replies to our own emails.

use crate::mail;
use crate::reply::question::ask_a_question;
use crate::reply::{ask_to_delete, link_to, log_of, reference_in, staff};
use domain::keys::LinkAction;
use domain::log::Event;
use domain::receipt::Reference;
use domain::request::{Command, Denial, DenialBasis, Note, Request, Response};
use engines::ses::SentMail;
use store::InboundList;
use tests::TestApp;

const ANA: &str = "ana@example.org";

/// Delivers a reply to the last email that this person got.
async fn reply(app: &TestApp, from: &str, id: &str, text: &str) {
    let emails = app.emails_to(ANA);
    let answered = emails.last().unwrap();
    let raw = format!(
        "In-Reply-To: <{}@us-west-2.amazonses.com>\r\n{}",
        answered.message_id,
        mail(
            from,
            id,
            &format!("Re: {}", answered.subject().unwrap()),
            text
        )
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
}

/// Returns the reasons on a list of inbound email, each of which names the request.
async fn listed(app: &TestApp, list: InboundList, request: &Request) -> Vec<String> {
    let desk = app.store().desk;
    let found = desk.inbound_on(list, None, 50).await.unwrap().found;
    assert!(
        found.iter().all(|(_, mail)| mail.about == [request.id]),
        "each is attached to its request"
    );
    found.into_iter().map(|(_, mail)| mail.why).collect()
}

async fn request_of(app: &TestApp, reference: &str) -> Request {
    app.look_up(reference).await.unwrap().1
}

/// Counts the messages that are attached to a request.
async fn attached(app: &TestApp, reference: &str) -> usize {
    let log = log_of(app, reference).await;
    let notes = log.iter();
    notes
        .filter(|entry| matches!(entry.event, Event::Noted(Note::FollowedUp { .. })))
        .count()
}

/// Opens a deletion request in Virginia and denies it. Returns its reference number.
async fn denied(app: &TestApp) -> String {
    let fields = [("right", "delete"), ("email", ANA), ("state", "VA")];
    app.post_form(&fields).await;
    app.serve_outbox().await;
    let reference = reference_in(&link_to(app, LinkAction::Confirm, ANA)).to_owned();
    let denial = Denial {
        basis: DenialBasis::LawfulException,
        explanation: "Your contract runs until May.".into(),
        earlier_responses: Vec::new(),
    };
    staff(
        app,
        &reference,
        Command::respond(Response::Denied { denial }),
    )
    .await;
    app.serve_outbox().await;
    reference
}

//= req: ne-87-1109-1
#[tokio::test]
async fn an_appeal_by_reply_starts_the_appeal_once() {
    let app = TestApp::open().await;
    let reference = denied(&app).await;
    for _ in 0..2 {
        let words = "I appeal. I want to appeal this decision.";
        reply(&app, ANA, "appeal@example.org", words).await;
    }
    let request = request_of(&app, &reference).await;
    assert_eq!(request.stage().as_str(), "appealing");
    assert_eq!(attached(&app, &reference).await, 1);
    assert_eq!(
        listed(&app, InboundList::Unopened, &request).await,
        ["it starts an appeal"]
    );
    assert!(
        listed(&app, InboundList::Replies, &request)
            .await
            .is_empty()
    );
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.serve_outbox().await;
    let last = app.emails_to(ANA).pop().unwrap();
    assert!(last.subject().unwrap().contains("appeal"));
    app.close().await;
}

#[tokio::test]
async fn an_appeal_from_another_address_starts_nothing_and_waits_for_staff() {
    let app = TestApp::open().await;
    let reference = denied(&app).await;
    reply(
        &app,
        "eve@example.net",
        "eve@example.net",
        "I appeal this decision.",
    )
    .await;
    let request = request_of(&app, &reference).await;
    assert_eq!(request.stage().as_str(), "responded");
    assert_eq!(listed(&app, InboundList::Replies, &request).await.len(), 1);
    app.serve_outbox().await;
    app.close().await;
}

/// Returns the subject and the text of the last email to an address.
fn last_email(app: &TestApp, to: &str) -> (String, String) {
    let last = app.emails_to(to).pop().unwrap();
    (last.subject().unwrap(), last.text().unwrap())
}

#[tokio::test]
async fn a_reply_that_waits_for_staff_is_acknowledged_without_a_quotation() {
    let app = TestApp::open().await;
    let reference = denied(&app).await;
    let before = app.emails().len();
    let words = "The file that you sent does not open on my computer. planted words";
    reply(&app, ANA, "file@example.org", words).await;
    app.serve_outbox().await;
    let request = request_of(&app, &reference).await;
    assert_eq!(listed(&app, InboundList::Replies, &request).await.len(), 1);
    assert_eq!(app.emails().len(), before + 1);
    let (subject, text) = last_email(&app, ANA);
    assert_eq!(subject, "We received your reply");
    assert!(text.contains("A person on our privacy team will read it."));
    assert!(!text.contains("planted") && !text.contains(&reference));
    // An answer to the acknowledgment belongs to the same request.
    reply(
        &app,
        ANA,
        "more@example.org",
        "The second file is broken, too.",
    )
    .await;
    assert_eq!(listed(&app, InboundList::Replies, &request).await.len(), 2);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn acknowledgments_stay_within_the_budget_of_the_address() {
    let app = TestApp::open().await;
    denied(&app).await;
    let sent = app.emails_to(ANA).len();
    let answered = app.emails_to(ANA).pop().unwrap();
    for n in 0..8 {
        let raw = format!(
            "In-Reply-To: <{}@us-west-2.amazonses.com>\r\n{}",
            answered.message_id,
            mail(
                "eve@example.net",
                &format!("{n}@example.net"),
                "Re: your request",
                "Your link does not work.",
            )
        );
        assert_eq!(app.deliver(&raw).await, (1, 0));
    }
    app.serve_outbox().await;
    assert_eq!(app.emails_to("eve@example.net").len(), 3);
    assert_eq!(app.emails_to(ANA).len(), sent);
    app.close().await;
}

#[tokio::test]
async fn an_automatic_reply_and_a_reply_that_starts_an_appeal_are_not_acknowledged() {
    let app = TestApp::open().await;
    denied(&app).await;
    let answered = app.emails_to(ANA).pop().unwrap();
    let raw = format!(
        "Auto-Submitted: auto-replied\r\nIn-Reply-To: <{}@us-west-2.amazonses.com>\r\n{}",
        answered.message_id,
        mail(ANA, "away@example.org", "Re: your request", "I am away.")
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
    app.serve_outbox().await;
    reply(&app, ANA, "appeal@example.org", "I appeal this decision.").await;
    app.serve_outbox().await;
    let subjects = app.emails_to(ANA);
    let acknowledged = |email: &SentMail| email.subject().unwrap() == "We received your reply";
    assert!(!subjects.iter().any(acknowledged));
    app.close().await;
}

#[tokio::test]
async fn yes_delete_it_confirms_the_deletion_and_opens_no_second_one() {
    let app = TestApp::open().await;
    let reference = reference_in(&ask_to_delete(&app, ANA).await).to_owned();
    let before = request_of(&app, &reference).await;
    reply(&app, ANA, "yes@example.org", "Yes, delete it.").await;
    let after = request_of(&app, &reference).await;
    assert_ne!(before.kind, after.kind, "the request is verified");
    assert_eq!(
        listed(&app, InboundList::Unopened, &after).await,
        ["it confirms its request"]
    );
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.close().await;
}

#[tokio::test]
async fn a_confirmation_that_names_no_email_of_ours_confirms_nothing() {
    let app = TestApp::open().await;
    let reference = reference_in(&ask_to_delete(&app, ANA).await).to_owned();
    let before = request_of(&app, &reference).await;
    let subject = format!("Re: Please confirm your deletion request ({reference})");
    let raw = mail(ANA, "yes@example.org", &subject, "I confirm.");
    assert_eq!(app.deliver(&raw).await, (1, 0));
    let after = request_of(&app, &reference).await;
    assert_eq!(before.kind, after.kind);
    assert_eq!(listed(&app, InboundList::Replies, &after).await.len(), 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn replies_that_a_person_must_read_wait_on_the_list_of_replies() {
    let app = TestApp::open().await;
    let reference = reference_in(&ask_to_delete(&app, ANA).await).to_owned();
    for (id, words) in [
        ("one", "That was not me."),
        ("two", "The file does not open."),
        ("three", "My account number is 1177."),
    ] {
        reply(&app, ANA, &format!("{id}@example.org"), words).await;
    }
    let request = request_of(&app, &reference).await;
    let mut reasons = listed(&app, InboundList::Replies, &request).await;
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "it belongs to an earlier request",
            "the writer can't open a file, a link or a code",
            "the writer says that the request is not theirs",
        ]
    );
    assert_eq!(attached(&app, &reference).await, 3);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.held), (2, 1), "three emails a day");
    let desk = app.store().desk;
    let found = desk.inbound_on(InboundList::Replies, None, 50).await;
    let (id, _) = found.unwrap().found.remove(0);
    let path = format!("/inbound/{id}/close");
    let closed = app.order(&path, &serde_json::json!({})).await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    assert_eq!(listed(&app, InboundList::Replies, &request).await.len(), 2);
    app.close().await;
}

#[tokio::test]
async fn the_answer_to_a_question_waits_on_the_list_of_replies() {
    let app = TestApp::open().await;
    ask_a_question(&app, ANA).await;
    app.serve_outbox().await;
    let emails = app.emails_to(ANA);
    let subject = emails.last().unwrap().subject().unwrap();
    let reference = subject
        .rsplit(['(', ')'])
        .find(|word| Reference::parse(word).is_ok());
    let reference = reference.unwrap().to_owned();
    reply(&app, ANA, "answer@example.org", "I write for myself.").await;
    let request = request_of(&app, &reference).await;
    assert_eq!(
        listed(&app, InboundList::Replies, &request).await,
        ["it belongs to an earlier request"]
    );
    assert_eq!(attached(&app, &reference).await, 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_automatic_reply_is_attached_and_opens_and_answers_nothing() {
    let app = TestApp::open().await;
    let reference = reference_in(&ask_to_delete(&app, ANA).await).to_owned();
    let subject = format!("Out of Office: We received your deletion request ({reference})");
    for raw in [
        mail(ANA, "away@example.org", &subject, "I am away until Monday."),
        format!(
            "Auto-Submitted: auto-replied\r\n{}",
            mail(
                ANA,
                "auto@example.org",
                &format!("Re: x ({reference})"),
                "I am away."
            )
        ),
    ] {
        assert_eq!(app.deliver(&raw).await, (1, 0));
    }
    let request = request_of(&app, &reference).await;
    assert_eq!(listed(&app, InboundList::Unopened, &request).await.len(), 2);
    assert!(
        listed(&app, InboundList::Replies, &request)
            .await
            .is_empty()
    );
    assert_eq!(attached(&app, &reference).await, 2);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    assert_eq!(app.serve_outbox().await.sent, 0);
    app.close().await;
}

#[tokio::test]
async fn an_appeal_outside_of_a_thread_reaches_a_person() {
    let app = TestApp::open().await;
    let words = "I am appealing your decision to deny my deletion request.";
    let raw = mail(ANA, "appeal@example.org", "Appeal", words);
    assert_eq!(app.deliver(&raw).await, (1, 0));
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1, "a review");
    app.serve_outbox().await;
    assert_eq!(app.emails_to(ANA).len(), 1, "it is acknowledged");
    app.close().await;
}
