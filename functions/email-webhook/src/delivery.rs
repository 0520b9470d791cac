//! A delivery as it arrived, and its content.

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
    /// The key of the certificate that the delivery names, once it was fetched.
    pub(crate) key: Option<Arc<[u8]>>,
    /// The bucket of raw messages.
    pub(crate) bucket: String,
    pub(crate) now: Timestamp,
}

/// The body is not a readable form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAForm;

/// The content of an authentic delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A message to store.
    Mail(Mail),
    /// Nothing to store, and why.
    Nothing(&'static str),
    /// The certificate at this URL is needed to check the signature.
    Certificate(String),
    /// A subscription that a visit to this URL confirms.
    Confirm(String),
}

/// A message to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The MIME message.
    pub raw: Vec<u8>,
    /// The digest that repeated deliveries of the message share.
    id: [u8; 32],
}

impl Mail {
    /// Creates a message that its content identifies, which covers the `Message-ID`. `provider_id` is the provider's ID
    /// if repeated deliveries have the same one, else empty.
    pub(crate) fn of_content(raw: Vec<u8>, provider_id: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(provider_id.as_bytes());
        digest.update([0]);
        digest.update(Sha256::digest(&raw));
        let id = digest.finalize().into();
        Self { raw, id }
    }

    /// Creates a message that a token identifies. A token stores one message, whatever else is sent with it.
    pub(crate) fn of_token(raw: Vec<u8>, token: &[u8]) -> Self {
        let id = Sha256::digest(token).into();
        Self { raw, id }
    }

    /// Returns the storage key: the same for repeated deliveries of a message.
    #[must_use]
    pub fn key(&self, provider: &str) -> String {
        format!("inbound/{provider}/{}", HEXLOWER.encode(&self.id))
    }
}

/// Why a delivery is refused. It contains nothing from the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such provider, or it is not configured.
    #[error("the provider is not configured")]
    NotConfigured,
    /// The user or the password is wrong.
    #[error("the user or the password is wrong")]
    WrongPassword,
    /// The signature is missing or wrong.
    #[error("the signature is not the provider's")]
    WrongSignature,
    /// The time of the signature is too old or in the future.
    #[error("the delivery is too old, or from the future")]
    Stale,
    /// The delivery is unreadable.
    #[error("the delivery can't be read")]
    Malformed,
    /// The delivery is not a complete inbound message: the provider is configured for something else.
    #[error("the delivery is not inbound mail: {0}")]
    NotMail(&'static str),
    /// The delivery is too large.
    #[error("the delivery is too large")]
    TooLarge,
    /// The delivery can't be checked or stored now; a retry may succeed.
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
        tracing::error!(%error, "a page of the provider could not be fetched");
        Self::Unavailable
    }
}

impl WebhookDelivery {
    /// Parses the form of a delivery. `bucket` is the bucket of raw messages.
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

    /// Checks and reads the delivery. Never returns [`Found::Certificate`].
    ///
    /// # Errors
    /// [`Refusal`] if the delivery is refused.
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

    /// Returns a header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(http::HeaderValue::as_bytes)
    }

    /// Returns the content type in lower case without parameters; empty if it is missing.
    pub(crate) fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
        String::from_utf8_lossy(essence.trim_ascii()).to_ascii_lowercase()
    }
}
