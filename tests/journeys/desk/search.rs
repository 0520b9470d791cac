//! Staff find a caller.

use crate::desk::asked;
use crate::mail;
use serde_json::{Value, json};
use tests::TestApp;

async fn search(app: &TestApp, by: &str, value: &str) -> Value {
    let body = json!({"by": by, "value": value});
    let answer = app.order("/search", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_caller_is_found_by_whatever_they_say() {
    let app = TestApp::open().await;
    let of_ana = json!({
        "right": "opt_out", "email": "ana@planted.example", "phone": "916 555 0143", "name": "Ana O’Neil"
    });
    let answer = app.post_json(&of_ana).await.json();
    let reference = answer["reference"].as_str().unwrap().to_owned();
    asked(&app, "delete", "ana@planted.example").await;
    let thanks = "Thank you very much for your help last year.";
    app.deliver(&mail("ana@planted.example", "thanks", "Hello", thanks))
        .await;
    let by_email = search(&app, "email", "Ana@Planted.example").await;
    let found = by_email["found"].as_array().unwrap();
    assert_eq!(found.len(), 3, "{by_email}");
    let inbound = found.iter().find_map(|hit| hit.get("inbound")).unwrap();
    assert_eq!(inbound["sender"], "ana@planted.example");
    assert_eq!(
        (&inbound["subject"], &inbound["first_line"]),
        (&json!("Hello"), &json!(thanks))
    );
    assert_eq!(inbound["waits"], true);
    let close = format!("/inbound/{}/close", inbound["id"].as_str().unwrap());
    assert_eq!(app.order(&close, &json!({})).await.status, 200);
    let again = search(&app, "email", "ana@planted.example").await;
    let again = again["found"].as_array().unwrap().clone();
    let handled = again.iter().find_map(|hit| hit.get("inbound")).unwrap();
    assert_eq!(handled["waits"], false);
    let suppressed = &by_email["suppressions"][0];
    assert_eq!(suppressed["purpose"], "sale_sharing");
    assert!(suppressed["since"].is_string() && suppressed["ask_again_from"].is_string());
    for (by, value) in [("phone", "(916) 555-0143"), ("reference", &reference)] {
        let result = search(&app, by, value).await;
        let request = &result["found"][0]["request"];
        assert_eq!(request["reference"], reference.as_str(), "{by}");
        assert_eq!(request["name"], "Ana O’Neil");
    }
    let by_name = search(&app, "name", "oneil ana").await;
    assert_eq!(by_name["found"].as_array().unwrap().len(), 1);
    assert_eq!(by_name["suppressions"], json!([]));
    for shown in ["Neil", "ana@planted", "555"] {
        assert!(!by_name.to_string().contains(shown), "{by_name}");
    }
    let nobody = search(&app, "email", "eve@planted.example").await;
    assert_eq!(nobody["found"], json!([]));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_wrong_search_says_what_to_enter() {
    let app = TestApp::open().await;
    for (body, field) in [
        (json!({"by": "email", "value": "ana"}), "value"),
        (json!({"by": "phone", "value": "1"}), "value"),
        (json!({"by": "name", "value": "—"}), "value"),
        (json!({"by": "shoe size", "value": "9"}), "by"),
        (json!({"by": "name"}), "value"),
        (json!({"value": "ana"}), "by"),
        (
            json!({"by": "name", "value": "Ana", "cursor": "?"}),
            "cursor",
        ),
        (json!({"by": "name", "value": "Ana", "q": "x"}), "q"),
    ] {
        let answer = app.order("/search", &body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    let unknown = json!({"by": "reference", "value": "BW0Y-0NMT-FNNV"});
    assert_eq!(app.order("/search", &unknown).await.status, 404);
    assert_eq!(app.desk("/search").await.status, 405);
    app.close().await;
}
