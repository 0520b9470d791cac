//! Raw mail (`message/rfc822`) from any sender that signs as [Standard Webhooks](https://www.standardwebhooks.com)
//! says: a mail server's own pipe, a provider without a module here.
//!
//! `webhook-signature` holds signatures separated by spaces, each `v1,` and the HMAC-SHA256 in base64 of
//! `id.timestamp.body`. One valid signature is enough, so that a sender can rotate its secret. The timestamp is that of the
//! attempt and may differ by at most five minutes.
//!
//! The gateway responds to a message over about 4.4 MB with 413. By the specification, a sender retries after any status
//! but 2xx; it should give up after 413 and alert its operators. Receive larger messages through SES and S3.

use super::Reader;
use crate::{Found, Mail, Refusal, WebhookDelivery};
use std::sync::Arc;
use webhooks::{Headers, Key, NotSigned};

/// Parses `whsec_…`.
pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let key = Key::parse(setting)?;
    Ok(Arc::new(move |delivery| read(delivery, &key)))
}

fn read(delivery: &WebhookDelivery, key: &Key) -> Result<Found, Refusal> {
    let header = |name| delivery.header(name).unwrap_or_default();
    let headers = Headers {
        id: header(webhooks::ID),
        timestamp: header(webhooks::TIMESTAMP),
        signature: header(webhooks::SIGNATURE),
    };
    key.check(&headers, &delivery.body, delivery.now)
        .map_err(|error| match error {
            NotSigned::Wrong => Refusal::WrongSignature,
            NotSigned::NoTime => Refusal::Malformed,
            NotSigned::Stale => Refusal::Stale,
        })?;
    if delivery.body.is_empty() {
        return Err(Refusal::NotMail("the message is empty"));
    }
    match delivery.content_type().as_str() {
        "message/rfc822" | "message/global" | "application/octet-stream" | "" => {
            Ok(Found::Mail(Mail {
                raw: delivery.body.to_vec(),
                provider_id: String::from_utf8_lossy(headers.id).into_owned(),
            }))
        }
        _ => Err(Refusal::NotMail("it is not message/rfc822")),
    }
}
