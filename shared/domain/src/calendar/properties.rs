//! Properties of every date and period, and a comparison with a slower, simpler calculation.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::{Calendar, Due, Span};

fn dates() -> impl Strategy<Value = Date> {
    (0..60 * 365).prop_map(|days: i32| date(2000, 1, 1).saturating_add(days.days()))
}

fn any_date() -> impl Strategy<Value = Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn calendars() -> impl Strategy<Value = Calendar> {
    prop_oneof![
        Just(Calendar::California),
        Just(Calendar::Federal),
        Just(Calendar::Plain)
    ]
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        (0_u16..200).prop_map(Span::BusinessDays),
        (0_u16..400).prop_map(Span::CalendarDays)
    ]
}

fn days(span: Span) -> u16 {
    match span {
        Span::BusinessDays(n) | Span::CalendarDays(n) => n,
    }
}

fn longer(span: Span) -> Span {
    match span {
        Span::BusinessDays(n) => Span::BusinessDays(n + 1),
        Span::CalendarDays(n) => Span::CalendarDays(n + 1),
    }
}

proptest! {
    #[test]
    fn neither_end_is_before_the_receipt_and_the_target_is_never_the_later(
        calendar in calendars(), received in any_date(), span in spans(),
    ) {
        let due = calendar.due(received, span);
        prop_assert!(received <= due.target && due.target <= due.latest);
    }

    #[test]
    fn a_later_receipt_or_a_longer_span_never_ends_earlier(
        calendar in calendars(), received in any_date(), span in spans(), wait in 0_i32..40,
    ) {
        let due = calendar.due(received, span);
        let later = calendar.due(received.saturating_add(wait.days()), span);
        let longer = calendar.due(received, longer(span));
        prop_assert!(due.target <= later.target && due.latest <= later.latest);
        prop_assert!(due.target <= longer.target && due.latest <= longer.latest);
    }

    #[test]
    fn the_latest_end_is_not_before_a_count_that_skips_no_holiday(
        calendar in calendars(), received in dates(), span in spans(),
    ) {
        let plain = match span {
            Span::BusinessDays(n) => naive::nth_after(received, n, naive::is_weekday),
            Span::CalendarDays(n) => received.saturating_add(i64::from(n).days()),
        };
        prop_assert!(plain <= calendar.due(received, span).latest);
    }

    #[test]
    fn working_days_lead_there_and_back(calendar in calendars(), from in dates(), n in 0_u16..400) {
        let from = calendar.working_days_after(from, 1);
        prop_assert_eq!(calendar.working_days_before(calendar.working_days_after(from, n), n), from);
        prop_assert_eq!(calendar.working_days_after(calendar.working_days_before(from, n), n), from);
    }

    #[test]
    fn a_day_starts_and_ends_on_itself(calendar in calendars(), day in dates()) {
        let nanosecond = 1.nanosecond();
        prop_assert_eq!(calendar.date_of(calendar.start_of(day)), day);
        prop_assert_eq!(calendar.date_of(calendar.end_of(day) - nanosecond), day);
        prop_assert!(calendar.date_of(calendar.start_of(day) - nanosecond) < day);
        prop_assert_eq!(Some(calendar.end_of(day)), day.tomorrow().ok().map(|next| calendar.start_of(next)));
    }

    #[test]
    fn the_plain_calculation_agrees(calendar in calendars(), received in dates(), span in spans()) {
        prop_assume!(days(span) > 0);
        prop_assert_eq!(calendar.due(received, span), naive::due(calendar, received, span));
    }
}

/// The same rules, written again in a slow way: each holiday is searched for among all days of a year.
mod naive {
    use super::*;

    pub(super) fn due(calendar: Calendar, received: Date, span: Span) -> Due {
        let california = calendar == Calendar::California;
        match span {
            Span::BusinessDays(n) => Due {
                target: nth_after(received, n, |d| {
                    is_weekday(d) || (california && d.weekday() == Weekday::Saturday)
                }),
                latest: nth_after(received, n, |d| {
                    is_weekday(d) && !nine(d.year()).contains(&d)
                }),
            },
            Span::CalendarDays(n) => {
                let last = nth_after(received, n, |_| true);
                let closed = |d: Date| {
                    !is_weekday(d)
                        || federal(d).contains(&d)
                        || (calendar != Calendar::Plain && judicial(d).contains(&d))
                };
                let mut target = last;
                while closed(target) && target > received {
                    target = target.yesterday().unwrap();
                }
                let mut latest = last;
                while california && (!is_weekday(latest) || judicial(latest).contains(&latest)) {
                    latest = latest.tomorrow().unwrap();
                }
                Due { target, latest }
            }
        }
    }

