//! The life of a notice at one recipient.

use super::*;

fn start() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

fn owed() -> Dispatch {
    Dispatch::owed(RecipientId::parse("ads").unwrap(), start())
}

const FAILED: Tried = Tried::Failed(Failure::Status(500));

#[test]
fn pauses_grow_over_three_days_and_then_it_is_given_up() {
    let mut dispatch = owed();
    let mut times = Vec::new();
    while let Some(next) = dispatch.state.next() {
        times.push(next.duration_since(start()).as_mins());
        dispatch = dispatch.tried(FAILED, next);
    }
    assert_eq!(
        times,
        [0, 1, 6, 21, 81, 261, 621, 1341, 2781, 4221, 4320],
        "minutes after it was owed"
    );
    assert_eq!(dispatch.state.name(), "given_up");
    assert_eq!(dispatch.failed, Some(Failure::Status(500)));
}

#[test]
fn every_state_takes_what_this_table_says() {
    let now = start();
    let later = now + SignedDuration::from_hours(6 * 24);
    let sent = owed().tried(Tried::Arrived, now);
    let given_up = sent.looked_at(later);
    let acknowledged = sent.acknowledged(By::Callback, now);
    let not_needed = given_up.not_needed(now).unwrap();
    // state: tried and failed, tried and answered, acknowledged, later, replayed, not needed
    for (dispatch, expected) in [
        (
            owed(),
            [
                "owed",
                "acknowledged",
                "acknowledged",
                "owed",
                "-",
                "not_needed",
            ],
        ),
        (
            sent,
            [
                "sent",
                "sent",
                "acknowledged",
                "given_up",
                "owed",
                "not_needed",
            ],
        ),
        (
            given_up,
            [
                "given_up",
                "given_up",
                "acknowledged",
                "given_up",
                "owed",
                "not_needed",
            ],
        ),
        (
            acknowledged,
            [
                "acknowledged",
                "acknowledged",
                "acknowledged",
                "acknowledged",
                "-",
                "-",
            ],
        ),
        (
            not_needed,
            [
                "not_needed",
                "not_needed",
                "not_needed",
                "not_needed",
                "-",
                "-",
            ],
        ),
    ] {
        let name = |dispatch: Result<Dispatch, _>| {
            dispatch.map_or("-", |dispatch: Dispatch| dispatch.state.name())
        };
        let taken = [
            dispatch.tried(FAILED, now).state.name(),
            dispatch.tried(Tried::Acknowledged, now).state.name(),
            dispatch.acknowledged(By::Link, now).state.name(),
            dispatch.looked_at(later).state.name(),
            name(dispatch.replayed(now)),
            name(dispatch.not_needed(now)),
        ];
        assert_eq!(taken, expected, "{}", dispatch.state.name());
    }
}

#[test]
fn the_first_acknowledgement_counts() {
    let first = owed().acknowledged(By::Callback, start());
    let later = start() + SignedDuration::from_hours(48);
    assert_eq!(first.acknowledged(By::Callback, later), first);
}
