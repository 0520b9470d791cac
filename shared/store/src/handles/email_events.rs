use super::handle;
use crate::{EventRecorded, SentEmail, StoreError};
use domain::outbound_email::EmailEvent;
use jiff::Timestamp;

handle! {
    /// Records what SES reports about sent emails: for `email-events`.
    EmailEvents: GetItem PutItem UpdateItem;

    /// Returns the email that SES sent under this message ID.
    async fn sent_email(ses_id: &str) -> Result<Option<SentEmail>, StoreError>;

    /// Records an event on the email and on each request that the email is about, in one transaction. Moves the email to
    /// manual delivery, or back, if that follows. The same event again changes nothing.
    async fn record_event(
        sent: &SentEmail,
        event: EmailEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<EventRecorded, StoreError>;
}
