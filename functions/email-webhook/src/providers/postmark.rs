//! Postmark's inbound webhook, to `https://user:password@…/inbound/postmark`. Tick "Include raw email content in
//! JSON payload": then nothing is put together anew.
//!
//! Postmark signs nothing; the user and the password of the address are its proof.
//!
//! What is not answered with 200 comes again ten times over ten and a half hours, 413 included; a 403 ends that
//! at once, so none is answered here. Mail over about 4.4 MB in JSON, attachments in base64 and the raw message
//! beside them, is some 2 MB as it was sent (Postmark takes 35 MB): larger mail ends as "Inbound Error" in
//! Postmark's list, from where it can be sent again. Let SES take the inbox's mail into S3 where that is too small.

use super::{Reader, json};
use crate::parts::{Attachment, Parts, Text};
use crate::password::Password;
use crate::{Found, Mail, Refusal, WebhookDelivery};
use data_encoding::BASE64;
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn open(setting: &str) -> Result<Reader, &'static str> {
    let password = Password::parse(setting)?;
    Ok(Arc::new(move |delivery| read(delivery, &password)))
}

/// A delivery. Whatever is not there is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Inbound {
    /// Only events have one.
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

fn read(delivery: &WebhookDelivery, password: &Password) -> Result<Found, Refusal> {
    password.check(delivery)?;
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
    Ok(Found::Mail(Mail { raw, provider_id }))
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
        // What is not base64 is kept as it came: it may still be somebody's letter.
        bytes: BASE64
            .decode(&content)
            .unwrap_or_else(|_| file.content.into_bytes())
            .into(),
    }
}
