//! SES's notifications over SNS.

use crate::inbox::{ANOTHER, CERTIFICATE, CONFIRM, Inbox, LETTER, TOPIC, WebhookDelivery};
use crate::sns::{delivery, signed, sns};
use data_encoding::BASE64;
use engines::BUCKET;
use http::StatusCode;
use serde_json::{Value, json};

fn with_content(encoding: &str, content: &str) -> Value {
    let message = json!({
        "notificationType": "Received", "mail": { "messageId": "ses-1", "source": "ada@example.org" },
        "receipt": { "action": { "type": "SNS", "topicArn": TOPIC, "encoding": encoding } }, "content": content
    });
    sns("Notification", &message.to_string())
}

fn in_bucket(bucket: &str, key: &str) -> Value {
    let message = json!({
        "notificationType": "Received", "mail": { "messageId": "ses-1" },
        "receipt": { "action": { "type": "S3", "bucketName": bucket, "objectKey": key } }
    });
    sns("Notification", &message.to_string())
}

fn confirmation() -> Value {
    let mut message = sns("SubscriptionConfirmation", "You have chosen to subscribe");
    message["Token"] = "2336412f37".into();
    message["SubscribeURL"] = format!(
        "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37"
    )
    .into();
    message
}

pub(crate) fn good() -> WebhookDelivery {
    signed(with_content("BASE64", &BASE64.encode(LETTER)))
}

fn changed(mut message: Value, field: &str, value: &str) -> Value {
    message[field] = value.into();
    message
}

#[tokio::test]
async fn mail_in_a_notification_is_stored_byte_for_byte_and_once() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.stores(&good()).await, LETTER);
    // Told again, as another message of SNS.
    let again = changed(
        with_content("BASE64", &BASE64.encode(LETTER)),
        "MessageId",
        "other",
    );
    assert_eq!(inbox.status(&signed(again)).await, 200);
    assert_eq!(inbox.stored().await.len(), 1);
    let text = "From: ada@example.org\r\n\r\nVerkauft nichts, André.\r\n";
    assert_eq!(
        inbox.stores(&signed(with_content("UTF8", text))).await,
        text.as_bytes()
    );
    let subject = changed(
        with_content("UTF-8", "x: y\r\n\r\nz"),
        "Subject",
        "Amazon SES",
    );
    inbox.stores(&signed(subject)).await;
    assert_eq!(
        inbox.deps.web.visited(),
        [CERTIFICATE],
        "the certificate is kept"
    );
}

