//! Inbound messages in S3. A message is stored before it is read, exactly as it arrived. The archive also holds other files.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use std::time::Duration;

/// The largest buffer that is allocated at once, in bytes: the largest message that SES accepts, and SES's headers.
const LARGEST: usize = 41 * 1024 * 1024;

/// The prefix of messages that people write from a link.
pub const REPLIES: &str = "replies/";
/// The prefix of files that answer a request, with a folder for each request.
pub const RESPONSES: &str = "responses/";
/// The prefix of evidence files about erased requests. No item points to them, because an erasure of such a request is
/// over. A lifecycle rule of the bucket deletes them a day later; their links end sooner.
pub const ERASED: &str = "responses/erased/";
/// The largest file that answers a request, in bytes. Lambda limits a request and a response to 6 MB, and Base64 adds a third.
pub const LARGEST_RESPONSE_FILE: usize = 4 * 1024 * 1024;

/// A bucket: the archive of messages and files of requests, or the bucket of exports.
#[derive(Debug, Clone)]
pub struct Archive {
    client: Client,
    bucket: String,
}

/// An error of the archive. It contains no key, because keys can come from messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// No object has this key.
    #[error("the archive has no object with this key")]
    NotThere,
    /// The object is larger than the caller allows.
    #[error("the object is too large")]
    TooLarge,
    /// The archive can't be reached. A retry may succeed.
    #[error("the archive can't be reached ({code})")]
    Unavailable {
        /// The error code.
        code: String,
    },
}

/// The result of [`Archive::put_new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The message is now stored.
    New,
    /// A message with this key was stored before. It is unchanged.
    Known,
}

impl Archive {
    /// Returns the archive in this bucket.
    #[must_use]
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self {
            client,
            bucket: bucket.into(),
        }
    }

    /// Returns the name of the bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Stores a message.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not stored.
    pub async fn put(&self, key: &str, raw: Vec<u8>) -> Result<(), ArchiveError> {
        self.put_of_type(key, "message/rfc822", raw).await
    }

    /// Stores an object of this media type.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not stored.
    pub async fn put_of_type(
        &self,
        key: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), ArchiveError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(media_type)
            .body(bytes.into());
        put.send()
            .await
            .map(|_| ())
            .map_err(|error| unavailable(&error))
    }

    /// Stores a file that answers a request.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not stored.
    pub async fn put_file(&self, key: &str, content: Vec<u8>) -> Result<(), ArchiveError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type("application/octet-stream")
            .body(content.into());
        put.send()
            .await
            .map(|_| ())
            .map_err(|error| unavailable(&error))
    }

    /// Returns the size of an object in bytes, or `None` if no object has this key.
    ///
    /// Reads the list of versions, because S3 answers a read of a missing object with 403 if the role can't list the bucket.
    ///
    /// # Errors
    /// [`ArchiveError`] if the list can't be read.
    pub async fn size(&self, key: &str) -> Result<Option<u64>, ArchiveError> {
        let listed = self
            .client
            .list_object_versions()
            .bucket(&self.bucket)
            .prefix(key)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        // Keys are sorted, and a key sorts before all longer keys that start with it.
        let mut versions = listed.versions().iter();
        let latest = versions
            .find(|version| version.key() == Some(key) && version.is_latest() == Some(true));
        Ok(latest.map(|latest| {
            let size = latest.size().unwrap_or_default();
            u64::try_from(size).unwrap_or_default()
        }))
    }

    /// Stores a message if the key is free. S3 decides atomically, so two simultaneous deliveries store one message.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is unknown whether a message is stored.
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

    /// Reads an object of at most `most` bytes.
    ///
    /// # Errors
    /// [`ArchiveError::TooLarge`] if the object is larger; [`ArchiveError::NotThere`] if no object has this key.
    pub async fn get_at_most(&self, key: &str, most: usize) -> Result<Vec<u8>, ArchiveError> {
        self.read(key, Some(most)).await
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`ArchiveError::NotThere`] if no message has this key.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>, ArchiveError> {
        self.read(key, None).await
    }

    async fn read(&self, key: &str, most: Option<usize>) -> Result<Vec<u8>, ArchiveError> {
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
        let length = object
            .content_length
            .and_then(|length| usize::try_from(length).ok());
        if most.is_some_and(|most| length.is_none_or(|length| length > most)) {
            return Err(ArchiveError::TooLarge);
        }
        // Read into one buffer, without a second copy: a message can have 40 MB.
        let mut raw = Vec::with_capacity(length.unwrap_or_default().min(LARGEST));
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

    /// Returns a link that downloads an object without other credentials, for this long.
    ///
    /// # Errors
    /// [`ArchiveError`] if the link can't be signed.
    pub async fn link(&self, key: &str, valid_for: Duration) -> Result<String, ArchiveError> {
        let unsigned = |code: &str| ArchiveError::Unavailable { code: code.into() };
        let valid_for = PresigningConfig::expires_in(valid_for);
        let signed = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .response_content_disposition("attachment")
            .presigned(valid_for.map_err(|_| unsigned("expiry"))?)
            .await;
        let signed = signed.map_err(|_| unsigned("signature"))?;
        Ok(signed.uri().to_owned())
    }

    /// Deletes every version of a message. If no message has this key, this succeeds.
    ///
    /// # Errors
    /// [`ArchiveError`] if a version may be left.
    pub async fn erase(&self, key: &str) -> Result<(), ArchiveError> {
        let (mut key_marker, mut version_marker) = (None, None);
        loop {
            let page = self
                .client
                .list_object_versions()
                .bucket(&self.bucket)
                .prefix(key)
                .set_key_marker(key_marker)
                .set_version_id_marker(version_marker)
                .send()
                .await
                .map_err(|error| unavailable(&error))?;
            let objects = page
                .versions()
                .iter()
                .map(|version| (version.key(), version.version_id()));
            let markers = page
                .delete_markers()
                .iter()
                .map(|marker| (marker.key(), marker.version_id()));
            for (_, version) in objects.chain(markers).filter(|(of, _)| *of == Some(key)) {
                let delete = self
                    .client
                    .delete_object()
                    .bucket(&self.bucket)
                    .key(key)
                    .set_version_id(version.map(str::to_owned));
                delete.send().await.map_err(|error| unavailable(&error))?;
            }
            // Keys are sorted, and a key sorts before all longer keys that start with it.
            let past = page.next_key_marker().is_none_or(|next| next != key);
            if past || page.is_truncated() != Some(true) {
                return Ok(());
            }
            key_marker = page.next_key_marker;
            version_marker = page.next_version_id_marker;
        }
    }
}

fn unavailable<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> ArchiveError {
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
        .unwrap_or("delivery");
    ArchiveError::Unavailable {
        code: code.to_owned(),
    }
}
