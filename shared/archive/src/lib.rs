//! Raw mail in S3: stored before it is read, kept exactly as it came.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

/// The room that is made for a message at once, in bytes: what SES takes at most, and its own headers.
const LARGEST: usize = 41 * 1024 * 1024;

/// The bucket of raw mail.
#[derive(Debug, Clone)]
pub struct Archive {
    client: Client,
    bucket: String,
}

/// Why the archive could not do something. It never names a key: keys can come from mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// There is no such message.
    #[error("the archive has no such message")]
    NotThere,
    /// The archive can't be reached; the same call may work later.
    #[error("the archive can't be reached ({code})")]
    Unavailable {
        /// The error's code.
        code: String,
    },
}

/// What came of storing a message that may already be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is stored now.
    New,
    /// A message was there already, and still is.
    Known,
}

impl Archive {
    /// The archive in this bucket.
    #[must_use]
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self {
            client,
            bucket: bucket.into(),
        }
    }

    /// The bucket's name.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Stores a message.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not stored.
    pub async fn put(&self, key: &str, raw: Vec<u8>) -> Result<(), ArchiveError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type("message/rfc822")
            .body(raw.into());
        put.send()
            .await
            .map(|_| ())
            .map_err(|error| unavailable(&error))
    }

    /// Stores a message unless one is stored under the key. The archive itself decides, in one step, so two
    /// deliveries at the same moment store one.
    ///
    /// # Errors
    /// [`ArchiveError`] if it can't be said that a message is stored.
    pub async fn put_new(&self, key: &str, raw: Vec<u8>) -> Result<Put, ArchiveError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .if_none_match("*")
            .content_type("message/rfc822")
            .body(raw.into());
        match put.send().await {
            Ok(_) => Ok(Put::New),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(Put::Known),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`ArchiveError::NotThere`] if no such message is stored.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>, ArchiveError> {
        let object = match self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .send()
            .await
        {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|e| e.is_no_such_key()) => {
                return Err(ArchiveError::NotThere);
            }
            Err(error) => return Err(unavailable(&error)),
        };
        // Once, and not in pieces beside the whole: a message may have 40 MB.
        let length = object.content_length().unwrap_or_default();
        let length = usize::try_from(length).unwrap_or_default();
        let mut raw = Vec::with_capacity(length.min(LARGEST));
        let mut body = object.body;
        loop {
            match body.try_next().await {
                Ok(Some(piece)) => raw.extend_from_slice(&piece),
                Ok(None) => return Ok(raw),
                Err(_) => {
                    return Err(ArchiveError::Unavailable {
                        code: "body".into(),
                    });
                }
            }
        }
    }
}

fn unavailable<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> ArchiveError {
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
        .unwrap_or("dispatch");
    ArchiveError::Unavailable {
        code: code.to_owned(),
    }
}
