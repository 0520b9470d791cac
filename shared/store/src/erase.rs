//! Forgetting a person: what names them goes, what the law wants kept stays.
//!
//! One transaction takes the step and ends the request's claim on its person's next one. What else names them
//! goes item by item after that, as often as it is asked for: whoever was cut asks again. What stays is the
//! request without its person, its log, and what is stopped, which is kept under hashes.

use crate::collect::COLLECTION;
use crate::commit::Written;
use crate::item::{item, value, with_value};
use crate::pending::read;
use crate::retry::pauses;
use crate::schema::{self, LETTER, NOTICE, WORDS};
use crate::{ActionError, EmailState, Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::digest::Digest;
use domain::log::{Actor, Event};
use domain::receipt::Receipt;
use domain::request::{Command, Note, Refused, Request, RequestId, RequestKind, ResponseDelivery};
use jiff::Timestamp;

/// A request whose person was forgotten.
#[derive(Debug, Clone, PartialEq)]
pub struct Forgotten {
    /// The request as it is kept.
    pub request: Request,
    /// What the archive must erase, by key: mail that belongs to no other request, and what was handed over.
    /// [`Store::archive_forgot`] is told when it has.
    pub archived: Vec<String>,
}

impl Store {
    /// Forgets who made a request. One that was forgotten before is looked through again, and gives the same
    /// keys for as long as the archive has not erased what they name.
    ///
    /// # Errors
    /// [`ActionError::Refused`] with [`Refused::MustBeKept`] while it is open, held for a dispute, or one of its
    /// emails or notifications is about to leave; [`ActionError::Store`] if it was cut: ask again.
    pub async fn forget(
        &self,
        id: RequestId,
        by: Actor,
        now: Timestamp,
    ) -> Result<Forgotten, ActionError> {
        let request = self.erased(id, &by, now).await?;
        for email in self.below(schema::request_pk(id), LETTER).await? {
            let pending = read(&email)?;
            self.leave_summary(&pending, id).await?;
            self.drop_names_of(&email).await?;
            self.drop_item(&email).await?;
        }
        for notification in self.below(schema::request_pk(id), NOTICE).await? {
            self.drop_notification(&notification).await?;
        }
        for words in self.below(schema::request_pk(id), WORDS).await? {
            self.drop_item(&words).await?;
        }
        self.drop_item(&item(schema::request_pk(id), COLLECTION))
            .await?;
        let receipts = self.receipts_of(id).await?;
        for receipt in receipts.into_iter().filter(|receipt| receipt.request == id) {
            self.blank(receipt).await?;
        }
        let archived = self.let_go_of_mail(id).await?;
        Ok(Forgotten { request, archived })
    }

    /// Notes that the archive has erased what [`Forgotten::archived`] named.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be noted: the same keys are given again.
    pub async fn archive_forgot(
        &self,
        id: RequestId,
        archived: &[String],
    ) -> Result<(), StoreError> {
        for key in archived {
            self.drop_item(&item(schema::request_pk(id), schema::kept_sk(key)))
                .await?;
        }
        Ok(())
    }

    /// The receipts that belong to a request, the one first that opened it, and those of emails that staff joined
    /// to it among them.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn receipts_of(&self, id: RequestId) -> Result<Vec<Receipt>, StoreError> {
        let log = self.log(id).await?;
        let repeats = log.into_iter().filter_map(|entry| match entry.event {
            Event::Repeated { receipt, .. } => Some(receipt),
            Event::Noted(Note::Joined { from }) => Some(from.0),
            _ => None,
        });
        let mut receipts = Vec::new();
        for receipt in std::iter::once(id.0).chain(repeats) {
            let pk = schema::receipt_pk(receipt.reference());
            if let Some(found) = self.get(pk, "RECEIPT").await? {
                receipts.push(value(&found, "receipt")?);
            }
        }
        Ok(receipts)
    }

    /// Takes the step, unless it was taken.
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
                return Err(ActionError::Refused(Refused::MustBeKept));
            }
            if self.is_being_told(id).await? {
                return Err(ActionError::Refused(Refused::MustBeKept));
            }
            let mut more = self.markers_of(&request).await?;
            more.extend(self.no_longer_answered(&request)?);
            if let Some(key) = handed_over(&request) {
                more.push(self.keep(id, key)?);
            }
            match self.write_with(&transition.by(by.clone()), more).await? {
                Written::Whole => return self.request(id).await?.ok_or(ActionError::NoRequest),
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Whether an email of the request is about to leave, by itself or in a summary.
    async fn is_about_to_leave(&self, id: RequestId) -> Result<bool, StoreError> {
        let leaves = |state| matches!(state, EmailState::Owed | EmailState::Held);
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

    /// The operations by which the person's next request for the same right opens one of its own.
    async fn markers_of(&self, request: &Request) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut operations = Vec::new();
        if let (Some(right), Some(contact)) = (request.was_active_for(), request.person.contact()) {
            let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
            for key in keys {
                if self.standing_request(&key, right).await? == Some(request.id) {
                    operations.push(self.delete(schema::standing_pk(&key, right), "STANDING")?);
                }
            }
        }
        Ok(operations)
    }

    /// A receipt that says what was asked and when, and of whom no more.
    async fn blank(&self, receipt: Receipt) -> Result<(), StoreError> {
        let blank = Receipt {
            identifiers: Vec::new(),
            digest: Digest::of(b""),
            ..receipt
        };
        let pk = schema::receipt_pk(blank.reference());
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(with_value(item(pk, "RECEIPT"), "receipt", &blank)?));
        put.send()
            .await
            .map(|_| ())
            .map_err(|error| StoreError::of(&error))
    }

    /// Ends the request's claim on its mail. What no other request claims is to be erased.
    async fn let_go_of_mail(&self, id: RequestId) -> Result<Vec<String>, StoreError> {
        let mut to_erase = Vec::new();
        for archived in self.archived_with(id).await? {
            self.let_go(&archived, id).await?;
            // Others need it still, or staff have not seen what else is in it: then it goes with the last of them.
            if self.belongs_to_any(&archived).await? || self.waits_for_staff(&archived).await? {
                self.drop_item(&item(schema::request_pk(id), schema::kept_sk(&archived)))
                    .await?;
            } else {
                self.drop_listed(&archived).await?;
                to_erase.push(archived);
            }
        }
        Ok(to_erase)
    }
}

/// The key of the file that was handed over, if one was.
fn handed_over(request: &Request) -> Option<&str> {
    let RequestKind::Verifiable { stage, .. } = &request.kind else {
        return None;
    };
    match stage.answer()?.delivery() {
        Some(ResponseDelivery::File { key, .. }) => Some(key),
        Some(ResponseDelivery::Elsewhere { .. }) | None => None,
    }
}
