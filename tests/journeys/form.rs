//! By the form and its JSON twin.

use domain::suppression::Purpose;
use serde_json::json;
use tests::House;

#[tokio::test]
async fn an_opt_out_by_form_is_in_force_acknowledged_and_can_be_looked_up() {
    let house = House::open().await;
    let answer = house.opt_out("ana@example.org").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let since = house.suppression("ANA@example.org").await.since(Purpose::SaleSharing);
    assert_eq!(since, Some(house.now()), "in force in the same write");

    let status = answer.header("location").unwrap();
    let page = house.open_page(status).await;
    assert_eq!(page.status, 200);
    for shown in ["Opt-Out Request Honored", "December 9, 2026", "December 14, 2026", "a***@example.org"] {
        assert!(page.body.contains(shown), "{shown} is missing in {}", page.body);
    }
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    assert_eq!(letters.len(), 1);
    assert!(letters[0].text().unwrap().contains(status), "the letter links to the same page");

    let reference = status.split('/').nth(2).unwrap();
    let found = house.post_form_to("/status", &[("reference", reference), ("contact", "ana@example.org")]).await;
    assert_eq!(found.status, 200);
    assert!(found.body.contains("Opt-Out Request Honored"));
    house.close().await;
}

#[tokio::test]
async fn json_gets_the_receipt_that_scripts_rely_on() {
    let house = House::open().await;
    let answer = house.post_json(&json!({"right": "opt_out", "email": "ana@example.org", "name": "Ana", "state": "CA"})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let receipt = answer.json();
    let mut keys: Vec<_> = receipt.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["due", "law", "received_at", "reference", "right", "rule", "status_url"]);
    assert_eq!(receipt["due"], json!({"target": "2026-12-09", "latest": "2026-12-14"}));
    assert_eq!(receipt["received_at"], "2026-11-21T18:00:00Z");
    assert_eq!((&receipt["right"], &receipt["law"], &receipt["rule"]), (&json!("opt_out"), &json!("ccpa"), &json!("ca.optout_sale_share")));
    let path = receipt["status_url"].as_str().unwrap().strip_prefix(&house.system.url()).unwrap().to_owned();
    let status = house.read(&path).await.json();
    assert_eq!(status["stage"], "in_force");
    assert_eq!(status["identifiers"], json!(["a***@example.org"]));
    house.serve_outbox().await;
    house.close().await;
}
