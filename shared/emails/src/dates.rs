//! Dates as emails write them.

use domain::calendar::Due;
use domain::request::SetBy;
use jiff::civil::Date;

/// Returns a date with its weekday: "Wednesday, December 9, 2026".
#[must_use]
pub fn in_words(date: Date) -> String {
    date.strftime("%A, %B %-d, %Y").to_string()
}

/// Returns the date that we promise, and the last date if it differs: "by Wednesday, December 9, 2026 (the legal
/// deadline is Monday, December 14, 2026)". Without a legal deadline, the last date is our own promise too.
#[must_use]
pub fn by(due: Due, set_by: SetBy) -> String {
    let (target, latest) = (in_words(due.target), in_words(due.latest));
    match set_by {
        _ if due.target == due.latest => format!("by {target}"),
        SetBy::Law => format!("by {target} (the legal deadline is {latest})"),
        SetBy::Policy => format!("by {target} (by {latest} at the latest)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_written_with_its_weekday() {
        assert_eq!(in_words(date(2026, 12, 9)), "Wednesday, December 9, 2026");
        assert_eq!(in_words(date(2027, 1, 31)), "Sunday, January 31, 2027");
    }

    #[test]
    fn a_target_and_a_deadline_on_the_same_day_are_written_once() {
        let due = |target, latest| Due { target, latest };
        let two = due(date(2026, 12, 9), date(2026, 12, 14));
        assert_eq!(
            by(two, SetBy::Law),
            "by Wednesday, December 9, 2026 (the legal deadline is Monday, December 14, 2026)"
        );
        assert_eq!(
            by(two, SetBy::Policy),
            "by Wednesday, December 9, 2026 (by Monday, December 14, 2026 at the latest)"
        );
        assert_eq!(
            by(due(date(2027, 1, 5), date(2027, 1, 5)), SetBy::Law),
            "by Tuesday, January 5, 2027"
        );
    }
}
