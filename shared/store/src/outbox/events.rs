//! Events that SES reports about sent emails.
//!
//! SES identifies an email by its own message ID, which is also in the `Message-ID` that a reply names. An item under
//! that ID points to the email and its requests. A summary has several requests, and each gets the note.
//!
//! Events arrive at least once, in any order. The email stores them as a set, so a repeated event is recorded once,
//! and the set alone determines whether staff must deliver the email.

use crate::due::kind::{DueKind, due_at};
use crate::outbox::email::{EmailState, FIRST, put_requests, requests_of};
use crate::table::items::{Item, encoded, item, text, text_of, texts_of};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxKey, PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::outbound_email::{EmailEvent, ManualDeliveryReason};
use domain::request::{Note, RequestId};
use jiff::Timestamp;

const KIND: &str = "sent email";

/// The attribute for events: on the email for its last send, on the `SENT#` item for an earlier send.
const EVENTS: &str = "events";
/// The attribute for the SES message IDs of earlier sends.
pub(crate) const SENT_BEFORE: &str = "sent_before";

/// An email that SES accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentEmail {
    /// The SES message ID of this send.
    pub ses_id: String,
    /// The email's key.
    pub key: EmailKey,
    /// The requests that the email is about, first the one that its `Reply-To` names. A summary has several; a reply
    /// to the sender of an inbound email has none.
    pub requests: Vec<RequestId>,
    /// The events of this send that arrived after staff had ordered another send.
    pub late_events: Vec<String>,
}

/// The result of recording an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventRecorded {
    /// The event was recorded before.
    Already,
    /// The event is recorded.
    Now,
    /// The event is recorded, and staff must deliver the email.
    HandedToStaff,
    /// The event is recorded. Staff no longer need to deliver the email, because it arrived.
    TakenBack,
}

/// What an event does to the email.
enum Move {
    Stays,
    ToStaff(ManualDeliveryReason),
    Back,
}

impl Move {
    fn of(email: &PendingEmail, event: EmailEvent) -> Self {
        let notified: Vec<EmailEvent> = email.events.iter().copied().chain([event]).collect();
        let (before, after) = (
            ManualDeliveryReason::after(&email.events),
            ManualDeliveryReason::after(&notified),
        );
        match (email.state, after) {
            _ if before == after => Self::Stays,
            (EmailState::Sent | EmailState::ManualDelivery, Some(why)) => Self::ToStaff(why),
            (EmailState::ManualDelivery, None) => Self::Back,
            _ => Self::Stays,
        }
    }
}

impl Table {
    /// Returns the operation that stores the SES message ID of an email. Safe to repeat.
    pub(crate) fn sent_item(
        &self,
        email: &PendingEmail,
        ses_id: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut stored = item(keys::sent_pk(ses_id), "SENT");
        stored.insert("email_pk".to_owned(), text(&email.key.pk));
        stored.insert("email_sk".to_owned(), text(&email.key.sk));
        if email.key.request().is_none() {
            put_requests(&mut stored, &email.requests);
        }
        self.put(stored)
    }

    /// Returns the email with this SES message ID, which comes from SES or from the headers of a reply.
    pub(crate) async fn sent_email(&self, ses_id: &str) -> Result<Option<SentEmail>, StoreError> {
        // The ID can come from headers that any sender can forge.
        let plausible = (1..=200).contains(&ses_id.len())
            && ses_id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plausible {
            return Ok(None);
        }
        let Some(stored) = self.get(keys::sent_pk(ses_id), "SENT").await? else {
            return Ok(None);
        };
        let corrupt = || StoreError::Corrupt { kind: KIND };
        let (pk, sk) = (text_of(&stored, "email_pk"), text_of(&stored, "email_sk"));
        let key = EmailKey::of_item(pk.unwrap_or_default(), sk.unwrap_or_default());
        let key = key.ok_or_else(corrupt)?;
        let first = key.request().or(text_of(&stored, FIRST));
        let requests = requests_of(first, &stored).ok_or_else(corrupt)?;
        Ok(Some(SentEmail {
            ses_id: ses_id.to_owned(),
            key,
            requests,
            late_events: texts_of(&stored, EVENTS).to_vec(),
        }))
    }

