//! Counts the figures: how many requests came in on each day, and their outcomes.
//!
//! A count reads a row per request of the index, sums up, and replaces the items of the days that differ. It is a function of
//! the requests as they are, so a repeated count changes nothing, and a count that reaches its limit writes nothing: the next
//! run starts again. Days before the window stay as they were last counted.

use crate::{Deps, Limit, Run};
use domain::calendar::Calendar;
use domain::figures::{Figure, Figures, Groups, YearFigures};
use domain::request::RequestId;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{FigureWalk, Heartbeat, StoreError};

/// How many calendar years a count covers before the current one. A request closes long before that.
const YEARS: i16 = 2;

/// Counts unless the day's count is done.
///
/// # Errors
/// [`StoreError`] if the index can't be read or a figure can't be written.
pub(crate) async fn run_if_due(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let today = Calendar::California.date_of(deps.clock.now());
    match heartbeat.figures_counted == Some(today) {
        true => Ok(()),
        false => count(deps, heartbeat, run, limit).await,
    }
}

/// Counts the figures.
///
/// # Errors
/// [`StoreError`] if the index can't be read or a figure can't be written.
pub(crate) async fn count(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let now = deps.clock.now();
    let today = Calendar::California.date_of(now);
    let since = date(today.year() - YEARS, 1, 1);
    let Some(tallies) = tallies(deps, since, run, limit).await? else {
        run.unfinished = true;
        return Ok(());
    };
    let counted = tallies.sum();
    if !save(deps, &counted, since, now, run, limit).await? {
        run.unfinished = true;
        return Ok(());
    }
    heartbeat.figures_counted = Some(today);
    Ok(())
}

/// The figure of each request. Many requests have the same figure, so each is stored once.
#[derive(Default)]
struct Tallies {
    figures: Vec<Figure>,
    positions: BTreeMap<Figure, u32>,
    of: HashMap<RequestId, u32>,
}

impl Tallies {
    /// Records the figure of a request. A later row of the same request replaces the earlier one.
    fn add(&mut self, id: RequestId, figure: Figure) {
        let position = *self.positions.entry(figure).or_insert_with(|| {
            self.figures.push(figure);
            u32::try_from(self.figures.len() - 1).unwrap_or(u32::MAX)
        });
        self.of.insert(id, position);
    }

    fn sum(self) -> Figures {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for position in self.of.into_values() {
            *counts.entry(position).or_default() += 1;
        }
        let mut figures = Figures::default();
        for (position, count) in counts {
            if let Some(figure) = self.figures.get(position as usize) {
                figures.add(*figure, count);
            }
        }
        figures
    }
}

/// Reads the figure of each request. `None` if the run reached its limit.
async fn tallies(
    deps: &Deps,
    since: Date,
    run: &mut Run,
    limit: Limit,
) -> Result<Option<Tallies>, StoreError> {
    let mut tallies = Tallies::default();
    let mut unreadable = 0;
    let mut walk = Some(FigureWalk::default());
    while let Some(position) = walk {
        if limit.has_come() {
            return Ok(None);
        }
        let page = deps.store.figures_page(position, since).await?;
        for (id, figure) in page.found {
            tallies.add(id, figure);
        }
        unreadable += u64::from(page.unreadable);
        walk = page.next;
    }
    if unreadable > 0 {
        run.audit_failures += unreadable;
        tracing::error!(unreadable, "rows of the index have no readable figure");
    }
    Ok(Some(tallies))
}

/// Replaces the figures that differ from the count, and the metrics of each year. Returns false if the run reached its limit.
async fn save(
    deps: &Deps,
    counted: &Figures,
    since: Date,
    now: Timestamp,
    run: &mut Run,
    limit: Limit,
) -> Result<bool, StoreError> {
    let last = Calendar::California.date_of(now).year();
    let stored = deps.store.figures(since.year()..=last).await?;
    let keys: BTreeSet<_> = counted.0.keys().chain(stored.0.keys()).collect();
    for key in keys {
        let (is, was) = (counted.0.get(key), stored.0.get(key));
        if is == was {
            continue;
        }
        if limit.has_come() {
            return Ok(false);
        }
        let (day, right) = *key;
        let groups = is.unwrap_or(const { &Groups::new() });
        deps.store.save_figures(day, right, groups, now).await?;
        run.figures += 1;
    }
    for year in since.year()..=last {
        let figures = YearFigures::of(year, counted, now);
        deps.store.save_year_figures(&figures).await?;
    }
    Ok(true)
}
