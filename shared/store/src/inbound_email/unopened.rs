//! Mail that opened nothing: kept and listed. And emails to whoever wrote a mail, beside those of its requests.

use crate::due::kind::DueKind;
use crate::outbox::email::{EmailState, outbox_item};
use crate::table::items::{due, item, value, with_value};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxItem, StoreError};
use domain::outbound_email::OutboundEmail;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail that opened nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedEmail {
    /// The key of the raw message in the archive.
    pub archived: String,
    /// When it reached us.
    pub received: Timestamp,
    /// Why it opened nothing.
    pub why: String,
    /// Where staff find it.
    pub list: InboundList,
    /// The requests that it belongs to: it follows them up.
    pub about: Vec<RequestId>,
}

/// The lists of mail that opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundList {
    /// Nobody asked for anything.
    Unopened,
    /// The inbox's mail server takes it for spam or malware, and nothing in it asks for anything.
    Quarantine,
}

impl InboundList {
    pub(crate) fn due_kind(self) -> DueKind {
        match self {
            Self::Unopened => DueKind::Unopened,
            Self::Quarantine => DueKind::Quarantine,
        }
    }
}

impl Table {
    /// Lists a mail that opened nothing. The same mail again changes nothing.
    pub(crate) async fn list_unopened(
        &self,
        id: ReceiptId,
        mail: &UnopenedEmail,
    ) -> Result<(), StoreError> {
        let stored = with_value(
            item(keys::inbound_pk(id), keys::INBOUND_SK),
            "unopened mail",
            mail,
        )?;
        let kind = mail.list.due_kind();
        self.put_once(due(stored, kind, mail.received, &id.to_string()))
            .await?;
        Ok(())
    }

    /// One mail that opened nothing.
    pub(crate) async fn unopened(
        &self,
        id: ReceiptId,
    ) -> Result<Option<UnopenedEmail>, StoreError> {
        let found = self.get(keys::inbound_pk(id), keys::INBOUND_SK).await?;
        found.map(|item| value(&item, "unopened mail")).transpose()
    }

    /// Owes an email to whoever wrote a mail. The same email again changes nothing.
    pub(crate) async fn queue_reply(
        &self,
        mail: ReceiptId,
        email: OutboundEmail,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = EmailKey::of_mail(mail, &email.id);
        let state = EmailState::of(&email);
        self.put_once(outbox_item(key, &OutboxItem::Single(email), state, at)?)
            .await?;
        Ok(())
    }
}
