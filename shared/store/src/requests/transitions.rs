//! Writes a transition: all of it in one transaction, or nothing.

use super::conflict::{Conflict, Part, Written};
use crate::StoreError;
use crate::suppression::SuppressionRead;
use crate::table::Table;
use crate::table::retry::pauses;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::request::Transition;

impl Table {
    /// Writes a transition. Fails with [`StoreError::Changed`] if the request has changed since it was read, and with
    /// [`StoreError::AnotherActive`] if the same person has another active request for the same right.
    pub(crate) async fn commit(&self, transition: &Transition) -> Result<(), StoreError> {
        for pause in pauses() {
            match self.write_with(transition, Vec::new()).await? {
                Written::All => return Ok(()),
                Written::Conflict(Conflict::Busy) => pause.wait().await,
                Written::Conflict(Conflict::ActiveRequest(_)) => {
                    return Err(StoreError::AnotherActive);
                }
                Written::Conflict(
                    Conflict::Changed | Conflict::SuppressionChanged | Conflict::Replayed(_),
                ) => return Err(StoreError::Changed),
            }
        }
        Err(StoreError::Contended)
    }

    /// Writes a transition and `more` in one transaction. Suppressions are written without reading them first; if that
    /// fails, the write is repeated once with a read.
    pub(crate) async fn write_with(
        &self,
        transition: &Transition,
        more: Vec<TransactWriteItem>,
    ) -> Result<Written, StoreError> {
        let written = self
            .write_once(transition, &more, SuppressionRead::WhenNeeded)
            .await?;
        if written != Written::Conflict(Conflict::SuppressionChanged) {
            return Ok(written);
        }
        let written = self
            .write_once(transition, &more, SuppressionRead::Always)
            .await?;
        Ok(match written {
            Written::Conflict(Conflict::SuppressionChanged) => Written::Conflict(Conflict::Changed),
            written => written,
        })
    }

    async fn write_once(
        &self,
        transition: &Transition,
        more: &[TransactWriteItem],
        read: SuppressionRead,
    ) -> Result<Written, StoreError> {
        let mut operations = self.operations_reading(transition, read).await?;
        operations.extend(
            more.iter()
                .map(|operation| (Part::Other, operation.clone())),
        );
        let (parts, operations): (Vec<_>, _) = operations.into_iter().unzip();
        match self.transact_once(operations).await? {
            None => Ok(Written::All),
            Some(reasons) => Conflict::of(&parts, &reasons).map(Written::Conflict),
        }
    }
}
