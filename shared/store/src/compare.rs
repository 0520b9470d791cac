//! Comparing the index with the table.
//!
//! Both are paged; what one shows of a request is compared by hash with what the other does, so that a million
//! requests take eight megabytes. Only what differs is read.

use crate::item::{Item, VALUE, text, text_of, value};
use crate::place::Place;
use crate::schema::{self, DUE_AT, DUE_INDEX, DUE_KIND, PK, SK};
use crate::{Cursor, Store, StoreError, Watched};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::request::{Request, RequestId};

/// What a request's place in the index looks like, in eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(u64);

impl Mark {
    fn of(id: RequestId, place: &Place) -> Self {
        let (kind, at) = place.texts();
        let digest = Digest::of_parts([id.0.as_bytes(), kind.as_bytes(), at.as_bytes()]);
        let mut bits = [0; 8];
        bits.copy_from_slice(&digest.as_bytes()[..8]);
        Self(u64::from_be_bytes(bits))
    }
}

impl Watched {
    /// What its row looks like.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark::of(self.id, &self.place)
    }
}

/// A request as the table shows it, without its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The request.
    pub id: RequestId,
    /// What its place in the index should look like by the table; none if it has none.
    pub mark: Option<Mark>,
    /// Whether it needs no place: its person was forgotten, or must not be.
    pub rests: bool,
}

/// A page of the table.
#[derive(Debug, Clone, Default)]
pub struct TablePage {
    /// The requests on it.
    pub requests: Vec<Stored>,
    /// Requests whose key can't be read.
    pub unreadable: u32,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of the table's requests: their keys and places, nothing else.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn table_page(&self, after: Option<&Cursor>) -> Result<TablePage, StoreError> {
        let scan = self
            .client
            .scan()
            .table_name(&self.table)
            .set_exclusive_start_key(after.map(Cursor::keys))
            .filter_expression("#sk = :request")
            .projection_expression("#pk, #kind, #at, #value.#erased, #value.#held")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#erased", "erased")
            .expression_attribute_names("#held", "held")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":request", text("REQUEST"));
        let found = scan.send().await.map_err(|error| StoreError::of(&error))?;
        let mut page = TablePage {
            next: found.last_evaluated_key.clone().map(Cursor::at),
            ..TablePage::default()
        };
        for item in found.items() {
            match text_of(item, PK).and_then(schema::request_of) {
                Some(id) => page.requests.push(Stored {
                    id,
                    mark: Place::seen(item).map(|place| Mark::of(id, &place)),
                    rests: rests(item),
                }),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// Puts a request where it belongs, if it stands elsewhere in the table, or doesn't stand in the index where
    /// the table says. Says whether it had to be put right.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read or written.
    pub async fn put_right(&self, id: RequestId) -> Result<bool, StoreError> {
        let Some(stored) = self.get(schema::request_pk(id), "REQUEST").await? else {
            return Ok(false);
        };
        let request: Request = value(&stored, "request")?;
        let place = Place::of(&request);
        let seen = Place::seen(&stored);
        let belongs = match (&place, &seen) {
            // A closed one may be kept for longer, and one whose person was forgotten may have left.
            (Some(place), Some(seen)) => seen == place || !request.is_open(),
            (None, None) => true,
            (Some(_), None) => request.erased.is_some(),
            (None, Some(_)) => false,
        };
        let listed = match &seen {
            Some(seen) => self.is_listed(id, seen).await?,
            None => true,
        };
        if belongs && listed {
            return Ok(false);
        }
        self.put_back(&request).await
    }

    /// Whether the index shows a request in this place.
    async fn is_listed(&self, id: RequestId, place: &Place) -> Result<bool, StoreError> {
        let (kind, at) = place.texts();
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(DUE_INDEX)
            .key_condition_expression("#kind = :kind AND #at = :at")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":kind", text(kind))
            .expression_attribute_values(":at", text(at));
        let found = query.send().await.map_err(|error| StoreError::of(&error))?;
        let pk = schema::request_pk(id);
        Ok(found
            .items()
            .iter()
            .any(|row| text_of(row, PK) == Some(&pk)))
    }
}

fn rests(item: &Item) -> bool {
    let value = item.get(VALUE).and_then(|value| value.as_m().ok());
    let is = |name: &str, set: fn(&AttributeValue) -> bool| {
        value.and_then(|value| value.get(name)).is_some_and(set)
    };
    is("erased", AttributeValue::is_s) || is("held", |held| held.as_bool() == Ok(&true))
}
