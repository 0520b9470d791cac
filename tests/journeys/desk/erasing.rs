//! Legal hold and erasure.

use crate::desk::{asked, command, doubt, offered, put_file, read, take};
use crate::mail;
use crate::reply::link_to;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::keys::LinkAction;
use domain::log::Actor;
use engines::BUCKET;
use engines::proxy::Fault;
use local::Function;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;
use tests::TestApp;

/// The name of the table.
const TABLE: &str = "honored-requests";

/// Returns all items of the table as text, and all keys of the archive.
async fn held(app: &TestApp) -> String {
    let items: Vec<String> = app
        .items()
        .await
        .iter()
        .map(|item| format!("{item:?}"))
        .collect();
    items.join("\n").to_lowercase()
}

#[tokio::test]
async fn a_hold_keeps_what_is_in_dispute() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    let path = format!("/requests/{id}/erase");
    let refused = async |why: &str| {
        let answer = app.order(&path, &json!({})).await;
        assert_eq!(answer.status, 409);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(why), "{detail}");
    };
    refused("it is open").await;
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    refused("has yet to leave").await;
    app.serve_outbox().await;
    let hold = |held: bool| json!({"held": held, "why": "case 17"});
    let hold_path = format!("/requests/{id}/hold");
    assert_eq!(app.order(&hold_path, &hold(true)).await.status, 200);
    assert!(!offered(&read(&app, &id).await).contains(&"erase"));
    refused("it is on hold").await;
    assert_eq!(app.order(&hold_path, &hold(false)).await.status, 200);
    assert_eq!(app.order(&path, &json!({})).await.status, 200);
    app.close().await;
}