#[tokio::test]
async fn version_1_of_the_signature_counts_too() {
    let inbox = Inbox::open().await;
    let message: Value = serde_json::from_str(include_str!("sns/version_1.json")).unwrap();
    let raw = inbox.stores(&delivery(&message)).await;
    assert!(raw.starts_with(b"From: Ada"));
    let cases = [
        (
            "a changed message",
            delivery(&changed(message.clone(), "Subject", "Other")),
        ),
        (
            "another version",
            delivery(&changed(message.clone(), "SignatureVersion", "2")),
        ),
        (
            "no version",
            delivery(&changed(message, "SignatureVersion", "3")),
        ),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
}

#[tokio::test]
async fn mail_in_the_bucket_is_left_to_the_bucket() {
    let inbox = Inbox::open().await;
    let notified = inbox.post(&signed(in_bucket(BUCKET, "inbound/abc"))).await;
    assert_eq!(
        notified,
        (
            200,
            r#"{"outcome":"the message is in the bucket"}"#.to_owned()
        )
    );
    // No function reads that bucket, so the response must be an error.
    let cases = [
        (
            "another bucket",
            signed(in_bucket("another", "inbound/abc")),
        ),
        ("another folder", signed(in_bucket(BUCKET, "abc"))),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
}

#[tokio::test]
async fn a_subscription_is_confirmed_by_a_visit() {
    let inbox = Inbox::open().await;
    assert_eq!(inbox.status(&signed(confirmation())).await, 200);
    assert_eq!(inbox.deps.web.visited(), [CERTIFICATE, CONFIRM]);
    let ended = changed(confirmation(), "Type", "UnsubscribeConfirmation");
    assert_eq!(inbox.status(&signed(ended)).await, 200);
    let tried = "Successfully validated SNS topic for Amazon SES event publishing.";
    assert_eq!(inbox.status(&signed(sns("Notification", tried))).await, 200);
    assert_eq!(inbox.deps.web.visited().len(), 2);
    assert!(inbox.stored().await.is_empty());
}

#[tokio::test]
async fn a_confirmation_leads_nowhere_else() {
    let inbox = Inbox::open().await;
    let right = confirmation()["SubscribeURL"].as_str().unwrap().to_owned();
    let urls = [
        right.replace("https://", "http://"),
        right.replace("amazonaws.com/", "amazonaws.com.evil.example/"),
        right.replace("https://", "https://user@evil.example/https://"),
        right.replace("us-west-2.amazonaws", "us-east-1.amazonaws"),
        right.replace("ConfirmSubscription", "Unsubscribe"),
        right.replace("inbound", "another"),
        right.replace("2336412f37", "other"),
        format!("{right}&Action=Publish"),
        right.replace("/?", "/x?"),
        String::new(),
    ];
    let cases = urls.iter().map(|url| {
        let message = changed(confirmation(), "SubscribeURL", url);
        (url.as_str(), signed(message))
    });
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
    assert_eq!(inbox.deps.web.visited(), [CERTIFICATE]);
}

#[tokio::test]
async fn what_the_topic_did_not_sign_is_refused() {
    let inbox = Inbox::open().await;
    let right: Value = serde_json::from_slice(&good().body).unwrap();
    let with = |field: &str, value: &str| delivery(&changed(right.clone(), field, value));
    let topic = TOPIC.replace("inbound", "another");
    let cases = [
        ("another message", with("Message", "{}")),
        ("another id", with("MessageId", "x")),
        (
            "another time",
            with("Timestamp", "2026-11-21T18:00:00.000Z"),
        ),
        ("a subject added", with("Subject", "x")),
        ("another type", with("Type", "UnsubscribeConfirmation")),
        ("an example", with("Signature", "EXAMPLE")),
        ("no signature", with("Signature", "")),
        ("no version", with("SignatureVersion", "")),
        ("another version", with("SignatureVersion", "1")),
        ("another topic", with("TopicArn", &topic)),
        (
            "another topic, signed",
            signed(changed(right.clone(), "TopicArn", &topic)),
        ),
        ("no topic", with("TopicArn", "")),
        ("another key", with("SigningCertURL", ANOTHER)),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
}

#[tokio::test]
async fn certificates_come_from_the_topics_region_alone() {
    let inbox = Inbox::open().await;
    let bad = [
        CERTIFICATE.replace("https:", "http:"),
        CERTIFICATE.replace("us-west-2", "us-east-1"),
        CERTIFICATE.replace(".com/", ".com.evil.example/"),
        CERTIFICATE.replace("https://sns.", "https://evil.example/sns."),
        CERTIFICATE.replace(
            "https://",
            "https://sns.us-west-2.amazonaws.com@evil.example/",
        ),
        CERTIFICATE.replace(".com/", ".com:8443/"),
        CERTIFICATE.replace(".com/", ".com/bucket/"),
        CERTIFICATE.replace("0123", "../"),
        CERTIFICATE.replace("0123", "x?y="),
        CERTIFICATE.replace(".pem", ".pem?x"),
        CERTIFICATE.replace(".pem", ".PEM"),
        CERTIFICATE.replace("https", "HTTPS"),
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-.pem".to_owned(),
        String::new(),
    ];
    let cases = bad.iter().map(|url| {
        let message = with_content("BASE64", &BASE64.encode(LETTER));
        (
            url.as_str(),
            signed(changed(message, "SigningCertURL", url)),
        )
    });
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
    assert!(inbox.deps.web.visited().is_empty(), "nobody is asked");
    // One that fits and does not answer: SNS comes again.
    let silent = CERTIFICATE.replace("0123", "9999");
    let message = with_content("BASE64", &BASE64.encode(LETTER));
    let message = signed(changed(message, "SigningCertURL", &silent));
    inbox
        .refuses(StatusCode::SERVICE_UNAVAILABLE, [("silent", message)])
        .await;
}

#[tokio::test]
async fn what_is_signed_and_is_no_mail_is_refused() {
    let inbox = Inbox::open().await;
    let notified = |message: &str| signed(sns("Notification", message));
    let path = "/inbound/ses";
    let cases = [
        (
            "a bounce",
            notified(r#"{"notificationType":"Bounce","bounce":{}}"#),
        ),
        ("an event", notified(r#"{"eventType":"Open"}"#)),
        ("no receipt", notified(r#"{"notificationType":"Received"}"#)),
        (
            "no content",
            notified(r#"{"notificationType":"Received","receipt":{"action":{"type":"SNS"}}}"#),
        ),
        ("no JSON", notified("hello")),
        (
            "content that is no base64",
            signed(with_content("BASE64", "!")),
        ),
        ("another kind", delivery(&sns("Gossip", "x"))),
        (
            "not from SNS",
            WebhookDelivery::new(path, "text/plain", "{"),
        ),
        ("a list", WebhookDelivery::new(path, "text/plain", "[]")),
        ("nothing", WebhookDelivery::new(path, "text/plain", "")),
    ];
    inbox.refuses(StatusCode::SERVICE_UNAVAILABLE, cases).await;
}
