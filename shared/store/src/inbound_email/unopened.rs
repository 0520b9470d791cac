//! Inbound email that opened no request, and replies to senders.

use crate::due::kind::DueKind;
use crate::outbox::email::{EmailState, outbox_item, put_requests};
use crate::search::SearchPlace;
use crate::table::items::{due, item, value, with_value};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxItem, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::outbound_email::OutboundEmail;
use domain::person::{EmailAddress, Identifier, PersonName};
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use domain::search::{SearchChange, SearchKey};
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
    /// What a list shows of it.
    #[serde(default)]
    pub heading: InboundHeading,
}

/// What a list shows of an inbound email. It is erased with the email.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundHeading {
    /// The sender's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<EmailAddress>,
    /// The sender's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The first line of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_line: Option<String>,
}

/// The most characters of a subject and of a first line.
const MOST_SHOWN: usize = 200;

impl InboundHeading {
    /// Returns the words of a line, cut to what a list has room for; `None` if it has none.
    #[must_use]
    pub fn line(line: &str) -> Option<String> {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = words.chars().take(MOST_SHOWN).collect();
        (!cut.is_empty()).then_some(cut)
    }

    /// Returns what staff find the email by.
    pub(crate) fn search_keys(&self) -> Vec<SearchKey> {
        let address = self.sender.clone().map(Identifier::Email);
        let address = address.as_ref().and_then(SearchKey::of);
        let name = self.name.as_ref().and_then(SearchKey::of_name);
        address.into_iter().chain(name).collect()
    }
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
        // If the condition failed, the email was listed before.
        self.transact(self.listing(id, mail)?).await.map(drop)
    }

    /// Returns the operations that put an email on its list, on the condition that it is on none.
    pub(crate) fn listing(
        &self,
        id: ReceiptId,
        mail: &UnopenedEmail,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let stored = with_value(
            item(keys::inbound_pk(id), keys::INBOUND_SK),
            "inbound email",
            mail,
        )?;
        let kind = mail.list.due_kind();
        let stored = due(stored, kind, mail.received, &id.to_string());
        let search = SearchChange {
            added: mail.heading.search_keys(),
            removed: Vec::new(),
        };
        let mut operations = vec![self.put_new(stored)?];
        operations.extend(self.search_operations(&search, &SearchPlace::of_inbound(id, mail))?);
        Ok(operations)
    }

    /// Deletes what staff find an inbound email by, before the email is deleted.
    pub(crate) async fn delete_inbound_search(&self, id: ReceiptId) -> Result<(), StoreError> {
        let mail = match self.unopened(id).await {
            Ok(Some(mail)) => mail,
            // An email that can't be parsed names no sender.
            Ok(None) | Err(StoreError::Corrupt { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let keys = mail.heading.search_keys();
        self.delete_search(&keys, &SearchPlace::of_inbound(id, &mail))
            .await
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
