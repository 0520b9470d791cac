//! What the store promises of what is stopped, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{Choice, Right};
use domain::log::Actor;
use domain::person::{Identifier, IdentifierKind, Person, Sha256Hash};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, FraudBelief, Request, RequestId, Step, Submission};
use domain::suppression::Purpose;
use jiff::{SignedDuration, Timestamp};
use local::engines::{Engines, Home, proxy, stop_signal};
use std::sync::Arc;
use store::{ChangesCursor, Intake, MORE_CAUSES, MOST_CAUSES, Standing, Store, SuppressionRow};
use tokio::sync::watch;

const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const SALE: Purpose = Purpose::SaleSharing;

struct Table {
    engines: Engines,
    store: Store,
    _stop: watch::Sender<bool>,
}

async fn table() -> Table {
    let (stop, stopping) = stop_signal();
    let engines = Engines::start(Home::Memory, Arc::new(now), stopping)
        .await
        .unwrap();
    store::schema::create_table(&engines.dynamodb_client(), "requests")
        .await
        .unwrap();
    let store = with_keys(&engines, ONE);
    Table {
        engines,
        store,
        _stop: stop,
    }
}

fn with_keys(engines: &Engines, keys: &str) -> Store {
    let keys = IndexKeys(KeyRing::parse(keys).unwrap());
    Store::new(engines.dynamodb_client(), "requests", keys)
}

fn both(engines: &Engines) -> Store {
    with_keys(engines, &format!("{TWO},{ONE}"))
}

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

async fn opt_out(store: &Store, id: u16, emails: &[&str], at: Timestamp) -> RequestId {
    let mut bytes = [7; 16];
    bytes[..2].copy_from_slice(&id.to_be_bytes());
    let submission = Submission {
        receipt: ReceiptId::from_bytes(bytes),
        asked: Asked::Right(Right::Choice(Choice::OptOut)),
        person: Person::new(None, None, emails.iter().map(|text| email(text))).unwrap(),
        agent: None,
        channel: Channel::Form,
        received: at,
        mail: None,
        reviewed_first: false,
        digest: Digest::of(&bytes),
    };
    match store.intake(submission, at).await.unwrap() {
        Intake::Opened(receipt) | Intake::Met(receipt) => receipt.request,
        other => panic!("{other:?}"),
    }
}

async fn take(store: &Store, id: RequestId, step: Step, at: Timestamp) -> Request {
    store.take(id, step, Actor::System, at).await.unwrap()
}

fn deny() -> Step {
    Step::DenyForFraud(FraudBelief("a script".into()))
}

fn opt_in(address: &str) -> Step {
    Step::OptIn {
        confirmed: email(address),
    }
}

async fn sale(store: &Store, address: &str) -> Option<Standing> {
    let record = store.suppression(&email(address)).await.unwrap();
    record.of(SALE).cloned()
}

fn hashed(address: &str) -> (IdentifierKind, Sha256Hash) {
    (IdentifierKind::Email, email(address).sha256())
}

/// All that a reader who comes at `at` is told, and where it has come.
async fn round(
    store: &Store,
    mut since: ChangesCursor,
    at: Timestamp,
) -> (Vec<SuppressionRow>, ChangesCursor) {
    let mut rows = Vec::new();
    loop {
        let changes = store.changes(&since, at).await.unwrap();
        rows.extend(changes.rows);
        since = changes.next;
        if !changes.more {
            return (rows, since);
        }
    }
}

#[tokio::test]
async fn many_identifiers_are_answered_in_their_order_and_each_is_read_once() {
    let table = table().await;
    for n in 0..3 {
        opt_out(
            &table.store,
            n,
            &[&format!("out{n}@example.org")],
            later(i64::from(n)),
        )
        .await;
    }
    let (_stop, stopping) = stop_signal();
    let endpoint = table.engines.dynamodb.endpoint();
    let counting = proxy::start(endpoint, 0, stopping).await.unwrap();
    let client = local::engines::clients::dynamodb(
        counting.endpoint(),
        local::engines::clients::Retries::Quick,
    );
    let store = Store::new(client, "requests", IndexKeys(KeyRing::parse(ONE).unwrap()));
    let mut asked: Vec<_> = (0..998)
        .map(|n| hashed(&format!("no{n}@example.org")))
        .collect();
    asked.insert(500, hashed("out2@example.org"));
    asked.insert(17, hashed("out0@example.org"));
    asked.extend(asked.clone());
    let found = store.suppressions(&asked).await.unwrap();
    let out: Vec<_> = (0..found.len())
        .filter_map(|at| Some((at, found[at].since(SALE)?)))
        .collect();
    assert_eq!(
        out,
        [
            (17, now()),
            (501, later(2)),
            (1017, now()),
            (1501, later(2))
        ]
    );
    let calls = counting.take_calls();
    assert_eq!(calls.len(), 10, "a thousand, a hundred at a time");
    assert!(calls.iter().all(|call| call.operation == "BatchGetItem"));
    store
        .suppressions(&[hashed("one@example.org")])
        .await
        .unwrap();
    assert_eq!(counting.take_calls().len(), 1);
}

