use super::handle;
use crate::{IntakeError, IntakeOutcome, StoreError, SuppressionRecord};
use domain::person::{EmailAddress, Identifier};
use domain::request::Submission;
use domain::staff::SignalBurst;
use jiff::Timestamp;
use jiff::civil::Date;

handle! {
    /// Records browsers' opt-out signals, and answers which purposes are suppressed: for `signals`.
    Signals: GetItem PutItem UpdateItem;

    /// Stores a submission, as [`crate::Intake::submit`] does.
    async fn submit(submission: Submission, now: Timestamp) -> Result<IntakeOutcome, IntakeError>;

    /// Returns what is suppressed for an identifier.
    async fn suppression(identifier: &Identifier) -> Result<SuppressionRecord, StoreError>;

    /// Counts one more browser from this network address, and returns the day's count. Returns `None`, and counts
    /// nothing, if the address has reached `most`.
    async fn count_browser(
        source: &str,
        day: Date,
        most: u32,
    ) -> Result<Option<u32>, StoreError>;

    /// Queues an email that alerts staff to many browsers from one network address. Sent once per address and day.
    async fn queue_flood_alarm(
        to: &EmailAddress,
        source: &str,
        burst: SignalBurst,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}
