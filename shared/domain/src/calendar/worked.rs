//! Periods counted by hand, and other properties of the calendar by example.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::Calendar::{California, Federal, Plain};
use super::Span::{BusinessDays, CalendarDays};
use super::{Calendar, Due, Span};

/// Received, calendar, span, target, latest: each counted by hand.
#[rustfmt::skip] // a table is read by its columns
const WORKED: &[(&str, Calendar, Span, &str, &str)] = &[
    // A Saturday before Thanksgiving: the count of `latest` skips November 26 and not November 27.
    ("2026-11-21", California, BusinessDays(15), "2026-12-09", "2026-12-14"),
    ("2026-11-21", California, BusinessDays(10), "2026-12-03", "2026-12-07"),
    ("2026-11-21", California, CalendarDays(45), "2027-01-05", "2027-01-05"),
    ("2026-11-21", California, CalendarDays(90), "2027-02-19", "2027-02-19"),
    ("2026-11-21", Federal,    BusinessDays(10), "2026-12-04", "2026-12-07"),
    // A Monday before Christmas: `latest` skips December 25 and January 1.
    ("2026-12-14", California, BusinessDays(15), "2026-12-31", "2027-01-06"),
    ("2026-12-14", Federal,    BusinessDays(15), "2027-01-04", "2027-01-06"),
    ("2026-12-14", California, CalendarDays(45), "2027-01-28", "2027-01-28"),
    // Ninety days end on a Sunday: California moves on, the others stay, and every target moves back.
    ("2026-12-14", California, CalendarDays(90), "2027-03-12", "2027-03-15"),
    ("2026-12-14", Federal,    CalendarDays(90), "2027-03-12", "2027-03-14"),
    ("2026-12-14", Plain,      CalendarDays(90), "2027-03-12", "2027-03-14"),
    // Lincoln Day 2027 is a judicial holiday on a Friday before a federal Monday; elsewhere it is a Friday.
    ("2026-12-29", California, CalendarDays(45), "2027-02-11", "2027-02-16"),
    ("2026-12-29", Plain,      CalendarDays(45), "2027-02-12", "2027-02-12"),
    // Columbus Day 2026 is a federal holiday, so no target falls on it. It is not a judicial holiday, so `latest` does.
    ("2026-08-28", California, CalendarDays(45), "2026-10-09", "2026-10-12"),
    ("2026-08-28", Plain,      CalendarDays(45), "2026-10-09", "2026-10-12"),
    // July 4, 2026 is a Saturday: a count does not skip Friday July 3, but courts close, so a last day moves on.
    ("2026-06-30", California, BusinessDays(3),  "2026-07-03", "2026-07-03"),
    ("2026-06-30", California, CalendarDays(3),  "2026-07-02", "2026-07-06"),
    // November 11, 2028 is a Saturday, and the Friday is the holiday under both rules.
    ("2028-11-09", California, BusinessDays(1),  "2028-11-10", "2028-11-13"),
    // January 1, 2028 is a Saturday: Friday December 31 is counted.
    ("2027-12-30", California, BusinessDays(1),  "2027-12-31", "2027-12-31"),
    // The target is never before the day of receipt.
    ("2026-11-27", California, CalendarDays(1),  "2026-11-27", "2026-11-30"),
    ("2026-11-28", California, CalendarDays(1),  "2026-11-28", "2026-11-30"),
    ("2026-11-28", California, BusinessDays(0),  "2026-11-28", "2026-11-28"),
];

#[test]
fn worked_examples() {
    for &(received, calendar, span, target, latest) in WORKED {
        let due = calendar.due(received.parse().unwrap(), span);
        let found = (due.target.to_string(), due.latest.to_string());
        assert_eq!(
            found,
            (target.to_owned(), latest.to_owned()),
            "{calendar:?}, {span} from {received}"
        );
    }
}

#[test]
fn the_day_after_thanksgiving_is_a_working_day_and_thanksgiving_is_not() {
    assert!(!California.is_working_day(date(2026, 11, 26)));
    assert!(California.is_working_day(date(2026, 11, 27)));
    assert_eq!(
        California.working_days_after(date(2026, 11, 25), 1),
        date(2026, 11, 27)
    );
    assert_eq!(
        California.working_days_before(date(2026, 11, 30), 2),
        date(2026, 11, 25)
    );
}

#[test]
fn a_day_runs_from_midnight_to_midnight_in_los_angeles() {
    let saturday = date(2026, 11, 21);
    assert_eq!(
        California.start_of(saturday).to_string(),
        "2026-11-21T08:00:00Z"
    );
    assert_eq!(
        California.end_of(saturday).to_string(),
        "2026-11-22T08:00:00Z"
    );
    assert_eq!(
        California.date_of("2026-11-21T07:59:59Z".parse().unwrap()),
        date(2026, 11, 20)
    );
    assert_eq!(
        California.date_of("2026-11-22T07:59:59Z".parse().unwrap()),
        saturday
    );
    // The day on which summer time ends has 25 hours, the one on which it begins 23.
    let hours = |date| {
        California
            .start_of(date)
            .duration_until(California.end_of(date))
            .as_hours()
    };
    assert_eq!(
        (hours(date(2026, 11, 1)), hours(date(2027, 3, 14))),
        (25, 23)
    );
}

#[test]
fn the_ends_of_time_stop_a_count_and_break_nothing() {
    for calendar in [California, Federal, Plain] {
        for span in [BusinessDays(u16::MAX), CalendarDays(u16::MAX)] {
            let due = calendar.due(Date::MAX, span);
            assert_eq!((due.target, due.latest), (Date::MAX, Date::MAX));
            assert!(calendar.due(Date::MIN, span).latest > Date::MIN);
        }
        assert_eq!(
            calendar.due(Date::MIN, BusinessDays(0)),
            Due {
                target: Date::MIN,
                latest: Date::MIN
            }
        );
        assert_eq!(calendar.working_days_before(Date::MIN, 3), Date::MIN);
        assert_eq!(calendar.end_of(Date::MAX), Timestamp::MAX);
        assert_eq!(calendar.start_of(Date::MAX), Timestamp::MAX);
        assert_eq!(calendar.start_of(Date::MIN), Timestamp::MIN);
        assert_eq!(calendar.date_of(Timestamp::MAX), date(9999, 12, 30));
    }
}

#[test]
fn spans_and_ends_are_written_for_people_and_for_the_record() {
    let texts = [BusinessDays(15), BusinessDays(1), CalendarDays(45)].map(|span| span.to_string());
    assert_eq!(
        texts,
        ["15 business days", "1 business day", "45 calendar days"]
    );
    let record = (
        California,
        BusinessDays(15),
        California.due(date(2026, 11, 21), BusinessDays(15)),
    );
    let json =
        r#"["california",{"business_days":15},{"target":"2026-12-09","latest":"2026-12-14"}]"#;
    assert_eq!(serde_json::to_string(&record).unwrap(), json);
    assert_eq!(
        serde_json::from_str::<(Calendar, Span, Due)>(json).unwrap(),
        record
    );
}

#[test]
fn a_promise_moves_to_the_last_day_after_its_target_and_ends_after_that() {
    let due = Due {
        target: date(2026, 12, 9),
        latest: date(2026, 12, 14),
    };
    let ahead = |day| {
        let due = due.ahead(date(2026, 12, day));
        due.map(|due| due.target.day())
    };
    assert_eq!(
        [8, 9, 10, 14, 15].map(ahead),
        [Some(9), Some(9), Some(14), Some(14), None]
    );
}
