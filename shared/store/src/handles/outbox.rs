use super::handle;
use crate::{Budget, EmailKey, PendingEmail, SendDecision, Sent, StoreError};
use domain::outbound_email::ManualDeliveryReason;
use domain::person::Identifier;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

handle! {
    /// Sends pending emails: for `outbox-sender`.
    Outbox: DeleteItem GetItem PutItem Query UpdateItem;

    /// Returns the emails that are due at `now`, up to `most` per shard, oldest first.
    async fn due_emails(now: Timestamp, most: u16) -> Result<Vec<EmailKey>, StoreError>;

    /// Claims a due email with a lease: no other sender can claim it before `now + lease`. Returns `None` if another
    /// sender has it, or if it isn't due any more.
    async fn claim(
        key: &EmailKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingEmail>, StoreError>;

    /// Counts an email against its address's rate limit on `day`, and decides whether it may be sent. An email is counted
    /// once, and may then be sent on any later day.
    async fn reserve(
        pending: &PendingEmail,
        address: &Identifier,
        day: Date,
        budget: Budget,
    ) -> Result<SendDecision, StoreError>;

    /// Marks an email as sent, and stores its SES message ID, in one transaction. After an error the email becomes due
    /// again.
    async fn mark_sent(email: &PendingEmail, sent: &Sent) -> Result<(), StoreError>;

    /// Marks an email as covered: another email of the same day says the same.
    async fn mark_covered(key: &EmailKey) -> Result<(), StoreError>;

    /// Postpones an email. After an error it becomes due when its lease expires.
    async fn postpone(key: &EmailKey, until: Timestamp) -> Result<(), StoreError>;

    /// Holds an email back until `until`, when it leaves in a summary with the others for this address.
    async fn hold(
        email: &PendingEmail,
        address: &Identifier,
        until: Timestamp,
    ) -> Result<(), StoreError>;

    /// Replaces the emails held for this address, `due` among them, by one pending summary. Emails that don't fit in one
    /// transaction stay held for the next summary.
    async fn summarize(
        due: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Hands an email to staff for manual delivery.
    async fn hand_to_staff(
        email: &PendingEmail,
        why: ManualDeliveryReason,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}
