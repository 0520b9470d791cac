//! Dates as emails and pages write them.

use domain::calendar::Due;
use jiff::civil::Date;

/// A date in words, with its weekday: "Wednesday, December 9, 2026".
#[must_use]
pub fn in_words(date: Date) -> String {
    date.strftime("%A, %B %-d, %Y").to_string()
}

/// By when: "by Wednesday, December 9, 2026, and no later than Monday, December 14, 2026"; one date where
/// both ends are the same.
#[must_use]
pub fn by(due: Due) -> String {
    if due.target == due.latest {
        format!("by {}", in_words(due.target))
    } else {
        format!(
            "by {}, and no later than {}",
            in_words(due.target),
            in_words(due.latest)
        )
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
    fn two_ends_of_a_span_are_written_once_if_they_agree() {
        let due = |target, latest| Due { target, latest };
        assert_eq!(
            by(due(date(2026, 12, 9), date(2026, 12, 14))),
            "by Wednesday, December 9, 2026, and no later than Monday, December 14, 2026"
        );
        assert_eq!(
            by(due(date(2027, 1, 5), date(2027, 1, 5))),
            "by Tuesday, January 5, 2027"
        );
    }
}
