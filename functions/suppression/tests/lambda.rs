//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};
use serde_json::{Value, json};

const CAMPAIGNS: &str = "arn:aws:sts::123456789012:assumed-role/Campaigns/nightly";

#[tokio::test]
async fn the_binary_serves_the_systems_that_the_gateway_names_and_nobody_else() {
    let harness = LambdaHarness::open().await.unwrap();
    let roles = "machine=arn:aws:sts::123456789012:assumed-role/Campaigns/* \
                 configure=arn:aws:sts::123456789012:assumed-role/PrivacyLeads/*";
    let own = [("ROLES", roles), ("EXPORT_BUCKET", engines::EXPORTS)];
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_suppression"), &own)
        .await
        .unwrap();
    let iam = |arn: &str| json!({"iam": {"userArn": arn, "userId": "AROA:x", "accountId": "123456789012"}});
    let body = json!({"identifiers": [{"type": "email", "value": "ana@example.org"}]});
    let event = |path: &str, body: &Value, authorizer: Value| {
        let mut event = gateway_event("POST", path, "application/json", &body.to_string());
        event["requestContext"]["authorizer"] = authorizer;
        event
    };
    let leads = "arn:aws:sts::123456789012:assumed-role/PrivacyLeads/ana";
    for (authorizer, status) in [(json!(null), 401), (iam(leads), 403), (iam(CAMPAIGNS), 200)] {
        let answer = lambda
            .invoke(event("/suppression/check", &body, authorizer))
            .await;
        let answer = answer.unwrap();
        assert_eq!(answer["statusCode"], status, "{answer}");
        if status == 200 {
            let said: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
            let purposes = &said["identifiers"][0]["purposes"];
            assert_eq!(purposes["sale_sharing"], json!({"stopped": false}));
        }
    }
    let answer = lambda.invoke(event("/suppression/exports", &json!({}), iam(CAMPAIGNS)));
    assert_eq!(answer.await.unwrap()["statusCode"], 200);
}
