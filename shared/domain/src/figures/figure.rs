//! The figure of one request: its part of the counts.

use super::{Group, Progress, UnreadableFigure};
use crate::law::Right;
use crate::person::Region;
use crate::request::Request;
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// Where the person of a request lives, as far as 11 CCR § 7102(b) asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residence {
    /// In California.
    California,
    /// Somewhere else.
    Elsewhere,
    /// The request doesn't say it. The person may be a Californian.
    Unknown,
}

impl Residence {
    /// Every residence.
    pub const ALL: [Self; 3] = [Self::California, Self::Elsewhere, Self::Unknown];

    /// Returns the name in JSON and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::California => "california",
            Self::Elsewhere => "elsewhere",
            Self::Unknown => "unknown",
        }
    }

    fn of(region: Option<Region>) -> Self {
        match region.map(Region::code) {
            Some("CA") => Self::California,
            Some(_) => Self::Elsewhere,
            None => Self::Unknown,
        }
    }
}

impl fmt::Display for Residence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Residence {
    type Err = UnreadableFigure;

    fn from_str(name: &str) -> Result<Self, UnreadableFigure> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == name);
        found.ok_or(UnreadableFigure)
    }
}

/// The figure of one request: its part of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// The day of receipt, in the calendar of its law.
    pub day: Date,
    /// The right; `None` if staff have not read it, or found that it is no request.
    pub right: Option<Right>,
    /// The group in which it counts.
    pub group: Group,
    /// How far the company is with it.
    pub progress: Progress,
}

impl Figure {
    //= req: ca-7102-a-1
    /// Returns the figure of a request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            day: request.calendar().date_of(request.received),
            right: request.right(),
            group: Group {
                rule: request.rule().map(|rule| rule.id),
                channel: request.channel,
                residence: Residence::of(request.person.region),
            },
            progress: request.figure_progress(),
        }
    }
}
