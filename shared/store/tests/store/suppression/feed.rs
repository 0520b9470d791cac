//! The feed of changes, for systems that keep their own list.

use super::{SALE, opt_in, opt_out, sale, take};
use crate::table::{TWO, email, minutes_later, moving, never, now, spoil, table, with_keys};
use jiff::Timestamp;
use jiff::civil::date;
use std::collections::BTreeSet;
use store::{ChangesCursor, Handles, Rekeying, SuppressionRow, SuppressionState};

/// Reads a whole round at `at`. Returns the changes and the next cursor.
async fn round(
    store: &Handles,
    mut since: ChangesCursor,
    at: Timestamp,
) -> (Vec<SuppressionRow>, ChangesCursor) {
    let mut rows = Vec::new();
    loop {
        let changes = store.suppressions.changes(&since, at).await.unwrap();
        rows.extend(changes.rows);
        since = changes.next;
        if !changes.more {
            return (rows, since);
        }
    }
}

#[tokio::test]
async fn the_feed_returns_each_change_after_two_minutes_and_misses_no_late_one() {
    let table = table().await;
    let store = &table.store;
    opt_out(store, 1, &["ana@example.org", "work@example.org"], now()).await;
    let (rows, at) = round(
        store,
        ChangesCursor::beginning(minutes_later(1)),
        minutes_later(1),
    )
    .await;
    assert_eq!(rows, [], "it may not be in the index yet");
    let (rows, at) = round(store, at, minutes_later(3)).await;
    let mut notified: Vec<_> = rows.iter().map(|row| row.sha256).collect();
    notified.sort_unstable();
    let mut both = ["ana@example.org", "work@example.org"].map(|of| email(of).sha256());
    both.sort_unstable();
    assert_eq!(notified, both);
    // A change decided before the end of this round reaches the table after it.
    opt_out(store, 2, &["late@example.org"], now()).await;
    let (rows, at) = round(store, at, minutes_later(5)).await;
    assert!(
        rows.iter()
            .any(|row| row.sha256 == email("late@example.org").sha256())
    );
    // A change older than the overlap is not returned again, until the suppression changes.
    let (rows, at) = round(store, at, minutes_later(30)).await;
    assert_eq!(rows.len(), 3, "the round before ended three minutes in");
    let (rows, at) = round(store, at, minutes_later(60)).await;
    assert_eq!(rows, []);
    let again = opt_out(store, 3, &["ana@example.org"], minutes_later(61)).await;
    take(store, again, opt_in("ana@example.org"), minutes_later(62)).await;
    let (rows, _) = round(store, at, minutes_later(65)).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].record.purposes,
        [(SALE, SuppressionState::Ended(minutes_later(62)))]
    );
    assert_eq!(rows[0].changed, minutes_later(62));
}

#[tokio::test]
async fn a_round_of_many_changes_is_returned_completely_in_parts() {
    let table = table().await;
    for n in 0..60_u16 {
        let addresses: Vec<_> = (0..20).map(|of| format!("a{n}.{of}@example.org")).collect();
        let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
        opt_out(&table.store, n, &addresses, now()).await;
    }
    let beginning = ChangesCursor::beginning(minutes_later(3));
    let first = table
        .store
        .suppressions
        .changes(&beginning, minutes_later(3))
        .await
        .unwrap();
    assert!(first.more);
    let (rows, _) = round(
        &table.store,
        ChangesCursor::beginning(minutes_later(3)),
        minutes_later(3),
    )
    .await;
    let notified: BTreeSet<_> = rows.iter().map(|row| row.sha256).collect();
    assert_eq!((notified.len(), rows.len()), (1200, 1200));
    let (mut after, mut stored) = (None, 0);
    loop {
        let page = table
            .store
            .suppressions
            .suppression_page(after.as_ref())
            .await
            .unwrap();
        stored += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(stored, 1200);
}

#[tokio::test]
async fn a_suppression_that_moves_to_another_key_is_returned_again_unchanged() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    let moving = moving(&table.engines);
    let (before, at) = round(
        &moving,
        ChangesCursor::beginning(minutes_later(60)),
        minutes_later(60),
    )
    .await;
    let mut rekeying = Rekeying::default();
    let today = date(2026, 11, 21);
    while !moving
        .sweep
        .rekey_page(&mut rekeying, minutes_later(61), today, &never)
        .await
        .unwrap()
    {}
    let (moved, _) = round(&moving, at, minutes_later(70)).await;
    assert_eq!((before.len(), moved.len()), (1, 1));
    assert_eq!(moved[0].record, before[0].record);
    assert_eq!(moved[0].sha256, before[0].sha256);
    let only_new = with_keys(&table.engines, TWO);
    assert!(sale(&only_new, "ana@example.org").await.is_some());
}

#[tokio::test]
async fn a_forged_cursor_that_begins_behind_its_end_ends_the_round() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    for forged in [
        "2030-01-01T00:00:00Z 2026-11-21T18:00:00Z 0 ",
        "2026-11-21T18:00:00Z 2026-11-21T18:00:00Z 0 2030-01-01T00:00:00.000Z#x",
    ] {
        let cursor = ChangesCursor::read(forged).unwrap();
        let changes = table.store.suppressions.changes(&cursor, minutes_later(60));
        let changes = changes.await.unwrap();
        assert!(!changes.more, "{forged}");
    }
}

#[tokio::test]
async fn an_unreadable_suppression_does_not_hide_the_others() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    assert_eq!(spoil(&table.engines, "IDENTIFIER#", "").await, 1);
    opt_out(&table.store, 2, &["bo@example.org"], now()).await;
    let beginning = ChangesCursor::beginning(minutes_later(60));
    let changes = table
        .store
        .suppressions
        .changes(&beginning, minutes_later(60));
    let changes = changes.await.unwrap();
    assert_eq!((changes.rows.len(), changes.unreadable), (1, 1));
    let page = table
        .store
        .suppressions
        .suppression_page(None)
        .await
        .unwrap();
    assert_eq!((page.rows.len(), page.unreadable), (1, 1));
}
