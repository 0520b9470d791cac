//! Requests in the index `due`: when each is to be looked at next, and what a list of requests shows of it.
//!
//! The request's own item stands there, under a sort key that holds the time and a few facts. So what is due is
//! found, and what is open is counted, without reading a request. Every write of a request puts it where it
//! belongs; one that a version before this wrote is put there by the weekly comparison.

use crate::item::{Item, number, text, text_of};
use crate::place::Place;
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind, PK, VERSION};
use crate::{Facts, Store, StoreError};
use domain::request::{Request, RequestId};
use jiff::Timestamp;

/// A list of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchList {
    /// Open, and not found late.
    Open,
    /// Open, and found late.
    Overdue,
    /// Closed, and not forgotten yet.
    Kept,
}

impl WatchList {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Open, Self::Overdue, Self::Kept];

    pub(crate) fn due_kind(self) -> DueKind {
        match self {
            Self::Open => DueKind::Watch,
            Self::Overdue => DueKind::Overdue,
            Self::Kept => DueKind::Kept,
        }
    }
}

/// A request in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The request.
    pub id: RequestId,
    /// When it is to be looked at.
    pub look: Timestamp,
    /// What a list shows of it; none if that can't be read.
    pub facts: Option<Facts>,
    pub(crate) place: Place,
}

impl Watched {
    pub(crate) fn read(row: &Item) -> Option<Self> {
        let id = schema::request_of(text_of(row, PK)?)?;
        let place = Place::seen(row)?;
        let (look, facts) = place.parts()?;
        Some(Self {
            id,
            look,
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
pub struct WatchPage {
    /// The requests on it, the one to be looked at first leading.
    pub rows: Vec<Watched>,
    /// Rows that can't be read.
    pub unreadable: u32,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of one shard of a list: what is to be looked at by `until`, or all of it.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn watch_list(
        &self,
        list: WatchList,
        shard: u8,
        until: Option<Timestamp>,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<WatchPage, StoreError> {
        let query = self
            .due_rows(list.due_kind(), shard, until)
            .limit(i32::from(most))
            .set_exclusive_start_key(after.map(Cursor::keys));
        let found = query.send().await.map_err(|error| StoreError::of(&error))?;
        let mut page = WatchPage {
            next: found.last_evaluated_key.clone().map(Cursor::at),
            ..WatchPage::default()
        };
        for row in found.items() {
            match Watched::read(row) {
                Some(watched) => page.rows.push(watched),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// Puts a request where it belongs in the index, if the row that led to it shows it elsewhere. A request that
    /// has moved on meanwhile was put there by whoever moved it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn put_in_place(&self, request: &Request, row: &Watched) -> Result<bool, StoreError> {
        let place = Place::of(request);
        if place.as_ref() == Some(&row.place) {
            return Ok(false);
        }
        self.place(request, place).await
    }

    /// Puts a request where it belongs in the index, wherever it stands.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub(crate) async fn put_back(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, Place::of(request)).await
    }

    /// Looks at a closed request again at `look`: it is to be kept for longer than the law asks.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn keep_until(&self, request: &Request, look: Timestamp) -> Result<bool, StoreError> {
        self.place(request, Place::at(request, look)).await
    }

    /// Takes a request out of the index: of its person nothing is left that could be forgotten.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn leave_index(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, None).await
    }

    async fn place(&self, request: &Request, place: Option<Place>) -> Result<bool, StoreError> {
        let update = self
            .update_alone(schema::request_pk(request.id), "REQUEST")
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
        let written = StoreError::unless_refused(update.send().await)?;
        Ok(written.is_some())
    }
}
