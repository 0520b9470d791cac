//! A delivery as it arrived, and what can be found in it.

use crate::form::Form;
use crate::{Reader, Unreachable, Web};
use axum::body::Bytes;
use data_encoding::HEXLOWER;
use http::HeaderMap;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A delivery as it arrived.
#[derive(Debug)]
pub struct WebhookDelivery {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The fields of the body, if it is a form.
    pub(crate) form: Result<Form, NotAForm>,
    /// The key of the certificate that the delivery names, once it was asked for.
    pub(crate) key: Option<Arc<[u8]>>,
    /// The bucket of raw mail.
    pub(crate) bucket: String,
    pub(crate) now: Timestamp,
}

/// The body is not a form, or not one that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAForm;

/// What is in a delivery that its provider really sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A message to be stored.
    Mail(Mail),
    /// Nothing to be stored, and why that is right.
    Nothing(&'static str),
    /// It can't be said yet who sent it: the certificate at this address decides.
    Certificate(String),
    /// A subscription that is confirmed by a visit to this address.
    Confirm(String),
}

/// A message as it will be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The message in MIME.
    pub raw: Vec<u8>,
    /// The provider's name for it, if the name is the same however often it is delivered; else empty.
    pub provider_id: String,
}

impl Mail {
    /// The key under which it is stored: the same for each delivery of the same message.
    ///
    /// The `Message-ID` needs no mention of its own: it is in the content.
    #[must_use]
    pub fn key(&self, provider: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(self.provider_id.as_bytes());
        digest.update([0]);
        digest.update(Sha256::digest(&self.raw));
        format!("inbound/{provider}/{}", HEXLOWER.encode(&digest.finalize()))
    }
}

/// Why a delivery is not taken. It names nothing that came with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such provider, or it is not configured.
    #[error("the provider is not configured")]
    NotConfigured,
    /// The user or the password is wrong.
    #[error("the user or the password is wrong")]
    WrongPassword,
    /// The signature is missing, wrong, or by another.
    #[error("the signature is not the provider's")]
    WrongSignature,
    /// The signature is older, or younger, than any delivery can be.
    #[error("the delivery is too old, or from the future")]
    Stale,
    /// It can't be read.
    #[error("the delivery can't be read")]
    Malformed,
    /// It can be read, and is not inbound mail that is all here: the provider's side is set up for something else.
    #[error("the delivery is not inbound mail: {0}")]
    NotMail(&'static str),
    /// It is too large.
    #[error("the delivery is too large")]
    TooLarge,
    /// It can't be checked or stored now; the same delivery may be later.
    #[error("the delivery can't be checked or stored now")]
    Unavailable,
}

impl From<NotAForm> for Refusal {
    fn from(_: NotAForm) -> Self {
        Self::Malformed
    }
}

impl From<Unreachable> for Refusal {
    fn from(error: Unreachable) -> Self {
        tracing::error!(%error, "a page of the provider can't be had");
        Self::Unavailable
    }
}

impl WebhookDelivery {
    /// A delivery with these headers and this body, to a function whose raw mail is in this bucket.
    pub async fn open(headers: HeaderMap, body: Bytes, bucket: &str, now: Timestamp) -> Self {
        Self {
            form: Form::read(&headers, &body).await,
            headers,
            body,
            key: None,
            bucket: bucket.to_owned(),
            now,
        }
    }

    /// What is in it, as the provider's reader says; never [`Found::Certificate`].
    ///
    /// # Errors
    /// [`Refusal`] if it is not taken.
    pub async fn read(mut self, reader: &Reader, web: &Web) -> Result<Found, Refusal> {
        match reader(&self)? {
            Found::Certificate(address) => {
                self.key = Some(web.key_of(&address).await?);
                match reader(&self)? {
                    Found::Certificate(_) => Err(Refusal::Unavailable),
                    found => Ok(found),
                }
            }
            found => Ok(found),
        }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(http::HeaderValue::as_bytes)
    }

    /// The type of the body, in lower case and without parameters; empty if none is named.
    pub(crate) fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
        String::from_utf8_lossy(essence.trim_ascii()).to_ascii_lowercase()
    }
}
