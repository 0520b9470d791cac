//! Writing a change: whole, or not at all.

use crate::canceled::{cancellation, failed_condition, why};
use crate::retry::pauses;
use crate::suppression::Look;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use domain::receipt::Receipt;
use domain::request::{RequestId, Transition};

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

/// What an operation of the transaction is for, to read the reasons of a canceled one.
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
    pub async fn commit(&self, transition: &Transition) -> Result<(), StoreError> {
        for pause in pauses() {
            match self.write_with(transition, Vec::new()).await? {
                Written::Whole => return Ok(()),
                Written::Not(Conflict::Busy) => pause.wait().await,
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
        transition: &Transition,
        more: Vec<TransactWriteItem>,
    ) -> Result<Written, StoreError> {
        let written = self
            .write_looking(transition, &more, Look::OnlyIfNeeded)
            .await?;
        let Written::Not(Conflict::Stopped) = written else {
            return Ok(written);
        };
        Ok(
            match self.write_looking(transition, &more, Look::First).await? {
                Written::Not(Conflict::Stopped) => Written::Not(Conflict::Moved),
                written => written,
            },
        )
    }

    async fn write_looking(
        &self,
        transition: &Transition,
        more: &[TransactWriteItem],
        look: Look,
    ) -> Result<Written, StoreError> {
        let mut operations = self.operations_looking(transition, look).await?;
        operations.extend(more.iter().map(|operation| (Part::Rest, operation.clone())));
        let (parts, items): (Vec<_>, _) = operations.into_iter().unzip();
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
            Some(reasons) => why(&parts, reasons).map(Written::Not),
            None => Err(StoreError::of(&error)),
        }
    }

    /// Runs operations as one transaction, again while others write the same items. Gives back the reasons
    /// if a condition does not hold, and nothing if all of it is written.
    pub(crate) async fn transact(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<Option<Vec<CancellationReason>>, StoreError> {
        for pause in pauses() {
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
                Some(_) => pause.wait().await,
                None => return Err(StoreError::of(&error)),
            }
        }
        Err(StoreError::Contended)
    }
}
