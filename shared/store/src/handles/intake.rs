use super::handle;
use crate::{IntakeError, IntakeOutcome};
use domain::request::Submission;
use jiff::Timestamp;

handle! {
    /// Stores submissions of the form: for `form-intake`.
    Intake: GetItem PutItem UpdateItem;

    /// Stores a submission: it creates a request, merges into the active one, or is recognized as a replay. A new
    /// submission takes one transaction and no read. After [`IntakeError::Store`] the same submission can be sent again.
    async fn submit(submission: Submission, now: Timestamp) -> Result<IntakeOutcome, IntakeError>;
}
