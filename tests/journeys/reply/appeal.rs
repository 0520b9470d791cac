//! Appeals.

use super::{
    ask_to_delete, headline, link_of, link_to, links_to, log_of, press, reference_in, staff,
};
use domain::keys::LinkAction;
use domain::log::Event;
use domain::request::{Command, Denial, DenialBasis, Note, Response};
use tests::TestApp;

//= req: ne-87-1109-1, va-59-1-577-B-2
#[tokio::test]
async fn a_virginian_appeals_by_the_link_in_the_refusal_and_once() {
    let app = TestApp::open().await;
    let fields = [
        ("right", "delete"),
        ("email", "ana@example.org"),
        ("state", "VA"),
    ];
    app.post_form(&fields).await;
    app.serve_outbox().await;
    let reference = reference_in(&link_to(&app, LinkAction::Confirm, "ana@example.org")).to_owned();
    staff(&app, &reference, Command::respond(refusal())).await;
    app.serve_outbox().await;
    let link = link_to(&app, LinkAction::Appeal, "ana@example.org");
    assert_eq!(headline(&app.open_page(&link).await), "Appeal our decision");

    let words = [("message", "The contract ended in March.")];
    let first = app.post_form_to(&link, &words).await;
    assert_eq!(
        (first.status, headline(&first)),
        (200, "We received your appeal")
    );
    assert!(
        first.body.contains("We will send you the result by"),
        "{}",
        first.body
    );
    let (_, appealing) = app.look_up(&reference).await.unwrap();
    assert_eq!(appealing.stage().as_str(), "appealing");
    for again in [
        app.post_form_to(&link, &words).await,
        press(&app, &link).await,
    ] {
        assert_eq!(
            (again.status, headline(&again)),
            (200, "We received your appeal")
        );
    }
    let (_, after) = app.look_up(&reference).await.unwrap();
    assert_eq!(after, appealing, "the same words again add nothing");
    app.post_form_to(&link, &[("message", "Here is one more thing.")])
        .await;
    let notes = log_of(&app, &reference).await;
    let notes = notes
        .iter()
        .filter(|entry| matches!(entry.event, Event::Noted(Note::FollowedUp { .. })));
    assert_eq!(notes.count(), 2);
    app.serve_outbox().await;
    assert!(
        app.emails_to("ana@example.org")
            .last()
            .unwrap()
            .subject()
            .unwrap()
            .contains("appeal")
    );
    app.close().await;
}

fn refusal() -> Response {
    Response::Denied {
        denial: Denial {
            basis: DenialBasis::LawfulException,
            explanation: "Your contract runs until May.".into(),
            earlier_responses: Vec::new(),
        },
    }
}

#[tokio::test]
async fn where_no_row_grants_an_appeal_the_page_says_so_and_nothing_happens() {
    let app = TestApp::open().await;
    let confirm = ask_to_delete(&app, "ana@example.org").await;
    let reference = reference_in(&confirm).to_owned();
    let answered = staff(&app, &reference, Command::respond(refusal())).await;
    app.serve_outbox().await;
    assert_eq!(links_to(&app, LinkAction::Appeal, "ana@example.org"), 0);
    let link = link_of(&app, LinkAction::Appeal, &answered.id.0, "ana@example.org");
    assert_eq!(
        headline(&app.open_page(&link).await),
        "You cannot appeal this decision here"
    );
    let pressed = app
        .post_form_to(&link, &[("message", "You are wrong.")])
        .await;
    assert_eq!(
        (pressed.status, headline(&pressed)),
        (409, "You cannot appeal this decision here")
    );
    let (_, after) = app.look_up(&reference).await.unwrap();
    assert_eq!(after, answered);
    app.close().await;
}
