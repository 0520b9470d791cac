//! What is kept, for how long, and under which key.

use super::{ask, passed};
use crate::mail;
use domain::suppression::Purpose;
use engines::Home;
use serde_json::json;
use tests::{Build, TestApp};

const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Counts the items of the table that hold this address.
async fn named(app: &TestApp, address: &str) -> usize {
    let items = app.items().await;
    let named = items
        .iter()
        .filter(|item| format!("{item:?}").contains(address));
    named.count()
}

async fn raw_mails(app: &TestApp) -> usize {
    let listed = app.system.engines.s3_client().list_objects_v2();
    let listed = listed.bucket("honored-raw-mail").send().await.unwrap();
    listed.contents().len()
}

/// Closes a verifiable request by leaving it unverified until its deadline.
async fn leave_alone(app: &TestApp) {
    for at in [
        "2026-12-05T20:00:00Z",
        "2027-01-02T20:00:00Z",
        "2027-01-05T20:00:00Z",
    ] {
        app.set_clock(at);
        app.sweep().await;
        app.serve_outbox().await;
        app.handle_email_events().await;
    }
}

//= req: ca-7101-a
#[tokio::test]
async fn a_person_is_forgotten_two_years_after_the_answer_and_what_is_stopped_stays_stopped() {
    let app = TestApp::open().await;
    let text = "Please delete my personal information.";
    app.deliver(&mail("ana@example.org", "one@example.org", "My data", text))
        .await;
    let away = "Auto-Submitted: auto-replied\r\nFrom: bo@example.org\r\n\r\nI am away.";
    app.deliver(away).await;
    app.opt_out("cy@example.org").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    assert_eq!(raw_mails(&app).await, 2);
    leave_alone(&app).await;
    assert!(named(&app, "ana@example.org").await > 0);

    app.set_clock("2028-11-21T20:00:00Z");
    app.sweep().await;
    assert_eq!(raw_mails(&app).await, 2, "24 months are not over");
    app.set_clock("2028-11-23T20:00:00Z");
    let run = app.sweep().await;
    assert_eq!((run.erased, run.failed), (1, 0), "mail that opened nothing");
    assert_eq!(
        (raw_mails(&app).await, app.count("INBOUND#", "").await),
        (1, 0)
    );

    app.set_clock("2029-01-05T20:00:00Z");
    assert_eq!(app.sweep().await.erased, 0, "the last day is not over");
    app.set_clock("2029-01-06T20:00:00Z");
    let run = app.sweep().await;
    assert_eq!((run.erased, run.failed), (1, 0));
    assert_eq!(named(&app, "ana@example.org").await, 0);
    assert_eq!(raw_mails(&app).await, 0);
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        2,
        "the record stays"
    );
    assert!(named(&app, "cy@example.org").await > 0, "it is open still");
    let stopped = app.suppression("cy@example.org").await;
    assert!(stopped.since(Purpose::SaleSharing).is_some());
    assert_eq!(app.sweep().await.erased, 0);
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7101-a
#[tokio::test]
async fn a_record_may_be_kept_for_longer() {
    let app = TestApp::build(Build {
        settings: vec![("RETENTION_MONTHS".to_owned(), "36".to_owned())],
        ..Build::default()
    })
    .await;
    let id = ask(&app, "delete", "ana@example.org").await;
    leave_alone(&app).await;
    for (at, forgotten) in [("2029-01-06T20:00:00Z", 0), ("2030-01-06T20:00:00Z", 1)] {
        app.set_clock(at);
        assert_eq!(app.sweep().await.erased, forgotten, "{at}");
    }
    assert_eq!(named(&app, "ana@example.org").await, 0);
    assert!(!passed(&app, id).await.is_empty(), "its log stays");
    let short = Build {
        settings: vec![("RETENTION_MONTHS".to_owned(), "23".to_owned())],
        ..Build::default()
    };
    assert!(TestApp::try_build(short).await.is_err());
    app.serve_outbox().await;
    app.close().await;
}

