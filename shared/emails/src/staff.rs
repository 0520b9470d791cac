//! Emails to staff: the daily digest, and alarms.
//!
//! **Invariant:** they contain reference numbers, rights and dates, and no personal information.

use crate::block::{Bar, Draft, Fact};
use domain::law::Right;
use domain::notification::Failure;
use domain::outbound_email::{Bounce, ManualDeliveryReason};
use domain::request::Milestone;
use domain::staff::{
    Alarm, DayReport, DaysLeft, GivenUp, Group, Line, ManualDelivery, SignalBurst,
};

const COLUMNS: [&str; 6] = ["Reference", "Request", "Stage", "Target", "Latest", "Days"];

/// The footer of every email to staff.
pub(crate) const FOOTER: [&str; 2] = [
    "This is an automated email to the privacy team.",
    "It contains no personal information. Use the reference number to open a request.",
];

/// Writes the daily digest.
pub(crate) fn digest(report: &DayReport) -> Draft {
    let day = report.day.strftime("%A, %B %-d");
    let headline = format!(
        "Privacy requests on {day}: {} overdue, {} due, {} to read",
        report.overdue.requests, report.due.requests, report.in_review.requests,
    );
    let (manual, oldest_manual) = &report.manual;
    let number = |name: &'static str, number: u64| Fact::new(name, number.to_string());
    let mut facts = vec![number("Open requests", report.open())];
    if let Some(oldest) = report.oldest {
        facts.push(Fact::new(
            "Oldest received on",
            crate::english().date(oldest),
        ));
    }
    facts.extend([
        number("Overdue", report.overdue.requests),
        number("Due within five working days", report.due.requests),
        number("Unread for two working days", report.in_review.requests),
        number("Emails to deliver manually", *manual),
        number("Emails awaiting approval", report.awaiting_approval),
        number("Emails delayed", report.delayed),
        number(
            "Notifications that partners did not acknowledge",
            report.given_up.0,
        ),
        number("Replies to read", report.replies),
        number("Messages in quarantine", report.quarantine),
        number("Messages without a request", report.unopened),
    ]);
    if report.without_list > 0 {
        let waiting = report.without_list.to_string();
        facts.push(Fact::new(
            "Notifications that wait for a list of partners",
            waiting,
        ));
    }
    let bars: Vec<_> = report
        .left
        .iter()
        .map(|bar| (in_words(bar.left), bar.requests))
        .collect();
    let draft = Draft::to_staff(headline)
        .facts(facts)
        .heading("Open requests by working days left")
        .bars(Bar::all(&bars));
    let draft = group(draft, "Overdue", &report.overdue);
    let draft = group(draft, "Due within five working days", &report.due);
    let draft = group(draft, "Unread emails", &report.in_review);
    let (given_up, oldest_given_up) = &report.given_up;
    let draft = notifications(draft, *given_up, oldest_given_up);
    emails(draft, *manual, oldest_manual)
}

/// Writes an alarm about requests that can't wait for the digest.
pub(crate) fn alarm(alarms: &[Alarm]) -> Draft {
    let headline = match alarms.len() {
        1 => "Alarm: a privacy request needs action now".to_owned(),
        many => format!("Alarm: {many} privacy requests need action now"),
    };
    let mut columns = COLUMNS.to_vec();
    columns[2] = "Reason";
    let rows = alarms.iter().map(|alarm| {
        let mut passed = alarm.passed.iter().filter(|passed| passed.alarms());
        let reason = passed.next_back().map_or("", |passed| reason(*passed));
        let mut row = row(&alarm.line);
        row[2] = reason.to_owned();
        row
    });
    Draft::to_staff(headline)
        .say("These requests are close to their last day, or past it. Nothing will happen unless someone on the privacy team acts.")
        .table(&columns, rows.collect())
}

/// Writes an alarm about one network address that sent many opt-out signals in a day.
pub(crate) fn burst(burst: SignalBurst) -> Draft {
    let day = burst.day.strftime("%A, %B %-d");
    Draft::to_staff(format!(
        "Alarm: more than {} opt-out signals from one network address on {day}",
        burst.more_than
    ))
    .say("Each of these browsers is opted out. We did not refuse any of them. The law requires the same as for any other opt-out: we notify partners.")
    .say("An office, a school or a mobile network can look like this, because many people share its address. A program that calls the signals endpoint over and over looks like this too.")
    .say(format!(
        "If it is a program, block it at the gateway. Until then, we record at most {} browsers per address and day. The others keep their opt-out in a cookie, and we record them when they come back.",
        burst.at_most
    ))
}

