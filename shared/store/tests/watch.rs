//! What the store promises to whoever drives time, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{Choice, Demand, Right};
use domain::log::{Actor, Role};
use domain::person::{EmailAddress, Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, FraudBelief, Request, RequestId, Step, Submission};
use domain::staff::StaffLetter;
use domain::suppression::Purpose;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use local::engines::{Engines, Home, stop_signal};
use std::sync::Arc;
use store::{Intake, Rekeying, SHARDS, Store, StoreError, WatchList, Watched};
use tokio::sync::watch;

const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const OPT_OUT: Right = Right::Choice(Choice::OptOut);
const DELETE: Right = Right::Demand(Demand::Delete);

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

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

async fn open(store: &Store, id: u8, right: Right, address: &str) -> Request {
    let submission = Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked: Asked::Right(right),
        person: Person::new(None, None, [email(address)]).unwrap(),
        agent: None,
        channel: Channel::Api,
        received: now(),
        mail: None,
        reviewed_first: false,
        digest: Digest::of(&[id]),
    };
    match store.intake(submission, now()).await.unwrap() {
        Intake::Opened(receipt) => store.request(receipt.request).await.unwrap().unwrap(),
        other => panic!("{other:?}"),
    }
}

async fn listed(store: &Store, list: WatchList, until: Option<Timestamp>) -> Vec<Watched> {
    let mut rows = Vec::new();
    for shard in 0..SHARDS {
        let page = store.watch_list(list, shard, until, None, 100).await;
        rows.extend(page.unwrap().rows);
    }
    rows
}

async fn look(store: &Store, request: &Request, moment: &str) -> Request {
    let change = request.take(Step::Look, at(moment)).unwrap();
    store.commit(&change).await.unwrap();
    change.request
}

#[tokio::test]
async fn every_write_puts_a_request_where_time_will_find_it() {
    let Table { store, _stop, .. } = table().await;
    let request = open(&store, 1, OPT_OUT, "ana@example.org").await;
    let row = listed(&store, WatchList::Open, None).await.remove(0);
    assert_eq!((row.id, Some(row.look)), (request.id, request.next_look()));
    let facts = row.facts.unwrap();
    assert_eq!((facts.right(), facts.due), (Some(OPT_OUT), request.due()));
    assert!(
        listed(&store, WatchList::Open, Some(now()))
            .await
            .is_empty(),
        "not due yet"
    );

    let late = look(&store, &request, "2026-12-15T18:00:00Z").await;
    assert!(listed(&store, WatchList::Open, None).await.is_empty());
    assert_eq!(listed(&store, WatchList::Overdue, None).await.len(), 1);

    let denied = late.take(Step::DenyForFraud(FraudBelief("a bot".into())), now());
    store.commit(&denied.unwrap()).await.unwrap();
    assert!(listed(&store, WatchList::Overdue, None).await.is_empty());
    assert_eq!(listed(&store, WatchList::Kept, None).await.len(), 1);
}

