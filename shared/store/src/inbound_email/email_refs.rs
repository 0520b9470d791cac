//! References of a raw email: the requests that it belongs to, and the inbound items made from it.
//!
//! Each reference is a small item under the raw email's key. So a list of 5,000 people writes 5,000 small items, and no
//! item grows with each person.

use crate::due::kind::DueKind;
use crate::table::items::{Item, item, text_of, texts_of, unchanged, value};
use crate::table::retry::pauses;
use crate::table::schema::{DUE_KIND, SK};
use crate::table::transactions::MAX_OPERATIONS;
use crate::table::{Table, keys};
use crate::{Stop, StoreError, UnopenedEmail};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

/// Prefix of the sort key of a reference to a request.
const REQUEST: &str = "REQUEST#";
/// The sort key of an item in the earlier format, and its two sets.
const OLD: &str = "RAW";
const REQUESTS: &str = "requests";
const MAILS: &str = "mails";
/// The number of references to read at a time. An email can have thousands.
const REFS_PER_READ: u16 = 100;
/// Prefix of the sort key of a reference to an inbound item.
const LISTED: &str = keys::INBOUND;

impl Table {
    /// Returns the operation that links a raw email to a request, by the ID of the email in it.
    pub(crate) fn link_raw(
        &self,
        archived: &str,
        request: RequestId,
        email: ReceiptId,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_ref(archived, link_sk(request, email))
    }

    /// Whether that link exists.
    pub(crate) async fn is_linked_by(
        &self,
        archived: &str,
        request: RequestId,
        email: ReceiptId,
    ) -> Result<bool, StoreError> {
        let tied = self.get(keys::raw_pk(archived), link_sk(request, email));
        Ok(tied.await?.is_some())
    }

    /// Returns the operation that registers an inbound item of a raw email, so that erasing the raw email deletes the
    /// item too.
    pub(crate) fn register(
        &self,
        archived: &str,
        email: ReceiptId,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_ref(archived, format!("{LISTED}{email}"))
    }

    /// Registers every email in a raw message before any of them is listed. A message with a single email needs no
    /// registration, because the list and the requests use the message's own ID.
    pub(crate) async fn register_inbound(
        &self,
        archived: &str,
        emails: &[ReceiptId],
    ) -> Result<(), StoreError> {
        for some in emails.chunks(MAX_OPERATIONS) {
            let each = some.iter().map(|email| self.register(archived, *email));
            self.transact(each.collect::<Result<_, _>>()?).await?;
        }
        Ok(())
    }

    /// Whether a raw email belongs to any request.
    pub(crate) async fn is_linked(&self, archived: &str) -> Result<bool, StoreError> {
        self.split_old(archived).await?;
        let pk = keys::raw_pk(archived);
        let first = self.partition_page(&pk, REQUEST, None, 1, true).await?;
        Ok(!first.items.is_empty())
    }

