//! Conversions of the errors that this function meets into problems (RFC 9457).

use archive::ArchiveError;
use axum::response::{IntoResponse, Response as HttpResponse};
use gateway::{Problem, RETRY_AFTER};
use store::StoreError;

/// The problem that a handler responds with.
#[derive(Debug)]
pub(crate) struct Error(Problem);

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "suppressions could not be read");
        Self(Problem::unavailable(RETRY_AFTER))
    }
}

impl From<ArchiveError> for Error {
    fn from(error: ArchiveError) -> Self {
        tracing::error!(%error, "an export could not be stored");
        Self(Problem::unavailable(RETRY_AFTER))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> HttpResponse {
        self.0.into_response()
    }
}
