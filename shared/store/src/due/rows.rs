//! Rows of the index `due`: keys without the items.

use super::kind::{DueKind, due_until};
use super::scan::Cursor;
use super::shards;
use crate::StoreError;
use crate::outbox::key::{OutboxKey, key_of};
use crate::table::Table;
use crate::table::items::{Item, text};
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use jiff::Timestamp;

/// A caller's place in one kind of the index, for reading it page by page.
///
/// The first rows of a shard can be ones that no caller can process. A caller that always reads the first page would
/// never get past them, so it continues where the last page ended.
#[derive(Debug, Clone, Default)]
pub struct IndexWalk {
    /// The place in each shard. Empty before the first page.
    next: Vec<Place>,
    /// The number of rows whose key is of no known kind.
    pub unreadable: u32,
}

/// A place in one shard.
#[derive(Debug, Clone, Default)]
enum Place {
    #[default]
    Start,
    After(Cursor),
    End,
}

impl IndexWalk {
    /// Whether every row has been read.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let mut places = self.next.iter();
        !self.next.is_empty() && places.all(|place| matches!(place, Place::End))
    }
}

impl Table {
    /// Returns the next rows of each shard, up to `most` per shard, oldest first: those due by `until`, or all.
    pub(crate) async fn next_rows(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<Item>, StoreError> {
        walk.next
            .resize_with(usize::from(kind.shards()), Place::default);
        let (mut queries, mut places) = (Vec::new(), Vec::new());
        for (shard, place) in (0..kind.shards()).zip(&mut walk.next) {
            let start = match place {
                Place::Start => None,
                Place::After(cursor) => Some(cursor.keys()),
                Place::End => continue,
            };
            let query = self.due_rows(kind, shard, until).limit(i32::from(most));
            queries.push(query.set_exclusive_start_key(start));
            places.push(place);
        }
        // After an error, the walk is where it was, so no row is left out.
        let pages = shards::pages_of(queries).await?;
        let mut rows = Vec::new();
        for (place, page) in places.into_iter().zip(pages) {
            *place = match page.last_evaluated_key {
                Some(last) => Place::After(Cursor::at(last)),
                None => Place::End,
            };
            rows.extend(page.items.unwrap_or_default());
        }
        Ok(rows)
    }

    /// Returns the next keys of one kind, and counts the rows with another key.
    pub(crate) async fn next_keys<K: OutboxKey>(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
        walk: &mut IndexWalk,
    ) -> Result<Vec<K>, StoreError> {
        let rows = self.next_rows(kind, until, most, walk).await?;
        let keys: Vec<K> = rows.iter().filter_map(key_of).collect();
        let unreadable = u32::try_from(rows.len() - keys.len()).unwrap_or(u32::MAX);
        walk.unreadable = walk.unreadable.saturating_add(unreadable);
        Ok(keys)
    }

    /// Returns the keys of one kind, up to `most` per shard, oldest first: those due by `until`, or all.
    pub(crate) async fn keys_in_index<K: OutboxKey>(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
    ) -> Result<Vec<K>, StoreError> {
        let rows = self.first_rows(kind, until, most).await?;
        Ok(rows.iter().filter_map(key_of).collect())
    }

    /// Returns the first rows of each shard, up to `most` per shard, oldest first: those due by `until`, or all.
    pub(crate) async fn first_rows(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
    ) -> Result<Vec<Item>, StoreError> {
        let query = |shard| self.due_rows(kind, shard, until).limit(i32::from(most));
        let pages = shards::pages_of((0..kind.shards()).map(query).collect()).await?;
        let rows = pages.into_iter().filter_map(|page| page.items);
        Ok(rows.flatten().collect())
    }

    /// Starts a query of one shard, oldest first: the rows due by `until`, or all.
    pub(crate) fn due_rows(
        &self,
        kind: DueKind,
        shard: u8,
        until: Option<Timestamp>,
    ) -> QueryFluentBuilder {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(DUE_INDEX)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_values(":kind", text(kind.partition(shard)));
        match until {
            Some(until) => query
                .key_condition_expression("#kind = :kind AND #at <= :until")
                .expression_attribute_names("#at", DUE_AT)
                .expression_attribute_values(":until", text(due_until(until))),
            None => query.key_condition_expression("#kind = :kind"),
        }
    }
}
