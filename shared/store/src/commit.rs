//! Writing a change: whole, or not at all.

use crate::item::{Item, due, item, number, text, text_of, value, with_value};
use crate::owed::{LetterState, letter_item};
use crate::schema::{self, DueKind};
use crate::suppression::Look;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use data_encoding::HEXLOWER;
use domain::law::Right;
use domain::receipt::Receipt;
use domain::request::{Change, Effect, Request, RequestId};

/// Why a change was not written, though the table is well.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Conflict {
    /// The submission was stored before, with this receipt.
    Received(Box<Receipt>),
    /// A request of the same person for the same right stands.
    Standing(RequestId),
    /// The request has changed since it was read.
    Moved,
    /// What is stopped for an identifier is not as it was taken to be.
    Stopped,
    /// Somebody else is writing the same items at this moment.
    Busy,
}

/// What came of a write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// All of it stands in the table.
    Whole,
    /// None of it does.
    Not(Conflict),
}

/// What an operation of the transaction is for, to read the reasons of a cancelled one.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Part {
    Receipt,
    Standing,
    Request,
    Suppression,
    Rest,
}

impl Store {
    /// Writes a change that a step gave back.
    ///
    /// # Errors
    /// [`StoreError::Gone`] if the request has changed since it was read: read it and decide again.
    /// [`StoreError::AnotherStands`] if the same person has another request for the same right that stands.
    pub async fn commit(&self, change: &Change) -> Result<(), StoreError> {
        for pause in crate::intake::pauses() {
            match self.write_with(change, Vec::new()).await? {
                Written::Whole => return Ok(()),
                Written::Not(Conflict::Busy) => tokio::time::sleep(pause).await,
                Written::Not(Conflict::Standing(_)) => return Err(StoreError::AnotherStands),
                Written::Not(Conflict::Moved | Conflict::Stopped | Conflict::Received(_)) => {
                    return Err(StoreError::Gone);
                }
            }
        }
        Err(StoreError::Contended)
    }

    /// Writes a change in one transaction, and with it what else belongs to it.
    pub(crate) async fn write_with(
        &self,
        change: &Change,
        more: Vec<TransactWriteItem>,
    ) -> Result<Written, StoreError> {
        let written = self
            .write_looking(change, &more, Look::OnlyIfNeeded)
            .await?;
        let Written::Not(Conflict::Stopped) = written else {
            return Ok(written);
        };
        Ok(
            match self.write_looking(change, &more, Look::First).await? {
                Written::Not(Conflict::Stopped) => Written::Not(Conflict::Moved),
                written => written,
            },
        )
    }

    async fn write_looking(
        &self,
        change: &Change,
        more: &[TransactWriteItem],
        look: Look,
    ) -> Result<Written, StoreError> {
        let mut operations = self.operations_looking(change, look).await?;
        operations.extend(more.iter().map(|operation| (Part::Rest, operation.clone())));
        let items = operations
            .iter()
            .map(|(_, operation)| operation.clone())
            .collect();
        let Err(error) = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .send()
            .await
        else {
            return Ok(Written::Whole);
        };
        match cancellation(&error) {
            Some(reasons) => {
                let parts: Vec<_> = operations.iter().map(|(part, _)| *part).collect();
                why(&parts, reasons).map(Written::Not)
            }
            None => Err(StoreError::of(&error)),
        }
    }

    /// The change as operations. The receipt comes first and the marker second: a second delivery must be
    /// known as such before it is taken for a second request.
    pub(crate) async fn operations(
        &self,
        change: &Change,
    ) -> Result<Vec<(Part, TransactWriteItem)>, StoreError> {
        self.operations_looking(change, Look::OnlyIfNeeded).await
    }

