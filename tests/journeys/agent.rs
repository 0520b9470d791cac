//! Requests by authorized agents.

use domain::suppression::Purpose;
use serde_json::json;
use tests::TestApp;

//= req: ca-7063-b.2, ca-civ-135-e, tx-541-055-e.3
#[tokio::test]
async fn an_agent_who_states_signed_permission_opts_somebody_out_at_once() {
    let app = TestApp::open().await;
    let answer = app
        .post_json(&json!({
            "right": "opt_out", "email": "ana@example.org",
            "agent": {"name": "Agents Inc.", "email": "agent@agents.example", "permission": "signed"}
        }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    assert!(
        app.suppression("agent@agents.example")
            .await
            .purposes
            .is_empty(),
        "the agent asked for nothing of their own"
    );
    app.serve_outbox().await;
    assert_eq!(app.emails_to("ana@example.org").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn an_agent_for_somebody_without_an_address_gets_the_email() {
    let app = TestApp::open().await;
    let body = json!({
        "right": "marketing_stop", "phone": "916 555 0143",
        "agent": {"email": "agent@agents.example", "permission": "I hold signed permission"}
    });
    assert_eq!(app.post_json(&body).await.status, 201);
    app.serve_outbox().await;
    assert_eq!(app.emails_to("agent@agents.example").len(), 1);
    app.close().await;
}

//= req: ca-7020-f
#[tokio::test]
async fn an_agent_without_permission_is_told_what_is_missing() {
    let app = TestApp::open().await;
    for permission in [json!(null), json!(""), json!("no"), json!(false)] {
        let body = json!({"right": "opt_out", "email": "ana@example.org", "agent": {"name": "A", "permission": permission}});
        let answer = app.post_json(&body).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["agent.permission".to_owned()]),
            "{permission}"
        );
    }
    let fields = [
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("agent_name", "A"),
    ];
    let page = app.post_form(&fields).await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("href=\"#agent_permission\""),
        "the summary links to the field"
    );
    app.close().await;
}
