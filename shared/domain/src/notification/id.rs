//! The IDs of a notification and of its deliveries.

use crate::partner::{NotAPartnerId, PartnerId};
use serde::{Deserialize, Serialize};

/// The ID of a notification. It is derived from the request's ID, and does not lead back to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct NotificationId(String);

/// The ID of one delivery. Webhooks contain it, and callbacks name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeliveryId {
    /// The notification.
    pub notification: NotificationId,
    /// The partner.
    pub to: PartnerId,
}

/// The text is not the ID of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Give the ID that came with the notification, like msg_… in the header webhook-id")]
pub struct NotADeliveryId;

impl From<NotAPartnerId> for NotADeliveryId {
    fn from(_: NotAPartnerId) -> Self {
        Self
    }
}

impl NotificationId {
    /// Parses an ID: 128 bits in base32.
    ///
    /// # Errors
    /// [`NotADeliveryId`] if the text is not one.
    pub fn parse(text: &str) -> Result<Self, NotADeliveryId> {
        let fits = text.len() == 26 && data_encoding::BASE32_NOPAD.decode(text.as_bytes()).is_ok();
        fits.then(|| Self(text.to_owned())).ok_or(NotADeliveryId)
    }

    /// Returns the ID as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NotificationId {
    type Error = NotADeliveryId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "msg_{}_{}", self.notification.as_str(), self.to)
    }
}

impl DeliveryId {
    /// Parses `msg_`, the notification, `_` and the partner.
    ///
    /// # Errors
    /// [`NotADeliveryId`] if the text has another form.
    pub fn parse(text: &str) -> Result<Self, NotADeliveryId> {
        let rest = text.strip_prefix("msg_").ok_or(NotADeliveryId)?;
        let (notification, to) = rest.split_once('_').ok_or(NotADeliveryId)?;
        Ok(Self {
            notification: NotificationId::parse(notification)?,
            to: PartnerId::parse(to)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let id = DeliveryId {
            notification: NotificationId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: PartnerId::parse("ads-1").unwrap(),
        };
        assert_eq!(DeliveryId::parse(&id.to_string()), Ok(id));
        for text in ["", "msg_", "msg_A_b", "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4", "x"] {
            assert_eq!(DeliveryId::parse(text), Err(NotADeliveryId), "{text}");
        }
    }
}
