//! The limit of browsers per network address, and the alarm to staff.

use crate::table::{items, now, table, text};
use domain::person::EmailAddress;
use domain::staff::SignalBurst;
use jiff::SignedDuration;
use jiff::civil::date;

#[tokio::test]
async fn browsers_of_one_address_are_counted_up_to_the_limit_of_each_day() {
    let table = table().await;
    let count = |source: &'static str, day| table.store.signals.count_browser(source, day, 3);
    let (today, tomorrow) = (date(2026, 11, 21), date(2026, 11, 22));
    for expected in [Some(1), Some(2), Some(3), None, None] {
        assert_eq!(count("192.0.2.1", today).await.unwrap(), expected);
    }
    assert_eq!(count("192.0.2.2", today).await.unwrap(), Some(1));
    assert_eq!(count("192.0.2.1", tomorrow).await.unwrap(), Some(1));
    let all: Vec<_> = (0..10).map(|_| count("192.0.2.3", today)).collect();
    let mut counted = Vec::new();
    for one in all {
        counted.extend(one.await.unwrap());
    }
    assert_eq!(counted, [1, 2, 3]);
    let scanned = table
        .engines
        .dynamodb_client()
        .scan()
        .table_name("requests");
    let items = scanned.send().await.unwrap().items.unwrap();
    assert_eq!(items.len(), 4);
    assert!(items.iter().all(|item| item.contains_key("expires")));
    assert!(!format!("{items:?}").contains("192.0.2"));
}

#[tokio::test]
async fn one_alarm_is_queued_per_address_and_day() {
    let table = table().await;
    let staff = EmailAddress::parse("staff@example.com").unwrap();
    let burst = |day| SignalBurst {
        day,
        more_than: 50,
        at_most: 2_000,
    };
    let (today, tomorrow) = (date(2026, 11, 21), date(2026, 11, 22));
    for (source, day, pending) in [
        ("192.0.2.1", today, true),
        ("192.0.2.1", today, false),
        ("192.0.2.2", today, true),
        ("192.0.2.1", tomorrow, true),
    ] {
        let newly = table
            .store
            .signals
            .queue_flood_alarm(&staff, source, burst(day), now())
            .await;
        assert_eq!(newly.unwrap(), pending, "{source} {day}");
    }
    assert_eq!(
        table
            .store
            .outbox
            .due_emails(now(), 25, &mut store::IndexWalk::default())
            .await
            .unwrap()
            .len(),
        3
    );
    // No erasure deletes an email to staff, so it ends by itself after 90 days (docs/operate.md).
    let ends = now() + SignedDuration::from_hours(24 * 90);
    let all = items(&table.engines).await;
    let alarms = all
        .iter()
        .filter(|item| text(item, "pk").starts_with("ALARM#"));
    let expires: Vec<_> = alarms.map(|item| item["expires"].as_n().unwrap()).collect();
    assert_eq!(expires, [&ends.as_second().to_string(); 3]);
}
