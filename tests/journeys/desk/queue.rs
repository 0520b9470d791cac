//! Staff see what to do next.

use crate::desk::{asked, doubt};
use serde_json::{Value, json};
use tests::TestApp;

async fn view(app: &TestApp, name: &str) -> Value {
    let answer = app.desk(&format!("/queue/{name}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn the_queue_shows_what_staff_must_do_and_how_much_of_it() {
    let app = TestApp::open().await;
    let review = doubt(&app, "ana@example.org").await;
    let delete = asked(&app, "delete", "bo@example.org").await;
    asked(&app, "opt_out", "cy@example.org").await;
    let to_review = view(&app, "to_review").await;
    assert_eq!(to_review["found"][0]["id"], review.as_str());
    assert_eq!(to_review["found"][0]["last"]["event"]["event"], "created");
    let to_respond = view(&app, "to_respond").await;
    assert_eq!(to_respond["found"][0]["reference"], delete.as_str());
    let shown = to_respond.to_string();
    assert!(
        !shown.contains("bo@example.org"),
        "the contact is masked: {shown}"
    );
    let opt_outs = view(&app, "open?right=opt_out&law=ccpa&channel=api").await;
    assert_eq!(opt_outs["found"].as_array().unwrap().len(), 1);
    let sizes = app.desk("/queue").await.json();
    let size = |name: &str| {
        let views = sizes["views"].as_array().unwrap().iter();
        let found = views.clone().find(|view| view["view"] == name);
        found.unwrap()["count"].as_u64().unwrap()
    };
    let expected = [
        ("to_review", 1),
        ("to_respond", 1),
        ("waiting_for_partners", 1),
        ("open", 3),
        ("overdue", 0),
        ("closed", 0),
    ];
    for (name, count) in expected {
        assert_eq!(size(name), count, "{name}: {sizes}");
    }
    assert_eq!(sizes["replies"], json!({"count": 0, "has_more": false}));
    app.set_clock("2027-06-01T20:00:00Z");
    let overdue = view(&app, "overdue").await;
    assert_eq!(overdue["found"].as_array().unwrap().len(), 3);
    assert_eq!(view(&app, "due_this_week").await["found"], json!([]));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_nonsensical_view_or_filter_says_what_there_is() {
    let app = TestApp::open().await;
    let unknown = app.desk("/queue/mine-all-mine").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("to_review"), "{}", unknown.body);
    for query in [
        "right=fly",
        "law=moon",
        "channel=pigeon",
        "cursor=?",
        "most=0",
        "q=ana",
    ] {
        let answer = app.desk(&format!("/queue/open?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
    }
    assert_eq!(app.desk("/queue?x=1").await.status, 422);
    app.close().await;
}
