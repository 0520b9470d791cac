//! A table on the real engine, and submissions to it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{Asked, Channel, Command, RequestId, ReviewReason, Submission};
use domain::suppression::Purpose;
use engines::{Engines, Home, stop_signal};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Handles, IntakeOutcome, PendingEmail};
use tokio::sync::watch;

pub(crate) const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
pub(crate) const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
pub(crate) const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
pub(crate) const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);

pub(crate) struct Table {
    pub(crate) engines: Engines,
    pub(crate) store: Handles,
    pub(crate) _stop: watch::Sender<bool>,
}

pub(crate) async fn table() -> Table {
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

pub(crate) fn with_keys(engines: &Engines, keys: &str) -> Handles {
    with_client(engines.dynamodb_client(), keys)
}

pub(crate) fn with_client(client: aws_sdk_dynamodb::Client, keys: &str) -> Handles {
    let keys = IndexKeys(KeyRing::parse(keys).unwrap());
    Handles::new(client, "requests", keys)
}

/// Opens the store during a migration from the first key to the second.
pub(crate) fn moving(engines: &Engines) -> Handles {
    with_keys(engines, &format!("{TWO},{ONE}"))
}

pub(crate) fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

/// Never stops a long operation.
pub(crate) fn never() -> bool {
    false
}

/// Reads every item of the table.
pub(crate) async fn items(engines: &Engines) -> Vec<HashMap<String, AttributeValue>> {
    let scan = engines.dynamodb_client().scan().table_name("requests");
    let pages = scan.into_paginator().items().send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap()
}

/// Returns the text of an item's attribute.
pub(crate) fn text<'a>(item: &'a HashMap<String, AttributeValue>, name: &str) -> &'a str {
    item[name].as_s().unwrap()
}

/// Writes an item as it is.
pub(crate) async fn put(engines: &Engines, item: HashMap<String, AttributeValue>) {
    let client = engines.dynamodb_client();
    let put = client.put_item().table_name("requests");
    put.set_item(Some(item)).send().await.unwrap();
}

/// Makes the value of each item whose keys begin with these unreadable. Returns how many there are.
pub(crate) async fn spoil(engines: &Engines, pk: &str, sk: &str) -> usize {
    let all = items(engines).await;
    let some = all
        .into_iter()
        .filter(|item| text(item, "pk").starts_with(pk) && text(item, "sk").starts_with(sk));
    let mut count = 0;
    for mut item in some {
        item.insert("value".to_owned(), AttributeValue::S("spoiled".to_owned()));
        item.remove("kind");
        put(engines, item).await;
        count += 1;
    }
    count
}

pub(crate) fn later(hours: i64) -> Timestamp {
    now()
        .checked_add(SignedDuration::from_hours(hours))
        .unwrap()
}

pub(crate) fn minutes_later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub(crate) fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

pub(crate) fn submission(id: u8, right: Right, emails: &[&str], received: Timestamp) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked: Asked::Right(right),
        person: Person::new(None, None, emails.iter().map(|text| email(text))).unwrap(),
        agent: None,
        channel: Channel::Api,
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(&[id]),
    }
}

pub(crate) fn unclear(id: u8, address: &str) -> Submission {
    let asked = Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    };
    Submission {
        asked,
        ..submission(id, OPT_OUT, &[address], now())
    }
}

pub(crate) async fn opened(store: &Handles, submission: Submission) -> Receipt {
    let received = submission.received;
    match store.intake.submit(submission, received).await.unwrap() {
        IntakeOutcome::Created(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

/// Returns the first 100 emails of a request.
pub(crate) async fn emails_of(store: &Handles, request: RequestId) -> Vec<PendingEmail> {
    let page = store.desk.emails_page(request, None, 100);
    page.await.unwrap().found
}

pub(crate) async fn command(store: &Handles, receipt: &Receipt, command: Command, at: Timestamp) {
    let request = store.desk.request(receipt.request).await.unwrap().unwrap();
    store
        .sweep
        .commit(&request.apply(command, at).unwrap())
        .await
        .unwrap();
}

pub(crate) async fn out_since(store: &Handles, address: &str) -> Option<Timestamp> {
    store
        .signals
        .suppression(&email(address))
        .await
        .unwrap()
        .since(Purpose::SaleSharing)
}
