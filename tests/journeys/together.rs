//! One email for all that a message asks for, and one for a request that is done at once.

use crate::mail;
use domain::suppression::Purpose;
use engines::clients::Retries;
use engines::proxy::Fault;
use jiff::SignedDuration;
use local::Function;
use serde_json::json;
use tests::{Build, TestApp};

const ANA: &str = "ana@example.org";
const THREE: &str = "Hello,\r\n\r\nplease do not sell my personal information. Please delete my personal information. \
                     Please correct my personal information: my name is spelled wrong.\r\n\r\nAna Lima";

fn three_wishes(id: &str) -> String {
    mail(ANA, id, "My data", THREE)
}

/// Returns the paths of status pages in a text.
fn status_links(text: &str) -> Vec<String> {
    let links = text
        .split_whitespace()
        .filter_map(|word| word.find("/status/").map(|at| &word[at..]));
    links.map(str::to_owned).collect()
}

//= req: ca-7021-a
#[tokio::test]
async fn three_wishes_of_one_message_are_answered_in_one_email() {
    let app = TestApp::open().await;
    assert_eq!(app.deliver(&three_wishes("one@example.org")).await, (1, 0));
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.failed), (1, 0));
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 1);
    let (subject, text) = (emails[0].subject().unwrap(), emails[0].text().unwrap());
    assert!(subject.starts_with("You asked for 3 things ("), "{subject}");
    assert_eq!(
        emails[0].header("In-Reply-To").as_deref(),
        Some("<one@example.org>")
    );
    let links = status_links(&text);
    assert_eq!(links.len(), 3, "{text}");
    for link in &links {
        assert_eq!(app.open_page(link).await.status, 200);
    }
    assert_eq!(
        text.matches("/confirm/").count(),
        2,
        "one link for each right that is verified"
    );
    // Every email of the day counts: two more leave, and the next one is held.
    for (right, left) in [("limit", 1), ("know", 1), ("know_categories", 0)] {
        let asked = json!({"right": right, "email": ANA});
        assert_eq!(app.post_json(&asked).await.status, 201);
        assert_eq!(app.serve_outbox().await.sent, left, "{right}");
    }
    app.close().await;
}

#[tokio::test]
async fn wishes_in_spanish_are_answered_in_one_spanish_email() {
    let app = TestApp::open().await;
    let text = "Hola:\r\n\r\nno vendan mi información personal. Borren todos mis datos personales, por favor.\r\n\r\nAna Lima";
    assert_eq!(
        app.deliver(&mail(ANA, "uno@example.org", "Mis datos", text))
            .await,
        (1, 0)
    );
    app.serve_outbox().await;
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 1);
    let subject = emails[0].subject().unwrap();
    assert!(subject.starts_with("Usted pidió 2 cosas ("), "{subject}");
    assert_eq!(emails[0].header("Content-Language").as_deref(), Some("es"));
    app.close().await;
}

/// The message arrives, a step is cut, the queue delivers the message again, and the outbox runs in between.
#[tokio::test]
async fn a_message_that_is_cut_at_any_step_is_answered_once() {
    for fault in [Fault::Before, Fault::After] {
        for call in 1..=6 {
            let app = TestApp::build(Build {
                retries: Retries::Never,
                ..Build::default()
            })
            .await;
            let message = three_wishes("cut@example.org");
            app.table_of(Function::EmailIntake).plan([(call, fault)]);
            app.deliver(&message).await;
            app.table_of(Function::EmailIntake).heal();
            app.serve_outbox().await;
            app.pass(SignedDuration::from_secs(60));
            app.deliver(&message).await;
            app.pass(SignedDuration::from_mins(1));
            app.serve_outbox().await;
            let emails = app.emails_to(ANA);
            assert_eq!(emails.len(), 1, "{fault:?} at call {call}");
            assert_eq!(
                status_links(&emails[0].text().unwrap()).len(),
                3,
                "{fault:?} at call {call}"
            );
            app.close().await;
        }
    }
}

/// A fault of the table while the receipts are joined loses none of them and sends none alone.
#[tokio::test]
async fn a_sender_that_is_cut_at_any_step_sends_each_receipt() {
    for fault in [Fault::Before, Fault::After] {
        for call in (3..=28).step_by(5) {
            let app = TestApp::build(Build {
                retries: Retries::Never,
                ..Build::default()
            })
            .await;
            app.deliver(&three_wishes("cut@example.org")).await;
            app.table_of(Function::OutboxSender).plan([(call, fault)]);
            outbox_sender::handle(
                &app.system.functions.outbox_sender,
                outbox_sender::Event::Schedule,
            )
            .await
            .ok();
            app.table_of(Function::OutboxSender).heal();
            for _ in 0..3 {
                app.pass(SignedDuration::from_mins(31));
                app.serve_outbox().await;
            }
            let emails = app.emails_to(ANA);
            assert!(!emails.is_empty(), "{fault:?} at call {call}");
            for email in &emails {
                let links = status_links(&email.text().unwrap());
                assert_eq!(links.len(), 3, "{fault:?} at call {call}");
            }
            app.close().await;
        }
    }
}

