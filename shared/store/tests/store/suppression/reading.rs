//! Bulk lookup of suppressions.

use super::{SALE, hashed, opt_out, sale};
use crate::table::{ONE, email, minutes_later, moving, now, table};
use domain::keys::{IndexKeys, KeyRing};
use engines::clients::{self, Retries};
use engines::{proxy, stop_signal};
use store::{Handles, SuppressionState};

#[tokio::test]
async fn many_identifiers_are_returned_in_order_and_each_is_read_once() {
    let table = table().await;
    for n in 0..3 {
        opt_out(
            &table.store,
            n,
            &[&format!("out{n}@example.org")],
            minutes_later(i64::from(n)),
        )
        .await;
    }
    let (_stop, stopping) = stop_signal();
    let endpoint = table.engines.dynamodb.endpoint();
    let counting = proxy::start(endpoint, 0, stopping).await.unwrap();
    let client = clients::dynamodb(counting.endpoint(), Retries::Quick);
    let store = Handles::new(client, "requests", IndexKeys(KeyRing::parse(ONE).unwrap()));
    let mut asked: Vec<_> = (0..998)
        .map(|n| hashed(&format!("no{n}@example.org")))
        .collect();
    asked.insert(500, hashed("out2@example.org"));
    asked.insert(17, hashed("out0@example.org"));
    asked.extend(asked.clone());
    let found = store.suppressions.suppressions(&asked).await.unwrap();
    let out: Vec<_> = (0..found.len())
        .filter_map(|at| Some((at, found[at].since(SALE)?)))
        .collect();
    assert_eq!(
        out,
        [
            (17, now()),
            (501, minutes_later(2)),
            (1017, now()),
            (1501, minutes_later(2))
        ]
    );
    let calls = counting.take_calls();
    assert_eq!(calls.len(), 10, "a thousand, a hundred at a time");
    assert!(calls.iter().all(|call| call.operation == "BatchGetItem"));
    store
        .suppressions
        .suppressions(&[hashed("one@example.org")])
        .await
        .unwrap();
    assert_eq!(counting.take_calls().len(), 1);
}

#[tokio::test]
async fn unprocessed_keys_are_read_again() {
    let table = table().await;
    let keys = IndexKeys(KeyRing::parse(ONE).unwrap());
    let client = table.engines.dynamodb_client();
    let addresses: Vec<_> = (0..60).map(|n| format!("a{n}@example.org")).collect();
    for address in &addresses {
        opt_out_bare(&client, &keys, address, "x".repeat(300_000)).await;
    }
    let (_stop, stopping) = stop_signal();
    let endpoint = table.engines.dynamodb.endpoint();
    let counting = proxy::start(endpoint, 0, stopping).await.unwrap();
    let client = clients::dynamodb(counting.endpoint(), Retries::Quick);
    let store = Handles::new(client, "requests", keys);
    let asked: Vec<_> = addresses.iter().map(|address| hashed(address)).collect();
    let found = store.suppressions.suppressions(&asked).await.unwrap();
    assert!(found.iter().all(|record| record.since(SALE).is_some()));
    let calls = counting.take_calls().len();
    assert!(calls > 1, "16 MB are the most that one call reads");
}

/// An item far larger than any real one.
async fn opt_out_bare(
    client: &aws_sdk_dynamodb::Client,
    keys: &IndexKeys,
    address: &str,
    padding: String,
) {
    use aws_sdk_dynamodb::types::AttributeValue::{S, Ss};
    let put = client.put_item().table_name("requests");
    let put = put
        .item("pk", S(format!("IDENTIFIER#{}", keys.of(&email(address)))))
        .item("sk", S("SUPPRESSION".to_owned()))
        .item("sale_sharing_since", S(now().to_string()))
        .item("sale_sharing_causes", Ss(vec!["one".to_owned()]))
        .item("padding", S(padding));
    put.send().await.unwrap();
}

#[tokio::test]
async fn during_a_key_migration_suppressions_are_seen_under_either_key_and_both() {
    let table = table().await;
    let moving = moving(&table.engines);
    opt_out(
        &table.store,
        1,
        &["older@example.org", "both@example.org"],
        now(),
    )
    .await;
    opt_out(
        &moving,
        2,
        &["newer@example.org", "both@example.org"],
        minutes_later(1),
    )
    .await;
    let asked = [
        "older@example.org",
        "newer@example.org",
        "both@example.org",
        "no@example.org",
    ];
    let found = moving
        .suppressions
        .suppressions(&asked.map(hashed))
        .await
        .unwrap();
    let since: Vec<_> = found.iter().map(|record| record.since(SALE)).collect();
    assert_eq!(
        since,
        [Some(now()), Some(minutes_later(1)), Some(now()), None]
    );
    let Some(SuppressionState::InForce { asked, causes, .. }) = found[2].of(SALE) else {
        panic!("{found:?}")
    };
    assert_eq!((*asked, causes.len()), (minutes_later(1), 2));
}

#[tokio::test]
async fn the_last_opt_out_decides_when_the_person_may_be_asked_again() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    opt_out(&table.store, 2, &["ana@example.org"], minutes_later(60)).await;
    let Some(SuppressionState::InForce { since, asked, .. }) =
        sale(&table.store, "ana@example.org").await
    else {
        panic!("it is in force")
    };
    assert_eq!((since, asked), (now(), minutes_later(60)));
}
