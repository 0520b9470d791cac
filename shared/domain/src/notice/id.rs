//! The names of a notice, and of one notice to one recipient.

use crate::recipient::{NotARecipientId, RecipientId};
use serde::{Deserialize, Serialize};

/// The id of a notice. It is made from the request's, and doesn't lead back to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct NoticeId(String);

/// The id of one notice to one recipient: what a webhook carries as its id, and what a callback names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DispatchId {
    /// The notice.
    pub notice: NoticeId,
    /// To whom.
    pub to: RecipientId,
}

/// The text is no id of a notice to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Give the id that came with the notice, like msg_… in the header webhook-id")]
pub struct NotADispatchId;

impl From<NotARecipientId> for NotADispatchId {
    fn from(_: NotARecipientId) -> Self {
        Self
    }
}

impl NoticeId {
    /// Reads an id: 128 bits in base32.
    ///
    /// # Errors
    /// [`NotADispatchId`] if it is none.
    pub fn parse(text: &str) -> Result<Self, NotADispatchId> {
        let fits = text.len() == 26 && data_encoding::BASE32_NOPAD.decode(text.as_bytes()).is_ok();
        fits.then(|| Self(text.to_owned())).ok_or(NotADispatchId)
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NoticeId {
    type Error = NotADispatchId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for DispatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "msg_{}_{}", self.notice.as_str(), self.to)
    }
}

impl DispatchId {
    /// Reads `msg_`, the notice, `_` and the recipient.
    ///
    /// # Errors
    /// [`NotADispatchId`] if it isn't so.
    pub fn parse(text: &str) -> Result<Self, NotADispatchId> {
        let rest = text.strip_prefix("msg_").ok_or(NotADispatchId)?;
        let (notice, to) = rest.split_once('_').ok_or(NotADispatchId)?;
        Ok(Self {
            notice: NoticeId::parse(notice)?,
            to: RecipientId::parse(to)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let id = DispatchId {
            notice: NoticeId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: RecipientId::parse("ads-1").unwrap(),
        };
        assert_eq!(DispatchId::parse(&id.to_string()), Ok(id));
        for text in ["", "msg_", "msg_A_b", "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4", "x"] {
            assert_eq!(DispatchId::parse(text), Err(NotADispatchId), "{text}");
        }
    }
}
