//! Compares the calendar with outside sources: the PyPI package `holidays` for 2020 to 2049 (`outside/holidays.py`
//! writes the fixture), and the closures that California's courts published for 2020 to 2026.
//!
//! Each known difference is listed with its reason. The test fails on a difference that is not listed, and on a listed
//! one that no longer exists.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::{Calendar, Due, HOLIDAYS, Span, holidays};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use Found::{Here, Outside};
use List::{California, Federal};

/// A list of holidays that both sides have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    /// 5 U.S.C. § 6103, and the public and government holidays of the package.
    Federal,
    /// Gov. Code §§ 6700 and 6701, and the public holidays of California in the package.
    California,
}

/// The only side on which a date is a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Here,
    Outside,
}

/// A known difference: list, side, name, number of dates, first date, reason.
type Difference = (List, Found, &'static str, usize, Date, &'static str);

#[rustfmt::skip] // a table is read by its columns
const DIFFERENCES: &[Difference] = &[
    // Closures by executive order are not in 5 U.S.C. § 6103(a).
    (Federal, Outside, "Christmas Eve",        3, date(2020, 12, 24), "an executive order closed offices that year"),
    (Federal, Outside, "Day After Christmas",  1, date(2025, 12, 26), "an executive order closed offices that year"),
    (Federal, Outside, "National Day of Mourning for former President Jimmy Carter",
                                               1, date(2025, 1, 9),   "an executive order closed offices that day"),

    // Holidays that the package has for California and Gov. Code §§ 6700 and 6701 don't.
    (California, Outside, "Susan B. Anthony Day",   25, date(2020, 2, 15),  "a day for schools to observe, not in § 6700; in the other years it is also Presidents' Day"),
    (California, Outside, "Day After Thanksgiving", 30, date(2020, 11, 27), "Gov. Code § 19853(a) and Code Civ. Proc. § 135, not § 6700"),
    (California, Outside, "Diwali",                  9, date(2026, 11, 8),  "in § 6700 since AB 268, Stats. 2025 ch. 358, but excepted by § 135: no reading needs it"),
    (California, Outside, "Juneteenth National Independence Day",            2, date(2021, 6, 19),  "in § 6700 only since AB 1655, from 2023"),
    (California, Outside, "Juneteenth National Independence Day (observed)", 9, date(2021, 6, 18),  "§ 6701 does not name June 19"),
    (California, Outside, "New Year's Day (observed)",                       5, date(2021, 12, 31), "§ 6701 moves no January 1 off a Saturday"),
    (California, Outside, "Independence Day (observed)",                     5, date(2020, 7, 3),   "§ 6701 moves no July 4 off a Saturday"),
    (California, Outside, "Christmas Day (observed)",                        5, date(2021, 12, 24), "§ 6701 moves no December 25 off a Saturday"),

    // Holidays that § 6700 names and the package leaves out, because state offices stay open.
    (California, Here, "Lincoln Day",             34, date(2020, 2, 12),  "§ 6700(a)(5), and four Mondays by § 6701"),
    (California, Here, "Genocide Remembrance Day", 27, date(2023, 4, 24), "§ 6700(a)(8), from 2023"),
    (California, Here, "Admission Day",           34, date(2020, 9, 9),   "§ 6700(a)(13), and four Mondays by § 6701"),
    (California, Here, "Native American Day",     30, date(2020, 9, 25),  "§ 6700(a)(14)"),
    (California, Here, "Columbus Day",            30, date(2020, 10, 12), "§ 6700(a)(15)"),
];

/// A year, the publisher of its closures, and their months and days.
type Closures = (i16, &'static str, &'static [(i8, i8)]);

