//! Requests in the index `due`: the time of the next check, and the facts that a list shows.
//!
//! A request's own item is in the index, under a sort key that holds the time and a few facts. So due requests are
//! found and open requests are counted without reading them. Every write of a request also writes its index entry.
//! The weekly comparison repairs entries in an earlier format.

use crate::due::entry::IndexEntry;
use crate::due::kind::DueKind;
use crate::queue::entry::QueueEntry;
use crate::table::items::{Item, number, text, text_of};
use crate::table::schema::{DUE_AT, DUE_KIND, PK, QUEUE_AT, QUEUE_KIND, VERSION};
use crate::table::{Table, keys};
use crate::{RequestFacts, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::request::{Request, RequestId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A list of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestList {
    /// Open requests before their deadline.
    Open,
    /// Open requests past a deadline.
    Overdue,
    /// Closed requests until their person is erased.
    Closed,
}

impl RequestList {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Open, Self::Overdue, Self::Closed];

    pub(crate) fn due_kind(self) -> DueKind {
        match self {
            Self::Open => DueKind::Open,
            Self::Overdue => DueKind::Overdue,
            Self::Closed => DueKind::Closed,
        }
    }
}

/// A request in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedRequest {
    /// Its ID.
    pub id: RequestId,
    /// The time of its next check.
    pub check_at: Timestamp,
    /// The facts that a list shows; `None` if they can't be parsed.
    pub facts: Option<RequestFacts>,
    pub(crate) entry: IndexEntry,
}

impl IndexedRequest {
    pub(crate) fn read(row: &Item) -> Option<Self> {
        let id = keys::request_of(text_of(row, PK)?)?;
        let entry = IndexEntry::seen(row)?;
        let (check_at, facts) = entry.parts()?;
        Some(Self {
            id,
            check_at,
            facts,
            entry,
        })
    }
}

/// The end of a page of the index or the table: the keys of its last item, which are all texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(BTreeMap<String, String>);

impl Cursor {
    pub(crate) fn at(keys: Item) -> Self {
        let texts = keys.into_iter().filter_map(|(name, value)| match value {
            AttributeValue::S(text) => Some((name, text)),
            _ => None,
        });
        Self(texts.collect())
    }

    pub(crate) fn keys(&self) -> Item {
        let keys = self.0.iter();
        keys.map(|(name, key)| (name.clone(), text(key))).collect()
    }
}

/// A page of the index.
#[derive(Debug, Clone, Default)]
pub struct IndexPage {
    /// The requests, in the order of their next checks.
    pub rows: Vec<IndexedRequest>,
    /// The number of rows that can't be parsed.
    pub unreadable: u32,
    /// The cursor of the next page, if there is one.
    pub next: Option<Cursor>,
}

impl Table {
    pub(crate) async fn list_page(
        &self,
        list: RequestList,
        shard: u8,
        until: Option<Timestamp>,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<IndexPage, StoreError> {
        let query = self
            .due_rows(list.due_kind(), shard, until)
            .limit(i32::from(most))
            .set_exclusive_start_key(after.map(Cursor::keys));
        let found = query.send().await.map_err(|error| StoreError::of(&error))?;
        let mut page = IndexPage {
            next: found.last_evaluated_key.clone().map(Cursor::at),
            ..IndexPage::default()
        };
        for row in found.items() {
            match IndexedRequest::read(row) {
                Some(watched) => page.rows.push(watched),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// If the request has changed since it was read, that write has updated the entry.
    pub(crate) async fn update_entry(
        &self,
        request: &Request,
        row: &IndexedRequest,
    ) -> Result<bool, StoreError> {
        let entry = IndexEntry::of(request);
        if entry.as_ref() == Some(&row.entry) {
            return Ok(false);
        }
        self.set_entry(request, entry).await
    }

    /// Writes a request's entries in both indexes.
    pub(crate) async fn write_entry(&self, request: &Request) -> Result<bool, StoreError> {
        self.set_entry(request, IndexEntry::of(request)).await
    }

    pub(crate) async fn postpone_retention(
        &self,
        request: &Request,
        check_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.set_entry(request, IndexEntry::at(request, check_at))
            .await
    }

    pub(crate) async fn remove_entry(&self, request: &Request) -> Result<bool, StoreError> {
        self.set_entry(request, None).await
    }

    async fn set_entry(
        &self,
        request: &Request,
        entry: Option<IndexEntry>,
    ) -> Result<bool, StoreError> {
        let queue = QueueEntry::of(request);
        let queue = queue.as_ref().map(QueueEntry::texts);
        let due = entry.as_ref().map(IndexEntry::texts);
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        let mut update = self
            .update_item(keys::request_pk(request.id), "REQUEST")
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":seen", number(request.version));
        for (names, texts) in [([DUE_KIND, DUE_AT], due), ([QUEUE_KIND, QUEUE_AT], queue)] {
            match texts {
                Some((kind, at)) => {
                    for (name, value) in names.into_iter().zip([kind, at]) {
                        set.push(format!("{name} = :{name}"));
                        update =
                            update.expression_attribute_values(format!(":{name}"), text(value));
                    }
                }
                None => remove.extend(names),
            }
        }
        let clause = |word: &str, parts: String| match parts.is_empty() {
            true => parts,
            false => format!("{word} {parts} "),
        };
        let expression = clause("SET", set.join(", ")) + &clause("REMOVE", remove.join(", "));
        let update = update.update_expression(expression);
        let written = StoreError::unless_condition_failed(update.send().await)?;
        Ok(written.is_some())
    }
}
