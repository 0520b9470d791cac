//! Inbound email that opened no request, and replies to senders.

use crate::due::kind::DueKind;
use crate::outbox::email::{EmailState, outbox_item, put_requests};
use crate::table::items::{due, item, value, with_value};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxItem, StoreError};
use domain::outbound_email::OutboundEmail;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An inbound email that opened no request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedEmail {
    /// The archive key of the raw email.
    pub archived: String,
    /// The time of arrival.
    pub received: Timestamp,
    /// Why it opened no request.
    pub why: String,
    /// The list on which staff find it.
    pub list: InboundList,
    /// The requests that it follows up.
    pub about: Vec<RequestId>,
}

/// The lists of inbound email that opened no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundList {
    /// Email without a request.
    Unopened,
    /// A reply to one of our emails that a person must read.
    Replies,
    /// Email without a request that the receiving server marked as spam or malware.
    Quarantine,
}

impl InboundList {
    pub(crate) fn due_kind(self) -> DueKind {
        match self {
            Self::Unopened => DueKind::Unopened,
            Self::Replies => DueKind::Reply,
            Self::Quarantine => DueKind::Quarantine,
        }
    }
}

impl Table {
    pub(crate) async fn list_unopened(
        &self,
        id: ReceiptId,
        mail: &UnopenedEmail,
    ) -> Result<(), StoreError> {
        let stored = with_value(
            item(keys::inbound_pk(id), keys::INBOUND_SK),
            "inbound email",
            mail,
        )?;
        let kind = mail.list.due_kind();
        self.put_once(due(stored, kind, mail.received, &id.to_string()))
            .await?;
        Ok(())
    }

    pub(crate) async fn unopened(
        &self,
        id: ReceiptId,
    ) -> Result<Option<UnopenedEmail>, StoreError> {
        let found = self.get(keys::inbound_pk(id), keys::INBOUND_SK).await?;
        found.map(|item| value(&item, "inbound email")).transpose()
    }

    pub(crate) async fn queue_reply(
        &self,
        mail: ReceiptId,
        email: OutboundEmail,
        about: Option<RequestId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = EmailKey::of_mail(mail, &email.id);
        let state = EmailState::of(&email);
        let mut stored = outbox_item(key, &OutboxItem::Single(email), state, at)?;
        put_requests(&mut stored, about.as_slice());
        self.put_once(stored).await?;
        Ok(())
    }
}
