//! When each text was read, and which texts someone must read again.

use super::profile::{LawText, Reading};
use super::{Law, Rule};
use jiff::ToSpan;
use jiff::civil::Date;

/// A text that someone must read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextToRead {
    /// The law.
    pub law: Law,
    /// The sections of its first rule.
    pub cite: &'static str,
    /// The first day of the text.
    pub from: Date,
    /// The day on which someone read it. `None`: no one did.
    pub read_on: Option<Date>,
    /// The version that was read, or why the text was not read.
    pub version: &'static str,
}

impl TextToRead {
    /// Whether the text is in force on this day and no one has read it.
    #[must_use]
    pub fn is_unread_in_force(&self, day: Date) -> bool {
        self.read_on.is_none() && self.from <= day
    }
}

/// Returns the texts that no one has read, and those that were read more than a year before `day`. A text that has ended
/// needs no reading.
#[must_use]
pub fn texts_to_read(day: Date) -> Vec<TextToRead> {
    let is_old = |read: Option<Date>| read.is_none_or(|read| read.saturating_add(1.year()) < day);
    let texts = Law::ALL
        .into_iter()
        .flat_map(|law| law.profile().texts.iter().map(move |text| (law, text)));
    texts
        .filter(|(_, text)| {
            text.rows
                .iter()
                .any(|rule| rule.until.is_none_or(|until| day <= until))
        })
        .filter_map(|(law, text)| of(law, text))
        .filter(|text| is_old(text.read_on))
        .collect()
}

fn of(law: Law, text: &'static LawText) -> Option<TextToRead> {
    let first: &'static Rule = text.rows.first()?;
    let (read_on, version) = match text.read {
        Reading::On(day, version) => (Some(day), version),
        Reading::Never(why) => (None, why),
    };
    Some(TextToRead {
        law,
        cite: first.cite,
        from: first.from,
        read_on,
        version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn newest_reading() -> Date {
        let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
        let read = texts.filter_map(|text| match text.read {
            Reading::On(day, _) => Some(day),
            Reading::Never(_) => None,
        });
        read.max().unwrap()
    }

    #[test]
    fn someone_has_read_each_text_that_is_in_force() {
        let today = newest_reading();
        for text in texts_to_read(today) {
            assert!(!text.is_unread_in_force(today), "read {:?}", text.law);
        }
    }

    #[test]
    fn an_unread_text_blocks_a_release_from_its_first_day() {
        let unread = |day: Date| {
            let texts = texts_to_read(day).into_iter();
            let unread = texts.filter(move |text| text.is_unread_in_force(day));
            unread.map(|text| text.law.as_str()).collect::<Vec<_>>()
        };
        assert!(unread(date(2026, 12, 31)).is_empty());
        assert_eq!(
            unread(date(2027, 1, 1)),
            ["ccpa", "delete_act", "delaware", "louisiana"]
        );
        assert!(unread(date(2027, 7, 1)).contains(&"kentucky"));
        assert!(unread(date(2028, 1, 1)).contains(&"vermont"));
    }

    #[test]
    fn a_text_is_old_a_year_after_it_was_read() {
        let lists_oregon = |day| {
            let texts = texts_to_read(day);
            texts.iter().any(|text| text.law == Law::Oregon)
        };
        assert!(!lists_oregon(date(2027, 12, 1)));
        assert!(lists_oregon(date(2027, 12, 2)));
    }
}
