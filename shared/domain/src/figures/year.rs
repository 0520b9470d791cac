//! The metrics of a calendar year that 11 CCR § 7102(a)(1) names.

use super::{Figures, Residence, Tally};
use crate::law::{ImmediateRight, Right, VerifiableRight};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind of request in the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Requests to delete.
    Delete,
    /// Requests to correct.
    Correct,
    /// Requests to know: specific pieces or categories.
    Know,
    /// Requests to opt out of sale and sharing.
    OptOut,
    /// Requests to limit.
    Limit,
    /// Requests to opt out of automated decision-making technology.
    AdmtOptOut,
    /// Requests to access automated decision-making technology.
    AdmtAccess,
}

impl Metric {
    /// Every kind, in the order of the section.
    pub const ALL: [Self; 7] = [
        Self::Delete,
        Self::Correct,
        Self::Know,
        Self::OptOut,
        Self::Limit,
        Self::AdmtOptOut,
        Self::AdmtAccess,
    ];

    /// Returns the name in JSON and CSV.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Correct => "correct",
            Self::Know => "know",
            Self::OptOut => "opt_out",
            Self::Limit => "limit",
            Self::AdmtOptOut => "admt_opt_out",
            Self::AdmtAccess => "admt_access",
        }
    }

    /// Returns the kind of a right; `None` if the section doesn't name it.
    fn of(right: Right) -> Option<Self> {
        Some(match right {
            Right::Verifiable(VerifiableRight::Delete) => Self::Delete,
            Right::Verifiable(VerifiableRight::Correct) => Self::Correct,
            Right::Verifiable(VerifiableRight::Know | VerifiableRight::KnowCategories) => {
                Self::Know
            }
            Right::Immediate(ImmediateRight::OptOut) => Self::OptOut,
            Right::Immediate(ImmediateRight::Limit) => Self::Limit,
            Right::Immediate(ImmediateRight::AdmtOptOut) => Self::AdmtOptOut,
            Right::Verifiable(VerifiableRight::AdmtAccess) => Self::AdmtAccess,
            Right::Immediate(ImmediateRight::MarketingStop | ImmediateRight::WithdrawConsent)
            | Right::Verifiable(VerifiableRight::AdmtAppeal) => return None,
        })
    }
}

/// Whose requests count (11 CCR § 7102(b)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum People {
    /// Those of everyone.
    All,
    /// Those of Californians. A person whose residence is unknown counts as one.
    Californians,
}

impl People {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::All, Self::Californians];

    /// Returns the name in JSON, URLs and settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Californians => "californians",
        }
    }

    fn include(self, residence: Residence) -> bool {
        self == Self::All || residence != Residence::Elsewhere
    }
}

/// The tallies of a year, by kind of request and residence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearFigures {
    /// The calendar year of receipt.
    pub year: i16,
    /// When they were counted.
    pub counted_at: Timestamp,
    tallies: Vec<(Metric, ByResidence)>,
}

/// Tallies by residence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ByResidence {
    california: Tally,
    elsewhere: Tally,
    unknown: Tally,
}

impl ByResidence {
    fn of(&mut self, residence: Residence) -> &mut Tally {
        match residence {
            Residence::California => &mut self.california,
            Residence::Elsewhere => &mut self.elsewhere,
            Residence::Unknown => &mut self.unknown,
        }
    }

    fn sum(&self, people: People) -> Tally {
        let mut sum = Tally::default();
        for (residence, tally) in [
            (Residence::California, &self.california),
            (Residence::Elsewhere, &self.elsewhere),
            (Residence::Unknown, &self.unknown),
        ] {
            if people.include(residence) {
                sum.merge(tally);
            }
        }
        sum
    }
}

/// One line of the metrics: a kind of request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricRow {
    /// The kind of request.
    pub request: Metric,
    /// Requests received in the year.
    pub received: u64,
    /// Of these, complied with in whole.
    pub complied_in_whole: u64,
    /// Of these, complied with in part.
    pub complied_in_part: u64,
    /// Of these, denied.
    pub denied: u64,
    /// The denied ones by ground.
    pub denied_by_ground: BTreeMap<&'static str, u64>,
    /// Of these, without a response so far.
    pub open: u64,
    /// The median number of days to the first response.
    pub median_days: Option<f64>,
    /// The mean number of days to the first response, to two decimals.
    pub mean_days: Option<f64>,
    /// Requests received from people whose residence is unknown. They are part of `received`.
    pub of_unknown_residence: u64,
}

impl YearFigures {
    //= req: ca-7102-a-1
    /// Sums up the days of a year.
    #[must_use]
    pub fn of(year: i16, figures: &Figures, counted_at: Timestamp) -> Self {
        let mut tallies: Vec<_> = Metric::ALL
            .map(|metric| (metric, ByResidence::default()))
            .into();
        let of_year = figures.0.iter().filter(|((day, _), _)| day.year() == year);
        for ((_, right), groups) in of_year {
            let Some(metric) = right.and_then(Metric::of) else {
                continue;
            };
            let row = tallies.iter_mut().find(|(of, _)| *of == metric);
            if let Some((_, row)) = row {
                for (group, tally) in groups {
                    row.of(group.residence).merge(tally);
                }
            }
        }
        Self {
            year,
            counted_at,
            tallies,
        }
    }

    //= req: ca-7102-a-1
    /// Returns a line per kind of request.
    #[must_use]
    pub fn rows(&self, people: People) -> Vec<MetricRow> {
        let row = |(metric, by): &(Metric, ByResidence)| {
            let sum = by.sum(people);
            let days = sum.days();
            let grounds = sum.denied_by_ground().into_iter();
            MetricRow {
                request: *metric,
                received: sum.received(),
                complied_in_whole: sum.whole(),
                complied_in_part: sum.part(),
                denied: sum.denied(),
                denied_by_ground: grounds.map(|(by, count)| (by.as_str(), count)).collect(),
                open: sum.open(),
                median_days: days.median(),
                mean_days: days.mean().map(two_decimals),
                of_unknown_residence: by.unknown.received(),
            }
        };
        self.tallies.iter().map(row).collect()
    }

    /// Writes the lines as CSV (RFC 4180).
    #[must_use]
    pub fn csv(&self, people: People) -> String {
        let mut csv = String::from(
            "year,people,request,received,complied_in_whole,complied_in_part,denied,open,median_days,mean_days,of_unknown_residence\r\n",
        );
        for row in self.rows(people) {
            let number = |days: Option<f64>| days.map_or_else(String::new, |days| days.to_string());
            let cells = [
                self.year.to_string(),
                people.as_str().to_owned(),
                row.request.as_str().to_owned(),
                row.received.to_string(),
                row.complied_in_whole.to_string(),
                row.complied_in_part.to_string(),
                row.denied.to_string(),
                row.open.to_string(),
                number(row.median_days),
                number(row.mean_days),
                row.of_unknown_residence.to_string(),
            ];
            csv.push_str(&cells.join(","));
            csv.push_str("\r\n");
        }
        csv
    }
}

/// Rounds to two decimals.
pub(crate) fn two_decimals(days: f64) -> f64 {
    (days * 100.0).round() / 100.0
}
