//! Pages of what belongs to a request. Anyone can repeat a request and cause emails about it, so a page has a limit.

use crate::notifications::deliveries::StoredDelivery;
use crate::outbox::email::read;
use crate::requests::counted::LAST_DETAILS;
use crate::table::Table;
use crate::table::client::ItemPage;
use crate::table::items::{Item, decoded, number_of, text, text_of, value};
use crate::table::keys::{self, EMAIL, LINKED, LOG, NOTIFICATION, REASON};
use crate::table::schema::{PK, SK};
use crate::{PendingEmail, PendingNotification, StoreError};
use aws_sdk_dynamodb::types::Select;
use domain::log::{Entry, Event};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{CommandName, Note, RequestId, repeat_day};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

/// The number of items to read at a time.
pub(crate) const PARTS_PER_READ: u16 = 100;

/// The most receipts that one batch reads.
const RECEIPTS_PER_READ: usize = 100;

/// A part of a page. It leaves out items that can't be parsed, and counts them.
#[derive(Debug, Clone)]
pub struct PartPage<T> {
    /// The items, in the order of their keys.
    pub found: Vec<T>,
    /// The number of items that can't be parsed.
    pub unreadable: u32,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// A log entry with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedEntry {
    /// The version of the request that the entry led to.
    pub version: u64,
    /// The entry.
    pub entry: Entry,
    /// The reason that staff gave for the action. It can name people, so it is stored apart from the log.
    pub why: Option<String>,
}

/// A receipt, and the number of repeats that share it.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedReceipt {
    /// The receipt. If repeats share it, its details are those of the last repeat that had some.
    pub receipt: Receipt,
    /// The repeats above the daily limit, if this is the receipt that they share.
    pub repeats: Option<u64>,
}

impl CountedReceipt {
    fn read(stored: &Item) -> Result<Self, StoreError> {
        let mut receipt: Receipt = value(stored, "receipt")?;
        if let Some(details) = stored.get(LAST_DETAILS) {
            receipt.details = Some(decoded("receipt", details.clone())?);
        }
        Ok(Self {
            receipt,
            repeats: number_of(stored, "repeats"),
        })
    }
}

/// A page of a request's log, the oldest entry first.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The entries.
    pub entries: Vec<LoggedEntry>,
    /// The receipts of the entries: of the submission that opened the request, of repeats, and of emails that staff joined
    /// to it.
    pub receipts: Vec<CountedReceipt>,
    /// The number of entries, reasons and receipts that can't be parsed.
    pub unreadable: u32,
    /// The version where the next page continues, if there is one.
    pub next: Option<u64>,
}

/// Where a page of a log begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStart {
    /// The newest entries before this version, or of all.
    Before(Option<u64>),
    /// The oldest entries after this version, or of all.
    After(Option<u64>),
}

