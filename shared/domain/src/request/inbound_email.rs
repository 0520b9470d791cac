//! The email that a request came in, and how the system read it: evidence for staff and auditors.

use super::stage::SetBy;
use crate::calendar::Calendar;
use crate::company::BrandId;
use crate::locale::Locale;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy};
use crate::person::{Confidence, EmailAddress, Identifier};
use crate::receipt::ReceiptId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The email that a request came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundEmail {
    /// The key of the raw message in the archive.
    pub archived: String,
    /// Its Message-ID without angle brackets, if it is one that a header can hold.
    pub message_id: Option<String>,
    /// When it reached the inbox. Day 0 of the deadlines is [`crate::request::Request::received`], which is earlier if
    /// a colleague forwarded an email that had reached the company before.
    pub arrived: Timestamp,
    /// The date of a forwarded original, from its header.
    pub written: Option<Date>,
    /// Where each identifier was found.
    pub identified: Vec<Identified>,
    /// Why the system read it this way, in words. No reason contains personal data.
    pub reasons: Vec<String>,
    /// The IDs of the laws that it cites. Company policy, not the citation, decides which rights apply.
    pub cited: Vec<String>,
    /// The results of SPF, DKIM and DMARC from the inbox's own mail server. They are evidence and never block an
    /// opt-out.
    pub authentication: Option<String>,
}

/// Where an identifier was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The identifier.
    pub identifier: Identifier,
    /// The place in the email, in words.
    pub source: String,
    /// How certain it is that the identifier belongs to the requester.
    pub confidence: Confidence,
}

/// A forwarded original that is older than this many days counts from its arrival: such an old email is rarely a
/// pending request, and a wrong date must not make a request overdue by years.
const OLDEST_ORIGINAL_DAYS: i32 = 90;

/// Returns day 0 of the deadlines of an email that arrived at `arrived`. A forwarded original reached the company on
/// the day `written`, if that date was read with confidence and is less than 90 days old; the deadlines then count from
/// it. Noon in California is the same day everywhere in the United States.
#[must_use]
pub fn clock_start(arrived: Timestamp, written: Option<Date>) -> Timestamp {
    let today = Calendar::California.date_of(arrived);
    let oldest = today.checked_sub(OLDEST_ORIGINAL_DAYS.days());
    let counts = |day: &Date| *day < today && oldest.is_ok_and(|oldest| *day > oldest);
    let noon = |day: Date| Calendar::California.start_of(day) + SignedDuration::from_hours(12);
    written.filter(counts).map_or(arrived, noon)
}

/// Creates an email to the sender of an inbound email that is not about a single request: how to ask, or a list of all
/// requests that it opened. Anyone can cause it, so it counts against the rate limit like a receipt.
#[must_use]
pub fn email_to_writer(
    mail: ReceiptId,
    kind: EmailKind,
    writer: &EmailAddress,
    locale: Locale,
    brand: Option<BrandId>,
    arrived: Timestamp,
    in_reply_to: Option<String>,
) -> OutboundEmail {
    OutboundEmail {
        id: mail.child(kind.name()),
        kind,
        to: Addressee::to(writer),
        reader: Reader::Unknown,
        locale,
        brand,
        receipt: mail,
        right: None,
        rules: None,
        received: arrived,
        in_force_since: None,
        due: None,
        due_set_by: SetBy::Policy,
        in_reply_to,
        send_policy: SendPolicy::Unproven { by: None },
        together: None,
        no_partners: false,
    }
}

/// Creates the email with which staff answer an inbound email that opened no request. Each of their answers has an ID of
/// its own. Staff want it sent, so the limit of the address doesn't hold it.
#[must_use]
pub fn staff_answer(
    mail: ReceiptId,
    text: String,
    writer: &EmailAddress,
    locale: Locale,
    brand: Option<BrandId>,
    arrived: Timestamp,
    in_reply_to: Option<String>,
) -> OutboundEmail {
    let id = mail.child(&format!("staff answer {text}"));
    let kind = EmailKind::StaffAnswer { text };
    OutboundEmail {
        id,
        send_policy: SendPolicy::Now,
        ..email_to_writer(mail, kind, writer, locale, brand, arrived, in_reply_to)
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
