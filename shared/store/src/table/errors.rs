//! The store's errors. No error contains a key, an item or personal data.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// Why a call to the store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB is unreachable or throttles. The same call can succeed later.
    #[error("DynamoDB is unavailable ({code})")]
    Unavailable {
        /// DynamoDB's error code, or the step at which the call failed.
        code: String,
    },
    /// DynamoDB rejects the call. The same call will fail again.
    #[error("DynamoDB rejects the call ({code})")]
    Refused {
        /// DynamoDB's error code.
        code: String,
    },
    /// An item in the table can't be parsed.
    #[error("the table holds a {kind} that can't be parsed")]
    Corrupt {
        /// The kind of item.
        kind: &'static str,
    },
    /// A value can't be serialized as an item.
    #[error("a {kind} can't be serialized")]
    Encode {
        /// The kind of item.
        kind: &'static str,
    },
    /// Items contradict each other or the code that wrote them.
    #[error("an invariant of the table is broken: {what}")]
    Invariant {
        /// The invariant, as it should be.
        what: &'static str,
    },
    /// Concurrent writes kept changing the same items until the retries ran out.
    #[error("concurrent writes kept changing the same items")]
    Contended,
    /// The same person has another active request for the same right. Staff join the two.
    #[error("the same person has another active request for the same right")]
    AnotherActive,
    /// The item is missing, or it has changed since it was read.
    #[error("the item is missing or has changed since it was read")]
    Changed,
}

impl StoreError {
    /// Whether the same call can succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Contended)
    }

    /// Keeps only the code of an SDK error, because its details can contain whole items.
    pub(crate) fn of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        const BUSY: &[&str] = &[
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "ThrottlingException",
            "ThrottledException",
            "InternalServerError",
            "InternalServerErrorException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "TransactionInProgressException",
            "TransactionConflictException",
            "LimitExceededException",
        ];
        match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("unnamed");
                if BUSY.contains(&code) || code == "unnamed" {
                    Self::Unavailable {
                        code: code.to_owned(),
                    }
                } else {
                    Self::Refused {
                        code: code.to_owned(),
                    }
                }
            }
            SdkError::ConstructionFailure(_) => Self::Refused {
                code: "construction".into(),
            },
            SdkError::TimeoutError(_) => Self::Unavailable {
                code: "timeout".into(),
            },
            SdkError::DispatchFailure(_) => Self::Unavailable {
                code: "delivery".into(),
            },
            SdkError::ResponseError(_) => Self::Unavailable {
                code: "response".into(),
            },
            _ => Self::Unavailable {
                code: "unknown".into(),
            },
        }
    }

    /// Returns `None` if the condition of a conditional write failed.
    pub(crate) fn unless_condition_failed<T, E: ProvideErrorMetadata, R>(
        written: Result<T, SdkError<E, R>>,
    ) -> Result<Option<T>, Self> {
        match written {
            Ok(output) => Ok(Some(output)),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(None),
            Err(error) => Err(Self::of(&error)),
        }
    }

    /// Converts the error of a call with a missing parameter.
    pub(crate) fn request(_: aws_sdk_dynamodb::error::BuildError) -> Self {
        Self::Refused {
            code: "construction".into(),
        }
    }
}
