//! Emails to staff: the digest of a day, and alarms. They name references, rights and dates, and nobody.

use crate::block::{Bar, Draft, Fact};
use crate::dates;
use domain::law::Right;
use domain::notification::Failure;
use domain::outbound_email::{Bounce, ManualDeliveryReason};
use domain::request::Milestone;
use domain::staff::{Alarm, Burst, DayReport, GivenUp, Group, Left, Line, ManualDelivery};

const COLUMNS: [&str; 6] = ["Reference", "Asks", "Stage", "Target", "Latest", "Left"];

/// How things stand on a day.
pub(crate) fn digest(report: &DayReport) -> Draft {
    let day = report.day.strftime("%A, %B %-d");
    let headline = format!(
        "Privacy requests on {day}: {} overdue, {} due, {} to be read",
        report.overdue.requests, report.due.requests, report.in_doubt.requests,
    );
    let (manual, oldest_manual) = &report.manual;
    let number = |name: &'static str, number: u64| Fact::new(name, number.to_string());
    let mut facts = vec![number("Open", report.open())];
    if let Some(oldest) = report.oldest {
        facts.push(Fact::new("Oldest, received", dates::in_words(oldest)));
    }
    facts.extend([
        number("Overdue", report.overdue.requests),
        number("Due within five working days", report.due.requests),
        number("Unread for two working days", report.in_doubt.requests),
        number("Emails to deliver by hand", *manual),
        number("Emails to look at first", report.for_review),
        number("Emails held back or postponed", report.later),
        number(
            "Notices that partners did not acknowledge",
            report.given_up.0,
        ),
        number("Mail in quarantine", report.quarantine),
        number("Mail that asked for nothing", report.unopened),
    ]);
    if report.without_list > 0 {
        let waiting = report.without_list.to_string();
        facts.push(Fact::new(
            "Notices that wait for a list of partners",
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
    let draft = group(draft, "Reminder: due within five working days", &report.due);
    let draft = group(draft, "Emails that nobody has read", &report.in_doubt);
    let (given_up, oldest_given_up) = &report.given_up;
    let draft = notifications(draft, *given_up, oldest_given_up);
    emails(draft, *manual, oldest_manual)
}

/// What can't wait for the digest.
pub(crate) fn alarm(alarms: &[Alarm]) -> Draft {
    let headline = match alarms.len() {
        1 => "Alarm: a privacy request needs you now".to_owned(),
        many => format!("Alarm: {many} privacy requests need you now"),
    };
    let mut columns = COLUMNS.to_vec();
    columns[2] = "Because";
    let rows = alarms.iter().map(|alarm| {
        let mut passed = alarm.passed.iter().filter(|passed| passed.alarms());
        let because = passed.next_back().map_or("", |passed| why(*passed));
        let mut row = row(&alarm.line);
        row[2] = because.to_owned();
        row
    });
    Draft::to_staff(headline)
        .say("The law's last day is near or over for what stands here. Nothing happens to it unless somebody acts.")
        .table(&columns, rows.collect())
}

/// One network address brought many browsers in a day.
pub(crate) fn burst(burst: Burst) -> Draft {
    let day = burst.day.strftime("%A, %B %-d");
    Draft::to_staff(format!(
        "Alarm: more than {} opt-out signals from one network address on {day}",
        burst.more_than
    ))
    .say("Each of these browsers is opted out. Nobody was refused, and nothing is owed to the law but what is owed for any opt-out: partners are told.")
    .say("An office, a school or a mobile network can look like this, since many people share its address. So does a program that calls the signal's endpoint over and over.")
    .say(format!(
        "If it is a program, stop it at the gateway. Until then no more than {} browsers of one address are recorded in a day; the others keep their choice in a cookie, and are recorded when they come back.",
        burst.at_most
    ))
}

fn group(draft: Draft, heading: &str, group: &Group) -> Draft {
    if group.lines.is_empty() {
        return draft;
    }
    let shown = u64::try_from(group.lines.len()).unwrap_or(u64::MAX);
    let heading = if shown < group.requests {
        format!("{heading}: {shown} of {}", group.requests)
    } else {
        heading.to_owned()
    };
    draft
        .heading(heading)
        .table(&COLUMNS, group.lines.iter().map(row).collect())
}

fn emails(draft: Draft, count: u64, oldest: &[ManualDelivery]) -> Draft {
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
    let heading = match u64::try_from(oldest.len()) {
        Ok(shown) if shown < count => {
            format!("Emails to deliver by hand: {shown} of {count}")
        }
        _ => "Emails to deliver by hand".to_owned(),
    };
    draft
        .heading(heading)
        .table(&["Reference", "Why"], rows.collect())
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
    let heading = match u64::try_from(oldest.len()) {
        Ok(shown) if shown < count => {
            format!("Partners who did not acknowledge: {shown} of {count}")
        }
        _ => "Partners who did not acknowledge: send again, or record why not".to_owned(),
    };
    draft
        .heading(heading)
        .table(&["Reference", "Partner", "Why"], rows.collect())
}

fn failure(why: Failure) -> String {
    match why {
        Failure::Unreachable => "it can't be reached".to_owned(),
        Failure::Late => "it didn't answer in time".to_owned(),
        Failure::Status(status) => format!("it answered {status}"),
        Failure::Redirect => "it points elsewhere".to_owned(),
        Failure::TooLarge => "it answered too much".to_owned(),
        Failure::ForbiddenAddress => "its name leads to a private address".to_owned(),
        Failure::BadAddress => "where it goes can't be used".to_owned(),
        Failure::Unanswered => "nobody acknowledged it".to_owned(),
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

fn in_words(left: Left) -> &'static str {
    match left {
        Left::Overdue => "overdue",
        Left::None => "0",
        Left::Two => "1 to 2",
        Left::Five => "3 to 5",
        Left::Ten => "6 to 10",
        Left::Twenty => "11 to 20",
        Left::More => "more",
    }
}

fn why(passed: Milestone) -> &'static str {
    match passed {
        Milestone::LongUnread => "unread",
        Milestone::AcknowledgementNear => "no receipt",
        Milestone::Overdue => "overdue",
        Milestone::StillOverdue => "still late",
        Milestone::LastDayToRefuse => "last day to refuse",
        _ => "",
    }
}

fn manual(why: ManualDeliveryReason) -> &'static str {
    match why {
        ManualDeliveryReason::NoAddress => "no e-mail address was given",
        ManualDeliveryReason::AddressOutsideAscii => "SES can't send to the address",
        ManualDeliveryReason::OurOwnAddress => "it would go to our own inbox",
        ManualDeliveryReason::Refused => "SES refused it",
        ManualDeliveryReason::Bounced(Bounce::Permanent) => {
            "it came back: the address takes no mail"
        }
        ManualDeliveryReason::Bounced(Bounce::Transient) => "it came back after many tries",
        ManualDeliveryReason::Bounced(Bounce::Unclear) => "it came back, and nothing says why",
    }
}
