//! The holidays that the calendar knows: one table, to be read against the statutes.
//!
//! Four lists matter, one column each: the federal list (5 U.S.C. § 6103), California's judicial holidays
//! (Code Civ. Proc. § 135), California's holidays at large (Gov. Code § 6700), and the nine that a count of
//! business days skips. A day that moves off a weekend moves in three different ways:
//!
//! | list | Saturday | Sunday | source |
//! | --- | --- | --- | --- |
//! | federal | Friday before | Monday after | 5 U.S.C. § 6103(b), Executive Order 11582 |
//! | judicial | Friday before | Monday after | California Rules of Court, rule 1.11 |
//! | Gov. Code | stays, save November 11: Friday before | Monday after, if § 6701 names the date | Gov. Code § 6701 |
//!
//! Lunar New Year, Good Friday and Diwali are left out: they are in § 6700 alone (§ 135 takes no half day and
//! excepts the other two), so no count skips them and no deadline rolls over them. The days that bills of 2026
//! may add to § 6700 from 2027 are of the same kind.

use jiff::civil::{Date, Weekday};

use Evidence::{S, S2};
use Falls::{DayAfter, Last, Nth, On};
use Kept::{Always, Never, Since, Until};
use Weekend::{Moves, Stays, SundayMoves};

/// The version of the holiday data, pinned on every request: it changes with any row of [`HOLIDAYS`].
pub const HOLIDAYS_VERSION: &str = "2026-11-21";

/// Every holiday that the calendar knows, in the order of the year.
#[rustfmt::skip] // a table is read by its columns
pub const HOLIDAYS: &[Holiday] = &[
    //   name                       falls                                federal      judicial     gov6700      § 6701       nine   ev  source beyond the column's own
    row("New Year's Day",           On(1, 1),                            Always,      Always,      Always,      SundayMoves, true,  S2, "Gov. Code § 6700(a)(2)"),
    row("Martin Luther King Day",   Nth(3, Weekday::Monday, 1),          Always,      Always,      Always,      Stays,       true,  S2, "Gov. Code § 6700(a)(3)"),
    row("Lincoln Day",              On(2, 12),                           Never,       Always,      Always,      SundayMoves, false, S2, "Gov. Code § 6700(a)(5)"),
    row("Presidents' Day",          Nth(3, Weekday::Monday, 2),          Always,      Always,      Always,      Stays,       true,  S2, "Gov. Code § 6700(a)(6); federal name: Washington's Birthday"),
    row("Farmworkers Day",          On(3, 31),                           Never,       Always,      Always,      SundayMoves, false, S2, "Gov. Code § 6700(a)(7); Cesar Chavez Day until AB 2156, Stats. 2026 ch. 7"),
    row("Genocide Remembrance Day", On(4, 24),                           Never,       Never,       Since(2023), Stays,       false, S2, "Gov. Code § 6700(a)(8), by AB 1801 of 2022; excepted by § 135"),
    row("Memorial Day",             Last(Weekday::Monday, 5),            Always,      Always,      Always,      Stays,       true,  S2, "Gov. Code § 6700(a)(9)"),
    row("Juneteenth",               On(6, 19),                           Since(2021), Since(2023), Since(2023), Stays,       false, S2, "Pub. L. 117-17; Gov. Code § 6700(a)(10), by AB 1655 of 2022; offices open, § 19853(e)"),
    row("Independence Day",         On(7, 4),                            Always,      Always,      Always,      SundayMoves, true,  S2, "Gov. Code § 6700(a)(11)"),
    row("Labor Day",                Nth(1, Weekday::Monday, 9),          Always,      Always,      Always,      Stays,       true,  S2, "Gov. Code § 6700(a)(12)"),
    row("Admission Day",            On(9, 9),                            Never,       Never,       Always,      SundayMoves, false, S2, "Gov. Code § 6700(a)(13); excepted by § 135"),
    row("Native American Day",      Nth(4, Weekday::Friday, 9),          Never,       Since(2022), Always,      Stays,       false, S,  "Gov. Code § 6700(a)(14); no longer excepted by § 135: AB 855, Stats. 2021 ch. 283"),
    row("Columbus Day",             Nth(2, Weekday::Monday, 10),         Always,      Until(2021), Always,      Stays,       false, S,  "Gov. Code § 6700(a)(15); excepted by § 135 since AB 855, Stats. 2021 ch. 283"),
    row("Veterans Day",             On(11, 11),                          Always,      Always,      Always,      Moves,       true,  S2, "Gov. Code § 6700(a)(16)"),
    row("Thanksgiving Day",         Nth(4, Weekday::Thursday, 11),       Always,      Always,      Always,      Stays,       true,  S,  "Gov. Code § 6700(a), the Thursday in November appointed; named in § 135"),
    row("Day after Thanksgiving",   DayAfter(4, Weekday::Thursday, 11),  Never,       Always,      Never,       Stays,       false, S,  "§ 135; Gov. Code § 19853(a) closes state offices, but § 6700 does not name it"),
    row("Christmas Day",            On(12, 25),                          Always,      Always,      Always,      SundayMoves, true,  S2, "Gov. Code § 6700(a)(17)"),
];

