//! What time does to requests that nobody moves.

use domain::log::Event;
use domain::request::{Milestone, RequestId};
use jiff::SignedDuration;
use serde_json::json;
use tests::House;

/// Sweeps and sends every hour, until this moment.
async fn live_until(house: &House, to: &str) {
    let to = to.parse().unwrap();
    while house.now() < to {
        let next = house.now() + SignedDuration::from_hours(1);
        house.pass(next.min(to).duration_since(house.now()));
        house.sweep().await;
        house.serve_outbox().await;
    }
}

/// What was passed, entry by entry, with the day.
async fn passed(house: &House, id: RequestId) -> Vec<(String, Vec<Milestone>)> {
    let log = house.store().log(id).await.unwrap();
    let passed = log.into_iter().filter_map(|entry| match entry.event {
        Event::Passed { milestones } => Some((entry.at.strftime("%m-%d").to_string(), milestones)),
        _ => None,
    });
    passed.collect()
}

async fn ask(house: &House, right: &str, email: &str) -> RequestId {
    let answer = house
        .post_json(&json!({"right": right, "email": email}))
        .await;
    let reference = answer.json()["reference"].as_str().unwrap().to_owned();
    house.serve_outbox().await;
    house.look_up(&reference).await.unwrap().1.id
}

fn subjects(house: &House, to: &str) -> Vec<String> {
    let letters = house.letters_to(to).into_iter();
    letters.map(|letter| letter.subject().unwrap()).collect()
}

#[tokio::test]
async fn an_opt_out_that_nobody_tells_to_partners_passes_each_date_once() {
    let house = House::open().await;
    let id = ask(&house, "opt_out", "ana@example.org").await;
    // Target on Wednesday, December 9; latest on Monday, December 14.
    live_until(&house, "2026-12-23T20:00:00Z").await;
    let named = |day: &str, milestone| (day.to_owned(), vec![milestone]);
    assert_eq!(
        passed(&house, id).await,
        [
            named("12-02", Milestone::Reminder { left: 5 }),
            named("12-07", Milestone::Reminder { left: 2 }),
            named("12-09", Milestone::Target),
            named("12-15", Milestone::Overdue),
            named("12-22", Milestone::StillOverdue),
        ]
    );
    let alarms = subjects(&house, "staff@example.com");
    let alarms = alarms.iter().filter(|subject| subject.contains("Alarm"));
    assert_eq!(alarms.count(), 2, "one when it was late, one a week later");
    assert_eq!(
        house.letters_to("ana@example.org").len(),
        1,
        "an opt-out's person has nothing to do"
    );
    assert_eq!(house.sweep().await.overdue_choices, 1);
    house.close().await;
}
