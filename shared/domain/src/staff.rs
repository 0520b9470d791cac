//! Emails to staff: what they must know of requests, without anybody's name or address.

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
    /// How things stand, once a day.
    Digest(Box<DayReport>),
    /// What can't wait for the digest.
    Alarm(Vec<Alarm>),
    /// One network address brought many browsers in a day.
    Burst(Burst),
}

/// Many browsers that sent their signal from one network address in a day. Each is honored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    /// The day.
    pub day: Date,
    /// More than so many.
    pub more_than: u32,
    /// No more than so many are recorded on that day.
    pub at_most: u32,
}

/// A request as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its dates.
    pub due: Due,
    /// Its receipt, by which it is referred to.
    pub receipt: ReceiptId,
    /// What is asked; none while nobody has read it.
    pub right: Option<Right>,
    /// The name of its stage.
    pub stage: String,
    /// Working days left until the target; none on that day, and fewer after it.
    pub left: i16,
}

/// A request that can't wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The request.
    pub line: Line,
    /// What was passed.
    pub passed: Vec<Milestone>,
}

/// An email that staff must deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDelivery {
    /// The receipt of the request that it is about, if it is about one.
    pub receipt: Option<ReceiptId>,
    /// Why it didn't leave by mail, or came back.
    pub why: Option<ManualDeliveryReason>,
}

/// A notification that a partner did not acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// The receipt of the request that it is about.
    pub receipt: ReceiptId,
    /// The partner.
    pub to: PartnerId,
    /// Why it was given up.
    pub why: Option<Failure>,
}

/// How many requests have so many working days left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Which.
    pub left: Left,
    /// How many.
    pub requests: u64,
}

/// Working days left, in the spans of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// The last day is over.
    Overdue,
    /// The target is today or was before.
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

impl Left {
    /// Every span, the most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Overdue,
        Self::None,
        Self::Two,
        Self::Five,
        Self::Ten,
        Self::Twenty,
        Self::More,
    ];

    /// The span of a request with these dates.
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

/// How things stand on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReport {
    /// The day.
    pub day: Date,
    /// Open requests by working days left, the most urgent first.
    pub left: Vec<Bar>,
    /// The day on which the oldest open request reached us.
    pub oldest: Option<Date>,
    /// Open requests whose last day is over.
    pub overdue: Group,
    /// Open requests whose target is at most five working days away.
    pub due: Group,
    /// Emails that nobody has read for two working days.
    pub in_review: Group,
    /// Emails that staff must deliver, how many and the oldest of them.
    pub manual: (u64, Vec<ManualDelivery>),
    /// Emails that staff must look at before they leave.
    pub awaiting_approval: u64,
    /// Emails that leave later, because their address gets enough already or SES couldn't take them.
    pub delayed: u64,
    /// Notices that partners did not acknowledge, how many and the oldest of them.
    #[serde(default)]
    pub given_up: (u64, Vec<GivenUp>),
    /// Notices that wait since nobody has set a list of partners.
    #[serde(default)]
    pub without_list: u64,
    /// Mail that the inbox's mail server takes for spam or malware.
    pub quarantine: u64,
    /// Mail that asked for nothing.
    pub unopened: u64,
}

/// Some requests: how many, and the most urgent of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// How many.
    pub requests: u64,
    /// The most urgent.
    pub lines: Vec<Line>,
}

impl DayReport {
    /// How many requests are open.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.left.iter().map(|bar| bar.requests).sum()
    }
}

/// Working days from `today` to a date, `today` not counted; below zero if the date is over. Nobody counts
/// further than three months.
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
        assert_eq!(Left::of(due, date(2026, 12, 9)), Left::None);
        assert_eq!(Left::of(due, date(2026, 12, 14)), Left::None);
        assert_eq!(Left::of(due, date(2026, 12, 15)), Left::Overdue);
        assert_eq!(Left::of(due, date(2026, 12, 8)), Left::Two);
    }
}
