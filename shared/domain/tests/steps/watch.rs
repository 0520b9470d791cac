//! What time alone does to a request.

use crate::asking::opened;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::log::Event;
use domain::outbound_email::SendPolicy;
use domain::request::{Asked, Command, Milestone, Refused, Request, ReviewReason};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

fn matters() -> [(&'static str, Asked); 4] {
    [
        (
            "an opt-out that nobody told to partners",
            Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (
            "a deletion that nobody works on",
            Asked::Right(Right::Verifiable(VerifiableRight::Delete)),
        ),
        (
            "a marketing stop",
            Asked::Right(Right::Immediate(ImmediateRight::MarketingStop)),
        ),
        (
            "an email that nobody reads",
            Asked::Unclear {
                reason: ReviewReason::NotPlain,
                may_opt_out: true,
            },
        ),
    ]
}

/// Checks a request whenever a check is due, and does nothing else.
#[test]
fn the_milestones_of_requests_that_staff_ignore() {
    let mut notified = String::new();
    for (name, asked) in matters() {
        let _ = writeln!(notified, "{name}");
        let mut request = opened(None, asked);
        for _ in 0..14 {
            let Some(at) = request.next_check_at() else {
                break;
            };
            // The end of the retention period stays due until the erasure.
            let Ok(transition) = request.apply(Command::CheckDeadlines, at) else {
                let day = request.calendar().date_of(at);
                let _ = writeln!(notified, "  {day} to be erased");
                break;
            };
            let Event::MilestonesPassed { milestones } = &transition.entry.event else {
                panic!("a look passes something");
            };
            let emails: Vec<_> = transition.emails.iter().map(|l| l.kind.name()).collect();
            let day = request.calendar().date_of(at);
            let _ = writeln!(
                notified,
                "  {day} {milestones:?} {emails:?} → {}",
                transition.request.stage().as_str()
            );
            request = transition.request;
        }
    }
    insta::assert_snapshot!(notified);
}

/// However often and whenever the deadlines are checked, each milestone passes once, in order of time.
#[test]
fn the_milestones_are_the_same_however_often_they_are_checked() {
    for (name, asked) in matters() {
        let start = opened(None, asked);
        let end: Timestamp = "2027-03-01T18:00:00Z".parse().unwrap();
        let seen = |every: SignedDuration| {
            let mut request = start.clone();
            let mut seen: Vec<Milestone> = Vec::new();
            let mut now = request.received;
            while now < end {
                now += every;
                match request.apply(Command::CheckDeadlines, now) {
                    Ok(transition) => {
                        let Event::MilestonesPassed { milestones } = &transition.entry.event else {
                            panic!("a look passes something");
                        };
                        // A late check finds more overdue milestones than one in time.
                        let late = [Milestone::Overdue, Milestone::StillOverdue];
                        seen.extend(milestones.iter().filter(|m| !late.contains(m)));
                        request = transition.request;
                    }
                    Err(refused) => assert_eq!(refused, Refused::NoMilestonePassed),
                }
            }
            (seen, request.stage().as_str())
        };
        let hourly = seen(SignedDuration::from_hours(1));
        assert_eq!(
            seen(SignedDuration::from_hours(24 * 7)),
            hourly,
            "{name}, weekly"
        );
        assert_eq!(
            seen(SignedDuration::from_hours(24 * 50)).1,
            hourly.1,
            "{name}, rarely"
        );
    }
}

/// Returns the emails that time alone causes: their kinds and policies.
fn emails_over_time(mut request: Request) -> Vec<(&'static str, SendPolicy)> {
    let mut emails = Vec::new();
    while request.is_open() {
        let at = request.next_check_at().unwrap();
        let checked = request.apply(Command::CheckDeadlines, at).unwrap();
        let sent = checked.emails.iter();
        emails.extend(sent.map(|email| (email.kind.name(), email.send_policy)));
        request = checked.request;
    }
    emails
}

#[test]
fn an_email_that_time_alone_causes_is_limited_and_the_bot_trap_holds_it() {
    let mut request = opened(None, Asked::Right(Right::Verifiable(VerifiableRight::Know)));
    let denied_by = SendPolicy::Unproven {
        by: request.due().map(|due| due.target),
    };
    assert_eq!(
        emails_over_time(request.clone()),
        [
            ("verification_reminder", SendPolicy::Unproven { by: None }),
            ("response", denied_by)
        ]
    );
    request.approval_required = true;
    assert_eq!(
        emails_over_time(request.clone()),
        [
            ("verification_reminder", SendPolicy::AfterApproval),
            ("response", SendPolicy::AfterApproval)
        ]
    );
    request.read_by_staff = true;
    assert_eq!(emails_over_time(request)[1].1, denied_by);
}

#[test]
fn a_clock_that_moves_back_repeats_no_milestone() {
    let request = opened(None, Asked::Right(Right::Verifiable(VerifiableRight::Know)));
    let first = request.next_check_at().unwrap();
    let checked_until = request
        .apply(Command::CheckDeadlines, first)
        .unwrap()
        .request;
    let before = first - SignedDuration::from_hours(48);
    assert_eq!(
        checked_until
            .apply(Command::CheckDeadlines, before)
            .unwrap_err(),
        Refused::NoMilestonePassed
    );
    assert_eq!(
        checked_until
            .apply(Command::CheckDeadlines, first)
            .unwrap_err(),
        Refused::NoMilestonePassed
    );
}

#[test]
fn an_open_request_always_has_a_next_check() {
    for (name, asked) in matters() {
        let mut request = opened(None, asked);
        for _ in 0..60 {
            let Some(at) = request.next_check_at() else {
                panic!("{name} is forgotten");
            };
            assert!(
                request
                    .checked_until
                    .is_none_or(|checked_until| at > checked_until),
                "{name} stands still"
            );
            request = request.apply(Command::CheckDeadlines, at).unwrap().request;
            if !request.is_open() {
                break;
            }
        }
    }
}
