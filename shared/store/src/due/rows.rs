//! Rows of the index `due`: keys without the items.

use super::kind::{DueKind, SHARDS, due_until};
use crate::StoreError;
use crate::outbox::key::{OutboxKey, key_of};
use crate::table::Table;
use crate::table::items::{Item, text};
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use jiff::Timestamp;

impl Table {
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
        let mut rows = Vec::new();
        for shard in 0..SHARDS {
            let query = self.due_rows(kind, shard, until).limit(i32::from(most));
            let page = query.send().await.map_err(|error| StoreError::of(&error))?;
            rows.extend(page.items.unwrap_or_default());
        }
        Ok(rows)
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
