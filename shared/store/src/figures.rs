//! The figures: how many requests came in on each day, and their outcomes.
//!
//! Nothing is incremented. The sweeper counts the rows of the index `queue`, which has each request once, and replaces the
//! items of the days that differ. So no event can be lost or counted twice, and a wrong item is right after the next count.
//! The weekly comparison proves that each row agrees with its request.

use crate::StoreError;
use crate::due::shards::pages_of;
use crate::queue::entry::{QUEUE_SHARDS, QueueList, figure_of};
use crate::table::items::{Item, item, number, text, text_of, value, with_value};
use crate::table::schema::{QUEUE_AT, QUEUE_INDEX, QUEUE_KIND, SK};
use crate::table::{Table, keys};
use domain::figures::{Figure, Figures, Groups, YearFigures};
use domain::law::Right;
use domain::request::RequestId;
use jiff::Timestamp;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// The name of the items in errors.
const KIND: &str = "figures";

/// The attribute with the time of the count, in milliseconds since 1970.
const COUNTED: &str = "counted";

/// The lists that a count reads. The open requests come first and last: a request that is closed or opened again during the
/// count is seen at least once, and the row that is seen last counts.
const LISTS: [QueueList; 8] = [
    QueueList::OPEN[0],
    QueueList::OPEN[1],
    QueueList::OPEN[2],
    QueueList::Closed,
    QueueList::Erased,
    QueueList::OPEN[0],
    QueueList::OPEN[1],
    QueueList::OPEN[2],
];

/// The position of a count: a list, and the shards that have more rows, with the last row that was read.
#[derive(Debug, Clone)]
pub struct FigureWalk {
    list: usize,
    shards: Vec<(u8, Option<Item>)>,
}

impl FigureWalk {
    fn of_list(list: usize) -> Self {
        let shards = (0..QUEUE_SHARDS).map(|shard| (shard, None)).collect();
        Self { list, shards }
    }
}

/// The start of a count.
impl Default for FigureWalk {
    fn default() -> Self {
        Self::of_list(0)
    }
}

/// A page of a count.
#[derive(Debug, Clone, Default)]
pub struct FigurePage {
    /// The figure of each request.
    pub found: Vec<(RequestId, Figure)>,
    /// The number of rows that can't be parsed.
    pub unreadable: u32,
    /// The position of the next page, if there is one.
    pub next: Option<FigureWalk>,
}

impl Table {
    /// Reads a page of each shard of a list.
    pub(crate) async fn figures_page(
        &self,
        walk: FigureWalk,
        since: Date,
    ) -> Result<FigurePage, StoreError> {
        let list = LISTS[walk.list];
        // Only the erased requests are in the order of their receipt.
        let from = match list {
            QueueList::Erased => since.to_string(),
            _ => " ".to_owned(),
        };
        let query = |(shard, after): &(u8, Option<Item>)| {
            self.client
                .query()
                .table_name(&self.name)
                .index_name(QUEUE_INDEX)
                .key_condition_expression("#kind = :kind AND #at >= :from")
                .expression_attribute_names("#kind", QUEUE_KIND)
                .expression_attribute_names("#at", QUEUE_AT)
                .expression_attribute_values(":kind", text(list.partition(*shard)))
                .expression_attribute_values(":from", text(&from))
                .set_exclusive_start_key(after.clone())
        };
        let pages = pages_of(walk.shards.iter().map(query).collect()).await?;
        let mut page = FigurePage::default();
        let mut rest = Vec::new();
        for ((shard, _), found) in walk.shards.iter().zip(pages) {
            for row in found.items() {
                match text_of(row, QUEUE_AT).and_then(figure_of) {
                    Some((id, figure)) if figure.day >= since => page.found.push((id, figure)),
                    Some(_) => {}
                    None => page.unreadable += 1,
                }
            }
            if found.last_evaluated_key.is_some() {
                rest.push((*shard, found.last_evaluated_key));
            }
        }
        page.next = match (rest.is_empty(), walk.list + 1) {
            (false, _) => Some(FigureWalk {
                list: walk.list,
                shards: rest,
            }),
            (true, next) => (next < LISTS.len()).then(|| FigureWalk::of_list(next)),
        };
        Ok(page)
    }

    pub(crate) async fn figures(&self, years: RangeInclusive<i16>) -> Result<Figures, StoreError> {
        let mut figures = Figures::default();
        for year in years {
            let mut start = None;
            loop {
                let query = self
                    .client
                    .query()
                    .table_name(&self.name)
                    .key_condition_expression("pk = :pk AND sk < :end")
                    .expression_attribute_values(":pk", text(keys::figures_pk(year)))
                    .expression_attribute_values(":end", text(keys::YEAR_SK))
                    .set_exclusive_start_key(start);
                let page = query.send().await.map_err(|error| StoreError::of(&error))?;
                // A day that can't be parsed is left out. It differs from the next count, which replaces it.
                for stored in page.items() {
                    let key = text_of(stored, SK).and_then(keys::day_and_right);
                    let groups: Option<Groups> = value(stored, KIND).ok();
                    if let (Some(key), Some(groups)) = (key, groups)
                        && !groups.is_empty()
                    {
                        figures.0.insert(key, groups);
                    }
                }
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(figures)
    }

    pub(crate) async fn save_figures(
        &self,
        day: Date,
        right: Option<Right>,
        groups: &Groups,
        counted_at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = item(keys::figures_pk(day.year()), keys::day_sk(day, right));
        self.save_count(with_value(key, KIND, groups)?, counted_at)
            .await
    }

    pub(crate) async fn year_figures(&self, year: i16) -> Result<Option<YearFigures>, StoreError> {
        let found = self.get(keys::figures_pk(year), keys::YEAR_SK).await?;
        found.map(|stored| value(&stored, KIND)).transpose()
    }

    pub(crate) async fn save_year_figures(&self, figures: &YearFigures) -> Result<(), StoreError> {
        let key = item(keys::figures_pk(figures.year), keys::YEAR_SK);
        self.save_count(with_value(key, KIND, figures)?, figures.counted_at)
            .await
    }

    /// Writes an item unless a later count has written it.
    async fn save_count(&self, mut stored: Item, counted_at: Timestamp) -> Result<(), StoreError> {
        let at = number(counted_at.as_millisecond());
        stored.insert(COUNTED.to_owned(), at.clone());
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(stored))
            .condition_expression("attribute_not_exists(#counted) OR #counted <= :at")
            .expression_attribute_names("#counted", COUNTED)
            .expression_attribute_values(":at", at);
        StoreError::unless_condition_failed(put.send().await)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_reads_every_list_and_the_open_ones_again_at_its_end() {
        assert_eq!(LISTS[..3], QueueList::OPEN);
        assert_eq!(LISTS[3..5], [QueueList::Closed, QueueList::Erased]);
        assert_eq!(LISTS[5..], QueueList::OPEN);
    }

    #[test]
    fn the_key_of_a_day_is_read_as_it_is_written() {
        let day = jiff::civil::date(2026, 11, 21);
        for right in Right::ALL.map(Some).into_iter().chain([None]) {
            let sk = keys::day_sk(day, right);
            assert!(sk.as_str() < keys::YEAR_SK, "{sk}");
            assert_eq!(keys::day_and_right(&sk), Some((day, right)));
        }
    }
}
