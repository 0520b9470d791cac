//! Emails held back for an address, and the summary that sends them together.
//!
//! An address has at most one open summary: an item under the address points to it. While the summary that it points
//! to is pending, no other one is created. Until a sender claims the summary, held emails join it.
//!
//! The pointers to held emails sort by the time of holding, so the oldest leave first. An email that the law wants sent
//! by a day goes before them on that day, in a summary that leaves even above the limit, once a day.

use crate::due::kind::{DueKind, due_at};
use crate::outbox::email::{
    ALSO, BY_STAFF, COUNTED, EmailState, FIRST, OutboxItem, POINTER, PendingEmail, outbox_item,
    put_requests, read,
};
use crate::table::items::{Item, VALUE, bytes_of, encoded, item, number, text, text_of};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::{PK, SCHEMA, SCHEMA_VERSION, SK};
use crate::table::transactions::condition_failed;
use crate::table::{Table, keys};
use crate::{Budget, EmailKey, StoreError};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select, TransactWriteItem};
use domain::outbound_email::OutboundEmail;
use domain::person::Identifier;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The most emails that one transaction moves to a summary. Each takes two operations, and the summary takes five.
const MOST: usize = 45;

/// The most bytes of a summary's emails: about 400. An item of the table has at most 400 KB.
const MOST_BYTES: usize = 300_000;

/// How long a summary waits for the rest of the held emails, if they don't fit into the transaction that creates it.
const FILLING: SignedDuration = SignedDuration::from_mins(5);

/// How long held emails wait for the open summary of their address.
const OPEN_SUMMARY: SignedDuration = SignedDuration::from_mins(30);

/// The sort key of the pointer to the open summary. It sorts after the pointers to held emails.
const OPEN: &str = "OPEN";

/// The attributes with the key of the held email, in a pointer to it.
pub(crate) const EMAIL_PK: &str = "email_pk";
pub(crate) const EMAIL_SK: &str = "email_sk";
/// The attribute with the last day on which the law allows the held email to leave.
const LAST_DAY: &str = "last_day";

/// What becomes of held emails that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryDecision {
    /// A pending summary replaces them.
    Summarized,
    /// They stay held until this time.
    Wait(Timestamp),
}

impl Table {
    /// The pointer keeps the time at which the email was first held.
    pub(crate) async fn hold(
        &self,
        email: &PendingEmail,
        address: &Identifier,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = &email.key;
        let known = email.pointer.clone();
        let known = known.filter(|_| email.state == EmailState::Held);
        let sk = known.unwrap_or_else(|| keys::email_sk(&due_at(now, key.email_id())));
        let mut pointer = item(keys::held_pk(&self.keys.of(address)), sk.as_str());
        pointer.insert(EMAIL_PK.to_owned(), text(&key.pk));
        pointer.insert(EMAIL_SK.to_owned(), text(&key.sk));
        if let Some(day) = email.last_day() {
            pointer.insert(LAST_DAY.to_owned(), text(day.to_string()));
        }
        let put = self.put(pointer)?;
        let set = "SET #pointer = :pointer, #kind = :kind, #at = :at, ";
        let update = self
            .moved(key, EmailState::Held, "", set)
            .expression_attribute_names("#pointer", POINTER)
            .expression_attribute_values(":pointer", text(sk))
            .expression_attribute_values(":kind", text(DueKind::Email.partition_of(key.email_id())))
            .expression_attribute_values(":at", text(due_at(until, key.email_id())));
        self.write_email(vec![finish(update)?, put]).await
    }

