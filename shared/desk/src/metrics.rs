//! The metrics of a calendar year that 11 CCR § 7102(a)(1) names.

use crate::Desk;
use crate::error::Error;
use crate::query::Query;
use crate::reports::year;
use domain::figures::{MetricRow, People, YearFigures};
use jiff::Timestamp;
use serde::Serialize;

/// The metrics of a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metrics {
    /// The calendar year of receipt.
    pub year: i16,
    /// Whose requests count.
    pub people: People,
    /// When they were counted; `None` if nothing was counted for the year.
    pub counted_at: Option<Timestamp>,
    /// A line per kind of request.
    pub rows: Vec<MetricRow>,
    #[serde(skip)]
    figures: Option<YearFigures>,
}

impl Metrics {
    /// Writes the lines as CSV (RFC 4180).
    #[must_use]
    pub fn csv(&self) -> String {
        let figures = self.figures.as_ref();
        figures.map_or_else(String::new, |figures| figures.csv(self.people))
    }
}

/// Returns the metrics of a year: `year`, and `people` as `all` or `californians`.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn read(desk: &Desk, mut query: Query) -> Result<Metrics, Error> {
    let year = year(desk, &mut query)?;
    let people = query.one_of("people", &People::ALL.map(People::as_str))?;
    query.done()?;
    let people = People::ALL
        .into_iter()
        .find(|one| Some(one.as_str()) == people);
    let people = people.unwrap_or(People::All);
    let figures = desk.store.year_figures(year).await?;
    Ok(Metrics {
        year,
        people,
        counted_at: figures.as_ref().map(|figures| figures.counted_at),
        rows: figures
            .as_ref()
            .map_or_else(Vec::new, |figures| figures.rows(people)),
        figures,
    })
}
