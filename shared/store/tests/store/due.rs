//! The index `due`: lists, alarms, repairs and key migration.

use crate::table::{
    DELETE, OPT_OUT, TWO, Table, email, later, moving, never, now, opened, submission, table,
    with_keys,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::law::{ImmediateRight, Right};
use domain::log::{Actor, Role};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Command, FraudBelief, Request, RequestId};
use domain::staff::StaffEmail;
use domain::suppression::Purpose;
use jiff::Timestamp;
use jiff::civil::date;
use store::{Handles, IndexWalk, IndexedRequest, Rekeying, RequestList, SHARDS, StoreError};

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

async fn open(store: &Handles, id: u8, right: Right, address: &str) -> Request {
    let receipt = opened(store, submission(id, right, &[address], now())).await;
    store.desk.request(receipt.request).await.unwrap().unwrap()
}

async fn listed(
    store: &Handles,
    list: RequestList,
    until: Option<Timestamp>,
) -> Vec<IndexedRequest> {
    let mut rows = Vec::new();
    for shard in 0..SHARDS {
        let page = store.sweep.list_page(list, shard, until, None, 100).await;
        rows.extend(page.unwrap().rows);
    }
    rows
}

async fn look(store: &Handles, request: &Request, moment: &str) -> Request {
    let transition = request.apply(Command::CheckDeadlines, at(moment)).unwrap();
    store.sweep.commit(&transition).await.unwrap();
    transition.request
}

