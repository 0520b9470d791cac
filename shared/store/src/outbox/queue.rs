//! Pending emails. The item is the queue entry: it is in the index `due` until it needs no more work.
//!
//! A sender claims an email by moving its next attempt ahead, which is a conditional write. If the sender crashes,
//! the email becomes due again. It is marked as sent after SES has accepted it, so only a crash between these two
//! steps can send an email twice.

use crate::due::kind::{DueKind, due_at, due_until};
use crate::outbox::email::read;
use crate::table::items::{encoded, number, text};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{EmailKey, EmailState, PendingEmail, Sent, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem};
use domain::outbound_email::ManualDeliveryReason;
use domain::request::RequestId;
use jiff::{SignedDuration, Timestamp};

impl Table {
    pub(crate) async fn due_emails(
        &self,
        now: Timestamp,
        most: u16,
    ) -> Result<Vec<EmailKey>, StoreError> {
        self.keys_in_index(DueKind::Email, Some(now), most).await
    }

    pub(crate) async fn email(&self, key: &EmailKey) -> Result<Option<PendingEmail>, StoreError> {
        self.get(key.pk.clone(), key.sk.clone())
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Returns every email of a request, in any state.
    pub(crate) async fn emails_of(
        &self,
        request: RequestId,
    ) -> Result<Vec<PendingEmail>, StoreError> {
        let emails = self
            .items_with_prefix(keys::request_pk(request), keys::EMAIL)
            .await?;
        emails.iter().map(read).collect()
    }

    pub(crate) async fn claim(
        &self,
        key: &EmailKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingEmail>, StoreError> {
        let again = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let claim = self
            .update_item(key.pk.clone(), key.sk.clone())
            .update_expression("SET #at = :again ADD attempts :one")
            .condition_expression("#at <= :until AND #state IN (:pending, :held)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":again", text(due_at(again, key.email_id())))
            .expression_attribute_values(":until", text(due_until(now)))
            .expression_attribute_values(":pending", text(EmailState::Pending.as_str()))
            .expression_attribute_values(":held", text(EmailState::Held.as_str()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let claimed =
            StoreError::unless_condition_failed(claim)?.and_then(|claimed| claimed.attributes);
        claimed.as_ref().map(read).transpose()
    }

    pub(crate) async fn mark_sent(
        &self,
        email: &PendingEmail,
        sent: &Sent,
    ) -> Result<(), StoreError> {
        let key = &email.key;
        let update = self
            .moved(
                key,
                EmailState::Sent,
                "REMOVE #kind, #at",
                "SET sent_at = :sent_at, ses_id = :ses_id, ",
            )
            .expression_attribute_values(":sent_at", text(sent.at.to_string()))
            .expression_attribute_values(":ses_id", text(&sent.ses_id));
        let name = self.sent_item(email, &sent.ses_id)?;
        self.write_email(vec![finish(update)?, name]).await
    }

    /// Returns the operation that marks an email as counted against its address's rate limit.
    pub(crate) fn mark_counted(&self, key: &EmailKey) -> Result<TransactWriteItem, StoreError> {
        let update = self.update(key.pk.clone(), key.sk.clone(), "SET counted = :counted");
        let update = update
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":counted", AttributeValue::Bool(true));
        finish(update)
    }

    pub(crate) async fn postpone(
        &self,
        key: &EmailKey,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .update(key.pk.clone(), key.sk.clone(), "SET #at = :at")
            .condition_expression("attribute_exists(#at)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":at", text(due_at(until, key.email_id())));
        self.write_email(vec![finish(update)?]).await
    }

    pub(crate) async fn mark_covered(&self, key: &EmailKey) -> Result<(), StoreError> {
        self.write_email(vec![finish(self.moved(
            key,
            EmailState::Covered,
            "REMOVE #kind, #at",
            "SET ",
        ))?])
        .await
    }

    pub(crate) async fn hand_to_staff(
        &self,
        email: &PendingEmail,
        why: ManualDeliveryReason,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let why = encoded("reason for manual delivery", &why)?;
        let key = &email.key;
        let update = self
            .moved(
                key,
                EmailState::ManualDelivery,
                "",
                "SET #kind = :kind, #at = :at, manual_reason = :why, ",
            )
            .expression_attribute_values(":why", why)
            .expression_attribute_values(
                ":kind",
                text(DueKind::Manual.partition_of(key.email_id())),
            )
            .expression_attribute_values(":at", text(due_at(now, key.email_id())));
        self.write_email(vec![finish(update)?]).await
    }

    /// Starts an update that moves a pending or held email to `state`.
    pub(crate) fn moved(
        &self,
        key: &EmailKey,
        state: EmailState,
        remove: &str,
        set: &str,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        self.update(
            key.pk.clone(),
            key.sk.clone(),
            format!("{set}#state = :state {remove}"),
        )
        .condition_expression(
            "#state IN (:pending, :held) AND attribute_exists(#at) AND attribute_exists(#kind)",
        )
        .expression_attribute_names("#state", "state")
        .expression_attribute_names("#kind", DUE_KIND)
        .expression_attribute_names("#at", DUE_AT)
        .expression_attribute_values(":state", text(state.as_str()))
        .expression_attribute_values(":pending", text(EmailState::Pending.as_str()))
        .expression_attribute_values(":held", text(EmailState::Held.as_str()))
    }

    pub(crate) async fn write_email(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        match self.transact(operations).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Changed),
        }
    }
}
