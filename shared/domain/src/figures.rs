//! The figures of a company: how many requests it received, how it responded, and after how many days.
//!
//! [`Figure::of`] returns the figure of one request. It is a function of the request alone, and an erased request adds the same as
//! before. So a figure is a sum over requests: it can be counted again at any time, and no event can be lost or counted
//! twice. [`Figures`] has the sums by day of receipt, and [`YearFigures`] those that 11 CCR § 7102(a)(1) names.
//!
//! A request counts on its day of receipt, also after the company responded. So the numbers of a month or a year add up:
//! received = complied with in whole + in part + denied + without a response.

mod days;
mod figure;
mod outcome;
mod tally;
mod year;

pub use days::DayCounts;
pub use figure::{Figure, Residence};
pub use outcome::{Ground, Outcome, Progress};
pub use tally::{Figures, Group, Groups, Tally};
pub use year::{Metric, MetricRow, People, YearFigures};

/// A stored figure can't be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored figure can't be parsed")]
pub struct UnreadableFigure;
