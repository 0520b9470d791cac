//! Why a transition was not written: the cancellation reasons of its transaction, interpreted.

use crate::StoreError;
use crate::requests::uniqueness::guarded_request;
use crate::table::items::value;
use crate::table::transactions::condition_failed;
use aws_sdk_dynamodb::types::CancellationReason;
use domain::receipt::Receipt;
use domain::request::RequestId;

/// A conflict with another write. The table itself is fine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Conflict {
    /// The submission was stored before, with this receipt.
    Replayed(Box<Receipt>),
    /// The same person has this active request for the same right.
    ActiveRequest(RequestId),
    /// The request has changed since it was read.
    Changed,
    /// A suppression was not as the write assumed.
    SuppressionChanged,
    /// Another transaction is writing the same items.
    Busy,
}

/// The result of a write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// Everything is written.
    All,
    /// Nothing is written.
    Conflict(Conflict),
}

/// The purpose of an operation, to interpret the reason at its position in a canceled transaction.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Part {
    Receipt,
    Guard,
    Request,
    Suppression,
    Other,
}

impl Conflict {
    /// Interprets the reasons of a canceled transaction. The order matters: a replayed submission also violates the
    /// uniqueness guard of the request that it opened, so the receipt is checked first.
    pub(crate) fn of(parts: &[Part], reasons: &[CancellationReason]) -> Result<Self, StoreError> {
        if let Some(reason) = failed(Part::Receipt, parts, reasons) {
            let stored = reason.item().ok_or(NO_ITEM)?;
            return Ok(Self::Replayed(Box::new(value(stored, "receipt")?)));
        }
        if let Some(reason) = failed(Part::Guard, parts, reasons) {
            let guard = reason.item().ok_or(NO_ITEM)?;
            return Ok(Self::ActiveRequest(guarded_request(guard)?));
        }
        if failed(Part::Request, parts, reasons).is_some() {
            return Ok(Self::Changed);
        }
        if failed(Part::Suppression, parts, reasons).is_some() {
            return Ok(Self::SuppressionChanged);
        }
        Self::of_codes(reasons)
    }

    fn of_codes(reasons: &[CancellationReason]) -> Result<Self, StoreError> {
        let mut codes = reasons.iter().filter_map(CancellationReason::code);
        match codes.find(|code| *code != "None") {
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded") => {
                Ok(Self::Busy)
            }
            // An email or a notification has changed since the decision: decide again.
            Some("ConditionalCheckFailed") => Ok(Self::Changed),
            Some(other) => Err(StoreError::Refused {
                code: other.to_owned(),
            }),
            None => Err(StoreError::Unavailable {
                code: "canceled".into(),
            }),
        }
    }
}

const NO_ITEM: StoreError = StoreError::Invariant {
    what: "a failed put returns the existing item",
};

/// Returns the first reason of this part whose condition failed.
fn failed<'a>(
    part: Part,
    parts: &[Part],
    reasons: &'a [CancellationReason],
) -> Option<&'a CancellationReason> {
    parts
        .iter()
        .zip(reasons)
        .find(|(of, reason)| **of == part && condition_failed(reason))
        .map(|(_, reason)| reason)
}
