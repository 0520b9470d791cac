//! The sizes of the views.

use super::entry::QueueFacts;
use super::merge::Merge;
use super::view::{QueueView, Viewer};
use crate::StoreError;
use crate::due::kind::DueKind;
use crate::due::shards::pages_of;
use crate::table::Table;
use crate::table::items::text_of;
use crate::table::schema::QUEUE_AT;
use aws_sdk_dynamodb::types::Select;
use jiff::civil::Date;

/// Up to this number, a count is exact.
pub const MOST_COUNTED: u64 = 1_000;

/// The number of rows that one read of a shard asks for.
const CHUNK: u16 = 128;

/// The size of a view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// The number, up to [`MOST_COUNTED`].
    pub counted: u64,
    /// Whether there are more.
    pub has_more: bool,
}

impl Count {
    fn of(counted: u64) -> Self {
        Self {
            counted: counted.min(MOST_COUNTED),
            has_more: counted > MOST_COUNTED,
        }
    }
}

/// What was read of a view.
#[derive(Debug, Clone, Default)]
struct Tally {
    /// The requests of the view.
    counted: u64,
    /// Those of them that are overdue.
    overdue: u64,
    /// Those of them that are due soon.
    soon: u64,
    /// Those of them that the viewer works on.
    mine: u64,
    /// The unassigned ones.
    unassigned: u64,
    /// The sort key up to which the view was read. `None` if all of it was.
    read_until: Option<String>,
}

impl Tally {
    fn add(&mut self, at: Option<&str>, view: QueueView, viewer: Viewer) {
        let facts = at.and_then(QueueFacts::read);
        if facts.is_some_and(|facts| !view.matches(&facts, viewer)) {
            return;
        }
        self.counted += 1;
        let Some(facts) = facts else { return };
        let is_in = |view: QueueView| u64::from(view.matches(&facts, viewer));
        self.overdue += is_in(QueueView::Overdue);
        self.soon += is_in(QueueView::DueThisWeek);
        self.mine += is_in(QueueView::Mine);
        self.unassigned += is_in(QueueView::Unassigned);
    }

    fn count(&self) -> Count {
        Count::of(self.counted)
    }

    /// Whether every request of this view was read that could be in `part`, whose dates come first.
    fn has_all_of(&self, part: QueueView, today: Date) -> bool {
        let (_, end) = part.range(today);
        self.read_until.as_ref().is_none_or(|read| *read > end)
    }
}

/// The sizes of all views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCounts {
    /// Each view of requests.
    pub views: Vec<(QueueView, Count)>,
    /// Replies that staff have not read.
    pub replies: Count,
    /// Emails that staff must deliver.
    pub undeliverable: Count,
}

impl Table {
    /// Returns the sizes of all views. Of requests to review or to respond, more than a thousand aren't read for the two views
    /// of assignees, so their sizes are then the least that there are. The number of
    /// reads doesn't depend on the number of requests above a thousand.
    pub(crate) async fn queue_counts(&self, viewer: Viewer) -> Result<QueueCounts, StoreError> {
        let of = |view| self.queue_tally(view, viewer);
        let (to_review, to_respond, partners, closed, replies, undeliverable) = tokio::try_join!(
            of(QueueView::ToReview),
            of(QueueView::ToRespond),
            of(QueueView::WaitingForPartners),
            of(QueueView::Closed),
            self.count_kind(DueKind::Reply),
            self.count_kind(DueKind::Manual),
        )?;
        let open = [&to_review, &to_respond, &partners];
        let sum = |of: fn(&Tally) -> u64| Count::of(open.iter().map(|tally| of(tally)).sum());
        // A long list is read in the order of the dates, and rarely ends before these dates do.
        let part = async |view: QueueView, counted: Count| {
            let is_known = open
                .iter()
                .all(|tally| tally.has_all_of(view, viewer.today));
            match is_known || counted.has_more {
                true => Ok(counted),
                false => of(view).await.map(|tally| tally.count()),
            }
        };
        let (overdue, soon) = tokio::try_join!(
            part(QueueView::Overdue, sum(|tally| tally.overdue)),
            part(QueueView::DueThisWeek, sum(|tally| tally.soon)),
        )?;
        let work = [&to_review, &to_respond];
        let is_all = work.iter().all(|tally| tally.read_until.is_none());
        let of_assignee = |of: fn(&Tally) -> u64| {
            let count = Count::of(work.iter().map(|tally| of(tally)).sum());
            Count {
                has_more: count.has_more || !is_all,
                ..count
            }
        };
        let count = |view| match view {
            QueueView::ToReview => to_review.count(),
            QueueView::ToRespond => to_respond.count(),
            QueueView::DueThisWeek => soon,
            QueueView::Overdue => overdue,
            QueueView::WaitingForPartners => partners.count(),
            QueueView::Mine => of_assignee(|tally| tally.mine),
            QueueView::Unassigned => of_assignee(|tally| tally.unassigned),
            QueueView::Open => sum(|tally| tally.counted),
            QueueView::Closed => closed.count(),
        };
        Ok(QueueCounts {
            views: QueueView::ALL.map(|view| (view, count(view))).to_vec(),
            replies,
            undeliverable,
        })
    }

    /// Counts a view until it is larger than [`MOST_COUNTED`].
    async fn queue_tally(&self, view: QueueView, viewer: Viewer) -> Result<Tally, StoreError> {
        let mut merge = Merge::of(self, view, (viewer.today, None), None, CHUNK);
        let mut tally = Tally::default();
        while tally.counted <= MOST_COUNTED && merge.has_more() {
            for row in merge.next_chunk().await? {
                tally.add(text_of(&row, QUEUE_AT), view, viewer);
            }
        }
        tally.read_until = merge.read_until().map(str::to_owned);
        Ok(tally)
    }

    /// Counts a kind of pending work in the index `due`.
    async fn count_kind(&self, kind: DueKind) -> Result<Count, StoreError> {
        let mut counted = 0;
        let mut left: Vec<_> = (0..kind.shards()).map(|shard| (shard, None)).collect();
        while counted <= MOST_COUNTED && !left.is_empty() {
            let queries = left.iter().map(|(shard, after)| {
                let query = self.due_rows(kind, *shard, None);
                query
                    .select(Select::Count)
                    .limit(i32::from(CHUNK))
                    .set_exclusive_start_key(Clone::clone(after))
            });
            let pages = pages_of(queries.collect()).await?;
            let mut next = Vec::new();
            for ((shard, _), page) in left.into_iter().zip(pages) {
                counted += u64::try_from(page.count).unwrap_or_default();
                next.extend(page.last_evaluated_key.map(|last| (shard, Some(last))));
            }
            left = next;
        }
        Ok(Count::of(counted))
    }
}
