//! Mail that opened nothing: kept and listed. And emails to whoever wrote a mail, beside those of its requests.

use crate::item::{Item, due, item, text_of, value, with_value};
use crate::pending::{EmailState, post_item};
use crate::schema::{self, DueKind, PK, SK};
use crate::{EmailKey, OutboxItem, Store, StoreError};
use domain::outbound_email::OutboundEmail;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail that opened nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedMail {
    /// The key of the raw message in the archive.
    pub archived: String,
    /// When it reached us.
    pub received: Timestamp,
    /// Why it opened nothing.
    pub why: String,
    /// Where staff find it.
    pub list: MailList,
    /// The requests that it belongs to: it follows them up.
    pub about: Vec<RequestId>,
}

/// The lists of mail that opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailList {
    /// Nobody asked for anything.
    Unopened,
    /// The inbox's mail server takes it for spam or malware, and nothing in it asks for anything.
    Quarantine,
}

impl MailList {
    pub(crate) fn due_kind(self) -> DueKind {
        match self {
            Self::Unopened => DueKind::Unopened,
            Self::Quarantine => DueKind::Quarantine,
        }
    }
}

impl Store {
    /// Lists a mail that opened nothing. The same mail again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be stored.
    pub async fn list_unopened(
        &self,
        id: ReceiptId,
        mail: &UnopenedMail,
    ) -> Result<(), StoreError> {
        let stored = with_value(item(schema::mail_pk(id), "MAIL"), "unopened mail", mail)?;
        let kind = mail.list.due_kind();
        self.put_once(due(stored, kind, mail.received, &id.to_string()))
            .await?;
        Ok(())
    }

    /// One mail that opened nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be read.
    pub async fn unopened(&self, id: ReceiptId) -> Result<Option<UnopenedMail>, StoreError> {
        let found = self.get(schema::mail_pk(id), "MAIL").await?;
        found.map(|item| value(&item, "unopened mail")).transpose()
    }

    /// The mail on a list, oldest first, up to `most` of each shard.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn unopened_on(
        &self,
        list: MailList,
        most: u16,
    ) -> Result<Vec<(ReceiptId, UnopenedMail)>, StoreError> {
        let mut mails = Vec::new();
        for keys in self.first_rows(list.due_kind(), None, most).await? {
            let (Some(pk), Some(sk)) = (text_of(&keys, PK), text_of(&keys, SK)) else {
                continue;
            };
            let unreadable = StoreError::Unreadable {
                kind: "unopened mail",
            };
            let id = schema::mail_id(pk).ok_or(unreadable)?;
            if let Some(found) = self.get(pk.to_owned(), sk.to_owned()).await? {
                mails.push((id, value(&found, "unopened mail")?));
            }
        }
        mails.sort_by_key(|(_, mail): &(_, UnopenedMail)| mail.received);
        Ok(mails)
    }

    /// Owes an email to whoever wrote a mail. The same email again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be stored.
    pub async fn owe_to_writer(
        &self,
        mail: ReceiptId,
        email: OutboundEmail,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = EmailKey::of_mail(mail, &email.id);
        let state = EmailState::of(&email);
        self.put_once(post_item(key, &OutboxItem::Single(email), state, at)?)
            .await?;
        Ok(())
    }

    /// Puts an item that may be there already. False if it was.
    pub(crate) async fn put_once(&self, stored: Item) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(stored));
        let put = put.condition_expression("attribute_not_exists(pk)");
        let written = StoreError::unless_refused(put.send().await)?;
        Ok(written.is_some())
    }
}
