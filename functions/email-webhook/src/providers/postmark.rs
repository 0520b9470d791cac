//! Postmark's inbound webhook, to `https://user:password@…/inbound/postmark`. Tick "Include raw email content in
//! JSON payload", so that no message must be reassembled.
//!
//! Postmark does not sign deliveries; the user and password in the URL authenticate it.
//!
//! After any status except 200, Postmark retries ten times over ten and a half hours, also after 413 ([inbound webhook
//! retries](https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark)). A 403 ends the
//! retries at once, so this provider gets a 503 instead. JSON of about 4.4 MB, which contains the attachments and the raw
//! message, is a message of some 2 MB (Postmark accepts 35 MB). Larger messages end as "Inbound Error" in Postmark's list,
//! where staff can resend them. If that is too small, receive the inbox through SES and S3.

use super::{Reader, json};
use crate::parts::{Attachment, Parts, Text};
use crate::password::Passwords;
use crate::{Found, Mail, Refusal, WebhookDelivery};
use data_encoding::BASE64;
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let passwords = Passwords::parse(setting)?;
    Ok(Arc::new(move |delivery| read(delivery, &passwords)))
}

/// A delivery. A missing field is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Inbound {
    /// Present in events only.
    record_type: Option<String>,
    raw_email: Option<String>,
    #[serde(rename = "MessageID")]
    message_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cc: Option<String>,
    reply_to: Option<String>,
    original_recipient: Option<String>,
    subject: Option<String>,
    date: Option<String>,
    text_body: Option<String>,
    html_body: Option<String>,
    headers: Option<Vec<Header>>,
    attachments: Option<Vec<File>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Header {
    name: String,
    value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct File {
    name: Option<String>,
    content: String,
    content_type: Option<String>,
    #[serde(rename = "ContentID")]
    content_id: Option<String>,
}

fn read(delivery: &WebhookDelivery, passwords: &Passwords) -> Result<Found, Refusal> {
    passwords.check(delivery)?;
    let inbound: Inbound = json::parse(&delivery.body).map_err(|_| Refusal::Malformed)?;
    if inbound
        .record_type
        .as_deref()
        .is_some_and(|of| of != "Inbound")
    {
        return Err(Refusal::NotMail("the address is set up for events"));
    }
    let provider_id = inbound.message_id.clone().unwrap_or_default();
    let raw = match inbound.raw_email {
        Some(raw) if !raw.is_empty() => raw.into_bytes(),
        _ => {
            let parts = parts(inbound);
            if parts.is_empty() {
                return Err(Refusal::NotMail("there is no message"));
            }
            parts.write()
        }
    };
    Ok(Found::Mail(Mail::of_content(raw, &provider_id)))
}

fn parts(inbound: Inbound) -> Parts {
    let headers = inbound.headers.unwrap_or_default().into_iter();
    let files = inbound.attachments.unwrap_or_default().into_iter();
    let mut parts = Parts {
        headers: headers.map(|header| (header.name, header.value)).collect(),
        text: inbound.text_body.and_then(Text::utf8),
        html: inbound.html_body.and_then(Text::utf8),
        attachments: files.map(attachment).collect(),
    };
    parts.also("From", inbound.from);
    parts.also("Subject", inbound.subject);
    if !parts.is_empty() {
        parts.also("To", inbound.to);
        parts.also("To", inbound.original_recipient);
        parts.also("Cc", inbound.cc);
        parts.also("Reply-To", inbound.reply_to);
        parts.also("Date", inbound.date);
    }
    parts
}

fn attachment(file: File) -> Attachment {
    let content: Vec<u8> = file
        .content
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    Attachment {
        name: file.name.unwrap_or_default(),
        content_type: file.content_type.unwrap_or_default(),
        content_id: file.content_id.unwrap_or_default(),
        // Invalid base64 is stored as it is: it may still be a readable message.
        bytes: BASE64
            .decode(&content)
            .unwrap_or_else(|_| file.content.into_bytes())
            .into(),
    }
}
