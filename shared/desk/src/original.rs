//! An inbound email, with the text that the reader judged.

use crate::reading::{self, FoundRight};
use archive::{Archive, ArchiveError};
use domain::person::EmailAddress;
use mail_reader::{AttachedText, ReadText};
use serde::Serialize;

/// An inbound email.
#[derive(Debug, Default, Serialize)]
pub struct Original {
    /// Its key in the archive.
    pub archived: String,
    /// The size of the raw message.
    pub bytes: usize,
    /// The sender.
    pub from: Option<String>,
    /// Where replies go.
    pub reply_to: Option<String>,
    /// The recipient.
    pub to: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The date, as the sender wrote it.
    pub date: Option<String>,
    /// The text.
    pub text: String,
    /// The text of attachments.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub attached_text: String,
    /// The messages that are attached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attached_messages: Vec<AttachedMessage>,
    /// The names of the attachments.
    pub attachments: Vec<String>,
    /// Whether an attachment could not be read as text.
    pub unread_attachment: bool,
    /// Whether the message has more text than is shown.
    pub truncated: bool,
    /// Whether the archive no longer has the message.
    pub gone: bool,
    /// The rights that the reader finds in it now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<FoundRight>,
}

/// A message that is attached to an inbound email.
#[derive(Debug, Serialize)]
pub struct AttachedMessage {
    /// The sender.
    pub from: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

impl Original {
    /// Reads an email from the archive.
    ///
    /// # Errors
    /// [`ArchiveError`] if the archive fails.
    pub async fn of(
        archive: &Archive,
        archived: &str,
        inbox: &EmailAddress,
    ) -> Result<Self, ArchiveError> {
        let read = match raw(archive, archived).await? {
            Some(raw) => Self::read(&raw, inbox),
            None => Self {
                gone: true,
                ..Self::default()
            },
        };
        Ok(Self {
            archived: archived.to_owned(),
            ..read
        })
    }

    fn read(raw: &[u8], inbox: &EmailAddress) -> Self {
        let shown = mail_reader::text_of(raw);
        let rights = reading::rights(raw, &shown, inbox);
        let ReadText {
            from,
            reply_to,
            to,
            subject,
            date,
            text,
            attached_text,
            attached_messages,
            attachments,
            unread_attachment,
            truncated,
        } = shown;
        Self {
            archived: String::new(),
            bytes: raw.len(),
            from,
            reply_to,
            to,
            subject,
            date,
            text,
            attached_text,
            attached_messages: attached_messages.into_iter().map(Into::into).collect(),
            attachments,
            unread_attachment,
            truncated,
            gone: false,
            rights,
        }
    }
}

/// Returns a raw message; `None` if the archive no longer has it.
pub(crate) async fn raw(
    archive: &Archive,
    archived: &str,
) -> Result<Option<Vec<u8>>, ArchiveError> {
    match archive.size(archived).await? {
        Some(_) => archive.get(archived).await.map(Some),
        None => Ok(None),
    }
}

impl From<AttachedText> for AttachedMessage {
    fn from(attached: AttachedText) -> Self {
        Self {
            from: attached.from,
            subject: attached.subject,
            text: attached.text,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn an_original_shows_the_text_that_the_reader_judged() {
        let raw = b"From: Ana <ana@example.org>\r\nSubject: =?utf-8?q?My_data?=\r\nContent-Type: text/html\r\n\r\n<div>Hi</div><div>I opt out</div>";
        let inbox = EmailAddress::parse("privacy@example.com").unwrap();
        let original = Original::read(raw, &inbox);
        assert_eq!(original.from.as_deref(), Some("ana@example.org"));
        assert_eq!(original.subject.as_deref(), Some("My data"));
        let words: Vec<_> = original.text.split_whitespace().collect();
        assert_eq!(words, ["Hi", "I", "opt", "out"]);
        assert_eq!((original.bytes, original.truncated), (raw.len(), false));
    }
}
