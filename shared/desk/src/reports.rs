//! Reports: what the company received in a year and how it responded, by month, right, law, channel and residence.
//!
//! The numbers come from the figures that the sweeper counts. A request counts in the month of its receipt.

use crate::Desk;
use crate::error::Error;
use crate::query::Query;
use domain::calendar::Calendar;
use domain::figures::{Figures, Group, Residence, Tally};
use domain::law::{Law, Right};
use domain::request::Channel;
use gateway::Problem;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the requests that staff have not read.
pub const UNREAD: &str = "to_be_read";

/// The numbers of some requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// Requests received. Emails that are no request don't count.
    pub received: u64,
    /// Of these, with a response.
    pub responded: u64,
    /// Of these, with a first response on time.
    pub on_time: u64,
    /// Complied with in whole.
    pub complied_in_whole: u64,
    /// Complied with in part.
    pub complied_in_part: u64,
    /// Denied.
    pub denied: u64,
    /// Without a response so far.
    pub open: u64,
    /// The median number of days to the first response.
    pub median_days: Option<f64>,
    /// The mean number of days to the first response, to two decimals.
    pub mean_days: Option<f64>,
}

impl Numbers {
    fn of(tally: &Tally) -> Self {
        let days = tally.days();
        Self {
            received: tally.received(),
            responded: tally.responded(),
            on_time: tally.on_time(),
            complied_in_whole: tally.whole(),
            complied_in_part: tally.part(),
            denied: tally.denied(),
            open: tally.open(),
            median_days: days.median(),
            mean_days: days.mean().map(|mean| (mean * 100.0).round() / 100.0),
        }
    }

    /// Returns the cells of a line of CSV.
    fn cells(&self) -> [String; 9] {
        let number = |days: Option<f64>| days.map_or_else(String::new, |days| days.to_string());
        [
            self.received.to_string(),
            self.responded.to_string(),
            self.on_time.to_string(),
            self.complied_in_whole.to_string(),
            self.complied_in_part.to_string(),
            self.denied.to_string(),
            self.open.to_string(),
            number(self.median_days),
            number(self.mean_days),
        ]
    }
}

/// The numbers of the requests with something in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// A month such as `2026-11`, or the ID of a right, law, channel or residence.
    pub name: String,
    /// The numbers.
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// The report of a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The calendar year of receipt.
    pub year: i16,
    /// When the figures were counted; `None` before the first count.
    pub counted_at: Option<Timestamp>,
    /// All requests that the filters leave.
    pub total: Numbers,
    /// The twelve months.
    pub months: Vec<Line>,
    /// The rights, those with a request.
    pub rights: Vec<Line>,
    /// The laws that set the dates, those with a request.
    pub laws: Vec<Line>,
    /// The channels, those with a request.
    pub channels: Vec<Line>,
    /// California, elsewhere and unknown.
    pub residences: Vec<Line>,
    /// The denials in whole, by ground.
    pub denied_by_ground: BTreeMap<&'static str, u64>,
    #[serde(skip)]
    details: Details,
}

/// The tallies of the smallest groups: by month, right, law, channel and residence.
type Details = BTreeMap<(String, String, String, Channel, Residence), Tally>;

/// The filters of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Only requests for this right.
    pub right: Option<Right>,
    /// Only requests whose dates this law sets.
    pub law: Option<Law>,
    /// Only requests through this channel.
    pub channel: Option<Channel>,
}

impl ReportFilter {
    fn accepts(&self, right: Option<Right>, law: Option<Law>, group: &Group) -> bool {
        self.right.is_none_or(|wanted| right == Some(wanted))
            && self.law.is_none_or(|wanted| law == Some(wanted))
            && self.channel.is_none_or(|wanted| group.channel == wanted)
    }
}

/// Reads the calendar year that a query asks for. The default is this year in California.
///
/// # Errors
/// [`Problem`] if it is no year.
pub(crate) fn year(desk: &Desk, query: &mut Query) -> Result<i16, Problem> {
    let this = Calendar::California.date_of(desk.clock.now()).year();
    match query.take("year").map(|text| text.parse::<i16>()) {
        None => Ok(this),
        Some(Ok(year @ 2000..=9999)) => Ok(year),
        Some(_) => Err(Problem::field("year", format!("Use a year like {this}"))),
    }
}

