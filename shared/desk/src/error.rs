//! Conversions of the errors that the desk meets into problems (RFC 9457).

use crate::actions::COPY_CHECKED;
use archive::ArchiveError;
use axum::response::{IntoResponse, Response as HttpResponse};
use domain::request::Refused;
use gateway::{Problem, RETRY_AFTER};
use store::{ActionError, EmailActionError, IntakeError, NotificationActionError, StoreError};

/// Why an order of staff fails, as a problem.
#[derive(Debug)]
pub struct Error(pub(crate) Problem);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.0
    }
}

/// 409: the state of the request, email or notification does not allow the action.
pub(crate) fn not_possible(detail: impl Into<String>) -> Problem {
    Problem::conflict("This is not possible now", detail.into())
}

/// 409: the request has another version than the one that the caller read.
pub(crate) fn changed(version: u64) -> Problem {
    not_possible("The request has changed since you read it. Read it again, then decide again.")
        .with_version(version)
}

/// 409: the list of partners has another version than the one that the caller read.
pub(crate) fn list_changed(version: u64) -> Problem {
    not_possible("The list has changed since you read it. Read it again, then set it again.")
        .with_version(version)
}

/// Returns the problem of an unknown request.
#[must_use]
pub fn no_request() -> Problem {
    Problem::not_found("There is no such request.")
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let reason = refused.to_string();
        Self(match refused {
            Refused::BasisNotAllowed | Refused::FreeResponsesLeft | Refused::NoEarlierDenial => {
                Problem::field("basis", reason)
            }
            Refused::DeliveryMismatch | Refused::NoEmailForFile => {
                Problem::field("delivery", reason)
            }
            Refused::CopyNotChecked => Problem::field(COPY_CHECKED, reason),
            Refused::NothingToKeep => Problem::field("partners_keep", reason),
            Refused::NoSuchMessage => Problem::field("message", reason),
            Refused::NoIdentifier => Problem::field("person", reason),
            _ => not_possible(reason),
        })
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self(Problem::unavailable(RETRY_AFTER))
    }
}

impl From<ArchiveError> for Error {
    fn from(error: ArchiveError) -> Self {
        tracing::error!(%error, "the archive failed");
        Self(Problem::unavailable(RETRY_AFTER))
    }
}

impl From<ActionError> for Error {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::NoRequest => no_request().into(),
            ActionError::Refused(refused) => refused.into(),
            ActionError::Changed { version } => changed(version).into(),
            ActionError::AnotherActive { request } => not_possible(
                "The same person has another active request for the same right. Join this request to that one.",
            )
            .with_request(request)
            .into(),
            ActionError::Store(error) => error.into(),
        }
    }
}

impl From<IntakeError> for Error {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Refused(refused) => refused.into(),
            IntakeError::Store(error) => error.into(),
        }
    }
}

impl From<EmailActionError> for Error {
    fn from(error: EmailActionError) -> Self {
        let reason = error.to_string();
        match error {
            EmailActionError::NoEmail => Problem::not_found("There is no such email.").into(),
            EmailActionError::NoAddress => Problem::field("address", reason).into(),
            EmailActionError::WrongState { .. } => not_possible(reason).into(),
            EmailActionError::Store(error) => error.into(),
        }
    }
}

impl From<NotificationActionError> for Error {
    fn from(error: NotificationActionError) -> Self {
        let reason = error.to_string();
        match error {
            NotificationActionError::NoNotification => {
                Problem::not_found("There is no such notification.").into()
            }
            NotificationActionError::WrongState(_) | NotificationActionError::NotAwaited => {
                not_possible(reason).into()
            }
            NotificationActionError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> HttpResponse {
        self.0.into_response()
    }
}
