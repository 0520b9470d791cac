//! What a raw mail belongs to: the requests that its emails opened or are about, and what is listed of it.
//!
//! Each is an item of its own under the mail's key, so that a list of five hundred people writes five hundred small items
//! and not one that grows with each.

use crate::table::items::{Item, item, text_of, texts_of, unchanged, value};
use crate::table::retry::pauses;
use crate::table::schema::{DUE_KIND, SK};
use crate::table::transactions::MAX_OPERATIONS;
use crate::table::{Table, keys};
use crate::{StoreError, UnopenedEmail};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

/// What begins the sort key of each request that a raw mail belongs to.
const REQUEST: &str = "REQUEST#";
/// The sort key of an item of an earlier version, and its two sets.
const OLD: &str = "RAW";
const REQUESTS: &str = "requests";
const MAILS: &str = "mails";
/// What begins the sort key of each id under which something is listed of it.
const LISTED: &str = keys::INBOUND;

impl Table {
    /// The operation that says that a raw mail belongs to a request, by the email in it with this id.
    pub(crate) fn link_raw(
        &self,
        archived: &str,
        request: RequestId,
        email: ReceiptId,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_ref(archived, link_sk(request, email))
    }

    /// Whether that was said.
    pub(crate) async fn is_linked_by(
        &self,
        archived: &str,
        request: RequestId,
        email: ReceiptId,
    ) -> Result<bool, StoreError> {
        let tied = self.get(keys::raw_pk(archived), link_sk(request, email));
        Ok(tied.await?.is_some())
    }

    /// The operation that says that something is listed of a raw mail under this id: whoever erases the mail erases it
    /// as well.
    pub(crate) fn register(
        &self,
        archived: &str,
        email: ReceiptId,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_ref(archived, format!("{LISTED}{email}"))
    }

    /// Says that something may be listed of a raw mail under each of these ids, of the emails that it holds. A mail of
    /// one letter needs none of this: what is listed of it alone has its key, and its requests have its id.
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

    /// Whether a raw mail belongs to any request.
    pub(crate) async fn is_linked(&self, archived: &str) -> Result<bool, StoreError> {
        self.split_old(archived).await?;
        let claims = self
            .items_with_prefix(keys::raw_pk(archived), REQUEST)
            .await?;
        Ok(!claims.is_empty())
    }

    /// Whether staff have still to look at something that is listed of a raw mail, and is about no request.
    pub(crate) async fn awaits_triage(&self, archived: &str) -> Result<bool, StoreError> {
        for listed in self
            .items_with_prefix(keys::raw_pk(archived), LISTED)
            .await?
        {
            let email = email_of(&listed, LISTED)?;
            let Some(stored) = self.get(keys::inbound_pk(email), keys::INBOUND_SK).await? else {
                continue;
            };
            let mail: UnopenedEmail = value(&stored, "unopened mail")?;
            let stands = text_of(&stored, DUE_KIND).unwrap_or_default();
            if mail.about.is_empty() && mail.list.due_kind().holds(stands) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A request lets go of a raw mail. What was listed under its emails is remembered first, so that whoever is the last
    /// to let go finds it, whatever is cut.
    pub(crate) async fn unlink(
        &self,
        archived: &str,
        request: RequestId,
    ) -> Result<(), StoreError> {
        self.split_old(archived).await?;
        let begins = format!("{REQUEST}{request}#");
        for claim in self
            .items_with_prefix(keys::raw_pk(archived), &begins)
            .await?
        {
            let email = email_of(&claim, &begins)?;
            self.transact(vec![self.register(archived, email)?]).await?;
            self.delete_item(&claim).await?;
        }
        Ok(())
    }

    /// Deletes what is listed of a raw mail, and emails to whoever wrote it. Again it deletes what is left.
    pub(crate) async fn delete_listed(&self, archived: &str) -> Result<(), StoreError> {
        for listed in self
            .items_with_prefix(keys::raw_pk(archived), LISTED)
            .await?
        {
            let email = email_of(&listed, LISTED)?;
            for stored in self.items_with_prefix(keys::inbound_pk(email), "").await? {
                self.delete_sent_items(&stored).await?;
                self.delete_item(&stored).await?;
            }
            self.delete_item(&listed).await?;
        }
        Ok(())
    }

    /// An earlier version kept all of it in two sets of one item. It goes with what takes its place, in one write and only
    /// as it was read: whoever does the same at this moment may have let go of some of it already.
    async fn split_old(&self, archived: &str) -> Result<(), StoreError> {
        let pk = keys::raw_pk(archived);
        for pause in pauses() {
            let Some(old) = self.get(pk.clone(), OLD).await? else {
                return Ok(());
            };
            let corrupt = || StoreError::Corrupt { kind: "raw mail" };
            let mut operations = Vec::new();
            for request in texts_of(&old, REQUESTS) {
                let request = keys::request_id(request).ok_or_else(corrupt)?;
                operations.push(self.link_raw(archived, request, request.0)?);
            }
            for email in texts_of(&old, MAILS) {
                operations.push(self.register(archived, email.parse().map_err(|_| corrupt())?)?);
            }
            // Of a long list the first go before.
            let last = operations.split_off(operations.len().saturating_sub(MAX_OPERATIONS - 1));
            for some in operations.chunks(MAX_OPERATIONS) {
                self.transact(some.to_vec()).await?;
            }
            let causes_unchanged = unchanged(&old, [REQUESTS, MAILS].map(str::to_owned));
            let whole = last
                .into_iter()
                .chain([self.delete_if(&pk, OLD, causes_unchanged)?]);
            if self.transact(whole.collect()).await?.is_none() {
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

/// The sort key of a request that a raw mail belongs to by an email.
fn link_sk(request: RequestId, email: ReceiptId) -> String {
    format!("{REQUEST}{request}#{email}")
}

/// The email that a sort key names behind what it begins with.
fn email_of(stored: &Item, begins: &str) -> Result<ReceiptId, StoreError> {
    let named = text_of(stored, SK).and_then(|sk| sk.strip_prefix(begins));
    let email = named.and_then(|email| email.parse().ok());
    email.ok_or(StoreError::Corrupt { kind: "raw mail" })
}