    async fn operations_looking(
        &self,
        change: &Change,
        look: Look,
    ) -> Result<Vec<(Part, TransactWriteItem)>, StoreError> {
        let request = &change.request;
        let mut operations = Vec::with_capacity(8 + change.suppressions.len());
        if let Some(receipt) = &change.receipt {
            let pk = schema::receipt_pk(receipt.reference());
            operations.push((
                Part::Receipt,
                self.put_new(with_value(item(pk, "RECEIPT"), "receipt", receipt)?)?,
            ));
        }
        if let Some(operation) = self.standing(change)? {
            operations.push((Part::Standing, operation));
        }
        if let Some(operation) = self.stood_under_older_key(change)? {
            operations.push((Part::Rest, operation));
        }
        let stored = request_item(request)?;
        operations.push((
            Part::Request,
            match change.effect {
                Effect::Opens => self.put_new(stored)?,
                Effect::Moves { from, .. } => self.put_over(stored, from)?,
            },
        ));
        let pk = || schema::request_pk(request.id);
        let entry = with_value(
            item(pk(), schema::log_sk(request.version)),
            "log entry",
            &change.entry,
        )?;
        let entry = if change.entry.event.alarms() {
            due(
                entry,
                DueKind::Alarm,
                change.entry.at,
                &request.id.to_string(),
            )
        } else {
            entry
        };
        operations.push((Part::Rest, self.put_new(entry)?));
        for letter in &change.letters {
            let owed = letter_item(request.id, letter, LetterState::of(letter), change.entry.at)?;
            operations.push((Part::Rest, self.put_new(owed)?));
        }
        for (position, notice) in change.notices.iter().enumerate() {
            let id = request
                .id
                .0
                .child(&format!("notice {} {position}", request.version));
            let stored = with_value(item(pk(), schema::notice_sk(&id)), "notice", notice)?;
            operations.push((
                Part::Rest,
                self.put_new(due(stored, DueKind::Notice, change.entry.at, &id))?,
            ));
        }
        let answered = self.noted_as_answered(change)?;
        operations.extend(answered.map(|noted| (Part::Rest, noted)));
        let turns = self
            .turns(&change.suppressions, change.entry.at, look)
            .await?;
        operations.extend(turns.into_iter().map(|turn| (Part::Suppression, turn)));
        Ok(operations)
    }

    /// The marker by which a second request of the same person for the same right is recognised.
    fn standing(&self, change: &Change) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &change.request;
        let stood = match change.effect {
            Effect::Opens => None,
            Effect::Moves { stood, .. } => stood,
        };
        let stands = request.right().filter(|_| request.stands());
        let Some(contact) = request.person.contact() else {
            return Ok(None);
        };
        let pk = |right| schema::standing_pk(&self.keys.of(contact), right);
        Ok(match (stood, stands) {
            (None, Some(right)) => {
                let mut marker = item(pk(right), "STANDING");
                marker.insert("request".to_owned(), text(request.id.to_string()));
                marker.insert("kind".to_owned(), text(contact.kind().as_str()));
                let sha256 = HEXLOWER.encode(&contact.sha256());
                marker.insert("sha256".to_owned(), text(sha256));
                Some(self.put_new(marker)?)
            }
            (Some(right), None) => Some(self.delete(pk(right), "STANDING")?),
            (Some(_), Some(_)) | (None, None) => None,
        })
    }

    /// While items move to a new index key, a marker that ends may still stand under the old one.
    fn stood_under_older_key(
        &self,
        change: &Change,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &change.request;
        let Effect::Moves { stood, .. } = change.effect else {
            return Ok(None);
        };
        let older = request
            .person
            .contact()
            .and_then(|of| self.keys.older_of(of));
        match (stood, older) {
            (Some(right), Some(older)) if !request.stands() => self
                .delete(schema::standing_pk(&older, right), "STANDING")
                .map(Some),
            _ => Ok(None),
        }
    }

    /// Runs operations as one transaction, again while others write the same items. Gives back the reasons
    /// if a condition does not hold, and nothing if all of it is written.
    pub(crate) async fn transact(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<Option<Vec<CancellationReason>>, StoreError> {
        for pause in crate::intake::pauses() {
            let transaction = self
                .client
                .transact_write_items()
                .set_transact_items(Some(operations.clone()));
            let Err(error) = transaction.send().await else {
                return Ok(None);
            };
            match cancellation(&error) {
                Some(reasons) if reasons.iter().any(failed_condition) => {
                    return Ok(Some(reasons.to_vec()));
                }
                Some(_) => tokio::time::sleep(pause).await,
                None => return Err(StoreError::of(&error)),
            }
        }
        Err(StoreError::Contended)
    }

    /// The request that stands for this person and right, if one does.
    pub(crate) async fn standing_request(
        &self,
        index_key: &str,
        right: Right,
    ) -> Result<Option<RequestId>, StoreError> {
        let marker = self
            .get(schema::standing_pk(index_key, right), "STANDING")
            .await?;
        marker.map(|marker| marked_request(&marker)).transpose()
    }
}