/// A holiday, and which lists keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// The name that the statute, or else custom, gives it.
    pub name: &'static str,
    /// The date it falls on, before any move off a weekend.
    pub falls: Falls,
    /// A federal legal public holiday: 5 U.S.C. § 6103(a).
    pub federal: Kept,
    /// A judicial holiday of California: Code Civ. Proc. § 135.
    pub judicial: Kept,
    /// A holiday of California at large: Gov. Code § 6700(a).
    pub gov6700: Kept,
    /// What Gov. Code § 6701 does with it on a weekend.
    pub gov6701: Weekend,
    /// One of the nine that are federal and Californian and on which offices commonly close. Only these may be
    /// skipped in a count of business days: each skipped day makes a deadline later, so a doubtful one is counted.
    pub nine: bool,
    /// How the row's source was read.
    pub evidence: Evidence,
    /// The source, beyond the statutes named on the columns. The paragraphs of § 6700(a) are numbered as they
    /// were before AB 268 and AB 2156.
    pub source: &'static str,
}

/// How a holiday finds its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falls {
    /// Month and day.
    On(i8, i8),
    /// The nth weekday of a month.
    Nth(i8, Weekday, i8),
    /// The last weekday of a month.
    Last(Weekday, i8),
    /// The day after the nth weekday of a month.
    DayAfter(i8, Weekday, i8),
}

/// The years for a list that keeps a holiday. The table is stated for 2020, the CCPA's first year, and later:
/// `Always` and `Never` say nothing about years before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In every year.
    Always,
    /// In none.
    Never,
    /// From this year on.
    Since(i16),
    /// To the end of this year.
    Until(i16),
}

/// What Gov. Code § 6701 does with a holiday that falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekend {
    /// Not named in § 6701.
    Stays,
    /// From a Sunday to the Monday after; from a Saturday it does not move.
    SundayMoves,
    /// From a Sunday to the Monday after, from a Saturday to the Friday before: November 11 alone.
    Moves,
}

/// How a source was read, in the marks of the project's law sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The primary text.
    S,
    /// A secondary source: an agency's page, a court's calendar, a publisher's copy.
    S2,
    /// General knowledge; no text was read.
    M,
}

/// Whether a federal holiday is kept on this date: its own, or the weekday it moves to.
pub fn is_federal(date: Date) -> bool {
    HOLIDAYS.iter().any(|holiday| holiday.federal_on(date))
}

/// Whether a judicial holiday of California is kept on this date. Saturdays and Sundays, which § 135 and Gov.
/// Code § 6700(a)(1) make holidays too, are the caller's.
pub fn is_judicial(date: Date) -> bool {
    HOLIDAYS.iter().any(|holiday| holiday.judicial_on(date))
}

