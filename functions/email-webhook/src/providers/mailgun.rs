//! Mailgun routes, `forward("https://…/inbound/mailgun")` for parsed mail and
//! `forward("https://…/inbound/mailgun/mime")` for raw mail, which is the better one: nothing is put together anew.
//!
//! Each delivery carries `timestamp`, `token` and `signature`, the HMAC-SHA256 of the first two by the account's
//! signing key, in hexadecimal. The signature covers these two only; TLS protects the rest. So the storage key is the
//! token: a token that leaks stores no second message. A message that Mailgun delivers again under another token is
//! stored twice, and intake recognizes it.
//!
//! After any status except 200 and 406, Mailgun retries after 10, 10, 15 and 30 minutes and after 1, 2 and 4 hours, in
//! total 8 hours ([webhooks](https://help.mailgun.com/hc/en-us/articles/202236504-Webhooks)), so a signature is valid for
//! 12. This includes 413: a message over about 4.4 MB (Mailgun accepts 25 MB) is dropped after 8 hours. Add `store()` to
//! `forward()` to keep such messages for three days, or receive the inbox through SES and S3. A delivery by `store()`
//! alone is refused because it lacks the attachments.

use super::Reader;
use crate::form::{Field, Form};
use crate::parts::{Attachment, Parts, Text};
use crate::secret::{SigningKey, one_or_two};
use crate::{Found, Mail, Refusal, WebhookDelivery};
use data_encoding::HEXLOWER_PERMISSIVE;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The maximum age of a signature: longer than Mailgun retries.
const OLDEST: SignedDuration = SignedDuration::from_hours(12);

/// The maximum that Mailgun's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let keys = one_or_two(setting, |key| SigningKey::new(key.as_bytes()))?;
    Ok(Arc::new(move |delivery| read(delivery, &keys)))
}

fn read(delivery: &WebhookDelivery, keys: &[SigningKey]) -> Result<Found, Refusal> {
    let Ok(form) = &delivery.form else {
        // Mailgun's other webhooks are JSON, with the signature inside.
        return Err(match delivery.content_type().as_str() {
            "application/json" => {
                Refusal::NotMail("the address is set up for events, not for a route")
            }
            _ => Refusal::Malformed,
        });
    };
    let token = check(form, keys, delivery.now)?;
    if form.text("event").is_some_and(|event| event != "inbound") {
        return Err(Refusal::NotMail(
            "the address is set up for events, not for a route",
        ));
    }
    if let Some(raw) = form.bytes("body-mime") {
        let raw = raw.to_vec();
        return if raw.is_empty() {
            Err(Refusal::NotMail("the message is empty"))
        } else {
            Ok(Found::Mail(Mail::of_token(raw, token)))
        };
    }
    if form.bytes("attachments").is_some() {
        return Err(Refusal::NotMail("the route stores; it has to forward"));
    }
    let parts = parts(form);
    if parts.is_empty() {
        return Err(Refusal::NotMail("there is no message"));
    }
    Ok(Found::Mail(Mail::of_token(parts.write(), token)))
}

/// Checks the signature and returns the token.
fn check<'a>(form: &'a Form, keys: &[SigningKey], now: Timestamp) -> Result<&'a [u8], Refusal> {
    let field = |name| form.bytes(name).ok_or(Refusal::WrongSignature);
    let (timestamp, token) = (field("timestamp")?, field("token")?);
    let signature = HEXLOWER_PERMISSIVE
        .decode(field("signature")?)
        .map_err(|_| Refusal::WrongSignature)?;
    let signed = |key: &SigningKey| key.signed(&[timestamp, token], &signature);
    if !keys.iter().any(signed) {
        return Err(Refusal::WrongSignature);
    }
    let signed_at = std::str::from_utf8(timestamp)
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(Refusal::Malformed)?;
    let age = now.duration_since(signed_at);
    if age > OLDEST || age < -AHEAD {
        return Err(Refusal::Stale);
    }
    Ok(token)
}

fn parts(form: &Form) -> Parts {
    let json = |name| form.bytes(name).map(|bytes| &bytes[..]).unwrap_or_default();
    let ids: BTreeMap<String, String> =
        serde_json::from_slice(json("content-id-map")).unwrap_or_default();
    let attachment = |field: &Field| Attachment {
        name: field.file.clone().unwrap_or_default(),
        content_type: field.content_type.clone().unwrap_or_default(),
        content_id: ids
            .iter()
            .find(|(_, of)| **of == field.name)
            .map(|(id, _)| id.clone())
            .unwrap_or_default(),
        bytes: field.bytes.clone(),
    };
    // `body-html` occurs once per HTML part.
    let html: Vec<&[u8]> = form.all("body-html").map(|bytes| &bytes[..]).collect();
    let mut parts = Parts {
        headers: serde_json::from_slice(json("message-headers")).unwrap_or_default(),
        text: form
            .bytes("body-plain")
            .and_then(|text| Text::utf8(text.clone())),
        html: Text::utf8(html.join(&b'\n')),
        attachments: form.files().map(attachment).collect(),
    };
    parts.also("From", form.text("from"));
    parts.also("Subject", form.text("subject"));
    if !parts.is_empty() {
        parts.also("To", form.text("recipient"));
        parts.also(
            "Return-Path",
            form.text("sender").map(|sender| format!("<{sender}>")),
        );
    }
    parts
}
