//! The feed of changes: the identifiers whose suppressions changed, with their current state.
//!
//! A suppression is in the index `due` at the time of its last change. A reader repeats rounds. Each round covers the
//! time from the end of the round before, minus an overlap, to two minutes ago. So a write that reaches the table or
//! the index late is still returned, and most rows are returned more than once. A row that changes during a round
//! moves past the round's end, and the next round returns it.

use super::SuppressionRow;
use crate::StoreError;
use crate::due::kind::{DueKind, SHARDS, due_at, due_until};
use crate::table::Table;
use crate::table::items::{text, text_of};
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND};
use jiff::{SignedDuration, Timestamp};

/// The minimum age of a change in the feed, because the index is eventually consistent.
const SETTLED: SignedDuration = SignedDuration::from_mins(2);

/// How far a round overlaps the round before.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// Index rows per query.
const AT_ONCE: i32 = 100;

/// Approximate number of changes per call.
const MOST: usize = 500;

/// A reader's position. It contains no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesCursor {
    from: Timestamp,
    until: Timestamp,
    shard: u8,
    after: Option<String>,
}

impl ChangesCursor {
    /// Starts the first round, which covers all changes ever made.
    #[must_use]
    pub fn beginning(now: Timestamp) -> Self {
        Self::round(Timestamp::UNIX_EPOCH, now)
    }

    /// Starts a round that covers all changes from `now` on.
    #[must_use]
    pub fn from_now(now: Timestamp) -> Self {
        Self::round(before(now, SETTLED + OVERLAP), now)
    }

    fn round(from: Timestamp, now: Timestamp) -> Self {
        Self {
            from,
            until: before(now, SETTLED).max(from),
            shard: 0,
            after: None,
        }
    }

    /// Starts the next round. It never ends before the current round's end, even if clocks differ.
    fn next_round(&self, now: Timestamp) -> Self {
        Self {
            until: before(now, SETTLED).max(self.until),
            ..Self::round(before(self.until, OVERLAP), now)
        }
    }

    fn next_shard(&self) -> Self {
        Self {
            shard: self.shard + 1,
            after: None,
            ..self.clone()
        }
    }

    /// Formats the cursor as one line.
    #[must_use]
    pub fn text(&self) -> String {
        let after = self.after.as_deref().unwrap_or_default();
        format!("{} {} {} {after}", self.from, self.until, self.shard)
    }

    /// Parses [`ChangesCursor::text`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ' ');
        let mut next = || parts.next();
        Some(Self {
            from: next()?.parse().ok()?,
            until: next()?.parse().ok()?,
            // A value past the last shard means that the round is complete.
            shard: next()?.parse().ok().filter(|shard| *shard <= SHARDS)?,
            after: next().filter(|after| !after.is_empty()).map(str::to_owned),
        })
    }
}

fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A part of a round.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The identifiers that changed, with their current state.
    pub rows: Vec<SuppressionRow>,
    /// The number of items that can't be parsed. They are left out.
    pub unreadable: u32,
    /// The cursor of the next call.
    pub next: ChangesCursor,
    /// Whether the round has more changes, so that the caller should continue immediately.
    pub more: bool,
}

impl Table {
    pub(crate) async fn changes(
        &self,
        since: &ChangesCursor,
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        let mut at = match since.shard < SHARDS {
            true => since.clone(),
            false => since.next_round(now),
        };
        let mut rows = Vec::new();
        let mut unreadable = 0;
        while at.shard < SHARDS && rows.len() < MOST {
            let first = due_at(at.from, "");
            // The first sort key after `after`, because no key contains a space.
            let first = at.after.as_ref().map_or(first, |after| format!("{after} "));
            let last = due_until(at.until);
            // A cursor that the feed didn't return can start behind its end. DynamoDB rejects such a range.
            if first > last {
                at = at.next_shard();
                continue;
            }
            let query = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(DUE_INDEX)
                .limit(AT_ONCE)
                .key_condition_expression("#kind = :kind AND #at BETWEEN :first AND :last")
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT)
                .expression_attribute_values(":kind", text(DueKind::Changed.partition(at.shard)))
                .expression_attribute_values(":first", text(first))
                .expression_attribute_values(":last", text(last));
            let page = query.send().await.map_err(|error| StoreError::of(&error))?;
            let keys = page.items();
            for item in self.items_of(keys).await? {
                match SuppressionRow::read(&item) {
                    Ok(row) => rows.push(row),
                    Err(_) => unreadable += 1,
                }
            }
            let last = keys.last().and_then(|key| text_of(key, DUE_AT));
            at = match last.filter(|_| page.last_evaluated_key().is_some()) {
                Some(last) => ChangesCursor {
                    after: Some(last.to_owned()),
                    ..at
                },
                None => at.next_shard(),
            };
        }
        Ok(Changes {
            rows,
            unreadable,
            more: at.shard < SHARDS,
            next: at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let now: Timestamp = "2026-11-21T18:00:00.123Z".parse().unwrap();
        let beginning = ChangesCursor::beginning(now);
        let within = ChangesCursor {
            shard: 3,
            after: Some(due_at(now, "email.1.ABC")),
            ..beginning.next_round(now)
        };
        for cursor in [beginning, within, ChangesCursor::from_now(now)] {
            assert_eq!(ChangesCursor::read(&cursor.text()), Some(cursor));
        }
        let beyond = format!("2026-11-21T18:00:00Z 2026-11-21T18:00:00Z {} ", SHARDS + 1);
        for text in ["", "x", beyond.as_str()] {
            assert_eq!(ChangesCursor::read(text), None, "{text}");
        }
    }

    #[test]
    fn rounds_overlap_and_never_go_back() {
        let now: Timestamp = "2026-11-21T18:00:00Z".parse().unwrap();
        let first = ChangesCursor::beginning(now);
        let hour_before = before(now, SignedDuration::from_hours(1));
        for then in [now, hour_before] {
            let next = first.next_round(then);
            assert!(next.from < first.until && next.until >= first.until);
        }
    }
}