    pub(crate) async fn record_event(
        &self,
        sent: &SentEmail,
        event: EmailEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<EventRecorded, StoreError> {
        for pause in pauses() {
            // The requests are read before the email. Every write to the email also changes its requests, so this
            // transaction fails if the email has recorded another event since.
            let mut operations = Vec::new();
            let note = Note::OutboundEmail {
                email: sent.key.email_id().to_owned(),
                event,
                at,
            };
            for id in &sent.requests {
                let request = self.request(*id).await?.ok_or(StoreError::Changed)?;
                let transition = request.noted(note.clone(), now);
                operations.extend(self.operations(&transition).await?);
            }
            let email = self.email(&sent.key).await?.ok_or(StoreError::Changed)?;
            let is_current = email
                .sent
                .as_ref()
                .is_some_and(|of| of.ses_id == sent.ses_id);
            let (noted, update) = match is_current {
                true if email.events.contains(&event) => return Ok(EventRecorded::Already),
                true => self.apply_event(&email, event, now)?,
                false if sent.late_events.iter().any(|known| known == event.name()) => {
                    return Ok(EventRecorded::Already);
                }
                false => (EventRecorded::Now, self.record_late_event(sent, event)?),
            };
            operations.push(update);
            if self.transact(operations).await?.is_none() {
                return Ok(noted);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// Returns the operation that records an event of an earlier send. It goes on the `SENT#` item, because it
    /// doesn't affect the latest send.
    fn record_late_event(
        &self,
        sent: &SentEmail,
        event: EmailEvent,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(keys::sent_pk(&sent.ses_id), "SENT", "ADD #events :event_set")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(#events) OR NOT contains(#events, :event))",
            )
            .expression_attribute_names("#events", EVENTS)
            .expression_attribute_values(":event", text(event.name()))
            .expression_attribute_values(":event_set", AttributeValue::Ss(vec![event.name().to_owned()]));
        finish(update)
    }

    /// Deletes the SES message IDs of an email.
    pub(crate) async fn delete_sent_items(&self, email: &Item) -> Result<(), StoreError> {
        let names = text_of(email, "ses_id").into_iter();
        for name in names.chain(texts_of(email, SENT_BEFORE).iter().map(String::as_str)) {
            self.delete_item(&item(keys::sent_pk(name), "SENT")).await?;
        }
        Ok(())
    }

    /// Returns the operation that records an event on the email and moves the email to its next state.
    fn apply_event(
        &self,
        email: &PendingEmail,
        event: EmailEvent,
        now: Timestamp,
    ) -> Result<(EventRecorded, TransactWriteItem), StoreError> {
        let id = email.key.email_id();
        let command = Move::of(email, event);
        let (noted, state, expression) = match &command {
            Move::Stays => (EventRecorded::Now, email.state, "SET #state = :state"),
            Move::ToStaff(_) => (
                EventRecorded::HandedToStaff,
                EmailState::ManualDelivery,
                "SET #state = :state, #kind = :kind, #at = :at, manual_reason = :why",
            ),
            Move::Back => (
                EventRecorded::TakenBack,
                EmailState::Sent,
                "SET #state = :state REMOVE #kind, #at, manual_reason",
            ),
        };
        let mut update = self
            .update(
                email.key.pk.clone(),
                email.key.sk.clone(),
                format!("{expression} ADD events :event_set"),
            )
            .condition_expression(
                "#state = :seen AND (attribute_not_exists(events) OR NOT contains(events, :event))",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":seen", text(email.state.as_str()))
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":event", text(event.name()))
            .expression_attribute_values(
                ":event_set",
                AttributeValue::Ss(vec![event.name().to_owned()]),
            );
        if !matches!(command, Move::Stays) {
            update = update
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT);
        }
        if let Move::ToStaff(why) = command {
            let why = encoded("reason for manual delivery", &why)?;
            update = update
                .expression_attribute_values(":why", why)
                .expression_attribute_values(":kind", text(DueKind::Manual.partition_of(id)))
                .expression_attribute_values(":at", text(due_at(now, id)));
        }
        Ok((noted, finish(update)?))
    }
}
