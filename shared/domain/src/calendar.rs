//! Counting days as each law counts them. No clock: the day of receipt is an argument.
//!
//! The day of receipt is day 0, and the last day of a span is its last day whole (Civ. Code § 10: "excluding the
//! first day and including the last"). "Business day" is defined in neither the CCPA regulations nor 16 CFR part
//! 316, and Civ. Code § 9 and Code Civ. Proc. § 12a point different ways on Saturdays. So every span has two ends:
//! a `target` that no reading puts earlier, which the work aims at, and a `latest`, the common Monday-to-Friday
//! reading, after which a request is late.
//!
//! | calendar | business days, target | business days, latest | calendar days, target | calendar days, latest |
//! | --- | --- | --- | --- | --- |
//! | California | Monday to Saturday, none skipped | Monday to Friday, nine holidays skipped | back to an open day | on to a day that is no judicial holiday |
//! | Federal | Monday to Friday, none skipped | the same | back to an open day | as counted |
//! | Plain | Monday to Friday, none skipped | the same | back to an open day | as counted |

pub mod holidays;
#[cfg(test)]
mod properties;
mod stepping;
#[cfg(test)]
mod worked;

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

pub use holidays::{HOLIDAYS, HOLIDAYS_VERSION};
use holidays::{is_federal, is_judicial, is_skipped};
use stepping::{back_to, count, count_back, forward_to, is_monday_to_friday};

/// Pacific time, compiled in, so that results do not depend on files of the machine.
static PACIFIC: TimeZone = jiff::tz::get!("America/Los_Angeles");

/// How one law counts days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// The CCPA and its regulations: Civ. Code §§ 7–11, Code Civ. Proc. §§ 12a and 135.
    California,
    /// CAN-SPAM: "business day" without a definition (16 CFR § 316.5, 15 U.S.C. § 7704(a)(4)).
    Federal,
    /// The other states: calendar days. No rule was read that would move the last one.
    Plain,
}

/// A period as the law states it. It is never converted: fifteen business days are not twenty-one days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Business days, such as the 15 of 11 CCR § 7026(f).
    BusinessDays(u16),
    /// Calendar days, such as the 45 of 11 CCR § 7021(b).
    CalendarDays(u16),
}

/// The two ends of a period. `target` is never after `latest`, and neither is before the day of receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// A date that is on time under every reading of the law.
    pub target: Date,
    /// The last day under the common Monday-to-Friday reading.
    pub latest: Date,
}

impl Due {
    /// Returns the earlier date of both, for each end.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        Self {
            target: self.target.min(other.target),
            latest: self.latest.min(other.latest),
        }
    }

    /// Returns the dates that a page or an email may still promise on `today`. After the target only the last day is
    /// left, and after that nothing: the request is late.
    #[must_use]
    pub fn ahead(self, today: Date) -> Option<Self> {
        let target = if self.target < today {
            self.latest
        } else {
            self.target
        };
        (self.latest >= today).then_some(Self { target, ..self })
    }
}

impl Calendar {
    /// Returns the time zone that bounds a day (Gov. Code §§ 6806 and 6808). The other laws name no zone and use the
    /// same one, so that a request under two laws has one day of receipt.
    pub fn zone(self) -> TimeZone {
        PACIFIC.clone()
    }

    /// Returns the local date of receipt: from midnight to midnight, whatever the office hours (Gov. Code § 6806).
    pub fn date_of(self, at: Timestamp) -> Date {
        PACIFIC.to_datetime(at).date()
    }

    /// Returns when a period ends that started with a receipt on this date.
    ///
    /// The end of a period in business days never moves. Code Civ. Proc. § 12a may move California's `latest` to the
    /// next day; it stays, because earlier is safe. The `target` of a period in calendar days moves back to a day on
    /// which people work, but never before the day of receipt. California's `latest` moves forward past Saturdays,
    /// Sundays and judicial holidays (Code Civ. Proc. § 12a(a), (b)).
    pub fn due(self, received: Date, span: Span) -> Due {
        match span {
            Span::BusinessDays(n) => Due {
                target: count(received, n, |date| self.is_business_day_at_its_widest(date)),
                latest: self.working_days_after(received, n),
            },
            Span::CalendarDays(n) => {
                let last = received.saturating_add(i64::from(n).days());
                Due {
                    target: back_to(last, |date| self.is_open(date)).max(received),
                    latest: forward_to(last, |date| self.may_be_the_last(date)),
                }
            }
        }
    }

    /// Whether `latest` counts this date as a business day: Monday to Friday, except the nine holidays on the day
    /// that both the federal rule and Gov. Code § 6701 observe. The day after Thanksgiving counts, because it is in
    /// neither list. All three calendars agree on this.
    pub fn is_working_day(self, date: Date) -> bool {
        is_monday_to_friday(date) && !is_skipped(date)
    }

    /// Returns the nth working day before a date; the date itself for 0.
    pub fn working_days_before(self, date: Date, n: u16) -> Date {
        count_back(date, n, |date| self.is_working_day(date))
    }

    /// Returns the nth working day after a date; the date itself for 0.
    pub fn working_days_after(self, date: Date, n: u16) -> Date {
        count(date, n, |date| self.is_working_day(date))
    }

    /// Returns the first instant of a date. At the limits of the calendar, the nearest instant.
    pub fn start_of(self, date: Date) -> Timestamp {
        match date.to_zoned(self.zone()) {
            Ok(midnight) => midnight.timestamp(),
            Err(_) if date.year() < 0 => Timestamp::MIN,
            Err(_) => Timestamp::MAX,
        }
    }

    /// Returns the first instant after a date. Something due on the date is late from then on.
    pub fn end_of(self, date: Date) -> Timestamp {
        date.tomorrow()
            .map_or(Timestamp::MAX, |next| self.start_of(next))
    }

    /// Whether any reading could count this date as a business day. In California, Civ. Code § 9 makes Saturdays
    /// business days; elsewhere, weeks end on Friday. Holidays count, because a reading might not skip them.
    fn is_business_day_at_its_widest(self, date: Date) -> bool {
        match self {
            Self::California => date.weekday() != Weekday::Sunday,
            Self::Federal | Self::Plain => is_monday_to_friday(date),
        }
    }

    /// Whether people can be expected to work on this date, so that a target may fall on it.
    fn is_open(self, date: Date) -> bool {
        is_monday_to_friday(date)
            && match self {
                Self::California | Self::Federal => !is_federal(date) && !is_judicial(date),
                Self::Plain => !is_federal(date),
            }
    }

    /// Whether a period of calendar days may end on this date. Only California's end moves (Code Civ. Proc. § 12a).
    /// Other states have rules as well, but none was read, and not moving is safe.
    fn may_be_the_last(self, date: Date) -> bool {
        match self {
            Self::California => is_monday_to_friday(date) && !is_judicial(date),
            Self::Federal | Self::Plain => true,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, kind) = match self {
            Self::BusinessDays(n) => (n, "business"),
            Self::CalendarDays(n) => (n, "calendar"),
        };
        write!(f, "{n} {kind} day{}", if *n == 1 { "" } else { "s" })
    }
}
