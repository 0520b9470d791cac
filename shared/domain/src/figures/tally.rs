//! Sums of figures.

use super::{DayCounts, Figure, Ground, Outcome, Progress, Residence, UnreadableFigure};
use crate::law::{Law, Right, Rule};
use crate::request::Channel;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The attributes, apart from progress, that requests of one day and right are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Group {
    /// The ID of the rule that sets the dates; `None` before staff have read the request.
    pub rule: Option<&'static str>,
    /// How it reached the company.
    pub channel: Channel,
    /// Where the person lives.
    pub residence: Residence,
}

impl Group {
    /// Returns the law that sets the dates.
    #[must_use]
    pub fn law(&self) -> Option<Law> {
        Rule::named(self.rule?).map(|rule| rule.law)
    }
}

impl From<Group> for String {
    fn from(group: Group) -> Self {
        let rule = group.rule.unwrap_or("-");
        format!("{rule}#{}#{}", group.channel.as_str(), group.residence)
    }
}

/// Written by hand, because the derived code would borrow the rule's ID from the input.
impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_from(text).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<String> for Group {
    type Error = UnreadableFigure;

    fn try_from(text: String) -> Result<Self, UnreadableFigure> {
        let mut parts = text.split('#');
        let mut next = || parts.next().ok_or(UnreadableFigure);
        let (rule, channel, residence) = (next()?, next()?, next()?);
        let rule = match rule {
            "-" => None,
            id => Some(Rule::named(id).ok_or(UnreadableFigure)?.id),
        };
        Ok(Self {
            rule,
            channel: Channel::named(channel).ok_or(UnreadableFigure)?,
            residence: residence.parse()?,
        })
    }
}

/// The number of requests by their progress.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, u64>", into = "BTreeMap<String, u64>")]
pub struct Tally(BTreeMap<Progress, u64>);

impl From<Tally> for BTreeMap<String, u64> {
    fn from(tally: Tally) -> Self {
        let counts = tally.0.into_iter();
        counts
            .map(|(progress, count)| (progress.to_string(), count))
            .collect()
    }
}

impl TryFrom<BTreeMap<String, u64>> for Tally {
    type Error = UnreadableFigure;

    fn try_from(stored: BTreeMap<String, u64>) -> Result<Self, UnreadableFigure> {
        let read = |(progress, count): (String, u64)| Ok((progress.parse()?, count));
        stored
            .into_iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Tally {
    /// Adds requests with this progress.
    pub fn add(&mut self, progress: Progress, count: u64) {
        *self.0.entry(progress).or_default() += count;
    }

    /// Adds the counts of another tally.
    pub fn merge(&mut self, other: &Self) {
        for (progress, count) in &other.0 {
            self.add(*progress, *count);
        }
    }

    /// Counts the requests whose progress `is` accepts.
    fn count(&self, is: impl Fn(&Progress) -> bool) -> u64 {
        let counted = self.0.iter().filter(|(progress, _)| is(progress));
        counted.map(|(_, count)| count).sum()
    }

    fn responses(&self, is: impl Fn(Outcome) -> bool) -> u64 {
        self.count(|progress| match progress {
            Progress::Responded { outcome, .. } => is(*outcome),
            Progress::Open | Progress::NoRequest => false,
        })
    }

    /// Returns the requests received. Emails that are no request don't count.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.count(|progress| *progress != Progress::NoRequest)
    }

    /// Returns the requests without a response.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.count(|progress| *progress == Progress::Open)
    }

    /// Returns the requests with a response.
    #[must_use]
    pub fn responded(&self) -> u64 {
        self.responses(|_| true)
    }

    /// Returns the requests that the company complied with in whole.
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.responses(|outcome| outcome == Outcome::Whole)
    }

    /// Returns the requests that the company complied with in part.
    #[must_use]
    pub fn part(&self) -> u64 {
        self.responses(|outcome| matches!(outcome, Outcome::Part(_)))
    }

    /// Returns the requests that the company denied.
    #[must_use]
    pub fn denied(&self) -> u64 {
        self.responses(|outcome| matches!(outcome, Outcome::Denied(_)))
    }

    /// Returns the requests that the company denied, by ground. Grounds without a request are left out.
    #[must_use]
    pub fn denied_by_ground(&self) -> Vec<(Ground, u64)> {
        let denied = |ground| self.responses(|outcome| outcome == Outcome::Denied(ground));
        let counts = Ground::ALL.map(|ground| (ground, denied(ground)));
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Returns the requests with a first response on time.
    #[must_use]
    pub fn on_time(&self) -> u64 {
        self.count(|progress| matches!(progress, Progress::Responded { on_time: true, .. }))
    }

    /// Returns the days that the responses took.
    #[must_use]
    pub fn days(&self) -> DayCounts {
        let mut days = DayCounts::default();
        for (progress, count) in &self.0 {
            if let Progress::Responded { days: after, .. } = progress {
                days.add(*after, *count);
            }
        }
        days
    }
}

/// The tallies of one day and right.
pub type Groups = BTreeMap<Group, Tally>;

/// The figures by day of receipt and right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(pub BTreeMap<(Date, Option<Right>), Groups>);

impl Figures {
    /// Adds requests with the same figure.
    pub fn add(&mut self, figure: Figure, count: u64) {
        let groups = self.0.entry((figure.day, figure.right)).or_default();
        let tally = groups.entry(figure.group).or_default();
        tally.add(figure.progress, count);
    }
}
