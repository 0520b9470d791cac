//! Dates, lists and names, by the messages of `common.ftl`.

use crate::catalog::Texts;
use domain::calendar::Span;
use domain::law::{Law, Right, authority_named};
use jiff::civil::Date;

impl Texts {
    /// Returns a date with its weekday: "Wednesday, December 9, 2026".
    #[must_use]
    pub fn date(self, date: Date) -> String {
        self.text("date")
            .with("weekday", date.weekday().to_monday_one_offset())
            .with("month", date.month())
            .with("day", date.day())
            .with("year", date.year().to_string())
            .into()
    }

    /// Returns a date without its weekday: "December 9, 2026".
    #[must_use]
    pub fn date_without_weekday(self, date: Date) -> String {
        self.text("date-without-weekday")
            .with("month", date.month())
            .with("day", date.day())
            .with("year", date.year().to_string())
            .into()
    }

    /// Returns a list: "a, b and c".
    #[must_use]
    pub fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [start @ .., second, last] => {
                let mut first = start.to_vec();
                first.push(second.clone());
                self.text("list-two")
                    .with("first", first.join(", "))
                    .with("second", last.clone())
                    .into()
            }
        }
    }

    /// Returns a right in the requester's words: "Delete my personal information".
    #[must_use]
    pub fn right(self, right: Right) -> String {
        self.text("right").with("right", right.as_str()).into()
    }

    /// Returns the name of a law. A law without an official name in the language keeps its own.
    #[must_use]
    pub fn law(self, law: Law) -> String {
        self.text("law")
            .with("law", law.as_str())
            .with("name", law.name())
            .into()
    }

    /// Returns a number of days: "45 calendar days".
    #[must_use]
    pub fn span(self, span: Span) -> String {
        match span {
            Span::BusinessDays(days) => self.text("business-days").with("days", days),
            Span::CalendarDays(days) => self.text("calendar-days").with("days", days),
        }
        .into()
    }

    /// Returns an authority that takes complaints, with its website if it is known.
    #[must_use]
    pub fn authority(self, body: &'static str) -> String {
        let (law, site) = match authority_named(body) {
            Some((law, site)) => (law.as_str(), Some(site)),
            None => ("other", None),
        };
        match site {
            Some(site) => self
                .text("authority-with-site")
                .with("law", law)
                .with("name", body)
                .with("site", site),
            None => self.text("authority").with("law", law).with("name", body),
        }
        .into()
    }
}
