//! The life of a notification at one partner.

use super::*;

fn start() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

fn pending() -> PartnerDelivery {
    PartnerDelivery::pending(PartnerId::parse("ads").unwrap(), start())
}

const FAILED: Tried = Tried::Failed(Failure::Status(500));

#[test]
fn pauses_grow_over_three_days_and_then_the_notifier_gives_up() {
    let mut delivery = pending();
    let mut times = Vec::new();
    while let Some(next) = delivery.state.next() {
        times.push(next.duration_since(start()).as_mins());
        delivery = delivery.tried(FAILED, next);
    }
    assert_eq!(
        times,
        [0, 1, 6, 21, 81, 261, 621, 1341, 2781, 4221, 4320],
        "minutes after it was owed"
    );
    assert_eq!(delivery.state.name(), "given_up");
    assert_eq!(delivery.failed, Some(Failure::Status(500)));
}

#[test]
fn every_delivery_state_accepts_the_actions_in_this_table() {
    let now = start();
    let later = now + SignedDuration::from_hours(6 * 24);
    let sent = pending().tried(Tried::Arrived, now);
    let given_up = sent.checked_at(later);
    let acknowledged = sent.acknowledged(By::Callback, now);
    let not_needed = given_up.not_needed(now).unwrap();
    // state: tried and failed, tried and answered, acknowledged, later, replayed, not needed
    for (delivery, expected) in [
        (
            pending(),
            [
                "pending",
                "acknowledged",
                "acknowledged",
                "pending",
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
                "pending",
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
                "pending",
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
        let name = |delivery: Result<PartnerDelivery, _>| {
            delivery.map_or("-", |delivery: PartnerDelivery| delivery.state.name())
        };
        let taken = [
            delivery.tried(FAILED, now).state.name(),
            delivery.tried(Tried::Acknowledged, now).state.name(),
            delivery.acknowledged(By::Link, now).state.name(),
            delivery.checked_at(later).state.name(),
            name(delivery.replayed(now)),
            name(delivery.not_needed(now)),
        ];
        assert_eq!(taken, expected, "{}", delivery.state.name());
    }
}

#[test]
fn the_first_acknowledgement_counts() {
    let first = pending().acknowledged(By::Callback, start());
    let later = start() + SignedDuration::from_hours(48);
    assert_eq!(first.acknowledged(By::Callback, later), first);
}

#[test]
fn an_email_is_followed_by_two_reminders_before_it_is_given_up() {
    let mut delivery = pending().emailed(start());
    let mut days = Vec::new();
    while let Some(next) = delivery.state.next() {
        days.push(next.duration_since(start()).as_hours() / 24);
        delivery = match delivery.reminded(next) {
            Some(reminded) => reminded,
            None => delivery.checked_at(next),
        };
    }
    assert_eq!(days, [2, 4, 5]);
    assert_eq!((delivery.reminders, delivery.state.name()), (2, "given_up"));
    assert_eq!(delivery.tries, 1, "a reminder is no attempt");
    let again = delivery.replayed(start()).unwrap();
    assert_eq!(again.reminders, 0);
    let done = pending().emailed(start()).acknowledged(By::Link, start());
    assert_eq!(done.reminded(start()), None);
    // A run that comes days late leaves a day after its reminder.
    let late = start() + SignedDuration::from_hours(24 * 24);
    let late = pending()
        .emailed(start())
        .reminded(late)
        .unwrap()
        .reminded(late + REMINDED_AFTER);
    let wait = late.unwrap().state.next().unwrap().duration_since(start());
    assert_eq!(wait.as_hours() / 24, 27);
}