    /// Whether staff have yet to triage an inbound item of a raw email that is about no request.
    pub(crate) async fn awaits_triage(&self, archived: &str) -> Result<bool, StoreError> {
        let pk = keys::raw_pk(archived);
        let mut after: Option<String> = None;
        loop {
            let page = self
                .partition_page(&pk, LISTED, after.as_deref(), REFS_PER_READ, true)
                .await?;
            for listed in &page.items {
                if let Some(email) = email_of(listed, LISTED)
                    && self.is_on_a_list(email).await?
                {
                    return Ok(true);
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(false);
            }
        }
    }

    /// Whether an inbound item is about no request and on its list. An item that can't be parsed counts as long as it is on
    /// any list of pending work, because nobody can have read it.
    async fn is_on_a_list(&self, email: ReceiptId) -> Result<bool, StoreError> {
        let Some(stored) = self.get(keys::inbound_pk(email), keys::INBOUND_SK).await? else {
            return Ok(false);
        };
        let Some(partition) = text_of(&stored, DUE_KIND) else {
            return Ok(false);
        };
        Ok(match value::<UnopenedEmail>(&stored, "inbound email") {
            Ok(mail) => mail.about.is_empty() && mail.list.due_kind().holds(partition),
            Err(_) => !DueKind::Triaged.holds(partition),
        })
    }

    /// Removes a request's links to a raw email. Registers the emails of the links first, so that the last request to
    /// be erased finds them even after an interruption. Returns false if it stopped.
    pub(crate) async fn unlink(
        &self,
        archived: &str,
        request: RequestId,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError> {
        self.split_old(archived).await?;
        let pk = keys::raw_pk(archived);
        let prefix = format!("{REQUEST}{request}#");
        loop {
            let page = self
                .partition_page(&pk, &prefix, None, REFS_PER_READ, true)
                .await?;
            for link in &page.items {
                if stop() {
                    return Ok(false);
                }
                if let Some(email) = email_of(link, &prefix) {
                    self.transact(vec![self.register(archived, email)?]).await?;
                }
                self.delete_item(link).await?;
            }
            if page.next.is_none() {
                return Ok(true);
            }
        }
    }

    /// Deletes the inbound items of a raw email, and the replies to its sender. Safe to repeat. Returns false if it stopped.
    pub(crate) async fn delete_listed(
        &self,
        archived: &str,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError> {
        let pk = keys::raw_pk(archived);
        loop {
            let page = self
                .partition_page(&pk, LISTED, None, REFS_PER_READ, true)
                .await?;
            for listed in &page.items {
                if stop() {
                    return Ok(false);
                }
                if let Some(email) = email_of(listed, LISTED) {
                    self.delete_replies(email).await?;
                    self.delete_inbound_search(email).await?;
                    for stored in self.items_with_prefix(keys::inbound_pk(email), "").await? {
                        self.delete_item(&stored).await?;
                    }
                }
                self.delete_item(listed).await?;
            }
            if page.next.is_none() {
                return Ok(true);
            }
        }
    }

    /// Splits an item in the earlier format, which held all references in two sets. The last transaction deletes that
    /// item under the condition that it is unchanged, because another process can remove references at the same time.
    async fn split_old(&self, archived: &str) -> Result<(), StoreError> {
        let pk = keys::raw_pk(archived);
        for pause in pauses() {
            let Some(old) = self.get(pk.clone(), OLD).await? else {
                return Ok(());
            };
            let corrupt = || StoreError::Corrupt {
                kind: "reference of a raw email",
            };
            let mut operations = Vec::new();
            for request in texts_of(&old, REQUESTS) {
                let request = keys::request_id(request).ok_or_else(corrupt)?;
                operations.push(self.link_raw(archived, request, request.0)?);
            }
            for email in texts_of(&old, MAILS) {
                operations.push(self.register(archived, email.parse().map_err(|_| corrupt())?)?);
            }
            // Operations that don't fit in the last transaction are written before it.
            let last = operations.split_off(operations.len().saturating_sub(MAX_OPERATIONS - 1));
            for some in operations.chunks(MAX_OPERATIONS) {
                self.transact(some.to_vec()).await?;
            }
            let causes_unchanged = unchanged(&old, [REQUESTS, MAILS].map(str::to_owned));
            let last = last
                .into_iter()
                .chain([self.delete_if(&pk, OLD, causes_unchanged)?]);
            if self.transact(last.collect()).await?.is_none() {
                return Ok(());
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    fn put_ref(&self, archived: &str, sk: String) -> Result<TransactWriteItem, StoreError> {
        self.put(item(keys::raw_pk(archived), sk))
    }
}

fn link_sk(request: RequestId, email: ReceiptId) -> String {
    format!("{REQUEST}{request}#{email}")
}

/// Parses the email's ID after a prefix of the sort key.
fn email_of(stored: &Item, prefix: &str) -> Option<ReceiptId> {
    text_of(stored, SK)?.strip_prefix(prefix)?.parse().ok()
}
