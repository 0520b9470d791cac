//! What time alone does to a request.

use crate::asking::opened;
use domain::law::{Choice, Demand, Right};
use domain::log::Event;
use domain::request::{Asked, DoubtReason, Milestone, Refused, Step};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

fn matters() -> [(&'static str, Asked); 4] {
    [
        (
            "an opt-out that nobody told to partners",
            Asked::Right(Right::Choice(Choice::OptOut)),
        ),
        (
            "a deletion that nobody works on",
            Asked::Right(Right::Demand(Demand::Delete)),
        ),
        (
            "a marketing stop",
            Asked::Right(Right::Choice(Choice::MarketingStop)),
        ),
        (
            "a letter that nobody reads",
            Asked::Unclear {
                reason: DoubtReason::NotPlain,
                may_opt_out: true,
            },
        ),
    ]
}

/// A request that nobody touches, looked at whenever it is due to be.
#[test]
fn the_milestones_of_what_nobody_touches() {
    let mut told = String::new();
    for (name, asked) in matters() {
        let _ = writeln!(told, "{name}");
        let mut request = opened(None, asked);
        for _ in 0..14 {
            let Some(at) = request.next_look() else { break };
            // The end of its retention stays due until it is erased.
            let Ok(change) = request.take(Step::Look, at) else {
                let day = request.calendar().date_of(at);
                let _ = writeln!(told, "  {day} to be erased");
                break;
            };
            let Event::Passed { milestones } = &change.entry.event else {
                panic!("a look passes something");
            };
            let letters: Vec<_> = change.letters.iter().map(|l| l.says.name()).collect();
            let day = request.calendar().date_of(at);
            let _ = writeln!(
                told,
                "  {day} {milestones:?} {letters:?} → {}",
                change.request.stage()
            );
            request = change.request;
        }
    }
    insta::assert_snapshot!(told);
}

/// However often and whenever somebody looks, each milestone is passed once, and in the order of time.
#[test]
fn the_milestones_are_the_same_however_often_one_looks() {
    for (name, asked) in matters() {
        let start = opened(None, asked);
        let end: Timestamp = "2027-03-01T18:00:00Z".parse().unwrap();
        let seen = |every: SignedDuration| {
            let mut request = start.clone();
            let mut seen: Vec<Milestone> = Vec::new();
            let mut now = request.received;
            while now < end {
                now += every;
                match request.take(Step::Look, now) {
                    Ok(change) => {
                        let Event::Passed { milestones } = &change.entry.event else {
                            panic!("a look passes something");
                        };
                        // Whoever looks late finds more overdue than whoever looks in time.
                        let late = [Milestone::Overdue, Milestone::StillOverdue];
                        seen.extend(milestones.iter().filter(|m| !late.contains(m)));
                        request = change.request;
                    }
                    Err(refused) => assert_eq!(refused, Refused::NothingPassed),
                }
            }
            (seen, request.stage())
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

#[test]
fn a_clock_that_was_moved_back_passes_nothing_again() {
    let request = opened(None, Asked::Right(Right::Demand(Demand::Know)));
    let first = request.next_look().unwrap();
    let looked = request.take(Step::Look, first).unwrap().request;
    let before = first - SignedDuration::from_hours(48);
    assert_eq!(
        looked.take(Step::Look, before).unwrap_err(),
        Refused::NothingPassed
    );
    assert_eq!(
        looked.take(Step::Look, first).unwrap_err(),
        Refused::NothingPassed
    );
}

#[test]
fn what_is_open_is_always_looked_at_again() {
    for (name, asked) in matters() {
        let mut request = opened(None, asked);
        for _ in 0..60 {
            let Some(at) = request.next_look() else {
                panic!("{name} is forgotten");
            };
            assert!(
                request.looked.is_none_or(|looked| at > looked),
                "{name} stands still"
            );
            request = request.take(Step::Look, at).unwrap().request;
            if !request.is_open() {
                break;
            }
        }
    }
}
