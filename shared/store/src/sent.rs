//! Emails that were sent: which one SES speaks of, and what it tells of it.
//!
//! SES knows a mail by the id that it gave it, which is also in the `Message-ID` that an answer names. A small
//! item leads from there to the email and to its request: one letter in most cases, and in a summary one
//! email of several requests, each of which gets the note.
//!
//! What SES tells comes at least once, in any order. The email keeps a set of it, so the same thing told twice
//! is noted once, and whether staff must deliver the email follows from the set alone.

use crate::item::{Item, finish, item, text, text_of, texts_of};
use crate::pending::EmailState;
use crate::retry::pauses;
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind, request_id};
use crate::{EmailKey, OutboxKey, PendingEmail, Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::outbound_email::{EmailEvent, ManualDeliveryReason};
use domain::request::{Note, RequestId};
use jiff::Timestamp;

/// The kind of item, for errors.
const KIND: &str = "name of a sent email";

/// The attribute for what SES told: on an email of its latest sending, on a name of one before that.
const TOLD: &str = "told";
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
    pub told_late: Vec<String>,
}

/// What came of something that SES told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It was noted before.
    Before,
    /// It is noted, and no more.
    Now,
    /// It is noted, and staff must deliver the email.
    HandedOver,
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
        let notified: Vec<EmailEvent> = email.notified.iter().copied().chain([event]).collect();
        let (before, after) = (
            ManualDeliveryReason::after(&email.notified),
            ManualDeliveryReason::after(&notified),
        );
        match (email.state, after) {
            _ if before == after => Self::Stays,
            (EmailState::Sent | EmailState::Hand, Some(why)) => Self::ToStaff(why),
            (EmailState::Hand, None) => Self::Back,
            _ => Self::Stays,
        }
    }
}

impl Store {
    /// The item that leads from SES's id to the email. Written again it says the same.
    pub(crate) fn name_of(
        &self,
        email: &PendingEmail,
        ses_id: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut stored = item(schema::sent_pk(ses_id), "SENT");
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
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn email_sent_as(&self, ses_id: &str) -> Result<Option<SentEmail>, StoreError> {
        // Anybody can write what they like into the headers that this comes from.
        let plausible = (1..=200).contains(&ses_id.len())
            && ses_id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plausible {
            return Ok(None);
        }
        let Some(stored) = self.get(schema::sent_pk(ses_id), "SENT").await? else {
            return Ok(None);
        };
        let unreadable = || StoreError::Unreadable { kind: KIND };
        let (pk, sk) = (text_of(&stored, "email_pk"), text_of(&stored, "email_sk"));
        let key = EmailKey::of_item(pk.unwrap_or_default(), sk.unwrap_or_default());
        let key = key.ok_or_else(unreadable)?;
        let also = texts_of(&stored, "also");
        let also = also.iter().map(|id| request_id(id).ok_or_else(unreadable));
        let first = key
            .request()
            .map(|id| request_id(id).ok_or_else(unreadable));
        let requests = first.into_iter().chain(also).collect::<Result<_, _>>()?;
        Ok(Some(SentEmail {
            ses_id: ses_id.to_owned(),
            key,
            requests,
            told_late: texts_of(&stored, TOLD).to_vec(),
        }))
    }

    /// Notes on each request that an email tells of how it fared, and gives the email to staff, or takes it
    /// back from them, if that follows: all of it in one write, and once.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: nothing was, and SES's word may come again.
    pub async fn note_fate(
        &self,
        sent: &SentEmail,
        event: EmailEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Noted, StoreError> {
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
                let request = self.request(*id).await?.ok_or(StoreError::Gone)?;
                let transition = request.noted(note.clone(), now);
                operations.extend(self.operations(&transition).await?);
            }
            let email = self.email(&sent.key).await?.ok_or(StoreError::Gone)?;
            let is_current = email
                .sent
                .as_ref()
                .is_some_and(|of| of.ses_id == sent.ses_id);
            let (noted, update) = match is_current {
                true if email.notified.contains(&event) => return Ok(Noted::Before),
                true => self.tell(&email, event, now)?,
                false
                    if sent
                        .told_late
                        .iter()
                        .any(|notified| notified == event.name()) =>
                {
                    return Ok(Noted::Before);
                }
                false => (Noted::Now, self.tell_late(sent, event)?),
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
    fn tell_late(
        &self,
        sent: &SentEmail,
        event: EmailEvent,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(schema::sent_pk(&sent.ses_id), "SENT", "ADD #told :told")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(#told) OR NOT contains(#told, :fate))",
            )
            .expression_attribute_names("#told", TOLD)
            .expression_attribute_values(":fate", text(event.name()))
            .expression_attribute_values(":told", AttributeValue::Ss(vec![event.name().to_owned()]));
        finish(update)
    }

    /// Deletes the names under which SES knows an email's sendings.
    pub(crate) async fn drop_names_of(&self, email: &Item) -> Result<(), StoreError> {
        let names = text_of(email, "ses_id").into_iter();
        for name in names.chain(texts_of(email, SENT_BEFORE).iter().map(String::as_str)) {
            self.drop_item(&item(schema::sent_pk(name), "SENT")).await?;
        }
        Ok(())
    }

    /// The operation that keeps on the email what SES told, and moves it.
    fn tell(
        &self,
        email: &PendingEmail,
        event: EmailEvent,
        now: Timestamp,
    ) -> Result<(Noted, TransactWriteItem), StoreError> {
        let id = email.key.email_id();
        let command = Move::of(email, event);
        let (noted, state, expression) = match &command {
            Move::Stays => (Noted::Now, email.state, "SET #state = :state"),
            Move::ToStaff(_) => (
                Noted::HandedOver,
                EmailState::Hand,
                "SET #state = :state, #kind = :kind, #at = :at, by_hand = :why",
            ),
            Move::Back => (
                Noted::TakenBack,
                EmailState::Sent,
                "SET #state = :state REMOVE #kind, #at, by_hand",
            ),
        };
        let mut update = self
            .update(
                email.key.pk.clone(),
                email.key.sk.clone(),
                format!("{expression} ADD told :told"),
            )
            .condition_expression(
                "#state = :seen AND (attribute_not_exists(told) OR NOT contains(told, :fate))",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":seen", text(email.state.as_str()))
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":fate", text(event.name()))
            .expression_attribute_values(
                ":told",
                AttributeValue::Ss(vec![event.name().to_owned()]),
            );
        if !matches!(command, Move::Stays) {
            update = update
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT);
        }
        if let Move::ToStaff(why) = command {
            let why = serde_dynamo::to_attribute_value(why)
                .map_err(|_| StoreError::Unreadable { kind: "email" })?;
            update = update
                .expression_attribute_values(":why", why)
                .expression_attribute_values(":kind", text(DueKind::Hand.partition_of(id)))
                .expression_attribute_values(":at", text(schema::due_at(now, id)));
        }
        Ok((noted, finish(update)?))
    }
}
