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
use crate::secret::one_or_two;
use crate::{Found, Mail, Refusal, WebhookDelivery};
use std::sync::Arc;
use webhooks::{Headers, Key, NotSigned};

/// Parses `whsec_…` or, during a change, `whsec_new,whsec_old`.
pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let keys = one_or_two(setting, Key::parse)?;
    Ok(Arc::new(move |delivery| read(delivery, &keys)))
}

fn read(delivery: &WebhookDelivery, keys: &[Key]) -> Result<Found, Refusal> {
    let header = |name| delivery.header(name).unwrap_or_default();
    let headers = Headers {
        id: header(webhooks::ID),
        timestamp: header(webhooks::TIMESTAMP),
        signature: header(webhooks::SIGNATURE),
    };
    check(&headers, delivery, keys)?;
    if delivery.body.is_empty() {
        return Err(Refusal::NotMail("the message is empty"));
    }
    match delivery.content_type().as_str() {
        "message/rfc822" | "message/global" | "application/octet-stream" | "" => {
            let id = String::from_utf8_lossy(headers.id);
            Ok(Found::Mail(Mail::of_content(delivery.body.to_vec(), &id)))
        }
        _ => Err(Refusal::NotMail("it is not message/rfc822")),
    }
}

/// Accepts a delivery that one of the keys signed.
fn check(headers: &Headers<'_>, delivery: &WebhookDelivery, keys: &[Key]) -> Result<(), Refusal> {
    let mut refusal = Refusal::WrongSignature;
    for key in keys {
        match key.check(headers, &delivery.body, delivery.now) {
            Ok(()) => return Ok(()),
            Err(NotSigned::Wrong) => {}
            Err(NotSigned::NoTime) => refusal = Refusal::Malformed,
            Err(NotSigned::Stale) => refusal = Refusal::Stale,
        }
    }
    Err(refusal)
}
