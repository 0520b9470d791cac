//! Pending emails. The item is the queue entry: it is in the index `due` until it needs no more work.
//!
//! A sender claims an email by moving its next attempt ahead, which is a conditional write. If the sender crashes,
//! the email becomes due again.
//!
//! Just before it calls SES, the sender marks the attempt as started and moves the next one further ahead. If the
//! sender then doesn't learn or can't store the outcome, the email is perhaps sent. It waits: an event of SES marks it
//! as sent, and without an event it is sent again when the time has come.

use crate::due::kind::{DueKind, due_at, due_until};
use crate::outbox::email::{COUNTED, STARTED, read};
use crate::outbox::events::SENT_BEFORE;
use crate::table::items::{Item, encoded, number, text};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{
    EmailKey, EmailState, IndexWalk, OutboxItem, PendingEmail, Sent, SentEmail, StoreError,
};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem};
use domain::outbound_email::{EmailKind, ManualDeliveryReason, OutboundEmail};
use domain::request::RequestId;
use jiff::{SignedDuration, Timestamp};
use std::ops::ControlFlow;

impl Table {
    pub(crate) async fn due_emails(
        &self,
        now: Timestamp,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<EmailKey>, StoreError> {
        self.next_keys(DueKind::Email, Some(now), most, walk).await
    }

    pub(crate) async fn email(&self, key: &EmailKey) -> Result<Option<PendingEmail>, StoreError> {
        self.get(key.pk.clone(), key.sk.clone())
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Returns the questions that staff asked about a request and that were sent, oldest first.
    pub(crate) async fn questions(&self, request: RequestId) -> Result<Vec<String>, StoreError> {
        let mut asked = Vec::new();
        let visit = |stored: &Item| {
            if let Ok(PendingEmail {
                content:
                    OutboxItem::Single(OutboundEmail {
                        kind: EmailKind::Question { question },
                        ..
                    }),
                sent: Some(sent),
                ..
            }) = read(stored)
            {
                asked.push((sent.at, question));
            }
            ControlFlow::Continue(())
        };
        self.walk(request, keys::EMAIL, true, visit).await?;
        asked.sort();
        Ok(asked.into_iter().map(|(_, question)| question).collect())
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

    /// An event of SES may have marked it before, under this or another send's message ID. Then only this send's ID is
    /// stored, for its later events.
    pub(crate) async fn mark_sent(
        &self,
        email: &PendingEmail,
        sent: &Sent,
    ) -> Result<(), StoreError> {
        let key = &email.key;
        let name = self.sent_item(email, &sent.ses_id)?;
        let update = self
            .moved(
                key,
                EmailState::Sent,
                "REMOVE #kind, #at, #started",
                "SET sent_at = :sent_at, ses_id = :ses_id, ",
            )
            .expression_attribute_names("#started", STARTED)
            .expression_attribute_values(":sent_at", text(sent.at.to_string()))
            .expression_attribute_values(":ses_id", text(&sent.ses_id));
        let marked = self.write_email(vec![finish(update)?, name.clone()]).await;
        if marked != Err(StoreError::Changed) {
            return marked;
        }
        let stored = self.email(key).await?.ok_or(StoreError::Changed)?;
        if stored.sent.is_some_and(|known| known.ses_id == sent.ses_id) {
            return Ok(());
        }
        self.write_email(vec![self.add_send(key, &sent.ses_id)?, name])
            .await
    }

    /// Returns the operation that records another send of an email, so that erasure finds its message ID.
    fn add_send(&self, key: &EmailKey, ses_id: &str) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(key.pk.clone(), key.sk.clone(), "ADD #sent_before :ses_id")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#sent_before", SENT_BEFORE)
            .expression_attribute_values(":ses_id", AttributeValue::Ss(vec![ses_id.to_owned()]));
        finish(update)
    }

    pub(crate) async fn start_send(
        &self,
        key: &EmailKey,
        now: Timestamp,
        again: Timestamp,
    ) -> Result<(), StoreError> {
        let started = self
            .update_item(key.pk.clone(), key.sk.clone())
            .update_expression("SET #at = :at, #started = :started")
            .condition_expression("attribute_exists(#at) AND #state IN (:pending, :held)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#started", STARTED)
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":at", text(due_at(again, key.email_id())))
            .expression_attribute_values(":started", text(now.to_string()))
            .expression_attribute_values(":pending", text(EmailState::Pending.as_str()))
            .expression_attribute_values(":held", text(EmailState::Held.as_str()))
            .send()
            .await;
        match StoreError::unless_condition_failed(started)? {
            Some(_) => Ok(()),
            None => Err(StoreError::Changed),
        }
    }

    /// Marks an email as sent that SES accepted without the sender's knowledge. `None` if no such send was started.
    pub(crate) async fn adopt_sent(
        &self,
        key: &EmailKey,
        sent: &Sent,
    ) -> Result<Option<SentEmail>, StoreError> {
        let Some(email) = self.email(key).await? else {
            return Ok(None);
        };
        let waits = matches!(email.state, EmailState::Pending | EmailState::Held);
        // Staff may have corrected the address after the send: that email still has to leave.
        if waits && !email.started {
            self.write_email(vec![
                self.add_send(key, &sent.ses_id)?,
                self.sent_item(&email, &sent.ses_id)?,
            ])
            .await?;
        } else {
            self.mark_sent(&email, sent).await?;
        }
        self.sent_email(&sent.ses_id).await
    }

    /// Returns the operation that marks an email as counted against its address's rate limit. It fails if the email was
    /// counted before.
    pub(crate) fn mark_counted(&self, key: &EmailKey) -> Result<TransactWriteItem, StoreError> {
        let update = self.update(key.pk.clone(), key.sk.clone(), "SET #counted = :counted");
        let update = update
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(#counted)")
            .expression_attribute_names("#counted", COUNTED)
            .expression_attribute_values(":counted", AttributeValue::Bool(true));
        finish(update)
    }

    /// `attempts` replaces the number of attempts, so that an attempt that SES throttled counts for nothing.
    pub(crate) async fn postpone(
        &self,
        key: &EmailKey,
        until: Timestamp,
        attempts: u64,
    ) -> Result<(), StoreError> {
        let update = self
            .update(
                key.pk.clone(),
                key.sk.clone(),
                "SET #at = :at, attempts = :attempts REMOVE #started",
            )
            .condition_expression("attribute_exists(#at)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#started", STARTED)
            .expression_attribute_values(":attempts", number(attempts))
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
