//! The mail that a request came in, and how it was read: the evidence that staff and auditors look at.

use super::open::Terms;
use super::stage::SetBy;
use crate::calendar::Calendar;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy};
use crate::person::{Confidence, EmailAddress, Identifier};
use crate::receipt::ReceiptId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The mail that a request came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundEmail {
    /// The key of the raw message in the archive.
    pub archived: String,
    /// Its Message-ID without angle brackets, if it has one that a header can carry.
    pub message_id: Option<String>,
    /// When it reached the inbox. The clock's day 0 is [`crate::request::Request::received`], which is earlier
    /// where a colleague passed on what had reached the company before.
    pub arrived: Timestamp,
    /// The day on which the original of a forward was written, as its header says.
    pub written: Option<Date>,
    /// Where each identifier comes from.
    pub identified: Vec<Identified>,
    /// Why it was read as it was, in words. No reason names anybody.
    pub reasons: Vec<String>,
    /// The laws that it cites, by id; which rights it opens is house policy, not theirs.
    pub cited: Vec<String>,
    /// What the inbox's own mail server found of SPF, DKIM and DMARC. Evidence; never a gate for an opt-out.
    pub authentication: Option<String>,
}

/// Where an identifier comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The identifier.
    pub identifier: Identifier,
    /// What names it, in words.
    pub source: String,
    /// How sure it is that it is theirs who ask.
    pub confidence: Confidence,
}

/// A forward whose original is older than this many days counts from its arrival: nobody passes on an email
/// of last year because it still waits, and a wrong date must not make a request overdue for years.
const OLDEST_ORIGINAL_DAYS: i32 = 90;

/// The clock's day 0 of a mail that arrived at `arrived`. The original of a forward, `written` on a day that
/// was read with confidence and is under 90 days old, had reached the company then; a clock that starts at its
/// forwarding would start late. Noon in California is the same day everywhere in the United States.
#[must_use]
pub fn clock_start(arrived: Timestamp, written: Option<Date>) -> Timestamp {
    let today = Calendar::California.date_of(arrived);
    let oldest = today.checked_sub(OLDEST_ORIGINAL_DAYS.days());
    let counts = |day: &Date| *day < today && oldest.is_ok_and(|oldest| *day > oldest);
    let noon = |day: Date| Calendar::California.start_of(day) + SignedDuration::from_hours(12);
    written.filter(counts).map_or(arrived, noon)
}

/// An email to whoever wrote a mail, beside what its requests owe: how to ask, or that all of a list are open.
/// Anyone could have caused it, so it waits its turn like any receipt, and leaves by the date by which an email
/// would have been read.
#[must_use]
pub fn email_to_writer(
    mail: ReceiptId,
    kind: EmailKind,
    writer: &EmailAddress,
    arrived: Timestamp,
    in_reply_to: Option<String>,
) -> OutboundEmail {
    let today = Calendar::California.date_of(arrived);
    let by = Terms::of_doubt(None, arrived).map_or(today, |terms| terms.due.target);
    OutboundEmail {
        id: mail.child(kind.name()),
        kind,
        to: Addressee::to(writer),
        reader: Reader::Unknown,
        receipt: mail,
        right: None,
        rules: None,
        received: arrived,
        in_force_since: None,
        due: None,
        due_set_by: SetBy::Policy,
        in_reply_to,
        send_policy: SendPolicy::Unproven { by },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_original_under_ninety_days_old_starts_the_clock() {
        let arrived: Timestamp = "2026-11-21T18:00:00Z".parse().unwrap();
        let day = |written| Calendar::California.date_of(clock_start(arrived, Some(written)));
        assert_eq!(day(date(2026, 11, 20)), date(2026, 11, 20));
        assert_eq!(day(date(2026, 8, 24)), date(2026, 8, 24), "89 days");
        assert_eq!(
            clock_start(arrived, Some(date(2026, 8, 23))),
            arrived,
            "90 days"
        );
        assert_eq!(
            clock_start(arrived, Some(date(2026, 11, 21))),
            arrived,
            "today"
        );
        assert_eq!(
            clock_start(arrived, Some(date(2026, 11, 22))),
            arrived,
            "tomorrow"
        );
        assert_eq!(clock_start(arrived, Some(date(9999, 12, 31))), arrived);
        assert_eq!(clock_start(arrived, None), arrived);
    }
}