/// If the rest of a message never arrives, the first part doesn't wait for ever.
#[tokio::test]
async fn the_receipts_of_a_message_wait_for_each_other_for_ten_minutes() {
    let app = TestApp::build(Build {
        retries: Retries::Never,
        ..Build::default()
    })
    .await;
    app.table_of(Function::EmailIntake)
        .plan_for("TransactWriteItems", [(2, Fault::Before)]);
    assert_eq!(app.deliver(&three_wishes("cut@example.org")).await, (0, 1));
    app.table_of(Function::EmailIntake).heal();
    let since = app.suppression(ANA).await.since(Purpose::SaleSharing);
    assert_eq!(since, Some(app.now()), "the opt-out waits for nothing");
    app.serve_outbox().await;
    app.pass(SignedDuration::from_mins(9));
    app.serve_outbox().await;
    assert_eq!(app.emails_to(ANA).len(), 0);
    app.pass(SignedDuration::from_mins(2));
    app.serve_outbox().await;
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 1);
    assert!(
        emails[0]
            .subject()
            .unwrap()
            .starts_with("Your opt-out is in effect")
    );
    // The queue delivers the message at last: the other two leave together.
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    app.serve_outbox().await;
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 2);
    assert!(
        emails[1]
            .subject()
            .unwrap()
            .starts_with("You asked for 2 things")
    );
    app.close().await;
}

#[tokio::test]
async fn the_receipts_of_a_message_are_held_when_the_address_has_no_room() {
    let app = TestApp::open().await;
    for right in ["limit", "know", "marketing_stop"] {
        let asked = json!({"right": right, "email": ANA});
        assert_eq!(app.post_json(&asked).await.status, 201);
    }
    app.serve_outbox().await;
    assert_eq!(app.emails_to(ANA).len(), 3);
    app.deliver(&three_wishes("late@example.org")).await;
    app.serve_outbox().await;
    assert_eq!(app.emails_to(ANA).len(), 3);
    app.pass(SignedDuration::from_hours(24));
    app.serve_outbox().await;
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 4);
    assert!(
        emails[3]
            .subject()
            .unwrap()
            .starts_with("You asked for 3 things")
    );
    app.close().await;
}

//= req: ca-7026-g
#[tokio::test]
async fn one_email_and_not_two_confirms_an_opt_out_of_which_no_partner_must_be_notified() {
    let app = TestApp::open().await;
    app.list_partners(&json!([])).await;
    app.opt_out(ANA).await;
    for _ in 0..3 {
        app.serve_outbox().await;
        app.tell_partners().await;
        app.pass(SignedDuration::from_mins(3));
    }
    let emails = app.emails_to(ANA);
    assert_eq!(emails.len(), 1);
    let text = emails[0]
        .text()
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        text.contains("We do not have to notify any other company, so we are done."),
        "{text}"
    );
    assert!(!text.contains("We will notify others by"), "{text}");
    app.close().await;
}

/// The receipt waits for its place, and the request is done before.
#[tokio::test]
async fn a_request_that_is_done_before_its_receipt_leaves_gets_one_email() {
    let app = TestApp::open().await;
    app.list_partners(&json!([])).await;
    app.opt_out(ANA).await;
    app.tell_partners().await;
    let run = app.serve_outbox().await;
    assert_eq!((run.sent, run.covered), (1, 1));
    app.close().await;
}

/// The first email's promise is kept, however the list changes.
#[tokio::test]
async fn a_receipt_that_named_partners_is_followed_by_the_completion_notice() {
    let app = TestApp::open().await;
    app.opt_out(ANA).await;
    app.serve_outbox().await;
    app.list_partners(&json!([])).await;
    app.tell_partners().await;
    app.serve_outbox().await;
    let subjects: Vec<_> = app
        .emails_to(ANA)
        .iter()
        .map(|email| email.subject().unwrap())
        .collect();
    assert!(
        subjects[1].starts_with("Opt-Out Request Honored"),
        "{subjects:?}"
    );
    app.close().await;
}