/// Court closures, Monday to Friday, as published; December 31 is the next New Year's Day, observed. Columbus Day
/// was a court holiday to 2021 and Native American Day is one since (AB 855, Stats. 2021 ch. 283).
#[rustfmt::skip] // a table is read by its columns
const COURTS: &[Closures] = &[
    (2020, "a superior court's holiday schedule, copied at knoxmates.com/general-public/holiday-schedule.html",
     &[(1, 1), (1, 20), (2, 12), (2, 17), (3, 31), (5, 25), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (11, 27), (12, 25)]),
    (2021, "the same",
     &[(1, 1), (1, 18), (2, 12), (2, 15), (3, 31), (5, 31), (7, 5), (9, 6), (10, 11), (11, 11), (11, 25), (11, 26), (12, 24), (12, 31)]),
    (2022, "m.fresno.courts.ca.gov, court holidays 2021 to 2023",
     &[(1, 17), (2, 11), (2, 21), (3, 31), (5, 30), (7, 4), (9, 5), (9, 23), (11, 11), (11, 24), (11, 25), (12, 26)]),
    (2023, "tuolumne.courts.ca.gov/general-information/court-holidays",
     &[(1, 2), (1, 16), (2, 13), (2, 20), (3, 31), (5, 29), (6, 19), (7, 4), (9, 4), (9, 22), (11, 10), (11, 23), (11, 24), (12, 25)]),
    (2024, "fresno.courts.ca.gov/general-information/court-holidays",
     &[(1, 1), (1, 15), (2, 12), (2, 19), (4, 1), (5, 27), (6, 19), (7, 4), (9, 2), (9, 27), (11, 11), (11, 28), (11, 29), (12, 25)]),
    (2025, "sanbernardino.courts.ca.gov, judicial holidays",
     &[(1, 1), (1, 20), (2, 12), (2, 17), (3, 31), (5, 26), (6, 19), (7, 4), (9, 1), (9, 26), (11, 11), (11, 27), (11, 28), (12, 25)]),
    (2026, "appellate.courts.ca.gov, 2026 holiday schedule",
     &[(1, 1), (1, 19), (2, 12), (2, 16), (3, 31), (5, 25), (6, 19), (7, 3), (9, 7), (9, 25), (11, 11), (11, 26), (11, 27), (12, 25)]),
];

const FIRST: Date = date(2020, 1, 1);
const LAST: Date = date(2049, 12, 31);

#[test]
fn every_difference_from_the_outside_calendar_is_known_and_occurs() {
    let mut found: BTreeMap<(List, Found, &str), BTreeSet<Date>> = BTreeMap::new();
    let outside = Fixture::read();
    for day in days(FIRST, LAST) {
        for list in [Federal, California] {
            let theirs = outside.names(list, day);
            let ours: Vec<_> = HOLIDAYS
                .iter()
                .filter(|holiday| match list {
                    Federal => holiday.federal_on(day),
                    California => holiday.gov6700_on(day),
                })
                .map(|holiday| holiday.name)
                .collect();
            if ours.is_empty() != theirs.is_empty() {
                for name in theirs {
                    found.entry((list, Outside, name)).or_default().insert(day);
                }
                for name in ours {
                    found.entry((list, Here, name)).or_default().insert(day);
                }
            }
        }
    }
    let found: BTreeMap<_, _> = found
        .into_iter()
        .map(|(key, days)| (key, (days.len(), days.first().copied())))
        .collect();
    let known: BTreeMap<_, _> = DIFFERENCES
        .iter()
        .map(|&(list, side, name, times, first, _)| ((list, side, name), (times, Some(first))))
        .collect();
    assert_eq!(
        known.len(),
        DIFFERENCES.len(),
        "a difference is listed twice"
    );
    assert_eq!(found, known, "found on the left, listed on the right");
}

#[test]
fn the_published_court_calendars_close_on_our_judicial_holidays_and_on_no_other_weekday() {
    for &(year, source, closed) in COURTS {
        let published: Vec<Date> = closed
            .iter()
            .map(|&(month, day)| date(year, month, day))
            .collect();
        let ours: Vec<Date> = days(date(year, 1, 1), date(year, 12, 31))
            .filter(|day| is_weekday(*day) && holidays::is_judicial(*day))
            .collect();
        assert_eq!(ours, published, "{year}: {source}");
    }
}

//= req: ca-7021-b
#[test]
fn every_receipt_of_thirty_years_is_due_when_the_outside_calendar_says() {
    let outside = Fixture::read();
    let federal = outside.federal();
    let judicial = outside.judicial();
    let skipped = outside.nine();
    let to_saturday = Ordered::of(|day| day.weekday() != Weekday::Sunday);
    let to_friday = Ordered::of(is_weekday);
    let working = Ordered::of(|day| is_weekday(day) && !skipped.contains(&day));
    let open_in_california =
        Ordered::of(|day| is_weekday(day) && !federal.contains(&day) && !judicial.contains(&day));
    let open_elsewhere = Ordered::of(|day| is_weekday(day) && !federal.contains(&day));
    let in_court = Ordered::of(|day| is_weekday(day) && !judicial.contains(&day));

    let mut receipts = 0;
    for received in days(FIRST, LAST) {
        receipts += 1;
        for n in [10, 15] {
            let latest = working.nth_after(received, n);
            for (calendar, target) in [
                (Calendar::California, to_saturday.nth_after(received, n)),
                (Calendar::Federal, to_friday.nth_after(received, n)),
                (Calendar::Plain, to_friday.nth_after(received, n)),
            ] {
                let due = calendar.due(received, Span::BusinessDays(n));
                assert_eq!(
                    due,
                    Due { target, latest },
                    "{calendar:?}, {n} business days from {received}"
                );
            }
        }
        for n in [45, 90] {
            let last = received.saturating_add(i64::from(n).days());
            for (calendar, target, latest) in [
                (
                    Calendar::California,
                    open_in_california.up_to(last),
                    in_court.from(last),
                ),
                (Calendar::Federal, open_in_california.up_to(last), last),
                (Calendar::Plain, open_elsewhere.up_to(last), last),
            ] {
                let due = calendar.due(received, Span::CalendarDays(n));
                assert_eq!(
                    due,
                    Due { target, latest },
                    "{calendar:?}, {n} calendar days from {received}"
                );
            }
        }
    }
    assert_eq!(receipts, 10_958);
}