#[tokio::test]
async fn while_keys_move_what_is_stopped_is_seen_under_either_and_under_both() {
    let table = table().await;
    let moving = both(&table.engines);
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
        later(1),
    )
    .await;
    let asked = [
        "older@example.org",
        "newer@example.org",
        "both@example.org",
        "no@example.org",
    ];
    let found = moving.suppressions(&asked.map(hashed)).await.unwrap();
    let since: Vec<_> = found.iter().map(|record| record.since(SALE)).collect();
    assert_eq!(since, [Some(now()), Some(later(1)), Some(now()), None]);
    let Some(Standing::InForce { asked, causes, .. }) = found[2].of(SALE) else {
        panic!("{found:?}")
    };
    assert_eq!((*asked, causes.len()), (later(1), 2));
}

#[tokio::test]
async fn an_opt_in_ends_what_stands_under_the_older_key_the_newer_one_and_both() {
    let table = table().await;
    let moving = both(&table.engines);
    let older = opt_out(&table.store, 1, &["older@example.org"], now()).await;
    let newer = opt_out(&moving, 2, &["newer@example.org"], now()).await;
    let shared = opt_out(&table.store, 3, &["both@example.org"], now()).await;
    opt_out(
        &moving,
        4,
        &["other@example.org", "both@example.org"],
        later(1),
    )
    .await;
    for (id, address) in [
        (older, "older@example.org"),
        (newer, "newer@example.org"),
        (shared, "both@example.org"),
    ] {
        take(&moving, id, opt_in(address), later(2)).await;
        let ended = Some(Standing::Ended(later(2)));
        assert_eq!(sale(&moving, address).await, ended, "{address}");
        let found = moving.suppressions(&[hashed(address)]).await.unwrap();
        assert_eq!(found[0].since(SALE), None, "{address}");
    }
    assert_eq!(
        sale(&table.store, "older@example.org").await,
        None,
        "it moved"
    );
}

#[tokio::test]
async fn an_opt_in_does_not_fail_where_nothing_was_ever_stopped() {
    let table = table().await;
    let id = opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    let client = table.engines.dynamodb_client();
    let key = IndexKeys(KeyRing::parse(ONE).unwrap()).of(&email("ana@example.org"));
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let delete = client.delete_item().table_name("requests");
    let delete = delete.key("pk", text(&format!("IDENTIFIER#{key}")));
    delete.key("sk", text("SUPPRESSION")).send().await.unwrap();
    take(&table.store, id, opt_in("ana@example.org"), later(1)).await;
    assert_eq!(sale(&table.store, "ana@example.org").await, None);
}

