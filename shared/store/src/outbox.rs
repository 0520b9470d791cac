//! Emails that are owed. The item is the queue: it stands in the index `due` until it is done with.
//!
//! An email is claimed by moving its next attempt ahead, which only one sender can do; whoever dies on the
//! way leaves it to come due again. It is marked when SES has answered, so only a cut between that answer
//! and the mark can send an identical email twice.

use crate::item::{finish, number, text};
use crate::pending::read;
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind};
use crate::{EmailKey, EmailState, PendingEmail, Sent, Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem};
use domain::outbound_email::ManualDeliveryReason;
use jiff::{SignedDuration, Timestamp};

impl Store {
    /// The emails that are due at `now`, up to `most` of each shard, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn due_emails(&self, now: Timestamp, most: u16) -> Result<Vec<EmailKey>, StoreError> {
        self.in_index(DueKind::OutboundEmail, Some(now), most).await
    }

    /// The emails that staff must deliver or look at, up to `most` of each shard.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn emails_for_staff(&self, most: u16) -> Result<Vec<PendingEmail>, StoreError> {
        let mut emails = Vec::new();
        for kind in [DueKind::Hand, DueKind::Review] {
            for key in self.in_index(kind, None, most).await? {
                emails.extend(self.email(&key).await?);
            }
        }
        Ok(emails)
    }

    /// One email.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be read.
    pub async fn email(&self, key: &EmailKey) -> Result<Option<PendingEmail>, StoreError> {
        self.get(key.pk.clone(), key.sk.clone())
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Claims an email that is due: until `now + lease` nobody else can. `None` if somebody else has it, or
    /// it is not due any more.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be written or read.
    pub async fn claim(
        &self,
        key: &EmailKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<PendingEmail>, StoreError> {
        let again = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let claim = self
            .update_alone(key.pk.clone(), key.sk.clone())
            .update_expression("SET #at = :again ADD attempts :one")
            .condition_expression("#at <= :until AND #state IN (:owed, :held)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":again", text(schema::due_at(again, key.email_id())))
            .expression_attribute_values(":until", text(schema::due_until(now)))
            .expression_attribute_values(":owed", text(EmailState::Owed.as_str()))
            .expression_attribute_values(":held", text(EmailState::Held.as_str()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let claimed = StoreError::unless_refused(claim)?.and_then(|claimed| claimed.attributes);
        claimed.as_ref().map(read).transpose()
    }

    /// Marks an email as sent, and keeps under which name SES knows it, in one write.
    ///
    /// # Errors
    /// [`StoreError`] if the mark could not be written: the email comes due again.
    pub async fn mark_sent(&self, email: &PendingEmail, sent: &Sent) -> Result<(), StoreError> {
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
        let name = self.name_of(email, &sent.ses_id)?;
        self.write_email(vec![finish(update)?, name]).await
    }

    /// The operation that notes that an email was counted.
    pub(crate) fn mark_counted(&self, key: &EmailKey) -> Result<TransactWriteItem, StoreError> {
        let update = self.update(key.pk.clone(), key.sk.clone(), "SET counted = :counted");
        let update = update
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":counted", AttributeValue::Bool(true));
        finish(update)
    }

    /// Leaves an email for later.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: the email comes due when its claim lapses.
    pub async fn postpone(&self, key: &EmailKey, until: Timestamp) -> Result<(), StoreError> {
        let update = self
            .update(key.pk.clone(), key.sk.clone(), "SET #at = :at")
            .condition_expression("attribute_exists(#at)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":at", text(schema::due_at(until, key.email_id())));
        self.write_email(vec![finish(update)?]).await
    }

    /// Notes that another email of the same day says what this one would.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn mark_covered(&self, key: &EmailKey) -> Result<(), StoreError> {
        self.write_email(vec![finish(self.moved(
            key,
            EmailState::Covered,
            "REMOVE #kind, #at",
            "SET ",
        ))?])
        .await
    }

    /// Hands an email to staff, who must deliver it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn hand_over(
        &self,
        email: &PendingEmail,
        why: ManualDeliveryReason,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let why = serde_dynamo::to_attribute_value(why)
            .map_err(|_| StoreError::Unreadable { kind: "email" })?;
        let key = &email.key;
        let update = self
            .moved(
                key,
                EmailState::Hand,
                "",
                "SET #kind = :kind, #at = :at, by_hand = :why, ",
            )
            .expression_attribute_values(":why", why)
            .expression_attribute_values(":kind", text(DueKind::Hand.partition_of(key.email_id())))
            .expression_attribute_values(":at", text(schema::due_at(now, key.email_id())));
        self.write_email(vec![finish(update)?]).await
    }

    /// An update that moves a waiting email to `state`.
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
            "#state IN (:owed, :held) AND attribute_exists(#at) AND attribute_exists(#kind)",
        )
        .expression_attribute_names("#state", "state")
        .expression_attribute_names("#kind", DUE_KIND)
        .expression_attribute_names("#at", DUE_AT)
        .expression_attribute_values(":state", text(state.as_str()))
        .expression_attribute_values(":owed", text(EmailState::Owed.as_str()))
        .expression_attribute_values(":held", text(EmailState::Held.as_str()))
    }

    pub(crate) async fn write_email(
        &self,
        operations: Vec<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        match self.transact(operations).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Gone),
        }
    }
}
