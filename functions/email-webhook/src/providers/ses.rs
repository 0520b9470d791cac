//! SES's notifications over SNS, to `https://…/inbound/ses` (an HTTPS subscription, raw message delivery off).
//!
//! The main path is the receipt rule's S3 action: SES writes a message of up to 40 MB to the bucket of raw messages, and
//! the bucket notifies the queue. A topic on that action also notifies this URL; then there is nothing to store. A receipt
//! rule's SNS action carries the message itself in `content`. Choose base64, because UTF-8 corrupts other bytes. Such a
//! message has at most 150 KB; SES bounces larger ones, so the gateway's limit does not apply.
//!
//! SNS retries after 429 and 5xx for at most an hour, and gives up after any other 4xx ([delivery
//! retries](https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html)). So every refusal is a 503:
//! give the subscription a dead-letter queue. Signatures do not expire: a repeated message is not stored again.

mod sns;

use super::{Reader, json};
use crate::{Found, Mail, Refusal, WebhookDelivery};
use data_encoding::BASE64;
use serde::Deserialize;
use sns::{Kind, Topic};
use std::sync::Arc;

pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let topic = Topic::parse(setting)?;
    Ok(Arc::new(move |delivery| read(delivery, &topic)))
}

fn read(delivery: &WebhookDelivery, topic: &Topic) -> Result<Found, Refusal> {
    let message: sns::Message =
        serde_json::from_slice(&delivery.body).map_err(|_| Refusal::Malformed)?;
    let signed = message.signed(topic)?;
    let Some(key) = &delivery.key else {
        return Ok(Found::Certificate(signed.certificate().to_owned()));
    };
    signed.verify(key)?;
    match signed.kind() {
        Kind::Notification => notification(message.message(), &delivery.bucket),
        Kind::SubscriptionConfirmation => Ok(Found::Confirm(message.confirmation(topic)?)),
        Kind::UnsubscribeConfirmation => {
            tracing::error!("the topic no longer tells this address");
            Ok(Found::Nothing("the subscription has ended"))
        }
    }
}

/// A notification of SES.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    notification_type: String,
    #[serde(default)]
    mail: About,
    receipt: Option<Receipt>,
    content: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct About {
    message_id: String,
}

#[derive(Debug, Deserialize)]
struct Receipt {
    action: Action,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Action {
    r#type: String,
    bucket_name: String,
    object_key: String,
    encoding: String,
}

fn notification(text: &str, bucket: &str) -> Result<Found, Refusal> {
    if text.starts_with("Successfully validated SNS topic") {
        return Ok(Found::Nothing("SES tried the topic"));
    }
    let notification: Notification = json::parse(text.as_bytes())
        .map_err(|_| Refusal::NotMail("the topic tells something else than SES's receipts"))?;
    let Notification {
        notification_type,
        mail,
        receipt: Some(Receipt { action }),
        content,
    } = notification
    else {
        return Err(Refusal::NotMail("the topic tells of mail that was sent"));
    };
    if notification_type != "Received" {
        return Err(Refusal::NotMail("the topic tells of mail that was sent"));
    }
    if let Some(content) = content.filter(|content| !content.is_empty()) {
        let raw = if action.encoding.eq_ignore_ascii_case("BASE64") {
            BASE64
                .decode(content.as_bytes())
                .map_err(|_| Refusal::Malformed)?
        } else {
            content.into_bytes()
        };
        return Ok(Found::Mail(Mail::of_content(raw, &mail.message_id)));
    }
    match action.r#type.as_str() {
        "S3" if action.bucket_name == bucket && action.object_key.starts_with("inbound/") => {
            Ok(Found::Nothing("the message is in the bucket"))
        }
        // No function reads that bucket: a 200 would silently lose the message.
        "S3" => Err(Refusal::NotMail(
            "the message is in another place than the bucket's inbound/",
        )),
        _ => Err(Refusal::NotMail("the message is not in the notification")),
    }
}