#[tokio::test]
async fn every_write_updates_a_request_s_index_entry() {
    let Table { store, _stop, .. } = table().await;
    let request = open(&store, 1, OPT_OUT, "ana@example.org").await;
    let row = listed(&store, RequestList::Open, None).await.remove(0);
    assert_eq!(
        (row.id, Some(row.check_at)),
        (request.id, request.next_check_at())
    );
    let facts = row.facts.unwrap();
    assert_eq!((facts.right(), facts.due), (Some(OPT_OUT), request.due()));
    assert!(
        listed(&store, RequestList::Open, Some(now()))
            .await
            .is_empty(),
        "not due yet"
    );

    let late = look(&store, &request, "2026-12-15T18:00:00Z").await;
    assert!(listed(&store, RequestList::Open, None).await.is_empty());
    assert_eq!(listed(&store, RequestList::Overdue, None).await.len(), 1);

    let denied = late.apply(Command::DenyForFraud(FraudBelief("a bot".into())), now());
    store.sweep.commit(&denied.unwrap()).await.unwrap();
    assert!(listed(&store, RequestList::Overdue, None).await.is_empty());
    assert_eq!(listed(&store, RequestList::Closed, None).await.len(), 1);
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
            let page = store
                .sweep
                .list_page(RequestList::Open, shard, None, after.as_ref(), 2);
            let page = page.await.unwrap();
            assert!(page.rows.is_sorted_by_key(|row| row.check_at));
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
async fn many_requests_are_read_at_once_and_a_corrupt_one_does_not_affect_the_others() {
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
    let found = store.sweep.requests(&ids).await.unwrap();
    assert_eq!(found.len(), 61);
    assert!(matches!(found[7], Err(StoreError::Corrupt { .. })));
    assert_eq!(found[60], Ok(None));
    let whole = found.iter().zip(&ids);
    let whole =
        whole.filter(|(found, id)| matches!(found, Ok(Some(request)) if request.id == **id));
    assert_eq!(whole.count(), 59);
}

#[tokio::test]
async fn an_alarm_stays_until_an_email_covers_it() {
    let Table { store, _stop, .. } = table().await;
    let staff = EmailAddress::parse("staff@example.com").unwrap();
    for id in 1..=2 {
        let request = open(&store, id, OPT_OUT, &format!("ana{id}@example.org")).await;
        look(&store, &request, "2026-12-15T18:00:00Z").await;
    }
    let alarms = store
        .sweep
        .alarms(10, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(alarms.len(), 2);
    assert!(store.sweep.alarm(&alarms[0]).await.unwrap().is_some());
    let email = || Some((&staff, StaffEmail::Alarm(Vec::new())));
    assert!(
        store
            .sweep
            .end_alarms(&alarms, email(), now())
            .await
            .unwrap()
    );
    assert!(
        !store
            .sweep
            .end_alarms(&alarms, email(), now())
            .await
            .unwrap(),
        "told once"
    );
    assert!(
        store
            .sweep
            .alarms(10, &mut IndexWalk::default())
            .await
            .unwrap()
            .is_empty()
    );
    let pending = store
        .outbox
        .due_emails(now(), 10, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(pending.len(), 3, "two receipts and one alarm");
}

#[tokio::test]
async fn alarms_are_read_page_by_page_so_that_the_first_ones_hide_no_others() {
    let Table { store, _stop, .. } = table().await;
    for id in 1..=40 {
        let request = open(&store, id, OPT_OUT, &format!("ana{id}@example.org")).await;
        look(&store, &request, "2026-12-15T18:00:00Z").await;
    }
    let mut walk = IndexWalk::default();
    let mut seen = Vec::new();
    while !walk.is_over() {
        // No alarm is ended, as if none could be read.
        seen.extend(store.sweep.alarms(2, &mut walk).await.unwrap());
    }
    assert_eq!(seen.len(), 40);
}

#[tokio::test]
async fn a_missing_index_entry_is_repaired_unless_none_is_needed() {
    let Table { store, _stop, .. } = table().await;
    let request = open(&store, 1, DELETE, "ana@example.org").await;
    assert!(
        !store.sweep.repair_entry(request.id).await.unwrap(),
        "it is where it belongs"
    );
    store.sweep.remove_entry(&request).await.unwrap();
    assert!(store.sweep.repair_entry(request.id).await.unwrap());
    assert_eq!(listed(&store, RequestList::Open, None).await.len(), 1);
    let page = store.sweep.scan_page(None).await.unwrap();
    assert_eq!(
        page.requests[0].entry,
        Some(listed(&store, RequestList::Open, None).await[0].entry_hash())
    );
    assert!(!page.requests[0].needs_no_entry);
}

#[tokio::test]
async fn a_moved_suppression_keeps_its_first_date_and_all_causes() {
    let Table {
        engines,
        store,
        _stop,
    } = table().await;
    open(&store, 1, OPT_OUT, "ana@example.org").await;
    let both = moving(&engines);
    // Another suppression starts under the current key before the migration reaches this one.
    open(
        &both,
        2,
        Right::Immediate(ImmediateRight::Limit),
        "ana@example.org",
    )
    .await;
    let before = both
        .signals
        .suppression(&email("ana@example.org"))
        .await
        .unwrap();
    let mut rekeying = Rekeying::from(1);
    let today = date(2026, 11, 21);
    while !both
        .sweep
        .rekey_page(&mut rekeying, now(), today, &never)
        .await
        .unwrap()
    {}
    assert_eq!((rekeying.found, rekeying.moved), (3, 3));
    let current = with_keys(&engines, TWO);
    let mut after = current
        .signals
        .suppression(&email("ana@example.org"))
        .await
        .unwrap();
    after.purposes.sort_by_key(|(purpose, _)| purpose.as_str());
    let mut before = before;
    before.purposes.sort_by_key(|(purpose, _)| purpose.as_str());
    assert_eq!(after, before);
    rekeying.again();
    while !both
        .sweep
        .rekey_page(&mut rekeying, now(), today, &never)
        .await
        .unwrap()
    {}
    assert!(rekeying.is_done());
}

#[tokio::test]
async fn a_suppression_that_ends_during_a_key_migration_ends_under_both_keys() {
    let Table {
        engines,
        store,
        _stop,
    } = table().await;
    let request = open(&store, 1, OPT_OUT, "ana@example.org").await;
    let both = moving(&engines);
    let command = Command::DenyForFraud(FraudBelief("a bot".into()));
    let by = Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    };
    let later = later(1);
    both.link_actions
        .apply(request.id, command, by, later)
        .await
        .unwrap();
    for store in [&store, &both] {
        let stopped = store
            .signals
            .suppression(&email("ana@example.org"))
            .await
            .unwrap();
        assert_eq!(stopped.since(Purpose::SaleSharing), None);
    }
    let mut rekeying = Rekeying::from(1);
    both.sweep
        .rekey_page(&mut rekeying, later, date(2026, 11, 21), &never)
        .await
        .unwrap();
    assert_eq!(
        rekeying.found, 1,
        "its marker is gone, too; the search still finds it"
    );
    open(&both, 2, OPT_OUT, "ana@example.org").await;
}
