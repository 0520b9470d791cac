//! The items of a request, and conflicts between writes.

use crate::table::{
    DELETE, OPT_OUT, Table, command, email, later, now, opened, out_since, submission, table,
    unclear,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::request::{Command, Refused, Request, Submission, VerificationMethod};
use engines::Engines;
use jiff::SignedDuration;
use store::{Budget, IndexWalk, IntakeError, IntakeOutcome, StoreError};

#[tokio::test]
async fn a_written_request_reads_back() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let (read, request) = store
        .status
        .look_up(Some(receipt.reference()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read, receipt);
    let fresh = Request::open(submission(1, OPT_OUT, &["ana@example.org"], now()), now()).unwrap();
    assert_eq!(request, fresh.request);
    assert_eq!(store.desk.log(request.id).await.unwrap(), [fresh.entry]);
}

#[tokio::test]
async fn after_an_opt_in_the_same_submission_opens_a_new_request() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    command(
        &store,
        &receipt,
        Command::OptIn {
            confirmed: email("ana@example.org"),
        },
        later(1),
    )
    .await;
    let anew = opened(
        &store,
        submission(2, OPT_OUT, &["ana@example.org"], later(2)),
    )
    .await;
    assert_ne!(anew.request, receipt.request);
}

#[tokio::test]
async fn a_confirmed_review_is_active_from_then_on() {
    let Table { store, _stop, .. } = table().await;
    let doubt = opened(&store, unclear(1, "ana@example.org")).await;
    assert_eq!(out_since(&store, "ana@example.org").await, Some(now()));
    command(&store, &doubt, Command::Confirm(OPT_OUT), later(1)).await;
    let met = store
        .intake
        .submit(
            submission(2, OPT_OUT, &["ana@example.org"], later(2)),
            later(2),
        )
        .await
        .unwrap();
    let IntakeOutcome::MergedIntoActive(met) = met else {
        panic!("{met:?}")
    };
    assert_eq!(met.request, doubt.request);
}

#[tokio::test]
async fn a_review_that_was_no_request_suppresses_nothing() {
    let Table { store, _stop, .. } = table().await;
    let doubt = opened(&store, unclear(1, "ana@example.org")).await;
    command(
        &store,
        &doubt,
        Command::NotARequest {
            why: "a newsletter".into(),
        },
        later(1),
    )
    .await;
    assert_eq!(out_since(&store, "ana@example.org").await, None);
}

#[tokio::test]
async fn a_concurrent_write_is_not_overwritten() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    let read = store.desk.request(receipt.request).await.unwrap().unwrap();
    let one = read
        .apply(
            Command::Verify(VerificationMethod::AddressConfirmed),
            later(1),
        )
        .unwrap();
    let two = read.apply(Command::Hold { held: true }, later(1)).unwrap();
    store.sweep.commit(&one).await.unwrap();
    assert_eq!(store.sweep.commit(&two).await, Err(StoreError::Changed));
    assert_eq!(
        store.desk.request(receipt.request).await.unwrap().unwrap(),
        one.request
    );
}

#[tokio::test]
async fn a_right_that_is_not_law_yet_stores_nothing() {
    let Table { store, _stop, .. } = table().await;
    let early = submission(
        1,
        Right::Immediate(ImmediateRight::AdmtOptOut),
        &["ana@example.org"],
        now(),
    );
    let reference = early.receipt.reference();
    assert_eq!(
        store.intake.submit(early, now()).await,
        Err(IntakeError::Refused(Refused::NoLaw))
    );
    assert_eq!(store.status.look_up(Some(reference)).await.unwrap(), None);
}

#[tokio::test]
async fn another_body_under_the_same_id_is_a_conflict() {
    let Table { store, _stop, .. } = table().await;
    let first = submission(1, OPT_OUT, &["ana@example.org"], now());
    let receipt = opened(&store, first.clone()).await;
    assert_eq!(
        store.intake.submit(first.clone(), later(9)).await,
        Ok(IntakeOutcome::Replayed(receipt))
    );
    let other = Submission {
        digest: Digest::of(b"another body"),
        ..first
    };
    assert_eq!(
        store.intake.submit(other, later(9)).await,
        Ok(IntakeOutcome::IdempotencyConflict)
    );
}

#[tokio::test]
async fn a_review_confirmed_beside_an_active_request_is_refused() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let doubt = opened(&store, unclear(2, "ana@example.org")).await;
    let request = store.desk.request(doubt.request).await.unwrap().unwrap();
    let confirmed = request.apply(Command::Confirm(OPT_OUT), later(1)).unwrap();
    assert_eq!(
        store.sweep.commit(&confirmed).await,
        Err(StoreError::AnotherActive)
    );
}