/// Returns the report of a year.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn read(desk: &Desk, mut query: Query) -> Result<Report, Error> {
    let year = year(desk, &mut query)?;
    let right = query.one_of("right", &Right::ALL.map(Right::as_str))?;
    let law = query.one_of("law", &Law::ALL.map(Law::as_str))?;
    let channel = query.one_of("channel", &Channel::ALL.map(Channel::as_str))?;
    query.done()?;
    let filter = ReportFilter {
        right: right.and_then(Right::named),
        law: law.and_then(|id| Law::ALL.into_iter().find(|law| law.as_str() == id)),
        channel: channel.and_then(Channel::named),
    };
    let counted = desk.store.year_figures(year).await?;
    let figures = desk.store.figures(year..=year).await?;
    let counted_at = counted.map(|year| year.counted_at);
    Ok(Report::of(year, &figures, filter, counted_at))
}

impl Report {
    /// Sums up the figures that the filter accepts.
    #[must_use]
    pub fn of(
        year: i16,
        figures: &Figures,
        filter: ReportFilter,
        counted_at: Option<Timestamp>,
    ) -> Self {
        let mut sums = Sums::default();
        for ((day, right), groups) in &figures.0 {
            let month = format!("{year}-{:02}", day.month());
            for (group, tally) in groups {
                let law = group.law();
                if day.year() == year && filter.accepts(*right, law, group) {
                    sums.add(&month, *right, law, group, tally);
                }
            }
        }
        let months = (1..=12).map(|month| format!("{year}-{month:02}"));
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let rights = Right::ALL.map(Right::as_str);
        let residences = Residence::ALL.map(Residence::as_str);
        let grounds = sums.total.denied_by_ground().into_iter();
        Self {
            year,
            counted_at,
            total: Numbers::of(&sums.total),
            months: lines(&sums.months, months.collect(), true),
            rights: lines(
                &sums.rights,
                names(&[&rights[..], &[UNREAD]].concat()),
                false,
            ),
            laws: lines(&sums.laws, names(&Law::ALL.map(Law::as_str)), false),
            channels: lines(
                &sums.channels,
                names(&Channel::ALL.map(Channel::as_str)),
                false,
            ),
            residences: lines(&sums.residences, names(&residences), true),
            denied_by_ground: grounds.map(|(by, count)| (by.as_str(), count)).collect(),
            details: sums.details,
        }
    }

    /// Writes a line per month, right, law, channel and residence with a request, as CSV (RFC 4180).
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::from(
            "month,right,law,channel,residence,received,responded,on_time,complied_in_whole,complied_in_part,denied,open,\
             median_days,mean_days\r\n",
        );
        for ((month, right, law, channel, residence), tally) in &self.details {
            let numbers = Numbers::of(tally);
            if numbers.received == 0 {
                continue;
            }
            let names =
                [month, right, law, channel.as_str(), residence.as_str()].map(str::to_owned);
            let cells = [&names[..], &numbers.cells()[..]].concat();
            csv.push_str(&cells.join(","));
            csv.push_str("\r\n");
        }
        csv
    }
}

/// The tallies of a report, by name.
#[derive(Default)]
struct Sums {
    total: Tally,
    months: BTreeMap<String, Tally>,
    rights: BTreeMap<String, Tally>,
    laws: BTreeMap<String, Tally>,
    channels: BTreeMap<String, Tally>,
    residences: BTreeMap<String, Tally>,
    details: Details,
}

impl Sums {
    fn add(
        &mut self,
        month: &str,
        right: Option<Right>,
        law: Option<Law>,
        group: &Group,
        tally: &Tally,
    ) {
        let right = right.map_or(UNREAD, Right::as_str).to_owned();
        let law_name = law.map_or("", Law::as_str).to_owned();
        self.total.merge(tally);
        for (sums, name) in [
            (&mut self.months, month),
            (&mut self.rights, right.as_str()),
            (&mut self.laws, law_name.as_str()),
            (&mut self.channels, group.channel.as_str()),
            (&mut self.residences, group.residence.as_str()),
        ] {
            sums.entry(name.to_owned()).or_default().merge(tally);
        }
        let key = (
            month.to_owned(),
            right,
            law_name,
            group.channel,
            group.residence,
        );
        self.details.entry(key).or_default().merge(tally);
    }
}

/// Returns a line per name, in the order of the names. Without `with_empty`, only those with a request.
fn lines(sums: &BTreeMap<String, Tally>, names: Vec<String>, with_empty: bool) -> Vec<Line> {
    let empty = Tally::default();
    let line = |name: String| Line {
        numbers: Numbers::of(sums.get(&name).unwrap_or(&empty)),
        name,
    };
    let lines = names.into_iter().map(line);
    lines
        .filter(|line| with_empty || line.numbers.received > 0)
        .collect()
}
