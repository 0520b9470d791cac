//! How suppressions end.

use super::{SALE, deny, hashed, opt_in, opt_out, sale, take};
use crate::table::{ONE, email, minutes_later, moving, now, opened, table, unclear};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::keys::{IndexKeys, KeyRing};
use domain::person::Person;
use domain::request::{Command, Submission};
use store::{MAX_CAUSES, MORE_CAUSES, SuppressionState};

#[tokio::test]
async fn an_opt_in_lifts_suppressions_under_the_older_key_the_newer_one_and_both() {
    let table = table().await;
    let moving = moving(&table.engines);
    let older = opt_out(&table.store, 1, &["older@example.org"], now()).await;
    let newer = opt_out(&moving, 2, &["newer@example.org"], now()).await;
    let shared = opt_out(&table.store, 3, &["both@example.org"], now()).await;
    opt_out(
        &moving,
        4,
        &["other@example.org", "both@example.org"],
        minutes_later(1),
    )
    .await;
    for (id, address) in [
        (older, "older@example.org"),
        (newer, "newer@example.org"),
        (shared, "both@example.org"),
    ] {
        take(&moving, id, opt_in(address), minutes_later(2)).await;
        let ended = Some(SuppressionState::Ended(minutes_later(2)));
        assert_eq!(sale(&moving, address).await, ended, "{address}");
        let found = moving
            .suppressions
            .suppressions(&[hashed(address)])
            .await
            .unwrap();
        assert_eq!(found[0].since(SALE), None, "{address}");
    }
    assert_eq!(
        sale(&table.store, "older@example.org").await,
        None,
        "it moved"
    );
}

#[tokio::test]
async fn an_opt_in_succeeds_where_nothing_was_ever_suppressed() {
    let table = table().await;
    let id = opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    let client = table.engines.dynamodb_client();
    let key = IndexKeys(KeyRing::parse(ONE).unwrap()).of(&email("ana@example.org"));
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let delete = client.delete_item().table_name("requests");
    let delete = delete.key("pk", text(&format!("IDENTIFIER#{key}")));
    delete.key("sk", text("SUPPRESSION")).send().await.unwrap();
    take(
        &table.store,
        id,
        opt_in("ana@example.org"),
        minutes_later(1),
    )
    .await;
    assert_eq!(sale(&table.store, "ana@example.org").await, None);
}

#[tokio::test]
async fn the_holder_s_opt_in_lifts_the_suppression_of_two_requests_for_that_address_only() {
    let table = table().await;
    let first = opt_out(
        &table.store,
        1,
        &["ana@example.org", "shared@example.org"],
        now(),
    )
    .await;
    opt_out(
        &table.store,
        2,
        &["bo@example.org", "shared@example.org"],
        minutes_later(1),
    )
    .await;
    take(
        &table.store,
        first,
        opt_in("shared@example.org"),
        minutes_later(2),
    )
    .await;
    assert_eq!(
        sale(&table.store, "shared@example.org").await,
        Some(SuppressionState::Ended(minutes_later(2)))
    );
    for address in ["ana@example.org", "bo@example.org"] {
        let standing = sale(&table.store, address).await;
        assert!(
            matches!(standing, Some(SuppressionState::InForce { .. })),
            "{address}"
        );
    }
}

#[tokio::test]
async fn identifiers_that_a_corrected_email_still_names_stay_suppressed_since_then() {
    let table = table().await;
    let person = |emails: &[&str]| Person::new(None, None, emails.iter().map(|of| email(of)));
    let email = Submission {
        person: person(&["ana@example.org", "bo@example.org"]).unwrap(),
        ..unclear(1, "ana@example.org")
    };
    let receipt = opened(&table.store, email).await;
    let corrected = person(&["ana@example.org", "cy@example.org"]).unwrap();
    let command = Command::ChangePerson {
        person: corrected,
        agent: None,
    };
    take(&table.store, receipt.request, command, minutes_later(5)).await;
    let since = async |address| match sale(&table.store, address).await {
        Some(SuppressionState::InForce { since, .. }) => Some(since),
        _ => None,
    };
    assert_eq!(since("ana@example.org").await, Some(now()));
    assert_eq!(since("cy@example.org").await, Some(minutes_later(5)));
    assert_eq!(
        sale(&table.store, "bo@example.org").await,
        Some(SuppressionState::Ended(minutes_later(5)))
    );
}

#[tokio::test]
async fn an_address_named_by_many_requests_has_a_bounded_item_and_only_its_holder_lifts_it() {
    let table = table().await;
    let many = u16::try_from(MAX_CAUSES).unwrap() + 5;
    let mut ids = Vec::new();
    for n in 0..many {
        let own = format!("own{n}@example.org");
        ids.push(opt_out(&table.store, n, &[&own, "target@example.org"], now()).await);
    }
    let causes = |standing| match standing {
        Some(SuppressionState::InForce { causes, .. }) => causes,
        other => panic!("{other:?}"),
    };
    let listed = causes(sale(&table.store, "target@example.org").await);
    assert_eq!(listed.len(), MAX_CAUSES + 1);
    assert!(listed.iter().any(|cause| cause == MORE_CAUSES));
    // A listed cause can opt out again.
    opt_out(
        &table.store,
        900,
        &["own0@example.org", "target@example.org"],
        minutes_later(1),
    )
    .await;
    for id in &ids {
        take(&table.store, *id, deny(), minutes_later(2)).await;
    }
    let left = causes(sale(&table.store, "target@example.org").await);
    assert_eq!(
        left,
        [MORE_CAUSES],
        "what is not listed is not known to be gone"
    );
    let last = opt_out(&table.store, 901, &["target@example.org"], minutes_later(3)).await;
    take(
        &table.store,
        last,
        opt_in("target@example.org"),
        minutes_later(4),
    )
    .await;
    assert_eq!(
        sale(&table.store, "target@example.org").await,
        Some(SuppressionState::Ended(minutes_later(4)))
    );
}
