//! Emails to staff, and the alarms that they are about. What alarms is an entry of a request's log, which stands
//! in the index until an email tells of it: one letter for all that came together.

use crate::due::kind::{DueKind, SHARDS, due_until};
use crate::outbox::email::{EmailState, outbox_item};
use crate::table::items::{text, text_of, value};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND, PK, SK};
use crate::table::{Table, keys};
use crate::{EmailKey, OutboxItem, PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{Select, TransactWriteItem};
use domain::digest::Digest;
use domain::log::Entry;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Request, RequestId};
use domain::staff::{DayReport, StaffEmail};
use jiff::Timestamp;

/// An entry of a request's log that staff must be alarmed of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmKey {
    /// The request.
    pub request: RequestId,
    sk: String,
}

/// What waits in the index for whoever it may concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backlog {
    /// Emails that staff must deliver.
    ManualDelivery,
    /// Emails that staff must look at before they leave.
    AwaitingApproval,
    /// Emails that leave after this moment.
    LeavingAfter(Timestamp),
    /// Notices to partners that were given up.
    GivenUp,
    /// Notices that are owed.
    Notifications,
    /// Mail that asked for nothing.
    Unopened,
    /// Mail that looks like spam or malware.
    Quarantine,
}

impl Backlog {
    fn due_kind(self) -> DueKind {
        match self {
            Self::ManualDelivery => DueKind::Manual,
            Self::AwaitingApproval => DueKind::Approval,
            Self::LeavingAfter(_) => DueKind::Email,
            Self::GivenUp => DueKind::GivenUp,
            Self::Notifications => DueKind::Notification,
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
            sk: keys::email_sk(&ReceiptId::from_bytes(id).child("email to staff")),
            pk,
        }
    }
}

/// The most alarms in one email. Each takes one of the 100 operations of a transaction.
pub const ALARMS_PER_EMAIL: usize = 90;

impl Table {
    /// Owes staff the digest of a day. Owed again it changes nothing.
    pub(crate) async fn queue_digest(
        &self,
        to: &EmailAddress,
        report: DayReport,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = EmailKey::to_staff(keys::digest_pk(report.day));
        let email = StaffEmail::Digest(Box::new(report));
        let post = OutboxItem::Staff {
            to: to.clone(),
            email,
        };
        self.put_once(outbox_item(key, &post, EmailState::Pending, now)?)
            .await
    }

    /// The entries that staff must be alarmed of, up to `most` of each shard, oldest first.
    pub(crate) async fn alarms(&self, most: u16) -> Result<Vec<AlarmKey>, StoreError> {
        let mut alarms = Vec::new();
        for row in self.first_rows(DueKind::Alarm, None, most).await? {
            let key = keys::request_of(text_of(&row, PK).unwrap_or_default());
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
    pub(crate) async fn alarm(
        &self,
        key: &AlarmKey,
    ) -> Result<Option<(Request, Entry)>, StoreError> {
        let entry = self.get(keys::request_pk(key.request), &key.sk).await?;
        let Some(entry) = entry else { return Ok(None) };
        let entry = value(&entry, "log entry")?;
        let request = self.request(key.request).await?;
        Ok(request.map(|request| (request, entry)))
    }

    /// Ends these alarms, at most [`Self::ALARMS_PER_EMAIL`], and owes the email that tells staff of them, if there
    /// is one, all in one write. False if somebody else ended one of them.
    pub(crate) async fn end_alarms(
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
                EmailKey::to_staff(keys::alarm_pk(&format!("{}.{}", first.request, first.sk)));
            let to = to.clone();
            let post = OutboxItem::Staff { to, email };
            operations.push(self.put_new(outbox_item(key, &post, EmailState::Pending, now)?)?);
        }
        for alarm in alarms {
            operations.push(self.end_alarm(alarm)?);
        }
        Ok(self.transact(operations).await?.is_none())
    }

    fn end_alarm(&self, alarm: &AlarmKey) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(
                keys::request_pk(alarm.request),
                &alarm.sk,
                "REMOVE #kind, #at",
            )
            .condition_expression("attribute_exists(#kind)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT);
        finish(update)
    }

    /// The emails that staff must deliver, up to `most` of each shard.
    pub(crate) async fn manual_emails(&self, most: usize) -> Result<Vec<PendingEmail>, StoreError> {
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        let mut emails = Vec::new();
        for key in self.keys_in_index(DueKind::Manual, None, most).await? {
            emails.extend(self.email(&key).await?);
        }
        Ok(emails)
    }

    /// How much waits.
    pub(crate) async fn count_backlog(&self, what: Backlog) -> Result<u64, StoreError> {
        let mut count = 0;
        for shard in 0..SHARDS {
            let kind = what.due_kind().partition(shard);
            let mut query = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(DUE_INDEX)
                .select(Select::Count)
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_values(":kind", text(kind));
            query = match what {
                Backlog::LeavingAfter(now) => query
                    .key_condition_expression("#kind = :kind AND #at > :now")
                    .expression_attribute_names("#at", DUE_AT)
                    .expression_attribute_values(":now", text(due_until(now))),
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