/// The package's names of each date.
struct Fixture(BTreeMap<(List, Date), Vec<&'static str>>);

impl Fixture {
    fn read() -> Self {
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in include_str!("outside/holidays-2020-2049.csv")
            .lines()
            .skip(1)
        {
            let (day, rest) = line.split_once(',').expect("a date");
            let (name, kind) = rest.rsplit_once(',').expect("a name and a kind");
            let list = match kind {
                "federal" => Federal,
                "california" => California,
                other => panic!("{other} is no kind of holiday"),
            };
            rows.entry((list, day.parse().expect("a date")))
                .or_default()
                .push(name.trim_matches('"'));
        }
        Self(rows)
    }

    fn names(&self, list: List, day: Date) -> Vec<&'static str> {
        self.0.get(&(list, day)).cloned().unwrap_or_default()
    }

    fn dates(&self, list: List, keep: impl Fn(&str, Date) -> bool) -> BTreeSet<Date> {
        let kept = self
            .0
            .iter()
            .filter(|((of, day), names)| *of == list && names.iter().any(|name| keep(name, *day)));
        kept.map(|((_, day), _)| *day).collect()
    }

    /// The federal holidays: all of the package, except closures by executive order.
    fn federal(&self) -> BTreeSet<Date> {
        let ordered = [
            "Christmas Eve",
            "Day After Christmas",
            "National Day of Mourning for former President Jimmy Carter",
        ];
        self.dates(Federal, |name, _| !ordered.contains(&name))
    }

    /// The nine holidays that a count skips, where both laws observe them: no Friday for a Saturday, except on Veterans
    /// Day.
    fn nine(&self) -> BTreeSet<Date> {
        self.dates(Federal, |name, day| {
            let of_the_nine = [
                "New Year's Day",
                "Martin Luther King Jr. Day",
                "Washington's Birthday",
                "Memorial Day",
                "Independence Day",
                "Labor Day",
                "Veterans Day",
                "Thanksgiving Day",
                "Christmas Day",
            ];
            match name.strip_suffix(" (observed)") {
                None => of_the_nine.contains(&name),
                Some(name) => {
                    of_the_nine.contains(&name)
                        && (day.weekday() == Weekday::Monday || name == "Veterans Day")
                }
            }
        })
    }

    /// The judicial holidays. The package has no such list, so this is its list for California, without the days that §
    /// 135 leaves out and with those that it adds: Lincoln Day, a Saturday March 31, and Columbus or Native American
    /// Day.
    fn judicial(&self) -> BTreeSet<Date> {
        let mut courts = self.dates(California, |name, day| {
            !(name.starts_with("Susan B. Anthony")
                || name == "Diwali"
                || (name.starts_with("Juneteenth") && day.year() < 2023))
        });
        for year in 2020..=2050 {
            for fixed in [date(year, 2, 12), date(year, 3, 31)] {
                courts.insert(match fixed.weekday() {
                    Weekday::Saturday => fixed.saturating_sub(1.day()),
                    Weekday::Sunday => fixed.saturating_add(1.day()),
                    _ => fixed,
                });
            }
            let (month, nth, weekday) = if year < 2022 {
                (10, 2, Weekday::Monday)
            } else {
                (9, 4, Weekday::Friday)
            };
            courts.extend(date(year, month, 1).nth_weekday_of_month(nth, weekday));
        }
        courts
    }
}

/// All days of one sort from 2020 to April 2050, in order.
struct Ordered(Vec<Date>);

impl Ordered {
    fn of(sort: impl Fn(Date) -> bool) -> Self {
        Self(
            days(FIRST, date(2050, 4, 30))
                .filter(|day| sort(*day))
                .collect(),
        )
    }

    fn nth_after(&self, received: Date, n: u16) -> Date {
        self.0[self.0.partition_point(|day| *day <= received) + usize::from(n) - 1]
    }

    fn up_to(&self, last: Date) -> Date {
        self.0[self.0.partition_point(|day| *day <= last) - 1]
    }

    fn from(&self, last: Date) -> Date {
        self.0[self.0.partition_point(|day| *day < last)]
    }
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
