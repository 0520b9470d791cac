//! Dates as emails write them.

use domain::calendar::Due;
use jiff::civil::Date;

/// Returns a date with its weekday: "Wednesday, December 9, 2026".
#[must_use]
pub fn in_words(date: Date) -> String {
    date.strftime("%A, %B %-d, %Y").to_string()
}

/// Returns the date that we promise: "by Wednesday, December 9, 2026". The reader gets one date; the law's last day may be
/// later.
#[must_use]
pub fn by(due: Due) -> String {
    format!("by {}", in_words(due.target))
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
    fn a_reader_gets_one_date() {
        let due = Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14),
        };
        assert_eq!(by(due), "by Wednesday, December 9, 2026");
    }
}