#[tokio::test]
async fn of_two_requests_that_name_an_address_the_holder_s_opt_in_ends_both_there_and_nothing_elsewhere()
 {
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
        later(1),
    )
    .await;
    take(&table.store, first, opt_in("shared@example.org"), later(2)).await;
    assert_eq!(
        sale(&table.store, "shared@example.org").await,
        Some(Standing::Ended(later(2)))
    );
    for address in ["ana@example.org", "bo@example.org"] {
        let standing = sale(&table.store, address).await;
        assert!(
            matches!(standing, Some(Standing::InForce { .. })),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_last_asking_counts_for_when_somebody_may_be_asked_again() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    opt_out(&table.store, 2, &["ana@example.org"], later(60)).await;
    let Some(Standing::InForce { since, asked, .. }) = sale(&table.store, "ana@example.org").await
    else {
        panic!("it is in force")
    };
    assert_eq!((since, asked), (now(), later(60)));
}

#[tokio::test]
async fn an_address_that_many_name_has_a_bounded_item_and_ends_by_its_holder_alone() {
    let table = table().await;
    let many = u16::try_from(MOST_CAUSES).unwrap() + 5;
    let mut ids = Vec::new();
    for n in 0..many {
        let own = format!("own{n}@example.org");
        ids.push(opt_out(&table.store, n, &[&own, "target@example.org"], now()).await);
    }
    let causes = |standing| match standing {
        Some(Standing::InForce { causes, .. }) => causes,
        other => panic!("{other:?}"),
    };
    let listed = causes(sale(&table.store, "target@example.org").await);
    assert_eq!(listed.len(), MOST_CAUSES + 1);
    assert!(listed.iter().any(|cause| cause == MORE_CAUSES));
    // Whoever is listed may ask again.
    opt_out(
        &table.store,
        900,
        &["own0@example.org", "target@example.org"],
        later(1),
    )
    .await;
    for id in &ids {
        take(&table.store, *id, deny(), later(2)).await;
    }
    let left = causes(sale(&table.store, "target@example.org").await);
    assert_eq!(
        left,
        [MORE_CAUSES],
        "what is not listed is not known to be gone"
    );
    let last = opt_out(&table.store, 901, &["target@example.org"], later(3)).await;
    take(&table.store, last, opt_in("target@example.org"), later(4)).await;
    assert_eq!(
        sale(&table.store, "target@example.org").await,
        Some(Standing::Ended(later(4)))
    );
}

#[tokio::test]
async fn the_feed_tells_each_change_once_it_is_two_minutes_old_and_forgets_none_that_comes_late() {
    let table = table().await;
    let store = &table.store;
    opt_out(store, 1, &["ana@example.org", "work@example.org"], now()).await;
    let (rows, at) = round(store, ChangesCursor::beginning(later(1)), later(1)).await;
    assert_eq!(rows, [], "it may not be in the index yet");
    let (rows, at) = round(store, at, later(3)).await;
    let mut told: Vec<_> = rows.iter().map(|row| row.sha256).collect();
    told.sort_unstable();
    let mut both = ["ana@example.org", "work@example.org"].map(|of| email(of).sha256());
    both.sort_unstable();
    assert_eq!(told, both);
    // One that was decided before this round's end reaches the table after it.
    opt_out(store, 2, &["late@example.org"], now()).await;
    let (rows, at) = round(store, at, later(5)).await;
    assert!(
        rows.iter()
            .any(|row| row.sha256 == email("late@example.org").sha256())
    );
    // What is older than the overlap is told no more, until it changes.
    let (rows, at) = round(store, at, later(30)).await;
    assert_eq!(rows.len(), 3, "the round before ended three minutes in");
    let (rows, at) = round(store, at, later(60)).await;
    assert_eq!(rows, []);
    let again = opt_out(store, 3, &["ana@example.org"], later(61)).await;
    take(store, again, opt_in("ana@example.org"), later(62)).await;
    let (rows, _) = round(store, at, later(65)).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].record.purposes,
        [(SALE, Standing::Ended(later(62)))]
    );
    assert_eq!(rows[0].changed, later(62));
}

#[tokio::test]
async fn a_round_of_many_changes_is_told_in_parts_and_whole() {
    let table = table().await;
    for n in 0..60_u16 {
        let addresses: Vec<_> = (0..20).map(|of| format!("a{n}.{of}@example.org")).collect();
        let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
        opt_out(&table.store, n, &addresses, now()).await;
    }
    let beginning = ChangesCursor::beginning(later(3));
    let first = table.store.changes(&beginning, later(3)).await.unwrap();
    assert!(first.more);
    let (rows, _) = round(&table.store, ChangesCursor::beginning(later(3)), later(3)).await;
    let told: std::collections::BTreeSet<_> = rows.iter().map(|row| row.sha256).collect();
    assert_eq!((told.len(), rows.len()), (1200, 1200));
    let (mut after, mut stored) = (None, 0);
    loop {
        let page = table.store.suppression_page(after.as_ref()).await.unwrap();
        stored += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(stored, 1200);
}

#[tokio::test]
async fn what_moves_to_another_key_is_told_again_and_stands_as_it_stood() {
    let table = table().await;
    opt_out(&table.store, 1, &["ana@example.org"], now()).await;
    let moving = both(&table.engines);
    let (before, at) = round(&moving, ChangesCursor::beginning(later(60)), later(60)).await;
    let mut rekeying = store::Rekeying::default();
    let today = jiff::civil::date(2026, 11, 21);
    while !moving
        .rekey_page(&mut rekeying, later(61), today)
        .await
        .unwrap()
    {}
    let (moved, _) = round(&moving, at, later(70)).await;
    assert_eq!((before.len(), moved.len()), (1, 1));
    assert_eq!(moved[0].record, before[0].record);
    assert_eq!(moved[0].sha256, before[0].sha256);
    let only_new = with_keys(&table.engines, TWO);
    assert!(sale(&only_new, "ana@example.org").await.is_some());
}
