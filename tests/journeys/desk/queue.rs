//! Staff see what to do next.

use crate::desk::{asked, command, doubt, read, take};
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
async fn a_request_is_assigned_and_has_notes_that_are_erased_with_its_person() {
    let app = TestApp::open().await;
    let review = doubt(&app, "ana@example.org").await;
    asked(&app, "delete", "bo@example.org").await;
    let me = app.desk("/me").await.json()["id"].clone();
    let assigned = take(&app, &review, json!({"action": "assign", "assignee": me})).await;
    assert_eq!(assigned["assignee"], me);
    for (name, count) in [
        ("mine", 1),
        ("unassigned", 1),
        ("open?assignee=me", 1),
        ("open?assignee=nobody", 1),
        ("open?assignee=kim", 0),
    ] {
        let found = view(&app, name).await["found"].as_array().unwrap().len();
        assert_eq!(found, count, "{name}");
    }
    let long = json!({"action": "assign", "assignee": "x".repeat(3_000)});
    let refused = command(&app, &review, long).await;
    assert_eq!(refused.wrong_fields(), ["assignee"]);
    let empty = command(&app, &review, json!({"action": "note"})).await;
    assert_eq!(empty.wrong_fields(), ["note"]);
    let note = "Her sister called: 916 555 0143.";
    take(&app, &review, json!({"action": "note", "note": note})).await;
    let record = read(&app, &review).await;
    let last = record["log"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["event"]["note"], &last["why"]),
        (&json!("by_staff"), &json!(note))
    );
    while app.serve_outbox().await.sent > 0 {}
    assert!(
        !app.emails()
            .iter()
            .any(|email| email.text().unwrap_or_default().contains("555"))
    );
    let why = json!({"action": "not_a_request", "why": "thanks only"});
    take(&app, &review, why).await;
    take(&app, &review, json!({"action": "assign"})).await;
    let erased = command(&app, &review, json!({"action": "erase"})).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(!read(&app, &review).await.to_string().contains("555"));
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
        "due_before=2027-01-01",
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
