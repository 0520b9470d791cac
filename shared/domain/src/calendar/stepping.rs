//! Walking a calendar day by day. At either end of the calendar a walk stops where it stands.

use jiff::civil::{Date, Weekday};

/// Whether the week, holidays apart, makes this a day of work.
pub(super) fn is_monday_to_friday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The nth date after this one that counts.
pub(super) fn count(from: Date, n: u16, counts: impl Fn(Date) -> bool) -> Date {
    walk(from, n, |date| date.tomorrow().ok(), counts)
}

/// The nth date before this one that counts.
pub(super) fn count_back(from: Date, n: u16, counts: impl Fn(Date) -> bool) -> Date {
    walk(from, n, |date| date.yesterday().ok(), counts)
}

/// This date if it fits, or else the first after it that does.
pub(super) fn forward_to(date: Date, fits: impl Fn(Date) -> bool) -> Date {
    if fits(date) {
        date
    } else {
        count(date, 1, fits)
    }
}

/// This date if it fits, or else the last before it that does.
pub(super) fn back_to(date: Date, fits: impl Fn(Date) -> bool) -> Date {
    if fits(date) {
        date
    } else {
        count_back(date, 1, fits)
    }
}

fn walk(
    from: Date,
    n: u16,
    command: impl Fn(Date) -> Option<Date>,
    counts: impl Fn(Date) -> bool,
) -> Date {
    let mut at = from;
    let mut left = n;
    while left > 0 {
        let Some(next) = command(at) else { return at };
        at = next;
        left -= u16::from(counts(at));
    }
    at
}
