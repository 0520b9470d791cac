//! Emails to staff, and the alarms that they are about. What alarms is an entry of a request's log, which stands
//! in the index until an email tells of it: one letter for all that came together.

use crate::item::{finish, text, text_of, value};
use crate::pending::{EmailState, post_item};
use crate::schema::{self, DUE_AT, DUE_INDEX, DUE_KIND, DueKind, PK, SHARDS, SK};
use crate::{EmailKey, OutboxItem, PendingEmail, Store, StoreError};
use aws_sdk_dynamodb::types::{Select, TransactWriteItem};
use domain::digest::Digest;
use domain::log::Entry;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Request, RequestId};
use domain::staff::{DayReport, StaffEmail};
use jiff::Timestamp;
use jiff::civil::Date;

/// An entry of a request's log that staff must be alarmed of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmKey {
    /// The request.
    pub request: RequestId,
    sk: String,
}

/// What waits in the index for whoever it may concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Emails that staff must deliver.
    ManualDelivery,
    /// Emails that staff must look at before they leave.
    ForReview,
    /// Emails that leave after this moment.
    Later(Timestamp),
    /// Notices to partners that were given up.
    GivenUp,
    /// Notices that are owed.
    Notices,
    /// Mail that asked for nothing.
    Unopened,
    /// Mail that looks like spam or malware.
    Quarantine,
}

impl Waiting {
    fn due_kind(self) -> DueKind {
        match self {
            Self::ManualDelivery => DueKind::Hand,
            Self::ForReview => DueKind::Review,
            Self::Later(_) => DueKind::OutboundEmail,
            Self::GivenUp => DueKind::GivenUp,
            Self::Notices => DueKind::PartnerNotification,
            Self::Unopened => DueKind::Unopened,
            Self::Quarantine => DueKind::Quarantine,
        }
    }
}

impl EmailKey {
    /// The key of an email to staff: `pk` says what it is for, and its id is made from that.
    pub(crate) fn to_staff(pk: String) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&Digest::of(pk.as_bytes()).as_bytes()[..16]);
        Self {
            sk: schema::email_sk(&ReceiptId::from_bytes(id).child("email to staff")),
            pk,
        }
    }
}

impl Store {
    /// The most alarms of one letter: each takes one of the hundred operations of a transaction.
    pub const ALARMS_A_LETTER: usize = 90;

    /// Owes staff the digest of a day. Owed again it changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be stored.
    pub async fn owe_digest(
        &self,
        to: &EmailAddress,
        report: DayReport,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = EmailKey::to_staff(schema::digest_pk(report.day));
        let email = StaffEmail::Digest(Box::new(report));
        let post = OutboxItem::Staff {
            to: to.clone(),
            email,
        };
        self.put_once(post_item(key, &post, EmailState::Owed, now)?)
            .await
    }

    /// Whether the digest of a day is owed, or was sent.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn digest_of(&self, day: Date) -> Result<Option<PendingEmail>, StoreError> {
        self.email(&EmailKey::to_staff(schema::digest_pk(day)))
            .await
    }

    /// The entries that staff must be alarmed of, up to `most` of each shard, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn alarms(&self, most: u16) -> Result<Vec<AlarmKey>, StoreError> {
        let mut alarms = Vec::new();
        for row in self.first_rows(DueKind::Alarm, None, most).await? {
            let key = schema::request_of(text_of(&row, PK).unwrap_or_default());
            if let (Some(request), Some(sk)) = (key, text_of(&row, SK)) {
                let at = text_of(&row, DUE_AT).unwrap_or_default().to_owned();
                let sk = sk.to_owned();
                alarms.push((at, AlarmKey { request, sk }));
            }
        }
        alarms.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(alarms.into_iter().map(|(_, key)| key).collect())
    }

    /// What an alarm is about: the request as it is now, and the entry. None if either is not there.
    ///
    /// # Errors
    /// [`StoreError`] if either can't be read.
    pub async fn alarm(&self, key: &AlarmKey) -> Result<Option<(Request, Entry)>, StoreError> {
        let entry = self.get(schema::request_pk(key.request), &key.sk).await?;
        let Some(entry) = entry else { return Ok(None) };
        let entry = value(&entry, "log entry")?;
        let request = self.request(key.request).await?;
        Ok(request.map(|request| (request, entry)))
    }

    /// Ends these alarms, at most [`Self::ALARMS_A_LETTER`], and owes the email that tells staff of them, if there
    /// is one, all in one write. False if somebody else ended one of them.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn end_alarms(
        &self,
        alarms: &[AlarmKey],
        email: Option<(&EmailAddress, StaffEmail)>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(first) = alarms.first() else {
            return Ok(true);
        };
        let mut operations = Vec::with_capacity(alarms.len() + 1);
        if let Some((to, email)) = email {
            let key =
                EmailKey::to_staff(schema::alarm_pk(&format!("{}.{}", first.request, first.sk)));
            let to = to.clone();
            let post = OutboxItem::Staff { to, email };
            operations.push(self.put_new(post_item(key, &post, EmailState::Owed, now)?)?);
        }
        for alarm in alarms {
            operations.push(self.end_alarm(alarm)?);
        }
        Ok(self.transact(operations).await?.is_none())
    }

    fn end_alarm(&self, alarm: &AlarmKey) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(
                schema::request_pk(alarm.request),
                &alarm.sk,
                "REMOVE #kind, #at",
            )
            .condition_expression("attribute_exists(#kind)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT);
        finish(update)
    }

    /// The emails that staff must deliver, up to `most` of each shard.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn emails_manual(&self, most: usize) -> Result<Vec<PendingEmail>, StoreError> {
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        let mut emails = Vec::new();
        for key in self.in_index(DueKind::Hand, None, most).await? {
            emails.extend(self.email(&key).await?);
        }
        Ok(emails)
    }

    /// How much waits.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn count_waiting(&self, what: Waiting) -> Result<u64, StoreError> {
        let mut count = 0;
        for shard in 0..SHARDS {
            let kind = what.due_kind().partition(shard);
            let mut query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(DUE_INDEX)
                .select(Select::Count)
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_values(":kind", text(kind));
            query = match what {
                Waiting::Later(now) => query
                    .key_condition_expression("#kind = :kind AND #at > :now")
                    .expression_attribute_names("#at", DUE_AT)
                    .expression_attribute_values(":now", text(schema::due_until(now))),
                _ => query.key_condition_expression("#kind = :kind"),
            };
            let mut pages = query.into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page.map_err(|error| StoreError::of(&error))?;
                count += u64::try_from(page.count()).unwrap_or_default();
            }
        }
        Ok(count)
    }
}
