//! Requests in the index `due`: when each is to be looked at next, and what a list of requests shows of it.
//!
//! The request's own item stands there, under a sort key that holds the time and a few facts. So what is due is
//! found, and what is open is counted, without reading a request. Every write of a request puts it where it
//! belongs; one that a version before this wrote is put there by the weekly comparison.

use crate::due::entry::IndexEntry;
use crate::due::kind::DueKind;
use crate::table::items::{Item, number, text, text_of};
use crate::table::schema::{DUE_AT, DUE_KIND, PK, VERSION};
use crate::table::{Table, keys};
use crate::{RequestFacts, StoreError};
use domain::request::{Request, RequestId};
use jiff::Timestamp;

/// A list of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestList {
    /// Open, and not found late.
    Open,
    /// Open, and found late.
    Overdue,
    /// Closed, and not forgotten yet.
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
    /// The request.
    pub id: RequestId,
    /// When it is to be looked at.
    pub check_at: Timestamp,
    /// What a list shows of it; none if that can't be read.
    pub facts: Option<RequestFacts>,
    pub(crate) place: IndexEntry,
}

impl IndexedRequest {
    pub(crate) fn read(row: &Item) -> Option<Self> {
        let id = keys::request_of(text_of(row, PK)?)?;
        let place = IndexEntry::seen(row)?;
        let (check_at, facts) = place.parts()?;
        Some(Self {
            id,
            check_at,
            facts,
            place,
        })
    }
}

/// Where a page of the index ended.
#[derive(Debug, Clone)]
pub struct Cursor(Item);

impl Cursor {
    pub(crate) fn at(keys: Item) -> Self {
        Self(keys)
    }

    pub(crate) fn keys(&self) -> Item {
        self.0.clone()
    }
}

/// A page of the index.
#[derive(Debug, Clone, Default)]
pub struct IndexPage {
    /// The requests on it, the one to be looked at first leading.
    pub rows: Vec<IndexedRequest>,
    /// Rows that can't be read.
    pub unreadable: u32,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Table {
    /// A page of one shard of a list: what is to be looked at by `until`, or all of it.
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

    /// Puts a request where it belongs in the index, if the row that led to it shows it elsewhere. A request that
    /// has moved on meanwhile was put there by whoever moved it.
    pub(crate) async fn update_entry(
        &self,
        request: &Request,
        row: &IndexedRequest,
    ) -> Result<bool, StoreError> {
        let place = IndexEntry::of(request);
        if place.as_ref() == Some(&row.place) {
            return Ok(false);
        }
        self.place(request, place).await
    }

    /// Puts a request where it belongs in the index, wherever it stands.
    pub(crate) async fn write_entry(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, IndexEntry::of(request)).await
    }

    /// Looks at a closed request again at `check_at`: it is to be kept for longer than the law asks.
    pub(crate) async fn postpone_retention(
        &self,
        request: &Request,
        check_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.place(request, IndexEntry::at(request, check_at)).await
    }

    /// Takes a request out of the index: of its person nothing is left that could be forgotten.
    pub(crate) async fn remove_entry(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, None).await
    }

    async fn place(
        &self,
        request: &Request,
        place: Option<IndexEntry>,
    ) -> Result<bool, StoreError> {
        let update = self
            .update_item(keys::request_pk(request.id), "REQUEST")
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", number(request.version));
        let update = match place {
            Some(place) => {
                let (kind, at) = place.texts();
                update
                    .update_expression("SET #kind = :kind, #at = :at")
                    .expression_attribute_values(":kind", text(kind))
                    .expression_attribute_values(":at", text(at))
            }
            None => update.update_expression("REMOVE #kind, #at"),
        };
        let written = StoreError::unless_condition_failed(update.send().await)?;
        Ok(written.is_some())
    }
}