fn group(draft: Draft, heading: &str, group: &Group) -> Draft {
    if group.lines.is_empty() {
        return draft;
    }
    draft
        .heading(shown_of(
            heading,
            group.lines.len(),
            group.requests,
            heading,
        ))
        .table(&COLUMNS, group.lines.iter().map(row).collect())
}

/// Returns the heading with "{shown} of {all}" if the list is shortened, and the whole heading if it isn't.
fn shown_of(heading: &str, shown: usize, all: u64, whole: &str) -> String {
    match u64::try_from(shown) {
        Ok(shown) if shown < all => format!("{heading}: {shown} of {all}"),
        _ => whole.to_owned(),
    }
}

fn emails(draft: Draft, count: u64, oldest: &[ManualDelivery]) -> Draft {
    const HEADING: &str = "Emails to deliver manually";
    if oldest.is_empty() {
        return draft;
    }
    let rows = oldest.iter().map(|email| {
        let receipt = email.receipt.map(|receipt| receipt.reference().to_string());
        vec![
            receipt.unwrap_or_else(|| "–".to_owned()),
            email.why.map_or("–", manual).to_owned(),
        ]
    });
    draft
        .heading(shown_of(HEADING, oldest.len(), count, HEADING))
        .table(&["Reference", "Reason"], rows.collect())
}

fn notifications(draft: Draft, count: u64, oldest: &[GivenUp]) -> Draft {
    if oldest.is_empty() {
        return draft;
    }
    let rows = oldest.iter().map(|notification| {
        vec![
            notification.receipt.reference().to_string(),
            notification.to.to_string(),
            notification.why.map_or_else(|| "–".to_owned(), failure),
        ]
    });
    let heading = shown_of(
        "Partners who did not acknowledge",
        oldest.len(),
        count,
        "Partners who did not acknowledge: send again, or record why not",
    );
    draft
        .heading(heading)
        .table(&["Reference", "Partner", "Reason"], rows.collect())
}

fn failure(failure: Failure) -> String {
    match failure {
        Failure::Unreachable => "could not be reached".to_owned(),
        Failure::Late => "did not respond in time".to_owned(),
        Failure::Status(status) => format!("responded with status {status}"),
        Failure::Redirect => "redirected elsewhere".to_owned(),
        Failure::TooLarge => "sent too large a response".to_owned(),
        Failure::ForbiddenAddress => "resolves to a private address".to_owned(),
        Failure::BadAddress => "has an address that can't be used".to_owned(),
        Failure::Unanswered => "did not acknowledge in time".to_owned(),
    }
}

fn row(line: &Line) -> Vec<String> {
    vec![
        line.receipt.reference().to_string(),
        line.right
            .map_or("to be read", Right::as_str)
            .replace('_', " "),
        line.stage.replace('_', " "),
        line.due.target.to_string(),
        line.due.latest.to_string(),
        line.left.to_string(),
    ]
}

fn in_words(left: DaysLeft) -> &'static str {
    match left {
        DaysLeft::Overdue => "overdue",
        DaysLeft::None => "0",
        DaysLeft::Two => "1 to 2",
        DaysLeft::Five => "3 to 5",
        DaysLeft::Ten => "6 to 10",
        DaysLeft::Twenty => "11 to 20",
        DaysLeft::More => "more",
    }
}

fn reason(passed: Milestone) -> &'static str {
    match passed {
        Milestone::LongUnread => "unread",
        Milestone::AcknowledgementNear => "no receipt",
        Milestone::Overdue => "overdue",
        Milestone::StillOverdue => "still late",
        Milestone::LastDayToRefuse => "last day to refuse",
        _ => "",
    }
}

fn manual(reason: ManualDeliveryReason) -> &'static str {
    match reason {
        ManualDeliveryReason::NoAddress => "the requester gave no email address",
        ManualDeliveryReason::AddressOutsideAscii => "SES can't send to the address",
        ManualDeliveryReason::OurOwnAddress => "it would go to our own inbox",
        ManualDeliveryReason::Refused => "SES rejected it",
        ManualDeliveryReason::Bounced(Bounce::Permanent) => {
            "it bounced: the address does not accept email"
        }
        ManualDeliveryReason::Bounced(Bounce::Transient) => "it bounced after many attempts",
        ManualDeliveryReason::Bounced(Bounce::Unclear) => "it bounced without a reason",
    }
}
