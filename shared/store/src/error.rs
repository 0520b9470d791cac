//! What can go wrong with the store. No error carries a key, an item or anything personal.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// Why the store could not do something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The table can't be reached or is busy; the same call may work later.
    #[error("the table can't be reached or is busy ({code})")]
    Unavailable {
        /// The engine's error code, or how far the call came.
        code: String,
    },
    /// The engine refuses the call; the same call won't work later.
    #[error("the table refuses the call ({code})")]
    Refused {
        /// The engine's error code.
        code: String,
    },
    /// An item has a shape that this version can't read.
    #[error("an item of kind {kind} can't be read")]
    Unreadable {
        /// The kind of item.
        kind: &'static str,
    },
    /// Others kept changing the same items.
    #[error("others kept changing the same items")]
    Contended,
    /// The same person has another request for the same right that stands: the two belong together.
    #[error("another request of the same person for the same right stands")]
    AnotherStands,
    /// The item is not there, or has moved on.
    #[error("the item is not there or has moved on")]
    Gone,
}

impl StoreError {
    /// Whether the same call may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Contended)
    }

    /// An error of the SDK, by its code alone: its details can hold whole items.
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

    /// What a conditional write answered; none if its condition did not hold.
    pub(crate) fn unless_refused<T, E: ProvideErrorMetadata, R>(
        written: Result<T, SdkError<E, R>>,
    ) -> Result<Option<T>, Self> {
        match written {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(None),
            Err(error) => Err(Self::of(&error)),
        }
    }

    /// A call that could not be put together.
    pub(crate) fn request(_: aws_sdk_dynamodb::error::BuildError) -> Self {
        Self::Refused {
            code: "construction".into(),
        }
    }
}
