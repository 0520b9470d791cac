//! Holding and forgetting.

use crate::desk::{asked, doubt, offered, put_file, read, step, take};
use crate::mail;
use crate::reply::link_to;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::keys::Deed;
use local::Function;
use engines::BUCKET;
use engines::proxy::Fault;
use serde_json::json;
use std::collections::HashMap;
use tests::House;

/// The table of a house.
const TABLE: &str = "honored-requests";

/// Everything that the table holds, as text, and the keys of all that is archived.
async fn held(house: &House) -> String {
    let items: Vec<String> = house
        .items()
        .await
        .iter()
        .map(|item| format!("{item:?}"))
        .collect();
    items.join("\n").to_lowercase()
}

#[tokio::test]
async fn a_hold_keeps_what_is_in_dispute() {
    let house = House::open().await;
    let id = asked(&house, "delete", "ana@example.org").await;
    let path = format!("/requests/{id}/erase");
    let open = house.order(&path, &json!({})).await;
    assert_eq!(
        (open.status, &open.json()["detail"]),
        (409, &json!("it must be kept"))
    );
    take(
        &house,
        &id,
        json!({"step": "answer", "answer": "not_verified"}),
    )
    .await;
    assert_eq!(
        house.order(&path, &json!({})).await.status,
        409,
        "its letter is yet to leave"
    );
    house.serve_outbox().await;
    let hold = |held: bool| json!({"held": held, "why": "case 17"});
    let hold_path = format!("/requests/{id}/hold");
    assert_eq!(house.order(&hold_path, &hold(true)).await.status, 200);
    assert!(!offered(&read(&house, &id).await).contains(&"erase"));
    assert_eq!(house.order(&path, &json!({})).await.status, 409);
    assert_eq!(house.order(&hold_path, &hold(false)).await.status, 200);
    assert_eq!(house.order(&path, &json!({})).await.status, 200);
    house.close().await;
}

