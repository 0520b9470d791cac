//! Stepping through a calendar day by day. At either limit of the calendar, stepping stops.

use jiff::civil::{Date, Weekday};

/// Whether this is a working day of the week, holidays aside.
pub(super) fn is_monday_to_friday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Returns the nth date after this one that counts.
pub(super) fn count(from: Date, n: u16, counts: impl Fn(Date) -> bool) -> Date {
    walk(from, n, |date| date.tomorrow().ok(), counts)
}

/// Returns the nth date before this one that counts.
pub(super) fn count_back(from: Date, n: u16, counts: impl Fn(Date) -> bool) -> Date {
    walk(from, n, |date| date.yesterday().ok(), counts)
}

/// Returns this date if it fits, or the first one after it that does.
pub(super) fn forward_to(date: Date, fits: impl Fn(Date) -> bool) -> Date {
    if fits(date) {
        date
    } else {
        count(date, 1, fits)
    }
}

/// Returns this date if it fits, or the last one before it that does.
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
