//! Raw mail in S3: stored before it is read, kept exactly as it came. And the other files that are kept in buckets.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

/// The room that is made for a message at once, in bytes: what SES takes at most, and its own headers.
const LARGEST: usize = 41 * 1024 * 1024;

/// Where what people write from a link is kept, a message each.
pub const REPLIES: &str = "replies/";
/// Where the files are that are answers, in a folder for each request.
pub const ANSWERS: &str = "answers/";
/// The largest answer that is taken and handed over, in bytes: a Lambda function takes and answers with 6 MB at most,
/// and a file grows by a third on its way through the gateway.
pub const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// A bucket: of raw mail and what else belongs to requests, or of exports.
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
    /// It is larger than whoever asked can take.
    #[error("what is stored is too large")]
    TooLarge,
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

    /// Stores a file that is an answer.
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

    /// The size of what is stored under a key, in bytes; none if nothing is. It is asked of the list of versions:
    /// to whoever may read an object and not list the bucket, S3 says of one that isn't there that it is forbidden.
    ///
    /// # Errors
    /// [`ArchiveError`] if it can't be said.
    pub async fn size(&self, key: &str) -> Result<Option<u64>, ArchiveError> {
        let listed = self
            .client
            .list_object_versions()
            .bucket(&self.bucket)
            .prefix(key)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        // Keys come in their order, and none before the key itself has it for its beginning.
        let mut versions = listed.versions().iter();
        let latest = versions
            .find(|version| version.key() == Some(key) && version.is_latest() == Some(true));
        Ok(latest.map(|latest| {
            let size = latest.size().unwrap_or_default();
            u64::try_from(size).unwrap_or_default()
        }))
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

    /// Reads an object that is not larger than this.
    ///
    /// # Errors
    /// [`ArchiveError::TooLarge`] if it is; [`ArchiveError::NotThere`] if none is stored.
    pub async fn get_at_most(&self, key: &str, most: usize) -> Result<Vec<u8>, ArchiveError> {
        self.read(key, Some(most)).await
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`ArchiveError::NotThere`] if no such message is stored.
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
        // Once, and not in pieces beside the whole: a message may have 40 MB.
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

    /// Erases a message with every version of it, so that it can't be read again. One that is not there is
    /// erased already.
    ///
    /// # Errors
    /// [`ArchiveError`] if it can't be said that nothing of it is left.
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
            // Keys come in their order, and none before the key itself has it for its beginning.
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
