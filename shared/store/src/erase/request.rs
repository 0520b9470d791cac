//! Erases a request's person.
//!
//! One transaction applies the command and deletes the uniqueness guard. After that, every item that names the person
//! is deleted, one by one. The caller repeats the call after an interruption. The request without its person, its
//! log, and suppressions, which hold only hashes, are kept.

use crate::outbox::email::read;
use crate::requests::conflict::Written;
use crate::requests::downloads::DOWNLOADS;
use crate::requests::uniqueness::GUARD;
use crate::table::items::{item, with_value};
use crate::table::keys::{EMAIL, NOTIFICATION, REASON};
use crate::table::retry::pauses;
use crate::table::{Table, keys};
use crate::{ActionError, EmailState, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::digest::Digest;
use domain::log::Actor;
use domain::receipt::Receipt;
use domain::request::{Command, Refused, Request, RequestId, RequestKind, ResponseDelivery};
use jiff::Timestamp;

/// A request whose person has been erased.
#[derive(Debug, Clone, PartialEq)]
pub struct Erased {
    /// The request as it is kept.
    pub request: Request,
    /// The archive keys to erase: emails that belong to no other request, and the file of a response. The caller
    /// confirms them with `archive_erased`.
    pub archived: Vec<String>,
}

impl Table {
    /// An erased request is searched again and returns the same keys until the archive has erased them.
    pub(crate) async fn erase(
        &self,
        id: RequestId,
        by: Actor,
        now: Timestamp,
    ) -> Result<Erased, ActionError> {
        let request = self.erased(id, &by, now).await?;
        for email in self.items_with_prefix(keys::request_pk(id), EMAIL).await? {
            let pending = read(&email)?;
            self.leave_summary(&pending, id).await?;
            self.delete_sent_items(&email).await?;
            self.delete_item(&email).await?;
        }
        for notification in self
            .items_with_prefix(keys::request_pk(id), NOTIFICATION)
            .await?
        {
            self.delete_notification(&notification).await?;
        }
        for reason in self.items_with_prefix(keys::request_pk(id), REASON).await? {
            self.delete_item(&reason).await?;
        }
        self.delete_item(&item(keys::request_pk(id), DOWNLOADS))
            .await?;
        let receipts = self.receipts_of(id).await?;
        for receipt in receipts.into_iter().filter(|receipt| receipt.request == id) {
            self.clear_receipt(receipt).await?;
        }
        let archived = self.unlink_archived(id).await?;
        Ok(Erased { request, archived })
    }

    pub(crate) async fn archive_erased(
        &self,
        id: RequestId,
        archived: &[String],
    ) -> Result<(), StoreError> {
        for key in archived {
            self.delete_item(&item(keys::request_pk(id), keys::linked_sk(key)))
                .await?;
        }
        Ok(())
    }

    /// Applies the command, unless it was applied before.
    async fn erased(
        &self,
        id: RequestId,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            if request.erased.is_some() {
                return Ok(request);
            }
            let transition = request
                .apply(Command::Erase, now)
                .map_err(ActionError::Refused)?;
            if self.is_about_to_leave(id).await? {
                return Err(ActionError::Refused(Refused::RetentionRequired));
            }
            if self.notifies_partners(id).await? {
                return Err(ActionError::Refused(Refused::RetentionRequired));
            }
            let mut more = self.guards_of(&request).await?;
            more.extend(self.delete_response_note(&request)?);
            if let Some(key) = response_file(&request) {
                more.push(self.link(id, key)?);
            }
            match self.write_with(&transition.by(by.clone()), more).await? {
                Written::All => return self.request(id).await?.ok_or(ActionError::NoRequest),
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Whether an email of the request is about to be sent, alone or in a summary.
    async fn is_about_to_leave(&self, id: RequestId) -> Result<bool, StoreError> {
        let leaves = |state| matches!(state, EmailState::Pending | EmailState::Held);
        for email in self.emails_of(id).await? {
            let summary = match &email.summary {
                Some(key) => self.email(key).await?,
                None => None,
            };
            if leaves(email.state) || summary.is_some_and(|summary| leaves(summary.state)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the operations that delete the request's uniqueness guards, so that the person's next request for the
    /// same right is a new one.
    async fn guards_of(&self, request: &Request) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut operations = Vec::new();
        if let (Some(right), Some(contact)) = (request.was_active_for(), request.person.contact()) {
            let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
            for key in keys {
                if self.active_request(&key, right).await? == Some(request.id) {
                    operations.push(self.delete(keys::active_pk(&key, right), GUARD)?);
                }
            }
        }
        Ok(operations)
    }

    /// Removes the person from a receipt. The right and the dates stay.
    async fn clear_receipt(&self, receipt: Receipt) -> Result<(), StoreError> {
        let cleared = Receipt {
            identifiers: Vec::new(),
            digest: Digest::of(b""),
            ..receipt
        };
        let pk = keys::receipt_pk(cleared.reference());
        self.put_item(with_value(item(pk, "RECEIPT"), "receipt", &cleared)?)
            .await
    }

    /// Removes the request's links to archived objects. Returns the objects that must be erased because no other
    /// request needs them.
    async fn unlink_archived(&self, id: RequestId) -> Result<Vec<String>, StoreError> {
        let mut to_erase = Vec::new();
        for archived in self.archived_keys(id).await? {
            self.unlink(&archived, id).await?;
            // Another request needs the email, or staff have not triaged all of it. It is erased with the last of
            // them.
            if self.is_linked(&archived).await? || self.awaits_triage(&archived).await? {
                self.delete_item(&item(keys::request_pk(id), keys::linked_sk(&archived)))
                    .await?;
            } else {
                self.delete_listed(&archived).await?;
                to_erase.push(archived);
            }
        }
        Ok(to_erase)
    }
}

/// Returns the archive key of the response's file, if the response has one.
fn response_file(request: &Request) -> Option<&str> {
    let RequestKind::Verifiable { stage, .. } = &request.kind else {
        return None;
    };
    match stage.response()?.delivery() {
        Some(ResponseDelivery::File { key, .. }) => Some(key),
        Some(ResponseDelivery::Elsewhere { .. }) | None => None,
    }
}
