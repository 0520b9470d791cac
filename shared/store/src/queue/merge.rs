//! Merges the shards of a view: their rows in the order of the index, read in chunks when they are needed.

use crate::StoreError;
use crate::due::shards::pages_of;
use crate::queue::entry::{QUEUE_SHARDS, QueueFacts};
use crate::queue::view::QueueView;
use crate::table::Table;
use crate::table::items::{Item, text, text_of};
use crate::table::schema::{QUEUE_AT, QUEUE_INDEX, QUEUE_KIND};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::staff::is_overdue;
use jiff::civil::Date;
use std::collections::VecDeque;

/// The rows of a view, merged over its shards.
pub(crate) struct Merge<'a> {
    table: &'a Table,
    shards: Vec<Shard>,
    upper: String,
    is_newest_first: bool,
    /// Requests whose last day is before this day are not in the view, though they are in its range.
    skips_before: Option<Date>,
    /// The number of rows that the next read of a shard asks for.
    chunk: u16,
}

/// The unread part of a shard.
struct Shard {
    partition: String,
    rows: VecDeque<Item>,
    /// The lower end of the unread range, or the upper end if the newest is first. The rows before it were read.
    from: String,
    has_more: bool,
}

impl<'a> Merge<'a> {
    /// Starts behind the sort key `after`. `due_before` ends a view of open requests.
    pub(crate) fn of(
        table: &'a Table,
        view: QueueView,
        (today, due_before): (Date, Option<Date>),
        after: Option<&str>,
        chunk: u16,
    ) -> Self {
        let (lower, mut upper) = view.range(today);
        let is_newest_first = view.is_newest_first();
        if let Some(day) = due_before.filter(|_| !is_newest_first) {
            upper = upper.min(day.to_string());
        }
        let from = match (after, is_newest_first) {
            (Some(after), false) => behind(after).max(lower),
            (Some(after), true) => after.to_owned(),
            (None, false) => lower,
            (None, true) => upper.clone(),
        };
        let lists = view.lists().iter();
        let partitions =
            lists.flat_map(|list| (0..QUEUE_SHARDS).map(|shard| list.partition(shard)));
        let shard = |partition| Shard {
            partition,
            rows: VecDeque::new(),
            // A cursor that nobody made can lie behind the end of the view.
            has_more: is_newest_first || from <= upper,
            from: from.clone(),
        };
        Self {
            table,
            shards: partitions.map(shard).collect(),
            upper,
            is_newest_first,
            skips_before: (view == QueueView::DueThisWeek).then_some(today),
            chunk,
        }
    }

    /// Whether a row is left, as far as the reads so far show.
    pub(crate) fn has_more(&self) -> bool {
        let mut shards = self.shards.iter();
        shards.any(|shard| shard.has_more || !shard.rows.is_empty())
    }

    /// Returns the sort key up to which every row was read; `None` if all rows were. For a view that isn't newest first.
    pub(crate) fn read_until(&self) -> Option<&str> {
        let left = self.shards.iter().filter(|shard| shard.has_more);
        left.map(|shard| shard.from.as_str()).min()
    }

    /// Returns the next row. Reads the next chunk of each shard that has no row left in memory.
    pub(crate) async fn next(&mut self) -> Result<Option<Item>, StoreError> {
        self.fill().await?;
        let key = |shard: &Shard| {
            let row = shard.rows.front()?;
            text_of(row, QUEUE_AT).map(str::to_owned)
        };
        let heads = self.shards.iter().enumerate();
        let heads = heads.filter_map(|(position, shard)| Some((key(shard)?, position)));
        let first = match self.is_newest_first {
            true => heads.max(),
            false => heads.min(),
        };
        Ok(first.and_then(|(_, position)| self.shards[position].rows.pop_front()))
    }

    /// Returns all rows in memory, in no order, after it has read the next chunk of each shard.
    pub(crate) async fn next_chunk(&mut self) -> Result<Vec<Item>, StoreError> {
        self.fill().await?;
        let rows = self.shards.iter_mut();
        Ok(rows
            .flat_map(|shard| std::mem::take(&mut shard.rows))
            .collect())
    }

    /// Reads until each shard has a row in memory or is read to its end. A range of overdue requests is left out by one read for
    /// each day of its targets, however many there are: within a day, the keys are in the order of the last day.
    async fn fill(&mut self) -> Result<(), StoreError> {
        loop {
            let empty: Vec<usize> = (0..self.shards.len())
                .filter(|at| self.shards[*at].has_more && self.shards[*at].rows.is_empty())
                .collect();
            if empty.is_empty() {
                return Ok(());
            }
            let queries = empty.iter().map(|at| self.query(&self.shards[*at]));
            let pages = pages_of(queries.collect()).await?;
            for (at, page) in empty.into_iter().zip(pages) {
                let skips = self.skips_before;
                let shard = &mut self.shards[at];
                let rows: VecDeque<Item> = page.items.unwrap_or_default().into();
                shard.has_more = page.last_evaluated_key.is_some() && !rows.is_empty();
                if let Some(last) = rows.back().and_then(|row| text_of(row, QUEUE_AT)) {
                    shard.from = match self.is_newest_first {
                        true => last.to_owned(),
                        false => behind(last).max(
                            skips.map_or_else(String::new, |today| first_of_its_day(last, today)),
                        ),
                    };
                    shard.has_more &= self.is_newest_first || shard.from <= self.upper;
                }
                shard.rows = rows;
                if let Some(today) = skips {
                    shard.rows.retain(|row| !has_passed(row, today));
                }
            }
        }
    }

    fn query(&self, shard: &Shard) -> QueryFluentBuilder {
        let query = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .index_name(QUEUE_INDEX)
            .limit(i32::from(self.chunk))
            .scan_index_forward(!self.is_newest_first)
            .expression_attribute_names("#kind", QUEUE_KIND)
            .expression_attribute_names("#at", QUEUE_AT)
            .expression_attribute_values(":kind", text(shard.partition.as_str()))
            .expression_attribute_values(":from", text(shard.from.as_str()));
        match self.is_newest_first {
            true => query.key_condition_expression("#kind = :kind AND #at < :from"),
            false => query
                .key_condition_expression("#kind = :kind AND #at BETWEEN :from AND :until")
                .expression_attribute_values(":until", text(self.upper.as_str())),
        }
    }
}

/// Whether the last day of a row is before this day.
fn has_passed(row: &Item, today: Date) -> bool {
    let facts = text_of(row, QUEUE_AT).and_then(QueueFacts::read);
    let due = facts.and_then(|facts| facts.due);
    due.is_some_and(|due| is_overdue(due, today))
}

/// Returns the first key with the target of this one whose last day has not passed.
fn first_of_its_day(key: &str, today: Date) -> String {
    let target = key.split('#').next().unwrap_or_default();
    format!("{target}#{today}")
}

/// Returns the first key behind this one. No sort key of the index begins with another one.
fn behind(key: &str) -> String {
    format!("{key} ")
}