/// Whether a count of business days skips this date. See [`Holiday::skipped_on`].
pub fn is_skipped(date: Date) -> bool {
    HOLIDAYS.iter().any(|holiday| holiday.skipped_on(date))
}

impl Holiday {
    /// Whether the federal government keeps the holiday on this date: its own, the Friday before if that is a
    /// Saturday, the Monday after if it is a Sunday (5 U.S.C. § 6103(b), Executive Order 11582).
    pub fn federal_on(&self, date: Date) -> bool {
        self.on(date, self.federal, Weekend::Moves)
    }

    /// Whether the courts of California keep the holiday on this date (California Rules of Court, rule 1.11).
    pub fn judicial_on(&self, date: Date) -> bool {
        self.on(date, self.judicial, Weekend::Moves)
    }

    /// Whether Gov. Code §§ 6700 and 6701 make this date a holiday.
    pub fn gov6700_on(&self, date: Date) -> bool {
        self.on(date, self.gov6700, self.gov6701)
    }

    /// Whether a count of business days skips this date for this holiday: it is one of the nine, and both the
    /// federal rule and Gov. Code § 6701 keep it on this very date.
    ///
    /// The two part on Saturdays. For a Saturday July 4 (or January 1, or December 25) a federal office closes
    /// on the Friday and § 6701 moves nothing: the Friday is counted. A Saturday November 11 moves to the Friday
    /// under both: it is skipped. Skipping fewer days can only make a deadline earlier, which is safe.
    pub fn skipped_on(&self, date: Date) -> bool {
        self.nine && self.falls.may_reach(date) && self.federal_on(date) && self.gov6700_on(date)
    }

    /// Whether a list that keeps the holiday in these years, and moves it like this, has it on this date.
    fn on(&self, date: Date, kept: Kept, weekend: Weekend) -> bool {
        let falls_on = |day: Date| self.falls.on(day) && kept.in_year(day.year());
        if falls_on(date) {
            return true;
        }
        match (date.weekday(), weekend) {
            (Weekday::Friday, Weekend::Moves) => date.tomorrow().is_ok_and(falls_on),
            (Weekday::Monday, Weekend::Moves | Weekend::SundayMoves) => {
                date.yesterday().is_ok_and(falls_on)
            }
            _ => false,
        }
    }
}

impl Falls {
    /// Whether it falls in the month of this date, or the date is so near another month that it could move there: a
    /// count of days is done with most dates here, before a weekday is looked for.
    fn may_reach(self, date: Date) -> bool {
        let (On(month, _) | Nth(_, _, month) | Last(_, month) | DayAfter(_, _, month)) = self;
        date.month() == month || date.day() <= 2 || date.day() >= 28
    }

    /// Whether it falls on this date.
    pub fn on(self, date: Date) -> bool {
        match self {
            On(month, day) => (date.month(), date.day()) == (month, day),
            Nth(n, weekday, month) => {
                date.month() == month && date.weekday() == weekday && (date.day() - 1) / 7 + 1 == n
            }
            Last(weekday, month) => {
                date.month() == month
                    && date.weekday() == weekday
                    && date.day() + 7 > date.days_in_month()
            }
            DayAfter(n, weekday, month) => date
                .yesterday()
                .is_ok_and(|eve| Nth(n, weekday, month).on(eve)),
        }
    }
}

impl Kept {
    /// Whether the list keeps the holiday in this year.
    pub fn in_year(self, year: i16) -> bool {
        match self {
            Always => true,
            Never => false,
            Since(first) => year >= first,
            Until(last) => year <= last,
        }
    }
}

/// A row, its arguments in the order of the table's columns.
#[expect(clippy::too_many_arguments, reason = "one for each column")]
const fn row(
    name: &'static str,
    falls: Falls,
    federal: Kept,
    judicial: Kept,
    gov6700: Kept,
    gov6701: Weekend,
    nine: bool,
    evidence: Evidence,
    source: &'static str,
) -> Holiday {
    Holiday {
        name,
        falls,
        federal,
        judicial,
        gov6700,
        gov6701,
        nine,
        evidence,
        source,
    }
}
