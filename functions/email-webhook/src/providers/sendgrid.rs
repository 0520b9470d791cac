//! SendGrid's Inbound Parse, to `https://user:password@…/inbound/sendgrid`. Tick "POST the raw, full MIME
//! message", so that no message must be reassembled.
//!
//! SendGrid does not sign these deliveries; the user and password in the URL authenticate it.
//!
//! SendGrid retries for 72 hours after a 5xx. After any other status except 2xx it drops the message at once and tells
//! neither the sender nor the account ([retry
//! logic](https://support.sendgrid.com/hc/en-us/articles/46513815674395-Understanding-Inbound-Parse-Webhook-Retry-Logic)).
//! So every refusal is a 503, and the gateway's alarm on 5xx responses reports it. The gateway itself still responds to
//! a message over about 4.4 MB with 413 and above its rate limit with 429. SendGrid accepts 30 MB: if that is too much
//! to lose, receive the inbox through SES and S3.

use super::Reader;
use crate::form::{Field, Form};
use crate::parts::{Attachment, Parts, Text};
use crate::password::Passwords;
use crate::{Found, Mail, Refusal, WebhookDelivery};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let passwords = Passwords::parse(setting)?;
    Ok(Arc::new(move |delivery| read(delivery, &passwords)))
}

fn read(delivery: &WebhookDelivery, passwords: &Passwords) -> Result<Found, Refusal> {
    passwords.check(delivery)?;
    let Ok(form) = &delivery.form else {
        return Err(match delivery.content_type().as_str() {
            "application/json" => Refusal::NotMail("the address is set up for events"),
            _ => Refusal::Malformed,
        });
    };
    let raw = match form.bytes("email") {
        Some(raw) if !raw.is_empty() => raw.to_vec(),
        _ => {
            let parts = parts(form);
            if parts.is_empty() {
                return Err(Refusal::NotMail("there is no message"));
            }
            parts.write()
        }
    };
    Ok(Found::Mail(Mail::of_content(raw, "")))
}

/// An entry of the field `attachment-info`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Info {
    filename: String,
    r#type: String,
    #[serde(rename = "content-id")]
    content_id: String,
}

/// The field `envelope`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

fn parts(form: &Form) -> Parts {
    let charsets: BTreeMap<String, String> = json(form, "charsets");
    let charset = |name: &str| charsets.get(name).map(String::as_str).unwrap_or_default();
    let text = |name: &str| {
        form.bytes(name)
            .and_then(|bytes| Text::of(bytes.clone(), charset(name)))
    };
    let infos: BTreeMap<String, Info> = json(form, "attachment-info");
    let mut parts = Parts {
        headers: form
            .text("headers")
            .map(|block| headers(&block))
            .unwrap_or_default(),
        text: text("text"),
        html: text("html"),
        attachments: form
            .files()
            .map(|file| attachment(file, infos.get(&file.name)))
            .collect(),
    };
    parts.also("From", form.text("from"));
    parts.also("To", form.text("to"));
    parts.also("Cc", form.text("cc"));
    parts.also("Subject", form.text("subject"));
    let envelope: Envelope = json(form, "envelope");
    if !parts.is_empty() {
        parts.also("To", Some(envelope.to.join(", ")));
        parts.also("Return-Path", envelope.from.map(|from| format!("<{from}>")));
    }
    parts
}

fn attachment(file: &Field, info: Option<&Info>) -> Attachment {
    let said = |of: fn(&Info) -> &String| info.map(of).filter(|text| !text.is_empty()).cloned();
    Attachment {
        name: file
            .file
            .clone()
            .or(said(|info| &info.filename))
            .unwrap_or_default(),
        content_type: said(|info| &info.r#type)
            .or(file.content_type.clone())
            .unwrap_or_default(),
        content_id: said(|info| &info.content_id).unwrap_or_default(),
        bytes: file.bytes.clone(),
    }
}

/// Parses a JSON field; an invalid one counts as empty.
fn json<T: DeserializeOwned + Default>(form: &Form, name: &str) -> T {
    form.bytes(name)
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_default()
}

/// Parses the headers of a block; a line that starts with a space continues the previous one.
fn headers(block: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    headers
}