    pub(crate) async fn summarize(
        &self,
        due: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
        budget: Budget,
    ) -> Result<SummaryDecision, StoreError> {
        let held_pk = keys::held_pk(&self.keys.of(address));
        let counters = self.counters(address, now);
        let last_day = counters.today_if_last(due.last_day());
        let open = self.get(held_pk.clone(), OPEN).await?;
        if let Some(summary) = self.pending_summary(open.as_ref()).await? {
            return Ok(
                match self.join_summary(&held_pk, &summary, due, last_day).await? {
                    true => SummaryDecision::Summarized,
                    false => SummaryDecision::Wait(now + OPEN_SUMMARY),
                },
            );
        }
        // A late email doesn't wait for another morning: the sender may run only at night.
        let room = self.next_room(&counters, budget).await?;
        let above_limit = room.is_some();
        if above_limit && last_day.is_none() {
            return Ok(SummaryDecision::Wait(counters.until(room, due.last_day())));
        }
        let held = self.held_with(&held_pk, due, last_day, MOST_BYTES).await?;
        let summary = Summary::of(&held.emails)?;
        let mut operations = match above_limit {
            false => self.count(&counters, Some(budget))?.to_vec(),
            true => self.count(&counters, None)?.to_vec(),
        };
        if above_limit {
            operations.push(self.one_above_limit(&counters)?);
        }
        let leaves = if held.more { now + FILLING } else { now };
        operations.push(self.put_new(summary.item(leaves)?)?);
        operations.push(self.open_summary(&held_pk, open.as_ref(), &summary.key)?);
        operations.extend(self.move_to(&summary.key, &held_pk, &held.emails)?);
        match self.transact(operations).await?.as_deref() {
            None => Ok(SummaryDecision::Summarized),
            Some([day, week, ..]) if condition_failed(day) || condition_failed(week) => {
                let room = self.next_room(&counters, budget).await?;
                let until = room.map(|room| counters.until(Some(room), due.last_day()));
                Ok(SummaryDecision::Wait(until.unwrap_or(now + OPEN_SUMMARY)))
            }
            Some([_, _, above, ..]) if above_limit && condition_failed(above) => {
                Ok(SummaryDecision::Wait(counters.tomorrow()))
            }
            Some(_) => Err(StoreError::Changed),
        }
    }