#[tokio::test]
async fn no_key_and_no_index_names_a_person() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let planted = email("planted@planted.example");
    opened(
        &store,
        submission(1, OPT_OUT, &["planted@planted.example"], now()),
    )
    .await;
    let due = store
        .outbox
        .due_emails(now(), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    let email = store
        .outbox
        .claim(&due[0], now(), SignedDuration::from_mins(1))
        .await
        .unwrap()
        .unwrap();
    store
        .outbox
        .reserve(&email, &planted, now(), Budget::DEFAULT)
        .await
        .unwrap();
    store
        .outbox
        .hold(&email, &planted, later(1), now())
        .await
        .unwrap();
    let sent = store::Sent {
        at: now(),
        ses_id: "id".into(),
    };
    store.outbox.mark_sent(&email, &sent).await.unwrap();
    let items = engines
        .dynamodb_client()
        .scan()
        .table_name("requests")
        .send()
        .await
        .unwrap();
    for item in items.items() {
        for name in ["pk", "sk", "due_kind", "due_at"] {
            let key = item
                .get(name)
                .and_then(|value| value.as_s().ok())
                .cloned()
                .unwrap_or_default();
            assert!(!key.contains("planted"), "{key}");
        }
        let (pk, sk) = (item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap());
        let may = ["REQUEST#", "RECEIPT#", "INBOUND#"]
            .iter()
            .any(|owner| pk.starts_with(owner));
        assert!(
            may || !format!("{item:?}").contains("planted"),
            "{pk} {sk} holds an address"
        );
    }
}

/// Rewrites every item in the earlier format: the ID of one rule, and no applicable rules.
async fn in_the_format_of_one_rule(engines: &Engines) {
    let client = engines.dynamodb_client();
    let items = client.scan().table_name("requests").send().await.unwrap();
    for mut item in items.items.unwrap_or_default() {
        let Some(AttributeValue::M(value)) = item.get_mut("value") else {
            continue;
        };
        for fields in [Some("matter"), None] {
            let fields = match fields.map(|name| value.get_mut(name)) {
                Some(Some(AttributeValue::M(kind))) => kind,
                Some(_) => continue,
                None => &mut *value,
            };
            if let Some(AttributeValue::M(mut ids)) = fields.remove("grounds") {
                fields.insert("rule".into(), ids.remove("house").unwrap());
            }
        }
        let put = client.put_item().table_name("requests");
        put.set_item(Some(item)).send().await.unwrap();
    }
}

#[tokio::test]
async fn items_in_the_format_of_one_rule_are_read_and_changed() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    in_the_format_of_one_rule(&engines).await;
    let (read, request) = store
        .status
        .look_up(Some(receipt.reference()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read, receipt);
    assert_eq!(request.rule().map(|rule| rule.id), Some("ca.delete"));
    command(
        &store,
        &receipt,
        Command::Verify(VerificationMethod::AddressConfirmed),
        later(1),
    )
    .await;
    let emails = store
        .outbox
        .due_emails(later(24), 25, &mut IndexWalk::default())
        .await
        .unwrap();
    assert_eq!(emails.len(), 1, "its email still leaves");
    let lease = SignedDuration::from_mins(5);
    let claimed = store
        .outbox
        .claim(&emails[0], later(24), lease)
        .await
        .unwrap();
    assert!(claimed.is_some());
}

#[tokio::test]
async fn identifiers_beyond_the_limit_go_to_an_overflow_request() {
    let Table { store, .. } = &table().await;
    let named = |from: usize| -> Vec<String> {
        let others = (from..from + 19).map(|n| format!("a{n}@example.org"));
        std::iter::once("ana@example.org".to_owned())
            .chain(others)
            .collect()
    };
    let mut requests = Vec::new();
    for nth in 0..4_u8 {
        let named = named(usize::from(nth) * 19);
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let taken = store
            .intake
            .submit(submission(nth + 1, OPT_OUT, &named, now()), now())
            .await
            .unwrap();
        let (IntakeOutcome::Created(receipt) | IntakeOutcome::MergedIntoActive(receipt)) = taken
        else {
            panic!("{taken:?}")
        };
        requests.push(receipt.request);
    }
    assert_eq!((requests[0], requests[1]), (requests[2], requests[0]));
    assert_ne!(requests[3], requests[0], "the fourth has no room there");
    // The same identifiers and one more go to the overflow request.
    for (nth, from) in [(7, 3 * 19), (8, 3 * 19 + 1)] {
        let named = named(from);
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let again = submission(nth, OPT_OUT, &named, later(1));
        let met = store.intake.submit(again, later(1)).await.unwrap();
        assert!(
            matches!(met, IntakeOutcome::MergedIntoActive(receipt) if receipt.request == requests[3])
        );
    }
    // All are suppressed, and each is in the notification of one of the two requests.
    for n in 0..4 * 19 {
        assert!(
            out_since(store, &format!("a{n}@example.org"))
                .await
                .is_some()
        );
    }
    let beside = store.desk.request(requests[3]).await.unwrap().unwrap();
    assert_eq!(beside.notified_identifiers().count(), 21);
    assert_eq!(beside.overflow_of, Some(requests[0]));
    // A submission with known identifiers merges into the first request, also after the overflow request has ended.
    let command = Command::DenyForFraud(domain::request::FraudBelief("a script".into()));
    store
        .link_actions
        .apply(beside.id, command, domain::log::Actor::System, later(1))
        .await
        .unwrap();
    let again = submission(9, OPT_OUT, &["ana@example.org"], later(2));
    let met = store.intake.submit(again, later(2)).await.unwrap();
    assert!(
        matches!(met, IntakeOutcome::MergedIntoActive(receipt) if receipt.request == requests[0])
    );
}
