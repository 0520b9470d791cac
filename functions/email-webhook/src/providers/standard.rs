//! Raw mail (`message/rfc822`) from any sender that signs as [Standard Webhooks](https://www.standardwebhooks.com)
//! says: a mail server's own pipe, a provider without a module here.
//!
//! `webhook-signature` holds signatures with spaces between them, each `v1,` and the HMAC-SHA256 in base64 of
//! `id.timestamp.body`; one that fits is enough, so that a sender can change its secret. The timestamp is of the
//! attempt, so a sender signs each one anew, and none may be more than five minutes off.
//!
//! The gateway answers a message over about 4.4 MB with 413. The specification has a sender try again for
//! whatever is not 2xx; a sender should give up at 413 and say so to whoever watches it. Let SES take the
//! inbox's mail into S3 where larger mail has to arrive.

use super::Reader;
use crate::secret::SigningKey;
use crate::{Delivery, Found, Mail, Refusal};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far a timestamp may be off, as the specification's libraries have it.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// How short a secret may be, in bytes, as the specification has it.
const SHORTEST_SECRET: usize = 24;

/// Reads `whsec_…`.
pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let secret = setting.strip_prefix("whsec_").unwrap_or(setting);
    let secret = BASE64
        .decode(secret.as_bytes())
        .map_err(|_| "it is not like whsec_ and base64")?;
    if secret.len() < SHORTEST_SECRET {
        return Err("it has fewer than 24 bytes");
    }
    let key = SigningKey::new(&secret)?;
    Ok(Arc::new(move |delivery| read(delivery, &key)))
}

fn read(delivery: &Delivery, key: &SigningKey) -> Result<Found, Refusal> {
    let header = |name| delivery.header(name).ok_or(Refusal::WrongSignature);
    let (id, timestamp) = (header("webhook-id")?, header("webhook-timestamp")?);
    let parts = [id, b".", timestamp, b".", &delivery.body];
    let fits = |signature: &[u8]| {
        signature
            .strip_prefix(b"v1,")
            .and_then(|signature| BASE64.decode(signature).ok())
            .is_some_and(|signature| key.signed(&parts, &signature))
    };
    let mut signatures = header("webhook-signature")?.split(|byte| *byte == b' ');
    if !signatures.any(fits) {
        return Err(Refusal::WrongSignature);
    }
    let signed_at = std::str::from_utf8(timestamp)
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(Refusal::Malformed)?;
    if delivery.now.duration_since(signed_at).abs() > TOLERANCE {
        return Err(Refusal::Stale);
    }
    if delivery.body.is_empty() {
        return Err(Refusal::NotMail("the message is empty"));
    }
    match delivery.content_type().as_str() {
        "message/rfc822" | "message/global" | "application/octet-stream" | "" => {
            Ok(Found::Mail(Mail {
                raw: delivery.body.to_vec(),
                provider_id: String::from_utf8_lossy(id).into_owned(),
            }))
        }
        _ => Err(Refusal::NotMail("it is not message/rfc822")),
    }
}
