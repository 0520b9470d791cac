use super::handle;
use crate::{
    Budget, EmailKey, IndexWalk, JoinDecision, PartnerList, PendingEmail, SendDecision, Sent,
    StoreError, SummaryDecision,
};
use domain::outbound_email::ManualDeliveryReason;
use domain::partner::Partners;
use domain::person::Identifier;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

handle! {
    /// Sends pending emails: for `outbox-sender`.
    Outbox: DeleteItem GetItem PutItem Query UpdateItem;

    /// Returns the next emails that are due at `now`, up to `most` per shard, oldest first.
    async fn due_emails(
        now: Timestamp,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<EmailKey>, StoreError>;

    /// Claims a due email with a lease: no other sender can claim it before `now + lease`. Returns `None` if another
    /// sender has it, or if it isn't due any more.
    async fn claim(
        key: &EmailKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingEmail>, StoreError>;

    /// Counts an email that anyone could have caused against its address's rate limit, and decides whether it may be
    /// sent. An email is counted once, and may then be sent on any later day.
    async fn reserve(
        pending: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
        budget: Budget,
    ) -> Result<SendDecision, StoreError>;

    /// Counts an email that the law or staff want sent against its address's rate limit. It is never held.
    async fn count_required(
        pending: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Marks an attempt as started, just before the call to SES. Until its outcome is stored, the email is perhaps sent
    /// and isn't due before `again`.
    async fn start_send(
        key: &EmailKey,
        now: Timestamp,
        again: Timestamp,
    ) -> Result<(), StoreError>;

    /// Marks an email as sent, and stores its SES message ID, in one transaction. Safe to repeat.
    async fn mark_sent(email: &PendingEmail, sent: &Sent) -> Result<(), StoreError>;

    /// Marks an email as covered: another email of the same day says the same.
    async fn mark_covered(key: &EmailKey) -> Result<(), StoreError>;

    /// Postpones an email that wasn't sent, with this number of attempts. After an error it becomes due when its lease
    /// expires.
    async fn postpone(key: &EmailKey, until: Timestamp, attempts: u64) -> Result<(), StoreError>;

    /// Holds an email back until `until`, when it leaves in a summary with the others for this address.
    async fn hold(
        email: &PendingEmail,
        address: &Identifier,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Replaces the emails held for this address by one pending summary, and counts the summary. They wait if the address
    /// has no room, unless the last day of `due` has come and no summary has left above the limit today. Emails that don't
    /// fit in one transaction join the open summary in the next ones. They wait if a sender has claimed it.
    async fn summarize(
        due: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
        budget: Budget,
    ) -> Result<SummaryDecision, StoreError>;

    /// Returns the current list of partners; `None` if no list was ever set. Reads the list only if the cache is outdated.
    async fn partner_list(cache: &PartnerList) -> Result<Option<Arc<Partners>>, StoreError>;

    /// Notes on a receipt that no partner has to be notified, before its text is first written.
    async fn note_no_partners(key: &EmailKey) -> Result<(), StoreError>;

    /// Whether the receipt of the same request says what this email says: that the request is done of which no partner had
    /// to be notified. Notes it on a receipt that hasn't left.
    async fn receipt_says_done(done: &PendingEmail) -> Result<bool, StoreError>;

    /// Replaces the receipts of one message by one pending summary, and counts the summary. `partners` is the current list.
    async fn join_message(
        email: &PendingEmail,
        address: &Identifier,
        partners: Option<&Partners>,
        now: Timestamp,
        budget: Budget,
    ) -> Result<JoinDecision, StoreError>;

    /// Hands an email to staff for manual delivery.
    async fn hand_to_staff(
        email: &PendingEmail,
        why: ManualDeliveryReason,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}
