//! What is kept, for how long, and under which key.

use super::{ask, passed};
use crate::mail;
use domain::suppression::Purpose;
use engines::Home;
use serde_json::json;
use tests::{Build, House};

const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Whether anything in the table names this address.
async fn named(house: &House, address: &str) -> usize {
    let items = house.items().await;
    let named = items
        .iter()
        .filter(|item| format!("{item:?}").contains(address));
    named.count()
}

async fn raw_mails(house: &House) -> usize {
    let listed = house.system.engines.s3_client().list_objects_v2();
    let listed = listed.bucket("honored-raw-mail").send().await.unwrap();
    listed.contents().len()
}

/// Closes a demand by leaving it alone.
async fn leave_alone(house: &House) {
    for at in [
        "2026-12-05T20:00:00Z",
        "2027-01-02T20:00:00Z",
        "2027-01-05T20:00:00Z",
    ] {
        house.set_clock(at);
        house.sweep().await;
        house.serve_outbox().await;
        house.hear_of_letters().await;
    }
}

#[tokio::test]
async fn a_person_is_forgotten_two_years_after_the_answer_and_what_is_stopped_stays_stopped() {
    let house = House::open().await;
    let text = "Please delete my personal information.";
    house
        .deliver(&mail("ana@example.org", "one@example.org", "My data", text))
        .await;
    let away = "Auto-Submitted: auto-replied\r\nFrom: bo@example.org\r\n\r\nI am away.";
    house.deliver(away).await;
    house.opt_out("cy@example.org").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    assert_eq!(raw_mails(&house).await, 2);
    leave_alone(&house).await;
    assert!(named(&house, "ana@example.org").await > 0);

    house.set_clock("2028-11-21T20:00:00Z");
    house.sweep().await;
    assert_eq!(raw_mails(&house).await, 2, "24 months are not over");
    house.set_clock("2028-11-23T20:00:00Z");
    let run = house.sweep().await;
    assert_eq!(
        (run.forgotten, run.failed),
        (1, 0),
        "mail that opened nothing"
    );
    assert_eq!(
        (raw_mails(&house).await, house.count("MAIL#", "").await),
        (1, 0)
    );

    house.set_clock("2029-01-05T20:00:00Z");
    assert_eq!(house.sweep().await.forgotten, 0, "the last day is not over");
    house.set_clock("2029-01-06T20:00:00Z");
    let run = house.sweep().await;
    assert_eq!((run.forgotten, run.failed), (1, 0));
    assert_eq!(named(&house, "ana@example.org").await, 0);
    assert_eq!(raw_mails(&house).await, 0);
    assert_eq!(
        house.count("REQUEST#", "REQUEST").await,
        2,
        "the record stays"
    );
    assert!(
        named(&house, "cy@example.org").await > 0,
        "it is open still"
    );
    let stopped = house.suppression("cy@example.org").await;
    assert!(stopped.since(Purpose::SaleSharing).is_some());
    assert_eq!(house.sweep().await.forgotten, 0);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_record_may_be_kept_for_longer() {
    let house = House::build(Build {
        settings: vec![("RETENTION_MONTHS".to_owned(), "36".to_owned())],
        ..Build::default()
    })
    .await;
    let id = ask(&house, "delete", "ana@example.org").await;
    leave_alone(&house).await;
    for (at, forgotten) in [("2029-01-06T20:00:00Z", 0), ("2030-01-06T20:00:00Z", 1)] {
        house.set_clock(at);
        assert_eq!(house.sweep().await.forgotten, forgotten, "{at}");
    }
    assert_eq!(named(&house, "ana@example.org").await, 0);
    assert!(!passed(&house, id).await.is_empty(), "its log stays");
    let short = Build {
        settings: vec![("RETENTION_MONTHS".to_owned(), "23".to_owned())],
        ..Build::default()
    };
    assert!(House::try_build(short).await.is_err());
    house.serve_outbox().await;
    house.close().await;
}

async fn under_the_older_key(house: &House, what: &str) -> usize {
    let items = house.items().await;
    let older = items.iter().filter(|item| {
        let pk = item["pk"].as_s().unwrap();
        pk.starts_with(what) && pk.contains(".1.")
    });
    older.count()
}

#[tokio::test]
async fn index_keys_move_while_people_go_on_and_a_version_retires_once_none_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let build = |keys: String| Build {
        home: Home::Folder(folder.path().to_owned()),
        settings: vec![("INDEX_KEYS".to_owned(), keys)],
        ..Build::default()
    };
    let house = House::build(build(ONE.to_owned())).await;
    for right in ["opt_out", "limit", "delete", "know", "correct"] {
        let body = json!({"right": right, "email": "ana@example.org"});
        assert_eq!(house.post_json(&body).await.status, 201);
    }
    house.serve_outbox().await;
    assert_eq!(under_the_older_key(&house, "HELD#").await, 2);
    house.close().await;

    let house = House::build(build(format!("{TWO},{ONE}"))).await;
    // Somebody asks again before the move, under the older key, and somebody new under the current one.
    house.opt_out("ana@example.org").await;
    house.opt_out("bo@example.org").await;
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 6);
    let run = house.sweep().await;
    assert_eq!(
        run.rekeyed,
        1 + 5 + 2,
        "a suppression, markers, held letters"
    );
    for what in ["IDENTIFIER#", "STANDING#", "HELD#"] {
        assert_eq!(under_the_older_key(&house, what).await, 0, "{what}");
    }
    let counters = under_the_older_key(&house, "PACE#").await;
    assert!(counters > 0, "they expire by themselves");
    assert!(!house.store().rekeying().await.unwrap().unwrap().is_done());
    house.opt_out("ana@example.org").await;
    assert_eq!(
        house.count("REQUEST#", "REQUEST").await,
        6,
        "the marker was moved"
    );
    let stopped = house.suppression("ana@example.org").await;
    assert!(
        stopped.since(Purpose::SaleSharing).is_some() && stopped.since(Purpose::Limit).is_some()
    );
    house.serve_outbox().await;

    house.set_clock("2026-12-20T20:00:00Z");
    let run = house.sweep().await;
    assert_eq!(run.under_older_key, Some(0), "a counted pass");
    assert!(house.store().rekeying().await.unwrap().unwrap().is_done());
    assert_eq!(house.sweep().await.under_older_key, None, "no more passes");
    house.serve_outbox().await;
    house.close().await;

    let house = House::build(build(TWO.to_owned())).await;
    let stopped = house.suppression("ana@example.org").await;
    assert!(stopped.since(Purpose::SaleSharing).is_some());
    house.set_clock("2026-12-20T21:00:00Z");
    house.serve_outbox().await;
    house.close().await;
}

/// Every way that makes a call of another kind.
pub(crate) async fn everything(house: &House) {
    use domain::keys::{IndexKeys, KeyRing};
    let older = store::Store::new(
        house.system.engines.dynamodb_client(),
        "honored-requests",
        IndexKeys(KeyRing::parse(ONE).unwrap()),
    );
    let submission = super::submission("older@example.org", house.now());
    older.intake(submission, house.now()).await.unwrap();
    house.sweep().await;
    house.serve_outbox().await;
    for months in [1, 2, 26, 28] {
        let later = house.now() + jiff::SignedDuration::from_hours(months * 30 * 24);
        house.set_clock(&later.to_string());
        house.sweep().await;
        house.serve_outbox().await;
    }
}

/// The keys of a house whose index keys move.
pub(crate) fn two_keys() -> (String, String) {
    ("INDEX_KEYS".to_owned(), format!("{TWO},{ONE}"))
}
