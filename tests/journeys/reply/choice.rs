//! Opting back in, in two steps.

use super::{headline, link_to, links_to, press, reference_in, staff};
use domain::keys::LinkAction;
use domain::request::Command;
use domain::suppression::Purpose;
use jiff::SignedDuration;
use serde_json::json;
use tests::TestApp;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

async fn is_stopped(app: &TestApp, email: &str) -> bool {
    app.suppression(email)
        .await
        .since(Purpose::SaleSharing)
        .is_some()
}

//= req: ca-7028-a, ca-civ-120-d
#[tokio::test]
async fn a_choice_ends_by_a_request_and_a_separate_confirmation_and_not_before() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let undo = link_to(&app, LinkAction::RequestOptIn, "ana@example.org");
    assert_eq!(
        headline(&app.open_page(&undo).await),
        "Allow the sale and sharing of my information again"
    );
    let asked = press(&app, &undo).await;
    assert_eq!(
        (asked.status, headline(&asked)),
        (200, "We have sent you an email")
    );
    app.serve_outbox().await;
    let opt_in = link_to(&app, LinkAction::OptIn, "ana@example.org");
    assert_eq!(headline(&app.open_page(&opt_in).await), "End my opt-out");
    assert!(
        is_stopped(&app, "ana@example.org").await,
        "asking ends nothing"
    );

    let done = press(&app, &opt_in).await;
    assert_eq!(
        (done.status, headline(&done)),
        (200, "Your opt-out has ended")
    );
    assert!(!is_stopped(&app, "ana@example.org").await);
    let (_, ended) = app.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(ended.stage().as_str(), "ended");
    for link in [&opt_in, &undo] {
        assert_eq!(headline(&press(&app, link).await), "Your opt-out has ended");
    }
    let (_, after) = app.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(after, ended);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn asking_twice_sends_one_email_and_the_next_day_another() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let undo = link_to(&app, LinkAction::RequestOptIn, "ana@example.org");
    for _ in 0..3 {
        assert_eq!(
            headline(&press(&app, &undo).await),
            "We have sent you an email"
        );
        app.serve_outbox().await;
    }
    assert_eq!(links_to(&app, LinkAction::OptIn, "ana@example.org"), 1);
    app.pass(A_DAY);
    press(&app, &undo).await;
    app.serve_outbox().await;
    assert_eq!(links_to(&app, LinkAction::OptIn, "ana@example.org"), 2);
    app.close().await;
}

#[tokio::test]
async fn the_holder_of_one_address_ends_a_choice_for_that_address_alone() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    app.pass(A_DAY);
    let both = json!({
        "right": "opt_out", "email": "ana@example.org",
        "identifiers": [{"type": "email", "value": "old@example.org"}]
    });
    app.post_json(&both).await;
    app.serve_outbox().await;
    let undo = link_to(&app, LinkAction::RequestOptIn, "ana@example.org");
    let page = app.open_page(&undo).await;
    assert!(page.body.contains("o***@example.org"), "{}", page.body);
    assert_eq!(
        press(&app, &undo).await.status,
        422,
        "one of the two has to be chosen"
    );
    for wrong in ["0", "3", "-1", "old@example.org"] {
        assert_eq!(
            app.post_form_to(&undo, &[("address", wrong)]).await.status,
            422
        );
    }
    app.post_form_to(&undo, &[("address", "2")]).await;
    app.serve_outbox().await;
    assert_eq!(links_to(&app, LinkAction::OptIn, "ana@example.org"), 0);

    let opt_in = link_to(&app, LinkAction::OptIn, "old@example.org");
    for _ in 0..2 {
        let done = press(&app, &opt_in).await;
        assert_eq!(headline(&done), "Your opt-out has ended");
        assert!(done.body.contains("o***@example.org"));
    }
    assert!(!is_stopped(&app, "old@example.org").await);
    assert!(is_stopped(&app, "ana@example.org").await);
    let (_, request) = app.look_up(reference_in(&undo)).await.unwrap();
    assert!(request.is_active());

    // An old link doesn't end an opt-out that was made after its email.
    app.pass(A_DAY);
    app.post_json(&both).await;
    let again = press(&app, &opt_in).await;
    assert_eq!(
        (again.status, headline(&again)),
        (409, "You made this request again")
    );
    assert!(is_stopped(&app, "old@example.org").await);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_holder_of_the_contact_address_ends_it_for_that_address_and_the_page_says_what_stays() {
    let app = TestApp::open().await;
    let both = json!({"right": "opt_out", "email": "ana@example.org", "phone": "916 555 0143"});
    let answer = app.post_json(&both).await.json();
    app.serve_outbox().await;
    let undo = link_to(&app, LinkAction::RequestOptIn, "ana@example.org");
    press(&app, &undo).await;
    app.serve_outbox().await;
    let done = press(&app, &link_to(&app, LinkAction::OptIn, "ana@example.org")).await;
    assert!(
        done.body.contains("It stays in effect for everything else"),
        "{}",
        done.body
    );
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    let last = emails.last().unwrap().text().unwrap();
    let last: Vec<&str> = last.split_whitespace().collect();
    let last = last.join(" ");
    assert!(
        last.contains("It stays in effect for everything else in your request"),
        "{last}"
    );

    assert!(!is_stopped(&app, "ana@example.org").await);
    let (_, request) = app.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(
        (request.stage().as_str(), request.in_force_for().count()),
        ("in_force", 1)
    );
    let status = answer["status_url"].as_str().unwrap();
    let status = app
        .read(&status.replace(&app.system.url(), ""))
        .await
        .json();
    assert_eq!(status["stage"], "in_force");
    assert_eq!(
        status["identifiers"].as_array().unwrap().len(),
        1,
        "{status}"
    );
    assert!(
        status["done"]
            .to_string()
            .contains("You opted back in for a***"),
        "{status}"
    );
    let again = press(&app, &undo).await;
    assert_eq!(headline(&again), "Your opt-out has ended");
    // Partners are still notified of the rest, and then the request is done.
    staff(
        &app,
        reference_in(&undo),
        Command::PartnersNotified { notified: 0 },
    )
    .await;
    app.pass(A_DAY);
    app.opt_out("ana@example.org").await;
    assert!(is_stopped(&app, "ana@example.org").await, "chosen again");
    let (_, request) = app.look_up(reference_in(&undo)).await.unwrap();
    assert_eq!(request.in_force_for().count(), 2, "it met the same request");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_link_that_ends_a_choice_works_for_thirty_days() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    press(
        &app,
        &link_to(&app, LinkAction::RequestOptIn, "ana@example.org"),
    )
    .await;
    app.serve_outbox().await;
    let opt_in = link_to(&app, LinkAction::OptIn, "ana@example.org");
    app.pass(SignedDuration::from_hours(30 * 24));
    assert_eq!(app.open_page(&opt_in).await.status, 200);
    app.pass(SignedDuration::from_secs(1));
    assert_eq!(press(&app, &opt_in).await.status, 404);
    assert!(is_stopped(&app, "ana@example.org").await);
    app.close().await;
}

#[tokio::test]
async fn an_agent_gets_no_link_that_undoes_what_they_asked_for() {
    let app = TestApp::open().await;
    let agent = json!({"email": "agent@agents.example", "permission": "signed"});
    app.post_json(&json!({"right": "opt_out", "phone": "916 555 0143", "agent": agent}))
        .await;
    app.serve_outbox().await;
    assert_eq!(app.emails_to("agent@agents.example").len(), 1);
    assert_eq!(
        links_to(&app, LinkAction::RequestOptIn, "agent@agents.example"),
        0
    );
    app.close().await;
}