    /// Adds held emails to the open summary of their address, this one perhaps among them. Returns false if none fits,
    /// or if a sender has the summary: it has read what the summary says.
    async fn join_summary(
        &self,
        held_pk: &str,
        summary: &PendingEmail,
        due: &PendingEmail,
        last_day: Option<Date>,
    ) -> Result<bool, StoreError> {
        let (0, false, OutboxItem::Summary(emails)) =
            (summary.attempts, summary.released, &summary.content)
        else {
            return Ok(false);
        };
        let taken = bytes_of(&encoded("email", emails)?);
        let room = MOST_BYTES.saturating_sub(taken);
        let held = self.held_with(held_pk, due, last_day, room).await?;
        if held.emails.is_empty() {
            return Ok(false);
        }
        let more = Summary::of(&held.emails)?;
        let also: Vec<String> = more
            .requests
            .iter()
            .filter(|request| summary.requests.first() != Some(request))
            .map(ToString::to_string)
            .collect();
        let set = "SET #value.#summary = list_append(#value.#summary, :more)";
        let add = if also.is_empty() {
            ""
        } else {
            " ADD #also :also"
        };
        // Staff may have sent it to another address.
        let mut update = self
            .update(
                summary.key.pk.clone(),
                &summary.key.sk,
                format!("{set}{add}"),
            )
            .condition_expression(
                "#state = :pending AND attempts = :none AND attribute_not_exists(#by)",
            )
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#summary", "summary")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#by", BY_STAFF)
            .expression_attribute_values(":pending", text(EmailState::Pending.as_str()))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":more", encoded("email", &more.emails)?);
        if !also.is_empty() {
            update = update
                .expression_attribute_names("#also", ALSO)
                .expression_attribute_values(":also", AttributeValue::Ss(also));
        }
        let mut operations = vec![finish(update)?];
        operations.extend(self.move_to(&summary.key, held_pk, &held.emails)?);
        self.write_email(operations).await.map(|()| true)
    }

    /// Returns the operations that mark held emails as part of a summary, and delete the pointers to them.
    fn move_to(
        &self,
        summary: &EmailKey,
        held_pk: &str,
        held: &[PendingEmail],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut operations = Vec::with_capacity(2 * held.len());
        for email in held {
            // With this key, erasing the request of one of these emails finds the summary.
            let set = "SET summary_pk = :summary_pk, summary_sk = :summary_sk, ";
            let update = self
                .moved(&email.key, EmailState::Summarized, "REMOVE #kind, #at", set)
                .expression_attribute_values(":summary_pk", text(&summary.pk))
                .expression_attribute_values(":summary_sk", text(&summary.sk));
            operations.push(finish(update)?);
            if let Some(pointer) = &email.pointer {
                operations.push(self.delete(held_pk.to_owned(), pointer)?);
            }
        }
        Ok(operations)
    }

    /// Whether any email is held for this address.
    pub(crate) async fn holds_any(&self, address: &Identifier) -> Result<bool, StoreError> {
        let held_pk = keys::held_pk(&self.keys.of(address));
        let query = self.held_pointers(&held_pk).select(Select::Count).limit(1);
        let page = query.send().await.map_err(|error| StoreError::of(&error))?;
        Ok(page.count() > 0)
    }

    /// Returns the summary that this pointer names, if it is still to be sent.
    async fn pending_summary(
        &self,
        open: Option<&Item>,
    ) -> Result<Option<PendingEmail>, StoreError> {
        let Some(key) = open.and_then(summary_of) else {
            return Ok(None);
        };
        let summary = self.email(&key).await?;
        Ok(summary.filter(|summary| summary.state == EmailState::Pending))
    }

    /// Returns the operation that makes this the open summary of its address. It fails if the pointer has changed.
    fn open_summary(
        &self,
        held_pk: &str,
        seen: Option<&Item>,
        summary: &EmailKey,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = self
            .update(
                held_pk.to_owned(),
                OPEN,
                "SET summary_pk = :pk, summary_sk = :sk, #schema = :schema",
            )
            .expression_attribute_names("#schema", SCHEMA)
            .expression_attribute_values(":schema", number(SCHEMA_VERSION))
            .expression_attribute_values(":pk", text(&summary.pk))
            .expression_attribute_values(":sk", text(&summary.sk));
        update = match seen.and_then(summary_of) {
            Some(seen) => update
                .condition_expression("summary_sk = :seen")
                .expression_attribute_values(":seen", text(seen.sk)),
            None => update.condition_expression("attribute_not_exists(summary_sk)"),
        };
        finish(update)
    }

    /// Returns the emails held for an address that fit into a summary with this much room, those first that were held
    /// first. On the last day of `due`, those come first whose last day has come.
    async fn held_with(
        &self,
        held_pk: &str,
        due: &PendingEmail,
        last_day: Option<Date>,
        room: usize,
    ) -> Result<HeldEmails, StoreError> {
        let query = self.held_pointers(held_pk).consistent_read(true);
        // Without a limit, DynamoDB returns a megabyte of pointers: some thousand.
        let query = match last_day {
            Some(_) => query,
            None => query.limit(i32::try_from(MOST).unwrap_or(i32::MAX).saturating_add(1)),
        };
        let page = query.send().await.map_err(|error| StoreError::of(&error))?;
        let mut pointers: Vec<&Item> = page.items().iter().collect();
        if let Some(last_day) = last_day {
            let last_day = last_day.to_string();
            let waits = |pointer: &&Item| {
                let own = text_of(pointer, LAST_DAY);
                own.is_none_or(|own| own > last_day.as_str())
            };
            pointers.sort_by_key(waits);
        }
        let mut held = HeldEmails {
            emails: Vec::new(),
            more: pointers.len() > MOST,
        };
        let mut left = room;
        for pointer in pointers.into_iter().take(MOST) {
            let (Some(pk), Some(sk)) = (text_of(pointer, EMAIL_PK), text_of(pointer, EMAIL_SK))
            else {
                continue;
            };
            let key = EmailKey {
                pk: pk.to_owned(),
                sk: sk.to_owned(),
            };
            match self.email(&key).await {
                Ok(Some(email)) if email.state == EmailState::Held => {
                    if !held.add(email, &mut left)? {
                        return Ok(held);
                    }
                }
                // Its email left another way, or can't be read. The sender alarms on an unreadable email when it is due,
                // so it doesn't keep the others from leaving.
                Ok(_) | Err(StoreError::Corrupt { .. }) => self.delete_item(pointer).await?,
                Err(error) => return Err(error),
            }
        }
        let has_due = held.emails.iter().any(|email| email.key == due.key);
        if !has_due && held.emails.len() < MOST {
            held.add(due.clone(), &mut left)?;
        }
        Ok(held)
    }

    fn held_pointers(&self, held_pk: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :email)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(held_pk))
            .expression_attribute_values(":email", text(keys::EMAIL))
    }

    /// Removes an erased email from its summary, and its erased request, if it has one. The summary stays for the others,
    /// and is deleted with its last email.
    pub(crate) async fn leave_summary(
        &self,
        email: &PendingEmail,
        request: Option<RequestId>,
    ) -> Result<(), StoreError> {
        let (Some(key), Some(own)) = (&email.summary, email.content.first()) else {
            return Ok(());
        };
        for pause in pauses() {
            let Some(stored) = self.get(key.pk.clone(), &key.sk).await? else {
                return Ok(());
            };
            let summary = read(&stored)?;
            let OutboxItem::Summary(emails) = &summary.content else {
                return Ok(());
            };
            let Some(at) = emails.iter().position(|email| email.id == own.id) else {
                return Ok(());
            };
            if emails.len() == 1 {
                self.delete_sent_items(&stored).await?;
                return self.delete_item(&stored).await;
            }
            let path = format!("#value.#summary[{at}]");
            let update = |also: &str| {
                let leave = format!("REMOVE {path}{also}");
                self.update(key.pk.clone(), key.sk.clone(), leave)
                    .condition_expression(format!("{path}.#id = :id"))
                    .expression_attribute_names("#value", VALUE)
                    .expression_attribute_names("#summary", "summary")
                    .expression_attribute_names("#id", "id")
                    .expression_attribute_values(":id", text(&own.id))
            };
            let update = match request {
                None => update(""),
                Some(request) if summary.requests.first() == Some(&request) => {
                    update(", #first").expression_attribute_names("#first", FIRST)
                }
                Some(request) => update(" DELETE #also :request")
                    .expression_attribute_names("#also", ALSO)
                    .expression_attribute_values(
                        ":request",
                        AttributeValue::Ss(vec![request.to_string()]),
                    ),
            };
            if self.transact(vec![finish(update)?]).await?.is_none() {
                return Ok(());
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }
}

/// Held emails that fit into a summary.
struct HeldEmails {
    emails: Vec<PendingEmail>,
    /// Whether others are held.
    more: bool,
}

impl HeldEmails {
    /// Adds an email if `left` bytes hold it. Returns false if it doesn't fit.
    fn add(&mut self, email: PendingEmail, left: &mut usize) -> Result<bool, StoreError> {
        let bytes = bytes_of(&encoded("email", &email.content)?);
        match left.checked_sub(bytes) {
            Some(rest) => {
                *left = rest;
                self.emails.push(email);
                Ok(true)
            }
            None => {
                self.more = true;
                Ok(false)
            }
        }
    }
}

/// A summary that is about to be stored.
pub(super) struct Summary {
    pub(super) key: EmailKey,
    emails: Vec<OutboundEmail>,
    requests: Vec<RequestId>,
}

impl Summary {
    pub(super) fn of(held: &[PendingEmail]) -> Result<Self, StoreError> {
        let emails: Vec<OutboundEmail> = held
            .iter()
            .filter_map(|email| match &email.content {
                OutboxItem::Single(email) => Some(email.clone()),
                OutboxItem::Summary(_) | OutboxItem::Staff { .. } | OutboxItem::Partner { .. } => {
                    None
                }
            })
            .collect();
        let first = held.first().ok_or(StoreError::Changed)?;
        let receipt = emails.first().ok_or(StoreError::Changed)?.receipt;
        let mut seen = BTreeSet::new();
        let requests = held.iter().flat_map(|email| &email.requests).copied();
        Ok(Self {
            key: EmailKey::of_summary(receipt, &summary_id(receipt, &first.key)),
            emails,
            requests: requests
                .filter(|request| seen.insert(request.to_string()))
                .collect(),
        })
    }

    /// Returns the outbox item. The summary is counted in the transaction that stores it.
    pub(super) fn item(&self, leaves: Timestamp) -> Result<Item, StoreError> {
        let content = OutboxItem::Summary(self.emails.clone());
        let mut stored = outbox_item(self.key.clone(), &content, EmailState::Pending, leaves)?;
        stored.insert(COUNTED.to_owned(), AttributeValue::Bool(true));
        put_requests(&mut stored, &self.requests);
        Ok(stored)
    }
}

/// Parses the pointer to the open summary.
fn summary_of(pointer: &Item) -> Option<EmailKey> {
    Some(EmailKey {
        pk: text_of(pointer, "summary_pk")?.to_owned(),
        sk: text_of(pointer, "summary_sk")?.to_owned(),
    })
}

/// Derives the summary's ID from its first email, so that each summary is queued once.
fn summary_id(receipt: ReceiptId, first: &EmailKey) -> String {
    receipt.child(&format!("summary {}", first.email_id()))
}