async fn under_the_older_key(app: &TestApp, what: &str) -> usize {
    let items = app.items().await;
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
    let app = TestApp::build(build(ONE.to_owned())).await;
    for right in ["opt_out", "limit", "delete", "know", "correct"] {
        let body = json!({"right": right, "email": "ana@example.org"});
        assert_eq!(app.post_json(&body).await.status, 201);
    }
    app.serve_outbox().await;
    assert_eq!(under_the_older_key(&app, "HELD#").await, 2);
    app.close().await;

    let app = TestApp::build(build(format!("{TWO},{ONE}"))).await;
    // A known requester asks again before the move, under the older key. A new requester asks under the current key.
    app.opt_out("ana@example.org").await;
    app.opt_out("bo@example.org").await;
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 6);
    let run = app.sweep().await;
    assert_eq!(
        run.rekeyed,
        1 + 5 + 2 + 5,
        "a suppression, markers, held emails, the search"
    );
    for what in ["IDENTIFIER#", "ACTIVE#", "HELD#", "PERSON#"] {
        assert_eq!(under_the_older_key(&app, what).await, 0, "{what}");
    }
    let counters = under_the_older_key(&app, "RATE#").await;
    assert!(counters > 0, "they expire by themselves");
    assert!(
        !app.store()
            .sweep
            .rekeying()
            .await
            .unwrap()
            .unwrap()
            .is_done()
    );
    app.opt_out("ana@example.org").await;
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        6,
        "the marker was moved"
    );
    let stopped = app.suppression("ana@example.org").await;
    assert!(
        stopped.since(Purpose::SaleSharing).is_some() && stopped.since(Purpose::Limit).is_some()
    );
    app.serve_outbox().await;

    app.set_clock("2026-12-20T20:00:00Z");
    let run = app.sweep().await;
    assert_eq!(run.under_older_key, Some(0), "a counted pass");
    assert!(
        app.store()
            .sweep
            .rekeying()
            .await
            .unwrap()
            .unwrap()
            .is_done()
    );
    assert_eq!(app.sweep().await.under_older_key, None, "no more passes");
    app.serve_outbox().await;
    app.close().await;

    let app = TestApp::build(build(TWO.to_owned())).await;
    let stopped = app.suppression("ana@example.org").await;
    assert!(stopped.since(Purpose::SaleSharing).is_some());
    app.set_clock("2026-12-20T21:00:00Z");
    app.serve_outbox().await;
    app.close().await;
}

/// Makes every kind of call of this module, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    use domain::keys::{IndexKeys, KeyRing};
    let older = store::Handles::new(
        app.system.engines.dynamodb_client(),
        "honored-requests",
        IndexKeys(KeyRing::parse(ONE).unwrap()),
    );
    let submission = super::submission("older@example.org", app.now());
    older.intake.submit(submission, app.now()).await.unwrap();
    app.sweep().await;
    app.serve_outbox().await;
    for months in [1, 2, 26, 28] {
        let later = app.now() + jiff::SignedDuration::from_hours(months * 30 * 24);
        app.set_clock(&later.to_string());
        app.sweep().await;
        app.serve_outbox().await;
    }
}

/// Returns two index key settings: before and during a key migration.
pub(crate) fn two_keys() -> (String, String) {
    ("INDEX_KEYS".to_owned(), format!("{TWO},{ONE}"))
}

#[tokio::test]
async fn emails_that_cannot_be_erased_do_not_keep_the_others() {
    let app = TestApp::open().await;
    let received = app.now();
    let listed = |n: u16| {
        let mut id = [7; 16];
        id[..2].copy_from_slice(&n.to_be_bytes());
        let mail = store::UnopenedEmail {
            archived: format!("inbound/{n}"),
            // The good ones are behind the others.
            received: received + jiff::SignedDuration::from_secs(n.into()),
            why: "a newsletter".to_owned(),
            list: store::InboundList::Unopened,
            about: Vec::new(),
            heading: Default::default(),
        };
        (domain::receipt::ReceiptId::from_bytes(id), mail)
    };
    let client = app.system.engines.dynamodb_client();
    let store = app.store().email_intake;
    // All are in one shard of the index, whose pages have 50 rows.
    let shard = |id: &str| {
        let fold = |sum: u8, byte: u8| sum.wrapping_mul(31).wrapping_add(byte);
        id.bytes().fold(0, fold) % store::SHARDS
    };
    let in_one_shard = (0..u16::MAX).map(listed);
    let in_one_shard = in_one_shard.filter(|(id, _)| shard(&id.to_string()) == 0);
    for (nth, (id, mail)) in in_one_shard.take(90).enumerate() {
        store.list_unopened(id, &mail).await.unwrap();
        if nth < 70 {
            let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
            let update = client.update_item().table_name("honored-requests");
            let update = update.key("pk", text(format!("INBOUND#{id}")));
            let update = update.key("sk", text("INBOUND".to_owned()));
            let update = update
                .update_expression("SET #value = :spoiled")
                .expression_attribute_names("#value", "value")
                .expression_attribute_values(":spoiled", text("spoiled".to_owned()));
            update.send().await.unwrap();
        }
    }
    app.set_clock("2028-12-23T20:00:00Z");
    let run = app.sweep().await;
    assert_eq!((run.erased, run.failed), (20, 70));
    assert_eq!(app.count("INBOUND#", "INBOUND").await, 70);
    app.close().await;
}