#[tokio::test]
async fn whoever_is_forgotten_is_nowhere_in_the_table_or_the_archive() {
    let app = TestApp::open().await;
    let id = doubt(&app, "zuzanna.planted@planted.example").await;
    app.serve_outbox().await;
    take(
        &app,
        &id,
        json!({"action": "confirm", "right": "delete", "why": "Zuzanna Planted called"}),
    )
    .await;
    app.serve_outbox().await;
    let emails = app.emails_to("zuzanna.planted@planted.example");
    let reply_to = emails.last().unwrap().header("Reply-To").unwrap();
    let answer = mail(
        "zuzanna.planted@planted.example",
        "two@planted.example",
        "Re: request",
        "My name is Zuzanna Planted.",
    );
    app.deliver(&format!(
        "Delivered-To: {}\r\n{answer}",
        reply_to.trim_matches(['<', '>'])
    ))
    .await;
    take(
        &app,
        &id,
        json!({"action": "verify", "method": "matched", "why": "planted@planted.example"}),
    )
    .await;
    take(&app, &id, json!({"action": "respond", "response": "denied", "basis": "unfounded", "explanation": "Planted words."})).await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    let keys: Vec<String> = read(&app, &id).await["originals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|original| original["archived"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 2, "the email and what followed it");
    assert!(held(&app).await.contains("planted"));

    let erased = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    let left = held(&app).await;
    for planted in ["planted", "zuzanna"] {
        let found = left.lines().find(|line| line.contains(planted));
        assert!(found.is_none(), "{found:?}");
    }
    for key in &keys {
        let archive = &app.system.functions.email_intake.archive;
        assert!(archive.get(key).await.is_err());
    }
    let kept = read(&app, &id).await;
    assert_eq!(kept["record"]["nature_of_response"], "denied");
    assert_eq!(offered(&kept), Vec::<&str>::new());
    assert_eq!(
        kept["log"].as_array().unwrap().last().unwrap()["by"]["role"],
        "configure"
    );
    let again = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(again.status, 200, "again changes nothing");
    assert_eq!(
        command(&app, &id, json!({"action": "appeal"})).await.status,
        409
    );
    app.close().await;
}

/// Returns everything in the archive, in every version.
async fn versions(app: &TestApp) -> Vec<String> {
    let listed = app.system.engines.s3_client().list_object_versions();
    let listed = listed.bucket(BUCKET).send().await.unwrap();
    let keys = listed.versions().iter();
    keys.map(|version| version.key().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_people_wrote_by_link_and_what_they_got_is_erased_with_the_request() {
    for by_time in [false, true] {
        let app = TestApp::open().await;
        let email = "zuzanna.planted@planted.example";
        let asks =
            json!({"right": "know", "email": email, "name": "Zuzanna Planted", "state": "VA"});
        let id = app.post_json(&asks).await.json()["reference"].clone();
        let id = id.as_str().unwrap();
        app.serve_outbox().await;
        take(
            &app,
            id,
            json!({"action": "verify", "method": "matched", "why": "Planted called"}),
        )
        .await;
        for file in ["a first try for Planted", "Zuzanna Planted"] {
            let put = put_file(&app, id, "csv", file.into()).await;
            assert_eq!(put.status, 201, "{}", put.body);
        }
        let put = put_file(&app, id, "csv", b"Zuzanna Planted".to_vec()).await;
        let delivery = put.json();
        let answer = json!({
            "action": "respond", "response": "in_part", "basis": "lawful_exception",
            "explanation": "Planted words.", "copy_checked": true, "delivery": {"file": delivery["file"]}
        });
        take(&app, id, answer).await;
        app.serve_outbox().await;
        let collect = link_to(&app, LinkAction::Download, email);
        app.post_form_to(&collect, &[("code", "00000000")]).await;
        let appeal = link_to(&app, LinkAction::Appeal, email);
        let words = [("message", "I am Zuzanna Planted, and there is more.")];
        assert_eq!(app.post_form_to(&appeal, &words).await.status, 200);
        app.serve_outbox().await;
        // No one decides it in time, so the table also holds the digests and alarms about it.
        app.set_clock("2027-02-23T20:00:00Z");
        app.sweep().await;
        app.serve_outbox().await;
        let decision =
            json!({"action": "decide_appeal", "decision": "denied", "words": "Planted again."});
        take(&app, id, decision).await;
        app.serve_outbox().await;
        app.handle_email_events().await;
        let kept = versions(&app).await;
        assert_eq!(kept.len(), 3, "two files, one text: {kept:?}");
        assert!(app.count("REQUEST#", "DOWNLOADS").await == 1);

        if by_time {
            app.set_clock("2029-02-25T20:00:00Z");
            let run = app.sweep().await;
            assert_eq!((run.erased, run.failed), (1, 0));
        } else {
            let erased = app
                .order(&format!("/requests/{id}/erase"), &json!({}))
                .await;
            assert_eq!(erased.status, 200, "{}", erased.body);
        }
        let left = held(&app).await;
        for planted in ["planted", "zuzanna"] {
            let found = left.lines().find(|line| line.contains(planted));
            assert!(found.is_none(), "{found:?}");
        }
        assert_eq!(versions(&app).await, Vec::<String>::new());
        for (pk, sk) in [
            ("REQUEST#", "DOWNLOADS"),
            ("REQUEST#", "WORDS"),
            ("RESPONDED#", ""),
        ] {
            assert_eq!(app.count(pk, sk).await, 0, "{pk} {sk}");
        }
        assert!(
            left.contains("digest#") && left.contains("alarm#"),
            "they name nobody"
        );
        assert_eq!(app.open_page(&appeal).await.status, 404);
        app.serve_outbox().await;
        app.close().await;
    }
}

#[tokio::test]
async fn words_that_are_stored_while_their_person_is_erased_do_not_stay() {
    let app = TestApp::open().await;
    erase_during_an_appeal(&app, "ana@example.org").await;
    assert_eq!(versions(&app).await, Vec::<String>::new());
    app.close().await;
}

/// Denies a request, and erases its person while the words of their appeal are on the way to the archive.
pub(crate) async fn erase_during_an_appeal(app: &TestApp, email: &str) {
    let asks = json!({"right": "know", "email": email, "state": "VA"});
    let id = app.post_json(&asks).await.json()["reference"].clone();
    let id = id.as_str().unwrap();
    let denied = json!({"action": "respond", "response": "not_verified"});
    take(app, id, denied).await;
    while app.serve_outbox().await.sent > 0 {}
    let (_, request) = app.look_up(id).await.unwrap();
    let appeal = link_to(app, LinkAction::Appeal, email);
    let archive = app.archive_of(Function::LinkActions);
    let uploads = || {
        let calls = archive.calls();
        let uploads = calls
            .iter()
            .filter(|call| call.operation.contains("/replies/"));
        uploads.count()
    };
    let before = uploads();
    archive.set_latency(Duration::from_secs(1));
    let during_the_upload = async {
        while uploads() == before {
            tokio::task::yield_now().await;
        }
        let desk = app.store().desk;
        let erased = desk.erase(request.id, Actor::System, app.now(), &|| false);
        let erased = erased.await.unwrap();
        assert_eq!(
            erased.archived.len(),
            1,
            "the words, which aren't there yet"
        );
        let confirmed = desk.archive_erased(request.id, &erased.archived);
        confirmed.await.unwrap();
        archive.set_latency(Duration::ZERO);
    };
    let words = [("message", "There is more.")];
    let (appealed, ()) = tokio::join!(app.post_form_to(&appeal, &words), during_the_upload);
    assert_ne!(appealed.status, 200, "{}", appealed.body);
}

#[tokio::test]
async fn a_mail_that_reached_the_archive_twice_is_erased_twice() {
    let app = TestApp::open().await;
    let email = mail(
        "ana@example.org",
        "one@example.org",
        "x",
        "Please delete my data.",
    );
    for _ in 0..2 {
        app.deliver(&email).await;
    }
    app.serve_outbox().await;
    assert_eq!(versions(&app).await.len(), 2);
    let found = app.desk("/requests").await.json();
    assert_eq!(
        found["found"].as_array().unwrap().len(),
        1,
        "one request: {found}"
    );
    let id = found["found"][0]["id"].as_str().unwrap();
    take(
        &app,
        id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    app.serve_outbox().await;
    let erased = app
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert_eq!(versions(&app).await, Vec::<String>::new());
    app.close().await;
}

//= req: ca-7060-d.3
#[tokio::test]
async fn what_a_person_sent_to_be_verified_is_erased_when_the_request_is_closed() {
    let app = TestApp::open().await;
    let ask = mail(
        "ana@example.org",
        "one@example.org",
        "x",
        "Please delete my data.",
    );
    app.deliver(&ask).await;
    app.serve_outbox().await;
    let found = app.desk("/requests").await.json();
    let id = found["found"][0]["id"].as_str().unwrap().to_owned();
    let emails = app.emails_to("ana@example.org");
    let reply_to = emails[0].header("Reply-To").unwrap();
    let proof = mail(
        "ana@example.org",
        "two@example.org",
        "Re: x",
        "My account number is 1177.",
    );
    let to = reply_to.trim_matches(['<', '>']);
    app.deliver(&format!("Delivered-To: {to}\r\n{proof}")).await;
    let originals = read(&app, &id).await["originals"].clone();
    let originals = originals.as_array().unwrap();
    let is_proof = |original: &&Value| original["text"].as_str().unwrap().contains("1177");
    let key = |original: &Value| original["archived"].as_str().unwrap().to_owned();
    let proof = key(originals.iter().find(is_proof).unwrap());
    let request = key(originals.iter().find(|one| !is_proof(one)).unwrap());
    let path = format!("/requests/{id}/actions");
    let erase = async |message: &str| {
        let body = json!({"action": "erase_message", "message": message, "why": "Responded."});
        app.order(&path, &body).await
    };
    assert_eq!(erase(&proof).await.status, 409, "the request is open");
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    assert_eq!(erase(&request).await.status, 409, "it made the request");
    for unknown in ["inbound/none", "responses/one"] {
        let refused = erase(unknown).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(refused.json()["errors"][0]["field"], "message");
    }
    assert_eq!(versions(&app).await.len(), 2);
    let erased = erase(&proof).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert_eq!(versions(&app).await, std::slice::from_ref(&request));
    let left = read(&app, &id).await;
    assert_eq!(left["originals"].as_array().unwrap().len(), 1);
    assert_eq!(left["originals"][0]["archived"], request.as_str());
    assert_eq!(erase(&proof).await.status, 422, "it is gone");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_about_a_request_that_was_forgotten_is_kept_by_itself() {
    let app = TestApp::open().await;
    let id = asked(&app, "delete", "ana@example.org").await;
    take(
        &app,
        &id,
        json!({"action": "respond", "response": "not_verified"}),
    )
    .await;
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    let reply_to = emails
        .last()
        .unwrap()
        .header("Reply-To")
        .unwrap()
        .to_string();
    let erase = format!("/requests/{id}/erase");
    assert_eq!(app.order(&erase, &json!({})).await.status, 200);
    let words = "Thank you for what you wrote about my request.";
    let answer = mail("ana@example.org", "late@example.org", "Re: request", words);
    let to = reply_to.trim_matches(['<', '>']);
    app.deliver(&format!("Delivered-To: {to}\r\n{answer}"))
        .await;
    let whole = read(&app, &id).await;
    assert_eq!(whole["originals"], json!([]), "nothing would ever erase it");
    assert_eq!(app.count("INBOUND#", "INBOUND").await, 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn what_was_stopped_for_whoever_is_forgotten_stays_stopped_and_they_may_ask_anew() {
    let app = TestApp::open().await;
    let id = asked(&app, "opt_out", "ana@example.org").await;
    app.serve_outbox().await;
    take(
        &app,
        &id,
        json!({"action": "partners_notified", "count": 0, "why": "none"}),
    )
    .await;
    app.serve_outbox().await;
    assert_eq!(
        app.order(&format!("/requests/{id}/erase"), &json!({}))
            .await
            .status,
        200
    );
    let purpose = domain::suppression::Purpose::SaleSharing;
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(purpose)
            .is_some()
    );
    let anew = asked(&app, "opt_out", "ana@example.org").await;
    assert_ne!(read(&app, &anew).await["id"], read(&app, &id).await["id"]);
    app.pass(jiff::SignedDuration::from_hours(24));
    app.serve_outbox().await;
    app.close().await;
}

/// Writes the links between raw messages and requests as an earlier version did: in two sets of one item.
async fn as_before(app: &TestApp) {
    let table = app.system.engines.dynamodb_client();
    let of_raw =
        |item: &&HashMap<String, AttributeValue>| item["pk"].as_s().unwrap().starts_with("RAW#");
    for item in app.items().await.iter().filter(of_raw) {
        let (pk, sk) = (item["pk"].clone(), item["sk"].as_s().unwrap());
        let parts: Vec<&str> = sk.split('#').collect();
        let [_, request, mail] = parts[..] else {
            panic!("{sk}")
        };
        let key = HashMap::from([("pk".into(), pk.clone()), ("sk".into(), item["sk"].clone())]);
        let delete = table.delete_item().table_name(TABLE).set_key(Some(key));
        delete.send().await.unwrap();
        let one = |id: &str| AttributeValue::Ss(vec![id.to_owned()]);
        let old = table
            .update_item()
            .table_name(TABLE)
            .key("pk", pk)
            .key("sk", AttributeValue::S("RAW".into()))
            .update_expression("ADD requests :request, mails :mail")
            .expression_attribute_values(":request", one(request))
            .expression_attribute_values(":mail", one(mail));
        old.send().await.unwrap();
    }
}

#[tokio::test]
async fn a_mail_that_others_need_stays_until_the_last_of_them_is_forgotten() {
    for written_before in [false, true] {
        shared(written_before).await;
    }
}

async fn shared(written_before: bool) {
    let app = TestApp::open().await;
    let both =
        "Please delete my personal information. And do not sell or share my personal information.";
    app.deliver(&mail("ana@example.org", "one@example.org", "My data", both))
        .await;
    app.serve_outbox().await;
    let found = app.desk("/requests").await.json();
    let ids: Vec<String> = found["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2, "{found}");
    let archived = read(&app, &ids[0]).await["originals"][0]["archived"]
        .as_str()
        .unwrap()
        .to_owned();
    if written_before {
        as_before(&app).await;
    }
    let archive = &app.system.functions.email_intake.archive;
    for (id, left) in ids.iter().zip([true, false]) {
        let request = read(&app, id).await;
        if request["right"] == "delete" {
            take(
                &app,
                id,
                json!({"action": "respond", "response": "not_verified"}),
            )
            .await;
        } else {
            take(
                &app,
                id,
                json!({"action": "partners_notified", "count": 0, "why": "none"}),
            )
            .await;
        }
        app.serve_outbox().await;
        let erased = app
            .order(&format!("/requests/{id}/erase"), &json!({}))
            .await;
        assert_eq!(erased.status, 200, "{}", erased.body);
        assert_eq!(archive.get(&archived).await.is_ok(), left);
    }
    assert!(!held(&app).await.contains("raw#"), "nothing of it is left");
    app.close().await;
}

#[tokio::test]
async fn a_forgetting_that_is_cut_anywhere_is_finished_by_the_next() {
    let email = "Please do not sell or share my personal information.";
    for (archive, cuts) in [(false, 20), (true, 2)] {
        let app = TestApp::open().await;
        app.deliver(&mail(
            "planted@planted.example",
            "one@planted.example",
            "x",
            email,
        ))
        .await;
        app.serve_outbox().await;
        let found = app.desk("/requests").await.json();
        let id = found["found"][0]["id"].as_str().unwrap().to_owned();
        let notified = json!({"action": "partners_notified", "count": 0, "why": "none planted"});
        take(&app, &id, notified).await;
        app.serve_outbox().await;
        let key = read(&app, &id).await["originals"][0]["archived"].clone();
        let path = format!("/requests/{id}/erase");
        for call in 1..=cuts {
            let proxy = match archive {
                true => app.archive_of(Function::DeskApi),
                false => app.table_of(Function::DeskApi),
            };
            proxy.plan([(call, Fault::Outage)]);
            app.order(&path, &json!({})).await;
            proxy.heal();
        }
        let erased = app.order(&path, &json!({})).await;
        assert_eq!(erased.status, 200, "{}", erased.body);
        assert!(!held(&app).await.contains("planted"));
        let gone = app
            .system
            .functions
            .email_intake
            .archive
            .get(key.as_str().unwrap());
        assert!(gone.await.is_err());
        let log = read(&app, &id).await["log"].to_string();
        assert_eq!(log.matches("\"erased\"").count(), 1, "once: {log}");
        app.close().await;
    }
}
