//! Requests and suppressions under the older index key, during a key migration.

use crate::table::{OPT_OUT, Table, later, moving, now, opened, out_since, submission, table};
use store::IntakeOutcome;

#[tokio::test]
async fn during_a_key_migration_a_submission_merges_into_a_request_under_the_older_key() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let both = moving(&engines);
    let met = both
        .intake
        .submit(
            submission(2, OPT_OUT, &["ana@example.org"], later(1)),
            later(1),
        )
        .await
        .unwrap();
    let IntakeOutcome::MergedIntoActive(met) = met else {
        panic!("{met:?}")
    };
    assert_eq!(met.request, receipt.request);
}

#[tokio::test]
async fn during_a_key_migration_an_earlier_suppression_keeps_its_date() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(
        &store,
        submission(
            1,
            OPT_OUT,
            &["ana@example.org", "shared@example.org"],
            now(),
        ),
    )
    .await;
    let both = moving(&engines);
    opened(
        &both,
        submission(
            2,
            OPT_OUT,
            &["bo@example.org", "shared@example.org"],
            later(1),
        ),
    )
    .await;
    assert_eq!(out_since(&both, "shared@example.org").await, Some(now()));
    assert_eq!(out_since(&both, "ana@example.org").await, Some(now()));
}
