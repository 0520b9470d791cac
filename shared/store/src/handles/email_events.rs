use super::handle;
use crate::{EmailKey, EventRecorded, Sent, SentEmail, StoreError};
use domain::outbound_email::EmailEvent;
use jiff::Timestamp;

handle! {
    /// Records what SES reports about sent emails: for `email-events`.
    EmailEvents: GetItem PutItem UpdateItem;

    /// Returns the email that SES sent under this message ID.
    async fn sent_email(ses_id: &str) -> Result<Option<SentEmail>, StoreError>;

    /// Marks the email with this key as sent under this message ID, if a send was started and its outcome isn't stored.
    /// Returns `None` if there is no such email.
    async fn adopt_sent(key: &EmailKey, sent: &Sent) -> Result<Option<SentEmail>, StoreError>;

    /// Records an event on the email and on each request that the email is about, in one transaction. Moves the email to
    /// manual delivery, or back, if that follows. The same event again changes nothing.
    async fn record_event(
        sent: &SentEmail,
        event: EmailEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<EventRecorded, StoreError>;
}
