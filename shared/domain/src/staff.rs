//! Emails to staff. They say what staff must know about requests, and contain no name and no address of a person.

use crate::calendar::{Calendar, Due};
use crate::law::Right;
use crate::notification::Failure;
use crate::outbound_email::ManualDeliveryReason;
use crate::partner::PartnerId;
use crate::receipt::ReceiptId;
use crate::request::Milestone;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An email to staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffEmail {
    /// The daily report.
    Digest(Box<DayReport>),
    /// An alarm that can't wait for the daily report.
    Alarm(Vec<Alarm>),
    /// Many browsers used one network address in a day.
    SignalBurst(SignalBurst),
}

/// Many browsers sent their signal from one network address in a day. Each signal is honored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalBurst {
    /// The day.
    pub day: Date,
    /// The threshold that was exceeded.
    pub more_than: u32,
    /// The maximum that is recorded on that day.
    pub at_most: u32,
}

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The due dates.
    pub due: Due,
    /// The receipt, which gives the reference.
    pub receipt: ReceiptId,
    /// The right. `None` during review.
    pub right: Option<Right>,
    /// The stage's name.
    pub stage: String,
    /// Working days left until the target: 0 on that day, negative after it.
    pub left: i16,
}

/// A request that can't wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The request.
    pub line: Line,
    /// The milestones that passed.
    pub passed: Vec<Milestone>,
}

/// An email that staff must deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDelivery {
    /// The receipt of the request that it is about, if it is about one.
    pub receipt: Option<ReceiptId>,
    /// Why it was not sent, or bounced.
    pub why: Option<ManualDeliveryReason>,
}

/// A notification that a partner did not acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// The receipt of the request that it is about.
    pub receipt: ReceiptId,
    /// The partner.
    pub to: PartnerId,
    /// Why the notifier gave up.
    pub why: Option<Failure>,
}

/// The number of requests in one range of working days left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The range.
    pub left: DaysLeft,
    /// The number.
    pub requests: u64,
}

/// Working days left, in the ranges of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DaysLeft {
    /// The last day has passed.
    Overdue,
    /// The target is today or has passed.
    None,
    /// One or two.
    Two,
    /// Three to five.
    Five,
    /// Six to ten.
    Ten,
    /// Eleven to twenty.
    Twenty,
    /// More.
    More,
}

impl DaysLeft {
    /// Every range, the most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Overdue,
        Self::None,
        Self::Two,
        Self::Five,
        Self::Ten,
        Self::Twenty,
        Self::More,
    ];

    /// Returns the range of a request with these due dates.
    #[must_use]
    pub fn of(due: Due, today: Date) -> Self {
        if today > due.latest {
            return Self::Overdue;
        }
        match working_days_left(due.target, today) {
            ..=0 => Self::None,
            1..=2 => Self::Two,
            3..=5 => Self::Five,
            6..=10 => Self::Ten,
            11..=20 => Self::Twenty,
            _ => Self::More,
        }
    }
}

/// The daily report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReport {
    /// The day.
    pub day: Date,
    /// Open requests by working days left, the most urgent first.
    pub left: Vec<Bar>,
    /// The day on which the oldest open request was received.
    pub oldest: Option<Date>,
    /// Open requests whose last day has passed.
    pub overdue: Group,
    /// Open requests whose target is at most five working days away.
    pub due: Group,
    /// Emails that staff must review. Those that are overdue or due are in these groups, too.
    pub in_review: Group,
    /// Emails that staff must deliver: the number, and the oldest of them.
    pub manual: (u64, Vec<ManualDelivery>),
    /// Emails that wait for approval.
    pub awaiting_approval: u64,
    /// Emails that are delayed, because of the rate limit of their address or because SES couldn't accept them.
    pub delayed: u64,
    /// Notifications that partners did not acknowledge: the number, and the oldest of them.
    #[serde(default)]
    pub given_up: (u64, Vec<GivenUp>),
    /// Notifications that wait because staff have set no list of partners.
    #[serde(default)]
    pub without_list: u64,
    /// Replies to our emails that nobody has read.
    #[serde(default)]
    pub replies: u64,
    /// Emails that the inbox's mail server flagged as spam or malware.
    pub quarantine: u64,
    /// Emails that asked for nothing.
    pub unopened: u64,
}

/// A group of requests: the number, and the most urgent of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The number.
    pub requests: u64,
    /// The most urgent requests.
    pub lines: Vec<Line>,
}

impl DayReport {
    /// Returns the number of open requests.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.left.iter().map(|bar| bar.requests).sum()
    }
}

/// A request is due soon from this number of working days before its target.
const SOON: i16 = 5;

/// Whether the last day has passed.
#[must_use]
pub fn is_overdue(due: Due, today: Date) -> bool {
    due.latest < today
}

/// Whether the target is within five working days, or has passed while the last day has not. The digest and the queue show the
/// same requests as due.
#[must_use]
pub fn is_due_soon(due: Due, today: Date) -> bool {
    let is_near = due.target <= today || working_days_left(due.target, today) <= SOON;
    is_near && !is_overdue(due, today)
}

/// Returns the last target that is due soon.
#[must_use]
pub fn last_day_of_soon(today: Date) -> Date {
    let mut last = today;
    while let Ok(next) = last.tomorrow()
        && working_days_left(next, today) <= SOON
    {
        last = next;
    }
    last
}

/// Returns the working days from `today` to a date, without `today`; negative if the date has passed. The count stops
/// at three months.
#[must_use]
pub fn working_days_left(date: Date, today: Date) -> i16 {
    const FAR: i16 = 63;
    let (mut at, end, sign) = if date >= today {
        (today, date, 1)
    } else {
        (date, today, -1)
    };
    let mut days = 0;
    while at < end && days < FAR {
        let Ok(next) = at.tomorrow() else { break };
        at = next;
        days += i16::from(Calendar::California.is_working_day(at));
    }
    days * sign
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_left_are_working_days() {
        let friday = date(2026, 12, 4);
        assert_eq!(working_days_left(friday, friday), 0);
        assert_eq!(working_days_left(date(2026, 12, 7), friday), 1);
        assert_eq!(working_days_left(friday, date(2026, 12, 7)), -1);
        assert_eq!(working_days_left(date(2030, 1, 1), friday), 63);
    }

    #[test]
    fn a_request_is_overdue_after_its_last_day_only() {
        let due = Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14),
        };
        assert_eq!(DaysLeft::of(due, date(2026, 12, 9)), DaysLeft::None);
        assert_eq!(DaysLeft::of(due, date(2026, 12, 14)), DaysLeft::None);
        assert_eq!(DaysLeft::of(due, date(2026, 12, 15)), DaysLeft::Overdue);
        assert_eq!(DaysLeft::of(due, date(2026, 12, 8)), DaysLeft::Two);
    }
}
