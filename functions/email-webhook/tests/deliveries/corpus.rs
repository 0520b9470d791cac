//! Recorded deliveries, which are never copied here: the folder that `HONORED_CORPUS` names.

use crate::inbox::{Inbox, WebhookDelivery};
use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::Value;
use std::path::PathBuf;

/// The provider whose inbound mail a recorded path takes, if it is one of ours.
fn provider(path: &str) -> Option<&'static str> {
    [
        ("/amazon_ses/inbound/", "/inbound/ses"),
        ("/mailgun/inbound/", "/inbound/mailgun"),
        ("/sendgrid/inbound/", "/inbound/sendgrid"),
        ("/postmark/inbound/", "/inbound/postmark"),
    ]
    .into_iter()
    .find_map(|(recorded, ours)| path.ends_with(recorded).then_some(ours))
}

/// The time that a recorded body names.
fn recorded_at(body: &[u8]) -> Option<Timestamp> {
    let text = String::from_utf8_lossy(body);
    let after = text.split("name=\"timestamp\"").nth(1)?.trim_start();
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    Timestamp::from_second(digits.parse().ok()?).ok()
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it says where the corpus is")]
async fn recorded_deliveries_get_their_verdicts() {
    let Some(folder) = std::env::var_os("HONORED_CORPUS").map(PathBuf::from) else {
        println!("HONORED_CORPUS is unset: the recorded deliveries are not read");
        return;
    };
    let lines = std::fs::read_to_string(folder.join("webhooks/captured.jsonl")).unwrap();
    let (mut seen, mut accepted) = (0, 0);
    for line in lines.lines() {
        let recorded: Value = serde_json::from_str(line).unwrap();
        let Some(path) = provider(recorded["path"].as_str().unwrap()) else {
            continue;
        };
        let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
        let body = match recorded["body_b64"].as_str() {
            Some(encoded) => BASE64.decode(encoded.as_bytes()).unwrap(),
            None => text(&recorded, "body_text").into_bytes(),
        };
        let secret = |name| text(&recorded["settings"], name);
        let settings = [
            (
                "SNS_TOPIC_ARN",
                "arn:aws:sns:us-east-1:111111111111:SES_Inbound".to_owned(),
            ),
            (
                "MAILGUN_SIGNING_KEY",
                secret("ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY"),
            ),
            ("SENDGRID_BASIC_AUTH", secret("WEBHOOK_SECRET")),
            ("POSTMARK_BASIC_AUTH", secret("WEBHOOK_SECRET")),
        ];
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let now = recorded_at(&body).unwrap_or(Timestamp::UNIX_EPOCH);
        let inbox = Inbox::with(&settings, now).await;
        let mut delivery = WebhookDelivery::new(path, &text(&recorded, "content_type"), body);
        if let Some(password) = recorded["headers"]["Authorization"].as_str() {
            delivery = delivery.header("authorization", password);
        }
        let (status, answer) = inbox.post(&delivery).await;
        // None of SNS's is signed by it.
        let expected = path != "/inbound/ses" && recorded["upstream_status"] == 200;
        assert_eq!(
            status == 200,
            expected,
            "{}: {status} {answer}",
            recorded["test"]
        );
        assert_eq!(inbox.stored().await.len(), usize::from(expected));
        seen += 1;
        accepted += usize::from(expected);
    }
    println!("{seen} recorded deliveries, {accepted} of them taken");
    assert!(seen > 0);
}