impl Table {
    /// Returns a page of a request's log.
    pub(crate) async fn log_page(
        &self,
        id: RequestId,
        start: LogStart,
        most: u16,
    ) -> Result<LogPage, StoreError> {
        let (forward, from) = match start {
            LogStart::Before(version) => (false, version),
            LogStart::After(version) => (true, version),
        };
        let after = from.map(keys::log_sk);
        let page = self
            .part_page(id, LOG, after.as_deref(), most, forward)
            .await?;
        let mut entries = Vec::with_capacity(page.items.len());
        let mut unreadable = 0;
        for stored in &page.items {
            match entry_of(stored) {
                Ok((version, entry)) => entries.push(LoggedEntry {
                    version,
                    entry,
                    why: None,
                }),
                Err(_) => unreadable += 1,
            }
        }
        entries.sort_by_key(|entry| entry.version);
        if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
            let (mut reasons, unreadable_reasons) =
                self.reasons(id, first.version, last.version).await?;
            unreadable += unreadable_reasons;
            for entry in &mut entries {
                entry.why = reasons.remove(&entry.version);
            }
        }
        let (receipts, unreadable_receipts) = self.receipts_in(id, &entries).await?;
        Ok(LogPage {
            receipts,
            entries,
            unreadable: unreadable + unreadable_receipts,
            next: page.next.as_deref().and_then(version_of(LOG)),
        })
    }

    /// Returns a page of a request's emails, in any state.
    pub(crate) async fn emails_page(
        &self,
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<PendingEmail>, StoreError> {
        let page = self.part_page(id, EMAIL, after, most, true).await?;
        Ok(page.read(read))
    }

    /// Returns a page of the notifications of a request, with their deliveries.
    pub(crate) async fn notifications_page(
        &self,
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<(PendingNotification, Vec<StoredDelivery>)>, StoreError> {
        let page = self.part_page(id, NOTIFICATION, after, most, true).await?;
        let page = page.read(PendingNotification::read);
        let mut unreadable = page.unreadable;
        let mut found = Vec::with_capacity(page.found.len());
        for notification in page.found {
            let deliveries = self.deliveries(&notification.key.id).await?;
            unreadable += deliveries.unreadable;
            found.push((notification, deliveries.found));
        }
        found.sort_by_key(|(notification, _)| notification.version);
        Ok(PartPage {
            found,
            unreadable,
            next: page.next,
        })
    }

    /// Returns a page of the archive keys of the objects that belong to a request.
    pub(crate) async fn archived_page(
        &self,
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<String>, StoreError> {
        let page = self.part_page(id, LINKED, after, most, true).await?;
        Ok(page.read(|stored| {
            let archived = text_of(stored, "archived").map(str::to_owned);
            archived.ok_or(StoreError::Corrupt {
                kind: "link to an archived object",
            })
        }))
    }

    /// Returns a page of the items of a request whose sort key has this prefix.
    pub(crate) async fn part_page(
        &self,
        id: RequestId,
        prefix: &str,
        after: Option<&str>,
        most: u16,
        forward: bool,
    ) -> Result<ItemPage, StoreError> {
        self.partition_page(&keys::request_pk(id), prefix, after, most, forward)
            .await
    }

    /// Visits the items of a request whose sort key has this prefix, a page at a time, until `visit` breaks. `forward` is
    /// the order of the sort keys.
    pub(crate) async fn walk(
        &self,
        id: RequestId,
        prefix: &str,
        forward: bool,
        mut visit: impl FnMut(&Item) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self
                .part_page(id, prefix, after.as_deref(), PARTS_PER_READ, forward)
                .await?;
            if page.items.iter().any(|item| visit(item).is_break()) {
                return Ok(());
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Visits the entries of a request's log, the newest first, until `visit` breaks. An entry that can't be parsed is left
    /// out.
    pub(crate) async fn walk_log(
        &self,
        id: RequestId,
        mut visit: impl FnMut(u64, Entry) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let visit = |stored: &Item| match entry_of(stored) {
            Ok((version, entry)) => visit(version, entry),
            Err(_) => ControlFlow::Continue(()),
        };
        self.walk(id, LOG, false, visit).await
    }

    /// Whether a request's log has this note.
    pub(crate) async fn has_note(&self, id: RequestId, note: &Note) -> Result<bool, StoreError> {
        let mut found = false;
        let visit = |_, entry: Entry| match entry.event {
            Event::Noted(noted) if noted == *note => {
                found = true;
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        self.walk_log(id, visit).await?;
        Ok(found)
    }

    /// Counts how often a command was applied to a request after `since`.
    pub(crate) async fn applied_since(
        &self,
        id: RequestId,
        command: CommandName,
        since: Timestamp,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        let visit = |_, entry: Entry| {
            if entry.at <= since {
                return ControlFlow::Break(());
            }
            let applied =
                matches!(&entry.event, Event::Applied { command: of, .. } if *of == command);
            count += usize::from(applied);
            ControlFlow::Continue(())
        };
        self.walk_log(id, visit).await?;
        Ok(count)
    }

    /// Counts the objects of a request in a folder of the archive, up to `most`. Costs one read.
    pub(crate) async fn count_linked(
        &self,
        id: RequestId,
        folder: &str,
        most: u16,
    ) -> Result<u16, StoreError> {
        let counted = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :folder)")
            .expression_attribute_values(":pk", text(keys::request_pk(id)))
            .expression_attribute_values(":folder", text(keys::linked_prefix(folder)))
            .select(Select::Count)
            .limit(i32::from(most))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        Ok(u16::try_from(counted.count()).unwrap_or(most))
    }

    /// Returns the receipts of log entries that exist, and how many of them can't be parsed.
    async fn receipts_in(
        &self,
        id: RequestId,
        entries: &[LoggedEntry],
    ) -> Result<(Vec<CountedReceipt>, u32), StoreError> {
        let mut ids: Vec<ReceiptId> = Vec::new();
        for LoggedEntry { entry, .. } in entries {
            match &entry.event {
                Event::Created { .. } => ids.push(id.0),
                Event::Noted(Note::Joined { from }) => ids.push(from.0),
                Event::Repeated { receipt, .. } => {
                    ids.push(*receipt);
                    let shared = id.shared_receipt(repeat_day(entry.at));
                    if !ids.contains(&shared) {
                        ids.push(shared);
                    }
                }
                _ => {}
            }
        }
        let mut found: HashMap<String, CountedReceipt> = HashMap::new();
        let mut unreadable = 0;
        for some in ids.chunks(RECEIPTS_PER_READ) {
            let pks = some.iter().map(|id| keys::receipt_pk(id.reference()));
            let wanted = pks.map(|pk| crate::table::items::primary_key(pk, "RECEIPT"));
            for stored in self.items_in_any_order(wanted.collect()).await? {
                match CountedReceipt::read(&stored) {
                    Ok(counted) => {
                        let pk = keys::receipt_pk(counted.receipt.reference());
                        found.insert(pk, counted);
                    }
                    Err(_) => unreadable += 1,
                }
            }
        }
        let in_order = ids.iter().map(|id| keys::receipt_pk(id.reference()));
        let in_order = in_order.filter_map(|pk| found.remove(&pk)).collect();
        Ok((in_order, unreadable))
    }

    /// Returns the reasons that staff gave, by the version of the request that each action led to, and how many of them
    /// can't be parsed.
    async fn reasons(
        &self,
        id: RequestId,
        first: u64,
        last: u64,
    ) -> Result<(BTreeMap<u64, String>, u32), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :first AND :last")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(keys::request_pk(id)))
            .expression_attribute_values(":first", text(keys::reason_sk(first)))
            .expression_attribute_values(":last", text(keys::reason_sk(last)));
        let (mut reasons, mut unreadable) = (BTreeMap::new(), 0);
        let mut pages = query.into_paginator().items().send();
        while let Some(stored) = pages.next().await {
            let stored = stored.map_err(|error| StoreError::of(&error))?;
            let version = text_of(&stored, SK).and_then(version_of(REASON));
            match (version, value(&stored, "reason")) {
                (Some(version), Ok(reason)) => {
                    reasons.insert(version, reason);
                }
                _ => unreadable += 1,
            }
        }
        Ok((reasons, unreadable))
    }
}

impl ItemPage {
    fn read<T>(self, read: impl Fn(&Item) -> Result<T, StoreError>) -> PartPage<T> {
        let total = self.items.len();
        let found: Vec<T> = self
            .items
            .iter()
            .filter_map(|item| read(item).ok())
            .collect();
        PartPage {
            unreadable: u32::try_from(total - found.len()).unwrap_or(u32::MAX),
            found,
            next: self.next,
        }
    }
}

/// Reads a log entry and the version in its key.
pub(crate) fn entry_of(stored: &Item) -> Result<(u64, Entry), StoreError> {
    let version = text_of(stored, SK).and_then(version_of(LOG));
    let version = version.ok_or(StoreError::Corrupt { kind: "log entry" })?;
    Ok((version, value(stored, "log entry")?))
}

/// Parses the version after a prefix of a sort key.
fn version_of(prefix: &str) -> impl Fn(&str) -> Option<u64> {
    move |sk| sk.strip_prefix(prefix)?.parse().ok()
}