#[tokio::test]
async fn pages_of_a_shard_follow_each_other() {
    let Table { store, _stop, .. } = table().await;
    for id in 0..40 {
        open(&store, id, OPT_OUT, &format!("ana{id}@example.org")).await;
    }
    let mut seen = 0;
    for shard in 0..SHARDS {
        let mut after = None;
        loop {
            let page = store.watch_list(WatchList::Open, shard, None, after.as_ref(), 2);
            let page = page.await.unwrap();
            assert!(page.rows.is_sorted_by_key(|row| row.look));
            seen += page.rows.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    assert_eq!(seen, 40);
}

#[tokio::test]
async fn many_requests_are_read_at_once_and_one_that_is_broken_does_not_keep_the_others() {
    let Table {
        engines,
        store,
        _stop,
    } = table().await;
    let mut ids = Vec::new();
    for id in 0..60 {
        ids.push(
            open(&store, id, OPT_OUT, &format!("ana{id}@example.org"))
                .await
                .id,
        );
    }
    let update = engines
        .dynamodb_client()
        .update_item()
        .table_name("requests");
    update
        .key("pk", AttributeValue::S(format!("REQUEST#{}", ids[7])))
        .key("sk", AttributeValue::S("REQUEST".to_owned()))
        .update_expression("SET #v = :v")
        .expression_attribute_names("#v", "value")
        .expression_attribute_values(":v", AttributeValue::Bool(true))
        .send()
        .await
        .unwrap();
    ids.push(RequestId(ReceiptId::from_bytes([99; 16])));
    let found = store.requests(&ids).await.unwrap();
    assert_eq!(found.len(), 61);
    assert!(matches!(found[7], Err(StoreError::Unreadable { .. })));
    assert_eq!(found[60], Ok(None));
    let whole = found.iter().zip(&ids);
    let whole =
        whole.filter(|(found, id)| matches!(found, Ok(Some(request)) if request.id == **id));
    assert_eq!(whole.count(), 59);
}

#[tokio::test]
async fn an_alarm_stands_until_one_letter_has_told_of_it() {
    let Table { store, _stop, .. } = table().await;
    let staff = EmailAddress::parse("staff@example.com").unwrap();
    for id in 1..=2 {
        let request = open(&store, id, OPT_OUT, &format!("ana{id}@example.org")).await;
        look(&store, &request, "2026-12-15T18:00:00Z").await;
    }
    let alarms = store.alarms(10).await.unwrap();
    assert_eq!(alarms.len(), 2);
    assert!(store.alarm(&alarms[0]).await.unwrap().is_some());
    let letter = || Some((&staff, StaffLetter::Alarm(Vec::new())));
    assert!(store.end_alarms(&alarms, letter(), now()).await.unwrap());
    assert!(
        !store.end_alarms(&alarms, letter(), now()).await.unwrap(),
        "told once"
    );
    assert!(store.alarms(10).await.unwrap().is_empty());
    let owed = store.due_letters(now(), 10).await.unwrap();
    assert_eq!(owed.len(), 3, "two receipts and one alarm");
}

#[tokio::test]
async fn a_request_that_left_the_index_is_put_back_and_one_that_rests_is_not() {
    let Table { store, _stop, .. } = table().await;
    let request = open(&store, 1, DELETE, "ana@example.org").await;
    assert!(
        !store.put_right(request.id).await.unwrap(),
        "it is where it belongs"
    );
    store.leave_index(&request).await.unwrap();
    assert!(store.put_right(request.id).await.unwrap());
    assert_eq!(listed(&store, WatchList::Open, None).await.len(), 1);
    let page = store.table_page(None).await.unwrap();
    assert_eq!(
        page.requests[0].mark,
        Some(listed(&store, WatchList::Open, None).await[0].mark())
    );
    assert!(!page.requests[0].rests);
}

#[tokio::test]
async fn a_moved_suppression_keeps_its_first_date_and_all_its_causes() {
    let Table {
        engines,
        store,
        _stop,
    } = table().await;
    open(&store, 1, OPT_OUT, "ana@example.org").await;
    let both = with_keys(&engines, &format!("{TWO},{ONE}"));
    // Under the current key something else begins before the move comes by.
    open(&both, 2, Right::Choice(Choice::Limit), "ana@example.org").await;
    let before = both.suppression(&email("ana@example.org")).await.unwrap();
    let mut rekeying = Rekeying::from(1);
    let today = date(2026, 11, 21);
    while !both.rekey_page(&mut rekeying, now(), today).await.unwrap() {}
    assert_eq!((rekeying.found, rekeying.moved), (2, 2));
    let current = with_keys(&engines, TWO);
    let mut after = current
        .suppression(&email("ana@example.org"))
        .await
        .unwrap();
    after.purposes.sort_by_key(|(purpose, _)| purpose.as_str());
    let mut before = before;
    before.purposes.sort_by_key(|(purpose, _)| purpose.as_str());
    assert_eq!(after, before);
    rekeying.again();
    while !both.rekey_page(&mut rekeying, now(), today).await.unwrap() {}
    assert!(rekeying.is_done());
}

#[tokio::test]
async fn what_ends_while_keys_move_ends_under_both() {
    let Table {
        engines,
        store,
        _stop,
    } = table().await;
    let request = open(&store, 1, OPT_OUT, "ana@example.org").await;
    let both = with_keys(&engines, &format!("{TWO},{ONE}"));
    let step = Step::DenyForFraud(FraudBelief("a bot".into()));
    let by = Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    };
    let later = now() + SignedDuration::from_hours(1);
    both.take(request.id, step, by, later).await.unwrap();
    for store in [&store, &both] {
        let stopped = store.suppression(&email("ana@example.org")).await.unwrap();
        assert_eq!(stopped.since(Purpose::SaleSharing), None);
    }
    let mut rekeying = Rekeying::from(1);
    both.rekey_page(&mut rekeying, later, date(2026, 11, 21))
        .await
        .unwrap();
    assert_eq!(rekeying.found, 0, "its marker is gone, too");
    open(&both, 2, OPT_OUT, "ana@example.org").await;
}