    pub(super) fn nth_after(from: Date, n: u16, counts: impl Fn(Date) -> bool) -> Date {
        from.series(1.day())
            .skip(1)
            .filter(|d| counts(*d))
            .nth(usize::from(n).wrapping_sub(1))
            .unwrap_or(from)
    }

    pub(super) fn is_weekday(d: Date) -> bool {
        d.weekday().to_monday_one_offset() <= 5
    }

    /// The nine holidays as the federal rule and Gov. Code § 6701 both observe them: moved off Sundays, and November 11
    /// off Saturdays.
    fn nine(year: i16) -> Vec<Date> {
        let mut kept = movable(year);
        for fixed in [
            date(year, 1, 1),
            date(year, 7, 4),
            date(year, 11, 11),
            date(year, 12, 25),
        ] {
            match fixed.weekday() {
                Weekday::Saturday if fixed.month() == 11 => kept.push(date(year, 11, 10)),
                Weekday::Saturday => {}
                Weekday::Sunday => kept.push(fixed.tomorrow().unwrap()),
                _ => kept.push(fixed),
            }
        }
        kept
    }

    /// Federal days near a date, on the weekday they are kept.
    fn federal(near: Date) -> Vec<Date> {
        around(near, |year| {
            let mut kept = movable(year);
            kept.push(nth(year, 10, Weekday::Monday, 2));
            kept.extend(
                [(1, 1), (7, 4), (11, 11), (12, 25)]
                    .map(|(m, d)| nearest_weekday(date(year, m, d))),
            );
            kept.extend((year > 2020).then(|| nearest_weekday(date(year, 6, 19))));
            kept
        })
    }

    /// Judicial days near a date, on the weekday the courts keep them.
    fn judicial(near: Date) -> Vec<Date> {
        around(near, |year| {
            let mut kept = movable(year);
            kept.push(nth(year, 11, Weekday::Thursday, 4).tomorrow().unwrap());
            kept.push(if year < 2022 {
                nth(year, 10, Weekday::Monday, 2)
            } else {
                nth(year, 9, Weekday::Friday, 4)
            });
            let fixed = [(1, 1), (2, 12), (3, 31), (7, 4), (11, 11), (12, 25)];
            kept.extend(fixed.map(|(m, d)| nearest_weekday(date(year, m, d))));
            kept.extend((year > 2022).then(|| nearest_weekday(date(year, 6, 19))));
            kept
        })
    }

    /// The five of the nine that are always on a Monday or a Thursday.
    fn movable(year: i16) -> Vec<Date> {
        let memorial = (25..=31)
            .map(|day| date(year, 5, day))
            .find(|d| d.weekday() == Weekday::Monday)
            .unwrap();
        let thanksgiving = nth(year, 11, Weekday::Thursday, 4);
        let mondays =
            [(1, 3), (2, 3), (9, 1)].map(|(month, n)| nth(year, month, Weekday::Monday, n));
        [&mondays[..], &[memorial, thanksgiving]].concat()
    }

    fn nth(year: i16, month: i8, weekday: Weekday, n: usize) -> Date {
        let mut found = date(year, month, 1)
            .series(1.day())
            .filter(|d| d.weekday() == weekday);
        found.nth(n - 1).unwrap()
    }

    fn nearest_weekday(d: Date) -> Date {
        match d.weekday() {
            Weekday::Saturday => d.yesterday().unwrap(),
            Weekday::Sunday => d.tomorrow().unwrap(),
            _ => d,
        }
    }

    fn around(near: Date, of_year: impl Fn(i16) -> Vec<Date>) -> Vec<Date> {
        (near.year() - 1..=near.year() + 1)
            .flat_map(of_year)
            .collect()
    }
}
