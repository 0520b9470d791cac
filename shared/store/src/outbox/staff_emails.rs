//! Emails to staff: the daily digest, and alarms. An alarm is a log entry of a request. It stays in the index until
//! an email to staff covers it; one email covers all alarms of a run.

use crate::due::kind::{DueKind, due_until};
use crate::due::shards::query_all;
use crate::outbox::email::{EmailState, outbox_item};
use crate::table::items::{text, text_of, value};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND, PK, SK};
use crate::table::{Table, keys};
use crate::{EmailKey, IndexWalk, OutboxItem, PartPage, PendingEmail, StoreError};
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{Select, TransactWriteItem};
use domain::digest::Digest;
use domain::log::Entry;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Request, RequestId};
use domain::staff::{DayReport, StaffEmail};
use jiff::Timestamp;

/// A log entry that staff must be alerted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmKey {
    /// The entry's request.
    pub request: RequestId,
    sk: String,
}

/// A kind of pending work that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backlog {
    /// Emails that staff must deliver.
    ManualDelivery,
    /// Emails that staff must release.
    AwaitingApproval,
    /// Emails to be sent after this time.
    LeavingAfter(Timestamp),
    /// Deliveries to partners that were given up.
    GivenUp,
    /// Notifications with partners left to notify.
    Notifications,
    /// Inbound emails without a request.
    Unopened,
    /// Inbound emails marked as spam or malware.
    Quarantine,
    /// Replies to our emails that nobody has handled.
    Replies,
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
            Self::Replies => DueKind::Reply,
        }
    }
}

impl EmailKey {
    /// Returns the key of an email to staff. Its ID derives from `pk`, which says what the email is for, so the same
    /// email is queued once.
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
    pub(crate) async fn queue_digest(
        &self,
        to: &EmailAddress,
        report: DayReport,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = EmailKey::to_staff(keys::digest_pk(report.day));
        let email = StaffEmail::Digest(Box::new(report));
        let content = OutboxItem::Staff {
            to: to.clone(),
            email,
        };
        self.put_once(outbox_item(key, &content, EmailState::Pending, now)?)
            .await
    }

    pub(crate) async fn alarms(
        &self,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<AlarmKey>, StoreError> {
        let mut alarms = Vec::new();
        for row in self.next_rows(DueKind::Alarm, None, most, walk).await? {
            let key = keys::request_of(text_of(&row, PK).unwrap_or_default());
            let (Some(request), Some(sk)) = (key, text_of(&row, SK)) else {
                walk.unreadable += 1;
                continue;
            };
            let at = text_of(&row, DUE_AT).unwrap_or_default().to_owned();
            let sk = sk.to_owned();
            alarms.push((at, AlarmKey { request, sk }));
        }
        alarms.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(alarms.into_iter().map(|(_, key)| key).collect())
    }

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
            let content = OutboxItem::Staff { to, email };
            operations.push(self.put_new(outbox_item(key, &content, EmailState::Pending, now)?)?);
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

    pub(crate) async fn manual_emails(
        &self,
        most: usize,
    ) -> Result<PartPage<PendingEmail>, StoreError> {
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        let mut emails = PartPage {
            found: Vec::new(),
            unreadable: 0,
            next: None,
        };
        for key in self.keys_in_index(DueKind::Manual, None, most).await? {
            match self.email(&key).await {
                Ok(email) => emails.found.extend(email),
                Err(StoreError::Corrupt { .. }) => emails.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(emails)
    }

    pub(crate) async fn count_backlog(&self, what: Backlog) -> Result<u64, StoreError> {
        let query = |shard: u8| {
            let kind = what.due_kind().partition(shard);
            let query = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(DUE_INDEX)
                .select(Select::Count)
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_values(":kind", text(kind));
            match what {
                Backlog::LeavingAfter(now) => query
                    .key_condition_expression("#kind = :kind AND #at > :now")
                    .expression_attribute_names("#at", DUE_AT)
                    .expression_attribute_values(":now", text(due_until(now))),
                _ => query.key_condition_expression("#kind = :kind"),
            }
        };
        let mut count = 0;
        let mut left: Vec<QueryFluentBuilder> = (0..what.due_kind().shards()).map(query).collect();
        while !left.is_empty() {
            let mut next = Vec::new();
            let again = left.clone();
            let visit = |position: usize, page: QueryOutput| {
                count += u64::try_from(page.count()).unwrap_or_default();
                if let (Some(last), Some(query)) = (page.last_evaluated_key, again.get(position)) {
                    next.push(query.clone().set_exclusive_start_key(Some(last)));
                }
            };
            query_all(left, visit).await?;
            left = next;
        }
        Ok(count)
    }
}
