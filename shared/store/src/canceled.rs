//! What the reasons of a canceled transaction mean.

use crate::StoreError;
use crate::commit::{Conflict, Part};
use crate::item::value;
use crate::uniqueness::marked_request;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

/// The reasons of a canceled transaction.
pub(crate) fn cancellation<R>(
    error: &SdkError<TransactWriteItemsError, R>,
) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(canceled) => {
            Some(canceled.cancellation_reasons())
        }
        _ => None,
    }
}

/// Whether an operation was canceled because its condition does not hold.
pub(crate) fn failed_condition(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

/// What the reasons of a canceled transaction mean, the receipt's before all others.
pub(crate) fn why(parts: &[Part], reasons: &[CancellationReason]) -> Result<Conflict, StoreError> {
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
            code: "canceled".into(),
        }),
    }
}
