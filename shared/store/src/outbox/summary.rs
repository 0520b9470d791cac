//! Emails held back for an address, and the summary that sends them together.

use crate::due::kind::{DueKind, due_at};
use crate::outbox::email::outbox_item;
use crate::table::items::{item, text, text_of};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::SK;
use crate::table::{Table, keys};
use crate::{EmailKey, EmailState, OutboxItem, PendingEmail, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::outbound_email::OutboundEmail;
use domain::person::Identifier;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Table {
    pub(crate) async fn hold(
        &self,
        email: &PendingEmail,
        address: &Identifier,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let key = &email.key;
        let mut pointer = item(keys::held_pk(&self.keys.of(address)), key.sk.clone());
        pointer.insert("email_pk".to_owned(), text(&key.pk));
        let put = self.put(pointer)?;
        let update = self
            .moved(key, EmailState::Held, "", "SET #kind = :kind, #at = :at, ")
            .expression_attribute_values(":kind", text(DueKind::Email.partition_of(key.email_id())))
            .expression_attribute_values(":at", text(due_at(until, key.email_id())));
        self.write_email(vec![finish(update)?, put]).await
    }

    pub(crate) async fn summarize(
        &self,
        due: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        /// Two operations per email and one for the summary stay below the 100 of a transaction.
        const MOST: usize = 40;
        let held_pk = keys::held_pk(&self.keys.of(address));
        let mut held = self.held(&held_pk, &due.key, MOST).await?;
        held.insert(0, due.clone());
        let emails: Vec<OutboundEmail> = held
            .iter()
            .filter_map(|email| match &email.content {
                OutboxItem::Single(email) => Some(email.clone()),
                OutboxItem::Summary(_) | OutboxItem::Staff { .. } | OutboxItem::Partner { .. } => {
                    None
                }
            })
            .collect();
        let receipt = emails.first().ok_or(StoreError::Changed)?.receipt;
        let key = EmailKey {
            pk: due.key.pk.clone(),
            sk: keys::email_sk(&summary_id(receipt, &due.key)),
        };
        let content = OutboxItem::Summary(emails);
        let mut summary = outbox_item(key.clone(), &content, EmailState::Pending, now)?;
        let others: BTreeSet<String> = held
            .iter()
            .filter_map(|email| email.key.request())
            .filter(|request| Some(*request) != due.key.request())
            .map(str::to_owned)
            .collect();
        if !others.is_empty() {
            let others = AttributeValue::Ss(others.into_iter().collect());
            summary.insert("also".to_owned(), others);
        }
        let mut operations = vec![self.put_new(summary)?];
        for email in &held {
            // With this key, erasing the request of one of these emails finds the summary.
            let set = "SET summary_pk = :summary_pk, summary_sk = :summary_sk, ";
            let summarised = EmailState::Summarized;
            let update = self
                .moved(&email.key, summarised, "REMOVE #kind, #at", set)
                .expression_attribute_values(":summary_pk", text(&key.pk))
                .expression_attribute_values(":summary_sk", text(&key.sk));
            operations.push(finish(update)?);
            operations.push(self.delete(held_pk.clone(), &email.key.sk)?);
        }
        self.write_email(operations).await
    }

    async fn held(
        &self,
        held_pk: &str,
        but: &EmailKey,
        most: usize,
    ) -> Result<Vec<PendingEmail>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(held_pk))
            .consistent_read(true)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        let mut held = Vec::new();
        for pointer in page.items() {
            let (Some(pk), Some(sk)) = (text_of(pointer, "email_pk"), text_of(pointer, SK)) else {
                continue;
            };
            let key = EmailKey {
                pk: pk.to_owned(),
                sk: sk.to_owned(),
            };
            if key != *but {
                held.extend(
                    self.email(&key)
                        .await?
                        .filter(|email| email.state == EmailState::Held),
                );
            }
        }
        Ok(held)
    }

    /// Removes an email of an erased request from its summary. The summary stays for the other requests, and is
    /// deleted with its last email.
    pub(crate) async fn leave_summary(
        &self,
        email: &PendingEmail,
        request: RequestId,
    ) -> Result<(), StoreError> {
        let (Some(key), Some(own)) = (&email.summary, email.content.first()) else {
            return Ok(());
        };
        for pause in pauses() {
            let summary = self.email(key).await?;
            let Some(OutboxItem::Summary(emails)) =
                summary.as_ref().map(|summary| &summary.content)
            else {
                return Ok(());
            };
            let Some(at) = emails.iter().position(|email| email.id == own.id) else {
                return Ok(());
            };
            if emails.len() == 1 {
                return self
                    .delete_item(&item(key.pk.clone(), key.sk.clone()))
                    .await;
            }
            let path = format!("#value.#summary[{at}]");
            let leave = format!("REMOVE {path} DELETE also :request");
            let update = self
                .update(key.pk.clone(), key.sk.clone(), leave)
                .condition_expression(format!("{path}.#id = :id"))
                .expression_attribute_names("#value", crate::table::items::VALUE)
                .expression_attribute_names("#summary", "summary")
                .expression_attribute_names("#id", "id")
                .expression_attribute_values(":id", text(&own.id))
                .expression_attribute_values(
                    ":request",
                    AttributeValue::Ss(vec![request.to_string()]),
                );
            if self.transact(vec![finish(update)?]).await?.is_none() {
                return Ok(());
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }
}

/// Derives the summary's ID from the email that became due, so that each summary is queued once.
fn summary_id(receipt: ReceiptId, due: &EmailKey) -> String {
    receipt.child(&format!("summary {}", due.email_id()))
}