/// The request as an item.
fn request_item(request: &Request) -> Result<Item, StoreError> {
    let mut stored = with_value(
        item(schema::request_pk(request.id), "REQUEST"),
        "request",
        request,
    )?;
    stored.insert(schema::VERSION.to_owned(), number(request.version));
    if let Some(place) = crate::place::Place::of(request) {
        place.put(&mut stored);
    }
    Ok(stored)
}

/// The reasons of a cancelled transaction.
fn cancellation<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => {
            Some(cancelled.cancellation_reasons())
        }
        _ => None,
    }
}

/// Whether an operation was cancelled because its condition does not hold.
pub(crate) fn failed_condition(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

/// What the reasons of a cancelled transaction mean, the receipt's before all others.
fn why(parts: &[Part], reasons: &[CancellationReason]) -> Result<Conflict, StoreError> {
    let failed = |part: Part| {
        let at = parts.iter().position(|other| *other == part)?;
        reasons.get(at).filter(|reason| failed_condition(reason))
    };
    if let Some(reason) = failed(Part::Receipt) {
        let receipt = value(
            reason
                .item()
                .ok_or(StoreError::Unreadable { kind: "receipt" })?,
            "receipt",
        )?;
        return Ok(Conflict::Received(Box::new(receipt)));
    }
    if let Some(reason) = failed(Part::Standing) {
        let marker = reason
            .item()
            .ok_or(StoreError::Unreadable { kind: "marker" })?;
        return Ok(Conflict::Standing(marked_request(marker)?));
    }
    if failed(Part::Request).is_some() {
        return Ok(Conflict::Moved);
    }
    let stopped = |(part, reason): (&Part, &CancellationReason)| {
        *part == Part::Suppression && failed_condition(reason)
    };
    if parts.iter().zip(reasons).any(stopped) {
        return Ok(Conflict::Stopped);
    }
    let code = |reason: &CancellationReason| reason.code().unwrap_or("None").to_owned();
    let codes: Vec<_> = reasons
        .iter()
        .map(code)
        .filter(|code| code != "None")
        .collect();
    match codes.first().map(String::as_str) {
        Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded") => {
            Ok(Conflict::Busy)
        }
        // What is owed or stopped has changed under the decision: decide again.
        Some("ConditionalCheckFailed") => Ok(Conflict::Moved),
        Some(other) => Err(StoreError::Refused {
            code: other.to_owned(),
        }),
        None => Err(StoreError::Unavailable {
            code: "cancelled".into(),
        }),
    }
}

pub(crate) fn marked_request(marker: &Item) -> Result<RequestId, StoreError> {
    text_of(marker, "request")
        .and_then(request_id)
        .ok_or(StoreError::Unreadable { kind: "marker" })
}

/// A request's id as it is written in the table.
pub(crate) fn request_id(text: &str) -> Option<RequestId> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}
