//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use archive::Archive;
use data_encoding::BASE64;
use engines::BUCKET;
use engines::lambda::{LambdaHarness, gateway_event};
use serde_json::json;

/// Bytes that are no text in any charset: the gateway hands them over in base64.
const LETTER: &[u8] = b"From: planted@example.org\r\n\r\nDo not sell \xff\xfe\0 my data.\r\n";

#[tokio::test]
async fn the_binary_stores_mail_through_the_runtime_api() {
    let harness = LambdaHarness::open().await.unwrap();
    let settings = [("SENDGRID_BASIC_AUTH", "sendgrid:secret")];
    let binary = env!("CARGO_BIN_EXE_email-webhook");
    let mut lambda = harness.start(binary, &settings).await.unwrap();

    let head = b"--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n".as_slice();
    let form = [head, LETTER, b"\r\n--b--\r\n"].concat();
    let mut event = gateway_event(
        "POST",
        "/inbound/sendgrid",
        "multipart/form-data; boundary=b",
        &BASE64.encode(&form),
    );
    event["isBase64Encoded"] = json!(true);
    let refused = lambda.invoke(event.clone()).await.unwrap();
    assert_eq!(refused["statusCode"], 503, "{refused}");
    event["headers"]["authorization"] =
        format!("Basic {}", BASE64.encode(b"sendgrid:secret")).into();
    for outcome in ["stored", "already stored"] {
        let answer = lambda.invoke(event.clone()).await.unwrap();
        assert_eq!(answer["statusCode"], 200, "{answer}");
        assert_eq!(answer["body"], json!({ "outcome": outcome }).to_string());
    }
    let absent = gateway_event("POST", "/inbound/postmark", "application/json", "{}");
    assert_eq!(lambda.invoke(absent).await.unwrap()["statusCode"], 404);

    let client = harness.engines.s3_client();
    let listed = client
        .list_objects_v2()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    let key = listed.contents()[0].key().unwrap();
    let archive = Archive::new(client.clone(), BUCKET);
    assert_eq!(archive.get(key).await.unwrap(), LETTER);
    assert_eq!(listed.contents().len(), 1);

    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("\"target\":\"email_webhook\"") && !logs.contains("planted"),
        "{logs}"
    );
}

#[tokio::test]
async fn an_unusable_setting_ends_the_process_with_its_name() {
    let harness = LambdaHarness::open().await.unwrap();
    let settings = [("STANDARD_WEBHOOK_SECRET", "whsec_planted!")];
    let binary = env!("CARGO_BIN_EXE_email-webhook");
    let mut lambda = harness.start(binary, &settings).await.unwrap();
    let event = gateway_event("POST", "/inbound/standard", "message/rfc822", "x");
    assert!(lambda.invoke(event).await.is_err());
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("STANDARD_WEBHOOK_SECRET") && !logs.contains("planted"),
        "{logs}"
    );
}
