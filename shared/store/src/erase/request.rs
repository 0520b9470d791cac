//! Erases a request's person.
//!
//! One transaction applies the command and deletes the uniqueness guard. After that, every item that names the person
//! is deleted, one by one. A call stops when its caller's time is over, and the next call continues there. The request
//! without its person, its log, and its suppressions stay. A suppression holds the SHA-256 of an identifier, which is
//! pseudonymous personal data: the company needs it to honor the opt-out.

use crate::outbox::email::read;
use crate::requests::conflict::Written;
use crate::requests::counted::LAST_DETAILS;
use crate::requests::downloads::DOWNLOADS;
use crate::requests::operations::max_operations;
use crate::requests::parts::PARTS_PER_READ;
use crate::requests::uniqueness::GUARD;
use crate::search::SearchPlace;
use crate::table::items::{Item, VALUE, encoded, item, number, number_of};
use crate::table::keys::{EMAIL, FOLLOWED_UP, NOTIFICATION, REASON};
use crate::table::retry::pauses;
use crate::table::schema::VERSION;
use crate::table::transactions::MAX_OPERATIONS;
use crate::table::{Table, keys};
use crate::{ActionError, CountedReceipt, EmailState, LogStart, PartPage, Stop, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::log::Actor;
use domain::receipt::Receipt;
use domain::request::{
    Command, Refused, Request, RequestId, RequestKind, ResponseDelivery, Retained,
};
use jiff::Timestamp;
use std::collections::HashSet;

/// The most archived objects that one call returns.
const ARCHIVED_PER_CALL: u16 = 50;

/// The sort key of the position in the log. Receipts before it are cleared.
const POSITION: &str = "ERASING";

/// A request whose person has been erased.
#[derive(Debug, Clone, PartialEq)]
pub struct Erased {
    /// The request as it is kept.
    pub request: Request,
    /// The archive keys to erase: emails that belong to no other request, and the file of a response. The caller
    /// confirms them with `archive_erased`.
    pub archived: Vec<String>,
    /// Whether nothing is left but `archived`. If not, the caller calls again after it has confirmed them.
    pub complete: bool,
}

impl Table {
    /// An erased request is searched again and returns the same archive keys until the archive has erased them.
    pub(crate) async fn erase(
        &self,
        id: RequestId,
        by: Actor,
        now: Timestamp,
        stop: Stop<'_>,
    ) -> Result<Erased, ActionError> {
        let mut erased = Erased {
            request: self.erased(id, &by, now).await?,
            archived: Vec::new(),
            complete: false,
        };
        if !self.delete_parts(id, stop).await? || !self.clear_receipts(id, stop).await? {
            return Ok(erased);
        }
        let archived = self.unlink_archived(id, stop).await?;
        erased.archived = archived.found;
        erased.complete = archived.next.is_none();
        Ok(erased)
    }

    /// Deletes the emails, notifications, reasons and follow-up marks of a request, and the counters of its file. Returns false if it
    /// stopped. What is deleted is progress, so the next call begins with what is left.
    async fn delete_parts(&self, id: RequestId, stop: Stop<'_>) -> Result<bool, StoreError> {
        for prefix in [EMAIL, NOTIFICATION, REASON, FOLLOWED_UP] {
            loop {
                let page = self
                    .part_page(id, prefix, None, PARTS_PER_READ, true)
                    .await?;
                for stored in &page.items {
                    if stop() {
                        return Ok(false);
                    }
                    self.delete_part(id, prefix, stored).await?;
                }
                if page.next.is_none() {
                    break;
                }
            }
        }
        let counters = item(keys::request_pk(id), DOWNLOADS);
        self.delete_item(&counters).await.map(|()| true)
    }

    async fn delete_part(
        &self,
        id: RequestId,
        prefix: &str,
        stored: &Item,
    ) -> Result<(), StoreError> {
        match prefix {
            EMAIL => {
                // An email that can't be parsed is in no summary that could be found. A summary that can't be parsed
                // can't be changed, and is never sent.
                if let Ok(email) = read(stored) {
                    match self.leave_summary(&email, Some(id)).await {
                        Ok(()) | Err(StoreError::Corrupt { .. }) => {}
                        Err(error) => return Err(error),
                    }
                }
                self.delete_sent_items(stored).await?;
                self.delete_item(stored).await
            }
            NOTIFICATION => self.delete_notification(stored).await,
            _ => self.delete_item(stored).await,
        }
    }

    /// Removes the person from the receipts of a request. Returns false if it stopped. The receipts are found through the
    /// log, which stays, so the position in the log is saved.
    async fn clear_receipts(&self, id: RequestId, stop: Stop<'_>) -> Result<bool, StoreError> {
        let position = self.get(keys::request_pk(id), POSITION).await?;
        let mut after = position.as_ref().and_then(|at| number_of(at, VERSION));
        loop {
            let page = self
                .log_page(id, LogStart::After(after), PARTS_PER_READ)
                .await?;
            for CountedReceipt { receipt, repeats } in page.receipts {
                if receipt.request != id {
                    continue;
                }
                if repeats.is_some() && !self.clear_counted(receipt.id, stop).await? {
                    return self.save_position(id, after).await.map(|()| false);
                }
                if !receipt.is_erased() {
                    self.clear_receipt(receipt).await?;
                }
            }
            after = page.next;
            if after.is_none() {
                let position = item(keys::request_pk(id), POSITION);
                return self.delete_item(&position).await.map(|()| true);
            }
            if stop() {
                return self.save_position(id, after).await.map(|()| false);
            }
        }
    }

    /// Saves where the next call continues in the log.
    async fn save_position(&self, id: RequestId, after: Option<u64>) -> Result<(), StoreError> {
        let mut position = item(keys::request_pk(id), POSITION);
        position.extend(after.map(|after| (VERSION.to_owned(), number(after))));
        self.put_item(position).await
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
            let mut transition = request
                .apply(Command::Erase, now)
                .map_err(ActionError::Refused)?;
            if self.is_about_to_leave(id).await? {
                return Err(ActionError::Refused(Refused::RetentionRequired(
                    Retained::Leaving,
                )));
            }
            if self.notifies_partners(id).await? {
                return Err(ActionError::Refused(Refused::RetentionRequired(
                    Retained::Leaving,
                )));
            }
            let mut more = self.guards_of(&request).await?;
            more.extend(self.delete_response_note(&request)?);
            if let Some(key) = response_file(&request) {
                more.push(self.link(id, key)?);
            }
            // A request with very many identifiers leaves the search in parts.
            let room = MAX_OPERATIONS.saturating_sub(more.len());
            let mut early = Vec::new();
            while max_operations(&transition) > room
                && let Some(key) = transition.search.removed.pop()
            {
                early.push(key);
            }
            let place = SearchPlace::of_request(&request);
            self.delete_search(&early, &place).await?;
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
        let mut summaries = HashSet::new();
        let mut after = None;
        loop {
            let page = self
                .emails_page(id, after.as_deref(), PARTS_PER_READ)
                .await?;
            for email in page.found {
                if leaves(email.state) {
                    return Ok(true);
                }
                let Some(key) = email.summary.filter(|key| summaries.insert(key.clone())) else {
                    continue;
                };
                match self.email(&key).await {
                    Ok(Some(summary)) if leaves(summary.state) => return Ok(true),
                    // A summary that can't be parsed can't be sent.
                    Ok(_) | Err(StoreError::Corrupt { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(false);
            }
        }
    }

    /// Returns the operations that delete the request's uniqueness guards, so that the person's next request for the
    /// same right is a new one.
    async fn guards_of(&self, request: &Request) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut operations = Vec::new();
        if let (Some(of), Some(contact)) = (request.was_active_for(), request.person.contact()) {
            let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
            for key in keys {
                if self.active_request(&key, of).await? == Some(request.id) {
                    operations.push(self.delete(keys::active_pk(&key, of), GUARD)?);
                }
            }
        }
        Ok(operations)
    }

    /// Removes the person from a receipt. The right and the dates stay, and so does the number of repeats.
    pub(crate) async fn clear_receipt(&self, receipt: Receipt) -> Result<(), StoreError> {
        let pk = keys::receipt_pk(receipt.reference());
        let cleared = encoded("receipt", &receipt.erased())?;
        let update = self
            .update_item(pk, "RECEIPT")
            .update_expression("SET #value = :cleared REMOVE #details")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#details", LAST_DETAILS)
            .expression_attribute_values(":cleared", cleared);
        StoreError::unless_condition_failed(update.send().await)?;
        Ok(())
    }

    /// Removes a page of the request's links to archived objects. Returns the objects that must be erased because no other
    /// request needs them. Their links stay until the archive has erased them, so an interruption loses none.
    async fn unlink_archived(
        &self,
        id: RequestId,
        stop: Stop<'_>,
    ) -> Result<PartPage<String>, StoreError> {
        let mut page = self.archived_page(id, None, ARCHIVED_PER_CALL).await?;
        let mut to_erase = Vec::new();
        for archived in std::mem::take(&mut page.found) {
            if stop() || !self.unlink(&archived, id, stop).await? {
                page.next = Some(archived);
                break;
            }
            // An email that is needed is erased with the last request that needs it.
            if self.is_needed(&archived).await? {
                self.delete_item(&item(keys::request_pk(id), keys::linked_sk(&archived)))
                    .await?;
            } else if self.delete_listed(&archived, stop).await? {
                to_erase.push(archived);
            } else {
                page.next = Some(archived);
                break;
            }
        }
        page.found = to_erase;
        Ok(page)
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