#[tokio::test]
async fn whoever_is_forgotten_is_nowhere_in_the_table_or_the_archive() {
    let house = House::open().await;
    let id = doubt(&house, "zuzanna.planted@planted.example").await;
    house.serve_outbox().await;
    take(
        &house,
        &id,
        json!({"step": "confirm", "right": "delete", "why": "Zuzanna Planted called"}),
    )
    .await;
    house.serve_outbox().await;
    let letters = house.letters_to("zuzanna.planted@planted.example");
    let reply_to = letters.last().unwrap().header("Reply-To").unwrap();
    let answer = mail(
        "zuzanna.planted@planted.example",
        "two@planted.example",
        "Re: request",
        "My name is Zuzanna Planted.",
    );
    house
        .deliver(&format!(
            "Delivered-To: {}\r\n{answer}",
            reply_to.trim_matches(['<', '>'])
        ))
        .await;
    take(
        &house,
        &id,
        json!({"step": "show_proof", "by": "matched", "why": "planted@planted.example"}),
    )
    .await;
    take(&house, &id, json!({"step": "answer", "answer": "denied", "basis": "unfounded", "explanation": "Planted words."})).await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    let keys: Vec<String> = read(&house, &id).await["originals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|original| original["archived"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 2, "the letter and what followed it");
    assert!(held(&house).await.contains("planted"));

    let erased = house
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    let left = held(&house).await;
    for planted in ["planted", "zuzanna"] {
        let found = left.lines().find(|line| line.contains(planted));
        assert!(found.is_none(), "{found:?}");
    }
    for key in &keys {
        let archive = &house.system.email_intake.archive;
        assert!(archive.get(key).await.is_err());
    }
    let kept = read(&house, &id).await;
    assert_eq!(kept["record"]["nature_of_response"], "denied");
    assert_eq!(offered(&kept), Vec::<&str>::new());
    assert_eq!(
        kept["log"].as_array().unwrap().last().unwrap()["by"]["role"],
        "configure"
    );
    let again = house
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(again.status, 200, "again changes nothing");
    assert_eq!(
        step(&house, &id, json!({"step": "appeal"})).await.status,
        409
    );
    house.close().await;
}

/// All that the archive holds, in every version.
async fn versions(house: &House) -> Vec<String> {
    let listed = house.system.engines.s3_client().list_object_versions();
    let listed = listed.bucket(BUCKET).send().await.unwrap();
    let keys = listed.versions().iter();
    keys.map(|version| version.key().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_people_wrote_by_link_and_what_they_got_is_erased_with_the_request() {
    for by_time in [false, true] {
        let house = House::open().await;
        let email = "zuzanna.planted@planted.example";
        let asks =
            json!({"right": "know", "email": email, "name": "Zuzanna Planted", "state": "VA"});
        let id = house.post_json(&asks).await.json()["reference"].clone();
        let id = id.as_str().unwrap();
        house.serve_outbox().await;
        take(
            &house,
            id,
            json!({"step": "show_proof", "by": "matched", "why": "Planted called"}),
        )
        .await;
        for file in ["a first try for Planted", "Zuzanna Planted"] {
            let put = put_file(&house, id, "csv", file.into()).await;
            assert_eq!(put.status, 201, "{}", put.body);
        }
        let put = put_file(&house, id, "csv", b"Zuzanna Planted".to_vec()).await;
        let delivery = put.json();
        let answer = json!({
            "step": "answer", "answer": "in_part", "basis": "lawful_exception",
            "explanation": "Planted words.", "delivery": {"file": delivery["file"]}
        });
        take(&house, id, answer).await;
        house.serve_outbox().await;
        let collect = link_to(&house, Deed::Collect, email);
        house.post_form_to(&collect, &[("code", "00000000")]).await;
        let appeal = link_to(&house, Deed::Appeal, email);
        let words = [("words", "I am Zuzanna Planted, and there is more.")];
        assert_eq!(house.post_form_to(&appeal, &words).await.status, 200);
        house.serve_outbox().await;
        // Nobody decides it in time: the digests and alarms of that are in the table as well.
        house.set_clock("2027-02-23T20:00:00Z");
        house.sweep().await;
        house.serve_outbox().await;
        let decision =
            json!({"step": "decide_appeal", "decision": "denied", "words": "Planted again."});
        take(&house, id, decision).await;
        house.serve_outbox().await;
        house.hear_of_letters().await;
        let kept = versions(&house).await;
        assert_eq!(kept.len(), 3, "two files, one text: {kept:?}");
        assert!(house.count("REQUEST#", "COLLECTION").await == 1);

        if by_time {
            house.set_clock("2029-02-25T20:00:00Z");
            let run = house.sweep().await;
            assert_eq!((run.forgotten, run.failed), (1, 0));
        } else {
            let erased = house
                .order(&format!("/requests/{id}/erase"), &json!({}))
                .await;
            assert_eq!(erased.status, 200, "{}", erased.body);
        }
        let left = held(&house).await;
        for planted in ["planted", "zuzanna"] {
            let found = left.lines().find(|line| line.contains(planted));
            assert!(found.is_none(), "{found:?}");
        }
        assert_eq!(versions(&house).await, Vec::<String>::new());
        for (pk, sk) in [
            ("REQUEST#", "COLLECTION"),
            ("REQUEST#", "WORDS"),
            ("ANSWERED#", ""),
        ] {
            assert_eq!(house.count(pk, sk).await, 0, "{pk} {sk}");
        }
        assert!(
            left.contains("digest#") && left.contains("alarm#"),
            "they name nobody"
        );
        assert_eq!(house.open_page(&appeal).await.status, 404);
        house.serve_outbox().await;
        house.close().await;
    }
}

#[tokio::test]
async fn a_mail_that_reached_the_archive_twice_is_erased_twice() {
    let house = House::open().await;
    let letter = mail(
        "ana@example.org",
        "one@example.org",
        "x",
        "Please delete my data.",
    );
    for _ in 0..2 {
        house.deliver(&letter).await;
    }
    house.serve_outbox().await;
    assert_eq!(versions(&house).await.len(), 2);
    let found = house.desk("/requests").await.json();
    assert_eq!(
        found["found"].as_array().unwrap().len(),
        1,
        "one request: {found}"
    );
    let id = found["found"][0]["id"].as_str().unwrap();
    take(
        &house,
        id,
        json!({"step": "answer", "answer": "not_verified"}),
    )
    .await;
    house.serve_outbox().await;
    let erased = house
        .order(&format!("/requests/{id}/erase"), &json!({}))
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert_eq!(versions(&house).await, Vec::<String>::new());
    house.close().await;
}

#[tokio::test]
async fn a_letter_about_a_request_that_was_forgotten_is_kept_by_itself() {
    let house = House::open().await;
    let id = asked(&house, "delete", "ana@example.org").await;
    take(
        &house,
        &id,
        json!({"step": "answer", "answer": "not_verified"}),
    )
    .await;
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    let reply_to = letters
        .last()
        .unwrap()
        .header("Reply-To")
        .unwrap()
        .to_string();
    let erase = format!("/requests/{id}/erase");
    assert_eq!(house.order(&erase, &json!({})).await.status, 200);
    let words = "Thank you for what you wrote about my request.";
    let answer = mail("ana@example.org", "late@example.org", "Re: request", words);
    let to = reply_to.trim_matches(['<', '>']);
    house
        .deliver(&format!("Delivered-To: {to}\r\n{answer}"))
        .await;
    let whole = read(&house, &id).await;
    assert_eq!(whole["originals"], json!([]), "nothing would ever erase it");
    assert_eq!(house.count("MAIL#", "MAIL").await, 1);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn what_was_stopped_for_whoever_is_forgotten_stays_stopped_and_they_may_ask_anew() {
    let house = House::open().await;
    let id = asked(&house, "opt_out", "ana@example.org").await;
    house.serve_outbox().await;
    take(
        &house,
        &id,
        json!({"step": "partners_told", "told": 0, "why": "none"}),
    )
    .await;
    house.serve_outbox().await;
    assert_eq!(
        house
            .order(&format!("/requests/{id}/erase"), &json!({}))
            .await
            .status,
        200
    );
    let purpose = domain::suppression::Purpose::SaleSharing;
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(purpose)
            .is_some()
    );
    let anew = asked(&house, "opt_out", "ana@example.org").await;
    assert_ne!(
        read(&house, &anew).await["id"],
        read(&house, &id).await["id"]
    );
    house.pass(jiff::SignedDuration::from_hours(24));
    house.serve_outbox().await;
    house.close().await;
}

/// Puts what raw mails belong to as an earlier version wrote it: in two sets of one item each.
async fn as_before(house: &House) {
    let table = house.system.engines.dynamodb_client();
    let of_raw =
        |item: &&HashMap<String, AttributeValue>| item["pk"].as_s().unwrap().starts_with("RAW#");
    for item in house.items().await.iter().filter(of_raw) {
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
    let house = House::open().await;
    let both =
        "Please delete my personal information. And do not sell or share my personal information.";
    house
        .deliver(&mail("ana@example.org", "one@example.org", "My data", both))
        .await;
    house.serve_outbox().await;
    let found = house.desk("/requests").await.json();
    let ids: Vec<String> = found["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2, "{found}");
    let archived = read(&house, &ids[0]).await["originals"][0]["archived"]
        .as_str()
        .unwrap()
        .to_owned();
    if written_before {
        as_before(&house).await;
    }
    let archive = &house.system.email_intake.archive;
    for (id, left) in ids.iter().zip([true, false]) {
        let request = read(&house, id).await;
        if request["right"] == "delete" {
            take(
                &house,
                id,
                json!({"step": "answer", "answer": "not_verified"}),
            )
            .await;
        } else {
            take(
                &house,
                id,
                json!({"step": "partners_told", "told": 0, "why": "none"}),
            )
            .await;
        }
        house.serve_outbox().await;
        let erased = house
            .order(&format!("/requests/{id}/erase"), &json!({}))
            .await;
        assert_eq!(erased.status, 200, "{}", erased.body);
        assert_eq!(archive.get(&archived).await.is_ok(), left);
    }
    assert!(
        !held(&house).await.contains("raw#"),
        "nothing of it is left"
    );
    house.close().await;
}

#[tokio::test]
async fn a_forgetting_that_is_cut_anywhere_is_finished_by_the_next() {
    let letter = "Please do not sell or share my personal information.";
    for (archive, cuts) in [(false, 20), (true, 2)] {
        let house = House::open().await;
        house
            .deliver(&mail(
                "planted@planted.example",
                "one@planted.example",
                "x",
                letter,
            ))
            .await;
        house.serve_outbox().await;
        let found = house.desk("/requests").await.json();
        let id = found["found"][0]["id"].as_str().unwrap().to_owned();
        let told = json!({"step": "partners_told", "told": 0, "why": "none planted"});
        take(&house, &id, told).await;
        house.serve_outbox().await;
        let key = read(&house, &id).await["originals"][0]["archived"].clone();
        let path = format!("/requests/{id}/erase");
        for call in 1..=cuts {
            let proxy = match archive {
                true => house.archive_of(Function::Desk),
                false => house.table_of(Function::Desk),
            };
            proxy.plan([(call, Fault::Outage)]);
            house.order(&path, &json!({})).await;
            proxy.heal();
        }
        let erased = house.order(&path, &json!({})).await;
        assert_eq!(erased.status, 200, "{}", erased.body);
        assert!(!held(&house).await.contains("planted"));
        let gone = house.system.email_intake.archive.get(key.as_str().unwrap());
        assert!(gone.await.is_err());
        let log = read(&house, &id).await["log"].to_string();
        assert_eq!(log.matches("\"erased\"").count(), 1, "once: {log}");
        house.close().await;
    }
}
