//! Emails to staff: the daily digest, and alarms.
//!
//! **Invariant:** they contain reference numbers, rights and dates, and no personal information.

use crate::block::{Bar, Draft, Fact};
use crate::links;
use domain::company::Company;
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
    "It contains no personal information. Sign in to the desk and search for the reference number to open a request.",
];

/// The label of the link to the desk.
pub(crate) const DESK_LINK: &str = "Open the desk";

/// Writes the daily digest.
pub(crate) fn digest(report: &DayReport, company: &Company) -> Draft {
    let day = report.day.strftime("%A, %B %-d");
    let headline = format!(
        "Privacy requests on {day}: {} overdue, {} due, {} to review",
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
        number("Emails to review", report.in_review.requests),
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
        .link(DESK_LINK, links::desk_url(company))
        .heading("Open requests by working days left")
        .bars(Bar::all(&bars));
    let draft = group(
        draft,
        "Overdue",
        "The law's last day has passed. Respond to these first.",
        &report.overdue,
    );
    let draft = group(
        draft,
        "Due within five working days",
        "Respond by the target day. If you need more time, extend the request before that day, where the law allows it.",
        &report.due,
    );
    let draft = group(
        draft,
        "Emails to review",
        "Read each email and decide what it asks for. Its clock has been running since we received it.",
        &report.in_review,
    );
    let (given_up, oldest_given_up) = &report.given_up;
    let draft = notifications(draft, *given_up, oldest_given_up);
    emails(draft, *manual, oldest_manual)
}

/// Writes an alarm about requests that can't wait for the digest: each reason with its requests and what to do.
pub(crate) fn alarm(alarms: &[Alarm], company: &Company) -> Draft {
    let headline = match alarms.len() {
        1 => "Alarm: a privacy request needs action now".to_owned(),
        many => format!("Alarm: {many} privacy requests need action now"),
    };
    let mut draft = Draft::to_staff(headline)
        .say("Nothing will happen unless someone on the privacy team acts.")
        .link(DESK_LINK, links::desk_url(company));
    for reason in REASONS {
        let rows: Vec<_> = alarms
            .iter()
            .filter(|alarm| reason_of(alarm) == Some(reason.milestone))
            .map(|alarm| row(&alarm.line))
            .collect();
        if !rows.is_empty() {
            draft = draft
                .heading(reason.heading)
                .say(reason.what_to_do)
                .table(&COLUMNS, rows);
        }
    }
    draft
}

/// Why a request is in an alarm.
struct Reason {
    milestone: Milestone,
    heading: &'static str,
    what_to_do: &'static str,
}

/// Every reason, the most urgent first. A test compares them with [`Milestone::alarms`].
const REASONS: [Reason; 5] = [
    Reason {
        milestone: Milestone::StillOverdue,
        heading: "Still overdue",
        what_to_do: "The last day passed at least five working days ago. Respond today, and record why it is late.",
    },
    Reason {
        milestone: Milestone::Overdue,
        heading: "Overdue",
        what_to_do: "The last day has passed. Respond today.",
    },
    Reason {
        milestone: Milestone::LastDayToRefuse,
        heading: "Last day to deny",
        what_to_do: "Today is the last day to deny this request. An extension gives more time to respond, and none to deny.",
    },
    Reason {
        milestone: Milestone::AcknowledgementNear,
        heading: "No confirmation of receipt",
        what_to_do: "The law wants a confirmation of receipt within days, and none has left yet. Look at the emails of the request, and deliver the confirmation another way if it can't be sent.",
    },
    Reason {
        milestone: Milestone::LongUnread,
        heading: "Not reviewed for five working days",
        what_to_do: "Nobody has read this email. Read it and decide what it asks for, while there is time to respond.",
    },
];

/// Returns the last milestone that alarms: why the request is in the email.
fn reason_of(alarm: &Alarm) -> Option<Milestone> {
    let mut passed = alarm.passed.iter().copied();
    passed.rfind(|passed| passed.alarms())
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

fn group(draft: Draft, heading: &str, what_to_do: &str, group: &Group) -> Draft {
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
        .say(what_to_do)
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
            .map_or("to review", Right::as_str)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_milestone_that_alarms_has_its_own_words() {
        let all = [
            Milestone::Unread,
            Milestone::LongUnread,
            Milestone::AcknowledgementNear,
            Milestone::VerificationDue,
            Milestone::VerificationExpired,
            Milestone::Reminder { left: 2 },
            Milestone::LastDayToExtend,
            Milestone::LastDayToRefuse,
            Milestone::Target,
            Milestone::Overdue,
            Milestone::StillOverdue,
            Milestone::RetentionEnds,
        ];
        for milestone in all {
            let named = REASONS
                .iter()
                .filter(|reason| reason.milestone == milestone);
            assert_eq!(
                named.count(),
                usize::from(milestone.alarms()),
                "{milestone:?}"
            );
        }
    }
}
