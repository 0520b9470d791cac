//! Compares the index and the search with the table.
//!
//! Both are read in pages. Each request's entry is reduced to a hash of eight bytes, so a million requests take 8 MB
//! of memory. Only requests whose hashes differ are read.

use crate::due::entry::IndexEntry;
use crate::queue::entry::QueueEntry;
use crate::table::items::{Item, VALUE, primary_key, text, text_of, value};
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND, PK, QUEUE_AT, QUEUE_KIND, SK};
use crate::table::{Table, keys};
use crate::{Cursor, IndexedRequest, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::request::{Request, RequestId};
use std::collections::{BTreeMap, HashSet};

/// The name of the item in errors.
const KIND: &str = "request";

/// The hash of a request's index entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryHash(u64);

impl EntryHash {
    fn of(id: RequestId, entry: &IndexEntry) -> Self {
        let (kind, at) = entry.texts();
        let digest = Digest::of_parts([id.0.as_bytes(), kind.as_bytes(), at.as_bytes()]);
        let mut bits = [0; 8];
        bits.copy_from_slice(&digest.as_bytes()[..8]);
        Self(u64::from_be_bytes(bits))
    }
}

impl IndexedRequest {
    /// Returns the hash of this row.
    #[must_use]
    pub fn entry_hash(&self) -> EntryHash {
        EntryHash::of(self.id, &self.entry)
    }
}

/// A request as a scan of the table returns it, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedRequest {
    /// Its ID.
    pub id: RequestId,
    /// The hash of the entry that the table holds; `None` if it holds none.
    pub entry: Option<EntryHash>,
    /// Whether it needs no entry: its person was erased, or it is on hold.
    pub needs_no_entry: bool,
    /// Whether its entry in the queue and its items of the search are as they should be.
    pub is_found_by_staff: bool,
}

/// A page of the table.
#[derive(Debug, Clone, Default)]
pub struct ScanPage {
    /// Its requests.
    pub requests: Vec<ScannedRequest>,
    /// The number of requests whose key can't be parsed.
    pub unreadable: u32,
    /// The cursor of the next page, if there is one.
    pub next: Option<Cursor>,
}

impl Table {
    pub(crate) async fn scan_page(&self, after: Option<&Cursor>) -> Result<ScanPage, StoreError> {
        let scan = self
            .client
            .scan()
            .table_name(&self.name)
            .set_exclusive_start_key(after.map(Cursor::keys))
            .filter_expression("#sk = :request")
            .projection_expression("#pk, #kind, #at, #queue_kind, #queue_at, #value")
            .expression_attribute_names("#queue_kind", QUEUE_KIND)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":request", text("REQUEST"));
        let found = scan.send().await.map_err(|error| StoreError::of(&error))?;
        let mut page = ScanPage {
            next: found.last_evaluated_key.clone().map(Cursor::at),
            ..ScanPage::default()
        };
        // Requests that can't be parsed are reported when their check is due.
        let readable = found.items().iter();
        let readable: Vec<Request> = readable.filter_map(|item| value(item, KIND).ok()).collect();
        let missing = self.missing_in_search(&readable).await?;
        let misplaced = misplaced_in_queue(found.items());
        for item in found.items() {
            match text_of(item, PK).and_then(keys::request_of) {
                Some(id) => page.requests.push(ScannedRequest {
                    id,
                    entry: IndexEntry::seen(item).map(|entry| EntryHash::of(id, &entry)),
                    needs_no_entry: is_erased_or_held(item),
                    is_found_by_staff: !missing.contains(&id) && !misplaced.contains(&id),
                }),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// Returns the requests of these index rows whose item is missing or has another entry, at most
    /// [`crate::REQUESTS_PER_READ`] rows.
    pub(crate) async fn rows_that_differ(
        &self,
        rows: &[IndexedRequest],
    ) -> Result<Vec<RequestId>, StoreError> {
        let pks = rows.iter().map(|row| keys::request_pk(row.id));
        let wanted = pks.map(|pk| primary_key(pk, "REQUEST")).collect();
        let mut entries = BTreeMap::new();
        for stored in self.items_in_any_order(wanted).await? {
            let id = text_of(&stored, PK).and_then(keys::request_of);
            let entry = IndexEntry::seen(&stored);
            entries.extend(id.zip(entry).map(|(id, entry)| (id.0.to_string(), entry)));
        }
        let differs =
            |row: &&IndexedRequest| entries.get(&row.id.0.to_string()) != Some(&row.entry);
        Ok(rows.iter().filter(differs).map(|row| row.id).collect())
    }

    pub(crate) async fn repair_entry(&self, id: RequestId) -> Result<bool, StoreError> {
        let Some(stored) = self.get(keys::request_pk(id), "REQUEST").await? else {
            return Ok(false);
        };
        let request: Request = value(&stored, KIND)?;
        let repaired = self.repair_search(&request).await?;
        let entry = IndexEntry::of(&request);
        let seen = IndexEntry::seen(&stored);
        let is_current = match (&entry, &seen) {
            // A closed request can have a later check, and an erased request can have left the index.
            (Some(entry), Some(seen)) => seen == entry || !request.is_open(),
            (None, None) => true,
            (Some(_), None) => request.erased.is_some(),
            (None, Some(_)) => false,
        };
        let is_listed = match &seen {
            Some(seen) => self.index_shows(id, seen).await?,
            None => true,
        };
        let is_queued = QueueEntry::seen(&stored) == QueueEntry::of(&request);
        if is_current && is_listed && is_queued {
            return Ok(repaired);
        }
        Ok(self.write_entry(&request).await? || repaired)
    }

    /// Whether the index shows a request under this entry.
    async fn index_shows(&self, id: RequestId, entry: &IndexEntry) -> Result<bool, StoreError> {
        let (kind, at) = entry.texts();
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(DUE_INDEX)
            .key_condition_expression("#kind = :kind AND #at = :at")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":kind", text(kind))
            .expression_attribute_values(":at", text(at));
        let found = query.send().await.map_err(|error| StoreError::of(&error))?;
        let pk = keys::request_pk(id);
        Ok(found
            .items()
            .iter()
            .any(|row| text_of(row, PK) == Some(&pk)))
    }
}

/// Returns the requests whose entry in the index `queue` is not as it should be. Requests that can't be parsed are left out.
fn misplaced_in_queue(found: &[Item]) -> HashSet<RequestId> {
    let misplaced = found.iter().filter_map(|item| {
        let request: Request = value(item, KIND).ok()?;
        (QueueEntry::seen(item) != QueueEntry::of(&request)).then_some(request.id)
    });
    misplaced.collect()
}

fn is_erased_or_held(item: &Item) -> bool {
    let value = item.get(VALUE).and_then(|value| value.as_m().ok());
    let is = |name: &str, set: fn(&AttributeValue) -> bool| {
        value.and_then(|value| value.get(name)).is_some_and(set)
    };
    is("erased", AttributeValue::is_s) || is("held", |held| held.as_bool() == Ok(&true))
}
