//! Transactions, and the reasons why DynamoDB cancels one.

use super::Table;
use super::retry::pauses;
use crate::StoreError;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};

/// The most operations that DynamoDB accepts in one transaction.
pub(crate) const MAX_OPERATIONS: usize = 100;

impl Table {
    /// Runs the operations as one transaction, and retries while other transactions write the same items. Returns the
    /// reasons if a condition failed, and `None` if everything is written.
    pub(crate) async fn transact(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<Option<Vec<CancellationReason>>, StoreError> {
        for pause in pauses() {
            match self.transact_once(operations.clone()).await? {
                Some(reasons) if !reasons.iter().any(condition_failed) => pause.wait().await,
                outcome => return Ok(outcome),
            }
        }
        Err(StoreError::Contended)
    }

    /// Runs the operations as one transaction. Returns the reasons if DynamoDB canceled it.
    pub(crate) async fn transact_once(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<Option<Vec<CancellationReason>>, StoreError> {
        let transaction = self
            .client
            .transact_write_items()
            .set_transact_items(Some(operations));
        match transaction.send().await {
            Ok(_) => Ok(None),
            Err(error) => match cancellation(&error) {
                Some(reasons) => Ok(Some(reasons.to_vec())),
                None => Err(StoreError::of(&error)),
            },
        }
    }
}

fn cancellation<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(canceled) => {
            Some(canceled.cancellation_reasons())
        }
        _ => None,
    }
}

/// Whether an operation was canceled because its condition failed.
pub(crate) fn condition_failed(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}
