//! The daily limit of submissions for one request. Anyone can repeat a request without limit, and everything that reads the
//! request would grow with it. Above the limit, a repeat that adds nothing is only counted.
//!
//! **Invariant: a submitter can't tell whether a repeat was counted.** The submission that opens a request counts like a
//! repeat, and a repeat that is only counted has a receipt of its own.

use super::{Channel, Counted, Refused, Request, RequestId, Submission};
use crate::calendar::Calendar;
use crate::receipt::{Receipt, ReceiptId};
use crate::request::open::{Terms, receipt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most submissions that one request records in a day, the one that opened it included, and twice as many in which the
/// requester wrote something.
pub const MAX_SUBMISSIONS_PER_DAY: u16 = 20;

/// How many submissions a request has recorded on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// The day in California.
    pub day: Date,
    /// The number of recorded submissions: of repeats, and of the one that opened the request.
    pub count: u16,
}

impl Repeats {
    /// Counts one more submission.
    pub(super) fn counted(before: Option<Self>, now: Timestamp) -> Self {
        let day = repeat_day(now);
        let today = before.filter(|before| before.day == day);
        Self {
            day,
            count: today.map_or(1, |today| today.count.saturating_add(1)),
        }
    }

    /// Whether this submission is over the limit. Staff's own records are never limited. A submission in which the requester
    /// wrote something has twice the limit, so that repeats without words don't crowd it out.
    pub(super) fn is_over_limit(self, submission: &Submission) -> bool {
        let most = match submission.details {
            Some(_) => 2 * MAX_SUBMISSIONS_PER_DAY,
            None => MAX_SUBMISSIONS_PER_DAY,
        };
        self.count > most && !Channel::BY_STAFF.contains(&submission.channel)
    }
}

impl RequestId {
    /// Returns the ID of the receipt that counts the request's repeats above the limit of that day.
    #[must_use]
    pub fn shared_receipt(self, day: Date) -> ReceiptId {
        self.0.part(&format!("repeats {day}"))
    }
}

impl Request {
    /// Returns the receipts of a repeat that is only counted: its own, without the requester's words, and the one that counts
    /// the day's repeats, which names only the contact that every submission merged into this request has in common.
    pub(super) fn counted(
        &self,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Counted, Refused> {
        let terms = Terms::of_submission(submission)?;
        let own = Receipt {
            details: None,
            ..receipt(submission, self.id, false, &terms, now)
        };
        let contact = submission.person.contact();
        let shared = Receipt {
            id: self.id.shared_receipt(repeat_day(now)),
            identifiers: contact.cloned().into_iter().collect(),
            ..own.clone()
        };
        Ok(Counted {
            receipt: own,
            shared,
            version: self.version,
        })
    }
}

/// Returns the day that a repeat at this time counts for.
#[must_use]
pub fn repeat_day(at: Timestamp) -> Date {
    Calendar::California.date_of(at)
}
