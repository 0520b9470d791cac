//! Emails that were sent: which one SES speaks of, and what it tells of it.
//!
//! SES knows a mail by the id that it gave it, which is also in the `Message-ID` that an answer names. A small
//! item leads from there to the email and to its request: one letter in most cases, and in a summary one
//! email of several requests, each of which gets the note.
//!
//! What SES tells comes at least once, in any order. The email keeps a set of it, so the same thing told twice
//! is noted once, and whether staff must deliver the email follows from the set alone.

use crate::due::kind::{DueKind, due_at};
use crate::outbox::email::EmailState;
use crate::table::items::{Item, encoded, item, text, text_of, texts_of};
use crate::table::keys::request_id;
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxKey, PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::outbound_email::{EmailEvent, ManualDeliveryReason};
use domain::request::{Note, RequestId};
use jiff::Timestamp;

/// The kind of item, for errors.
const KIND: &str = "name of a sent email";

/// The attribute for what SES told: on an email of its latest sending, on a name of one before that.
const EVENTS: &str = "events";
/// The attribute for what SES called an email's earlier sendings.
pub(crate) const SENT_BEFORE: &str = "sent_before";

/// An email that SES took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentEmail {
    /// What SES calls this sending of it.
    pub ses_id: String,
    /// Where the email stands.
    pub key: EmailKey,
    /// The requests that it tells of, the one first that its `Reply-To` names: several if it is a summary, none
    /// if it answers a mail that opened nothing.
    pub requests: Vec<RequestId>,
    /// What SES told of this sending after staff had ordered another one.
    pub late_events: Vec<String>,
}

/// What came of something that SES told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventRecorded {
    /// It was noted before.
    Already,
    /// It is noted, and no more.
    Now,
    /// It is noted, and staff must deliver the email.
    HandedToStaff,
    /// It is noted, and staff need not deliver the email any more: it arrived.
    TakenBack,
}

/// What becomes of an email by what SES tells.
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
    /// The item that leads from SES's id to the email. Written again it says the same.
    pub(crate) fn sent_item(
        &self,
        email: &PendingEmail,
        ses_id: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut stored = item(keys::sent_pk(ses_id), "SENT");
        stored.insert("email_pk".to_owned(), text(&email.key.pk));
        stored.insert("email_sk".to_owned(), text(&email.key.sk));
        if !email.also.is_empty() {
            let also = email.also.iter().map(ToString::to_string).collect();
            stored.insert("also".to_owned(), AttributeValue::Ss(also));
        }
        self.put(stored)
    }

    /// The email that SES took under this id: its answer to the sending, or the part before the `@` of the
    /// `Message-ID` that an answer to the email names. `None` if no email has that name.
    pub(crate) async fn sent_email(&self, ses_id: &str) -> Result<Option<SentEmail>, StoreError> {
        // Anybody can write what they like into the headers that this comes from.
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
        let also = texts_of(&stored, "also");
        let also = also.iter().map(|id| request_id(id).ok_or_else(corrupt));
        let first = key.request().map(|id| request_id(id).ok_or_else(corrupt));
        let requests = first.into_iter().chain(also).collect::<Result<_, _>>()?;
        Ok(Some(SentEmail {
            ses_id: ses_id.to_owned(),
            key,
            requests,
            late_events: texts_of(&stored, EVENTS).to_vec(),
        }))
    }

    /// Notes on each request that an email tells of how it fared, and gives the email to staff, or takes it
    /// back from them, if that follows: all of it in one write, and once.
    pub(crate) async fn record_event(
        &self,
        sent: &SentEmail,
        event: EmailEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<EventRecorded, StoreError> {
        for pause in pauses() {
            // The requests are read before the email. Whoever notes something else of the same email moves
            // its requests, so that this write fails if the email has heard more than is seen here.
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
                true => self.tell(&email, event, now)?,
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

    /// The operation that keeps what SES told of a sending after staff had ordered another one: on its name, since it says
    /// nothing of how the other one fares.
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

    /// Deletes the names under which SES knows an email's sendings.
    pub(crate) async fn delete_sent_items(&self, email: &Item) -> Result<(), StoreError> {
        let names = text_of(email, "ses_id").into_iter();
        for name in names.chain(texts_of(email, SENT_BEFORE).iter().map(String::as_str)) {
            self.delete_item(&item(keys::sent_pk(name), "SENT")).await?;
        }
        Ok(())
    }

    /// The operation that keeps on the email what SES told, and moves it.
    fn tell(
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
