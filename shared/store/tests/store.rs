//! What the store promises, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use aws_sdk_dynamodb::types::AttributeValue;
use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{Choice, Demand, Right};
use domain::letter::Says;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    Asked, Channel, DoubtReason, FraudBelief, ProofMeans, Refused, Request, Step, Submission,
    letter_to_writer,
};
use domain::staff::Burst;
use domain::suppression::Purpose;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use local::engines::{Engines, Home, stop_signal};
use std::sync::Arc;
use store::{
    Budget, Intake, IntakeError, LetterKey, LetterState, MailList, OwedLetter, Post, Sent, Store,
    StoreError, UnopenedMail, Verdict,
};
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
    Store::new(
        engines.dynamodb_client(),
        "requests",
        IndexKeys(KeyRing::parse(keys).unwrap()),
    )
}

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now()
        .checked_add(SignedDuration::from_hours(hours))
        .unwrap()
}

fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

fn submission(id: u8, right: Right, emails: &[&str], received: Timestamp) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked: Asked::Right(right),
        person: Person::new(None, None, emails.iter().map(|text| email(text))).unwrap(),
        agent: None,
        channel: Channel::Api,
        received,
        mail: None,
        reviewed_first: false,
        digest: Digest::of(&[id]),
    }
}

fn unclear(id: u8, address: &str) -> Submission {
    let asked = Asked::Unclear {
        reason: DoubtReason::NotPlain,
        may_opt_out: true,
    };
    Submission {
        asked,
        ..submission(id, OPT_OUT, &[address], now())
    }
}

async fn opened(store: &Store, submission: Submission) -> Receipt {
    let received = submission.received;
    match store.intake(submission, received).await.unwrap() {
        Intake::Opened(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

async fn step(store: &Store, receipt: &Receipt, step: Step, at: Timestamp) {
    let request = store.request(receipt.request).await.unwrap().unwrap();
    store
        .commit(&request.take(step, at).unwrap())
        .await
        .unwrap();
}

async fn out_since(store: &Store, address: &str) -> Option<Timestamp> {
    store
        .suppression(&email(address))
        .await
        .unwrap()
        .since(Purpose::SaleSharing)
}

#[tokio::test]
async fn what_is_written_reads_back() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let (read, request) = store
        .look_up(Some(receipt.reference()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read, receipt);
    let fresh = Request::open(submission(1, OPT_OUT, &["ana@example.org"], now()), now()).unwrap();
    assert_eq!(request, fresh.request);
    assert_eq!(store.log(request.id).await.unwrap(), [fresh.entry]);
}

#[tokio::test]
async fn an_earlier_suppression_keeps_its_date_and_gets_another_cause() {
    let Table { store, _stop, .. } = table().await;
    opened(
        &store,
        submission(
            1,
            OPT_OUT,
            &["ana@example.org", "shared@example.org"],
            now(),
        ),
    )
    .await;
    opened(
        &store,
        submission(
            2,
            OPT_OUT,
            &["bo@example.org", "shared@example.org"],
            later(24),
        ),
    )
    .await;
    let record = store
        .suppression(&email("shared@example.org"))
        .await
        .unwrap();
    assert_eq!(record.since(Purpose::SaleSharing), Some(now()));
    let store::Standing::InForce { causes, .. } = &record.purposes[0].1 else {
        panic!("{record:?}")
    };
    assert_eq!(causes.len(), 2);
}

#[tokio::test]
async fn a_purpose_ends_when_no_cause_is_left_and_not_before() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(
        &store,
        submission(
            1,
            OPT_OUT,
            &["ana@example.org", "shared@example.org"],
            now(),
        ),
    )
    .await;
    let second = opened(
        &store,
        submission(2, OPT_OUT, &["bo@example.org", "shared@example.org"], now()),
    )
    .await;
    let deny = || Step::DenyForFraud(FraudBelief("a script".into()));

    step(&store, &first, deny(), later(1)).await;
    assert_eq!(out_since(&store, "ana@example.org").await, None);
    assert_eq!(out_since(&store, "shared@example.org").await, Some(now()));

    step(&store, &second, deny(), later(2)).await;
    let record = store
        .suppression(&email("shared@example.org"))
        .await
        .unwrap();
    assert_eq!(
        record.purposes,
        [(Purpose::SaleSharing, store::Standing::Ended(later(2)))]
    );

    opened(
        &store,
        submission(
            3,
            OPT_OUT,
            &["eve@example.org", "shared@example.org"],
            later(3),
        ),
    )
    .await;
    assert_eq!(
        out_since(&store, "shared@example.org").await,
        Some(later(3)),
        "a new beginning"
    );
}

#[tokio::test]
async fn an_opt_in_ends_the_identifier_whose_holder_confirmed_and_no_other() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(
        &store,
        submission(1, OPT_OUT, &["ana@example.org", "work@example.org"], now()),
    )
    .await;
    step(
        &store,
        &receipt,
        Step::OptIn {
            confirmed: email("work@example.org"),
        },
        later(1),
    )
    .await;
    assert_eq!(out_since(&store, "work@example.org").await, None);
    assert!(out_since(&store, "ana@example.org").await.is_some());
}

#[tokio::test]
async fn after_an_opt_in_the_same_request_opens_anew() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    step(
        &store,
        &receipt,
        Step::OptIn {
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
async fn a_doubt_that_is_confirmed_stands_from_then_on() {
    let Table { store, _stop, .. } = table().await;
    let doubt = opened(&store, unclear(1, "ana@example.org")).await;
    assert_eq!(out_since(&store, "ana@example.org").await, Some(now()));
    step(&store, &doubt, Step::Confirm(OPT_OUT), later(1)).await;
    let met = store
        .intake(
            submission(2, OPT_OUT, &["ana@example.org"], later(2)),
            later(2),
        )
        .await
        .unwrap();
    let Intake::Met(met) = met else {
        panic!("{met:?}")
    };
    assert_eq!(met.request, doubt.request);
}

#[tokio::test]
async fn a_doubt_that_was_no_request_stops_nothing_any_more() {
    let Table { store, _stop, .. } = table().await;
    let doubt = opened(&store, unclear(1, "ana@example.org")).await;
    step(
        &store,
        &doubt,
        Step::NotARequest {
            why: "a newsletter".into(),
        },
        later(1),
    )
    .await;
    assert_eq!(out_since(&store, "ana@example.org").await, None);
}

#[tokio::test]
async fn a_lost_race_is_not_overwritten() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    let read = store.request(receipt.request).await.unwrap().unwrap();
    let one = read
        .take(Step::ShowProof(ProofMeans::AddressConfirmed), later(1))
        .unwrap();
    let two = read.take(Step::Hold { held: true }, later(1)).unwrap();
    store.commit(&one).await.unwrap();
    assert_eq!(store.commit(&two).await, Err(StoreError::Gone));
    assert_eq!(
        store.request(receipt.request).await.unwrap().unwrap(),
        one.request
    );
}

#[tokio::test]
async fn a_right_that_is_not_law_yet_stores_nothing() {
    let Table { store, _stop, .. } = table().await;
    let early = submission(
        1,
        Right::Choice(Choice::AdmtOptOut),
        &["ana@example.org"],
        now(),
    );
    let reference = early.receipt.reference();
    assert_eq!(
        store.intake(early, now()).await,
        Err(IntakeError::Refused(Refused::NoLaw))
    );
    assert_eq!(store.look_up(Some(reference)).await.unwrap(), None);
}

#[tokio::test]
async fn another_body_under_the_same_id_is_told_apart() {
    let Table { store, _stop, .. } = table().await;
    let first = submission(1, OPT_OUT, &["ana@example.org"], now());
    let receipt = opened(&store, first.clone()).await;
    assert_eq!(
        store.intake(first.clone(), later(9)).await,
        Ok(Intake::Known(receipt))
    );
    let other = Submission {
        digest: Digest::of(b"another body"),
        ..first
    };
    assert_eq!(store.intake(other, later(9)).await, Ok(Intake::KeyReused));
}

#[tokio::test]
async fn while_keys_move_a_request_under_the_old_one_is_still_met() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let moving = with_keys(&engines, &format!("{TWO},{ONE}"));
    let met = moving
        .intake(
            submission(2, OPT_OUT, &["ana@example.org"], later(1)),
            later(1),
        )
        .await
        .unwrap();
    let Intake::Met(met) = met else {
        panic!("{met:?}")
    };
    assert_eq!(met.request, receipt.request);
}

#[tokio::test]
async fn a_letter_is_claimed_by_one_and_comes_due_again_if_it_is_not_marked() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let due = store.due_letters(now(), 25).await.unwrap();
    assert_eq!(due.len(), 1);
    let lease = SignedDuration::from_mins(2);
    let claimed = store.claim(&due[0], now(), lease).await.unwrap().unwrap();
    assert_eq!((claimed.state, claimed.attempts), (LetterState::Owed, 1));
    assert_eq!(store.claim(&due[0], now(), lease).await.unwrap(), None);
    assert!(store.due_letters(now(), 25).await.unwrap().is_empty());
    assert_eq!(store.due_letters(later(1), 25).await.unwrap(), due);

    let sent = store::Sent {
        at: later(1),
        ses_id: "id".into(),
    };
    store.mark_sent(&claimed, &sent).await.unwrap();
    assert!(store.due_letters(later(9), 25).await.unwrap().is_empty());
    assert_eq!(
        store.mark_sent(&claimed, &sent).await,
        Err(StoreError::Gone),
        "marked once"
    );
    let marked = store.letter(&due[0]).await.unwrap().unwrap();
    assert_eq!((marked.state, marked.sent), (LetterState::Sent, Some(sent)));
}

/// Letters that were claimed, one for each of these requests.
async fn claimed(store: &Store, submissions: Vec<Submission>) -> Vec<OwedLetter> {
    let mut letters = Vec::new();
    for submission in submissions {
        let received = submission.received;
        store.intake(submission, received).await.unwrap();
        for key in store.due_letters(now(), 25).await.unwrap() {
            letters.extend(
                store
                    .claim(&key, now(), SignedDuration::from_hours(1000))
                    .await
                    .unwrap(),
            );
        }
    }
    letters
}

#[tokio::test]
async fn an_address_gets_its_share_and_a_letter_is_counted_once() {
    let Table { store, _stop, .. } = table().await;
    let (ana, bo) = (email("ana@example.org"), email("bo@example.org"));
    let rights = Right::ON_THE_FORM.into_iter().enumerate();
    let submissions = rights
        .map(|(id, right)| submission(id as u8 + 1, right, &["ana@example.org"], now()))
        .collect();
    let letters = claimed(&store, submissions).await;
    assert_eq!(letters.len(), 6);
    let (day, next) = (date(2026, 11, 21), date(2026, 11, 22));
    for letter in letters[..3].iter().chain(&letters[..3]) {
        assert_eq!(
            store.reserve(letter, &ana, day, Budget::HOUSE).await,
            Ok(Verdict::Leave)
        );
    }
    assert_eq!(
        store.reserve(&letters[3], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Hold)
    );
    assert_eq!(
        store.reserve(&letters[3], &bo, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    assert_eq!(
        store.reserve(&letters[4], &ana, next, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    let tight = Budget {
        a_day: 9,
        a_week: 4,
    };
    assert_eq!(
        store.reserve(&letters[5], &ana, next, tight).await,
        Ok(Verdict::Hold),
        "four a week"
    );

    let counted = store.letter(&letters[0].key).await.unwrap().unwrap();
    let nothing = Budget {
        a_day: 0,
        a_week: 0,
    };
    let leaves = store
        .reserve(&counted, &ana, date(2026, 12, 24), nothing)
        .await;
    assert_eq!(
        leaves,
        Ok(Verdict::Leave),
        "a letter that was counted may leave on any later day"
    );
}

#[tokio::test]
async fn one_receipt_letter_per_right_and_day() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    let asks = |id| submission(id, OPT_OUT, &["ana@example.org"], now());
    let letters = claimed(&store, vec![asks(1), asks(2)]).await;
    let day = date(2026, 11, 21);
    assert_eq!(
        store.reserve(&letters[0], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    assert_eq!(
        store.reserve(&letters[1], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Covered)
    );
    assert_eq!(
        store.reserve(&letters[0], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
}

#[tokio::test]
async fn an_agent_gets_a_letter_for_each_person_that_they_act_for() {
    let Table { store, _stop, .. } = table().await;
    let by_agent = |id: u8| Submission {
        person: Person::new(
            None,
            None,
            Identifier::parse(IdentifierKind::Phone, &format!("916 555 010{id}")),
        )
        .unwrap(),
        agent: Some(Agent {
            name: None,
            email: EmailAddress::parse("agent@agents.example").ok(),
            permission: Permission::Signed,
        }),
        ..submission(id, DELETE, &["nobody@example.org"], now())
    };
    let letters = claimed(&store, vec![by_agent(1), by_agent(2)]).await;
    for letter in &letters {
        let agent = email("agent@agents.example");
        assert_eq!(
            store
                .reserve(letter, &agent, date(2026, 11, 21), Budget::HOUSE)
                .await,
            Ok(Verdict::Leave)
        );
    }
    assert_eq!(letters.len(), 2);
}

#[tokio::test]
async fn a_doubt_that_belongs_to_a_standing_request_says_so() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let doubt = opened(&store, unclear(2, "ana@example.org")).await;
    let request = store.request(doubt.request).await.unwrap().unwrap();
    let confirmed = request.take(Step::Confirm(OPT_OUT), later(1)).unwrap();
    assert_eq!(
        store.commit(&confirmed).await,
        Err(StoreError::AnotherStands)
    );
}

#[tokio::test]
async fn while_keys_move_an_earlier_suppression_keeps_its_date() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(
        &store,
        submission(
            1,
            OPT_OUT,
            &["ana@example.org", "shared@example.org"],
            now(),
        ),
    )
    .await;
    let moving = with_keys(&engines, &format!("{TWO},{ONE}"));
    opened(
        &moving,
        submission(
            2,
            OPT_OUT,
            &["bo@example.org", "shared@example.org"],
            later(1),
        ),
    )
    .await;
    assert_eq!(out_since(&moving, "shared@example.org").await, Some(now()));
    assert_eq!(out_since(&moving, "ana@example.org").await, Some(now()));
}

#[tokio::test]
async fn unopened_mail_is_listed_once_where_it_belongs() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let mail = |list, seconds| UnopenedMail {
        archived: "inbound/a".into(),
        received: later(seconds),
        why: "a bounce".into(),
        list,
        about: Vec::new(),
    };
    let ids = [1, 2, 3].map(|n| ReceiptId::from_bytes([n; 16]));
    let listed = [
        (ids[0], mail(MailList::Unopened, 2)),
        (ids[1], mail(MailList::Unopened, 1)),
        (ids[2], mail(MailList::Quarantine, 3)),
    ];
    for (id, mail) in listed.iter().chain(&listed) {
        store.list_unopened(*id, mail).await.unwrap();
    }
    let items = engines
        .dynamodb_client()
        .scan()
        .table_name("requests")
        .send()
        .await
        .unwrap();
    assert_eq!(items.count(), 3);
    let [first, second, third] = listed;
    let on = |list| store.unopened_on(list, 10);
    assert_eq!(
        on(MailList::Unopened).await.unwrap(),
        [second, first.clone()]
    );
    assert_eq!(on(MailList::Quarantine).await.unwrap(), [third]);
    assert_eq!(store.unopened(first.0).await.unwrap(), Some(first.1));
}

#[tokio::test]
async fn a_letter_to_whoever_wrote_a_mail_is_owed_once_and_sent_like_any_other() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let mail = ReceiptId::from_bytes([1; 16]);
    let writer = EmailAddress::parse("ana@example.org").unwrap();
    let letter = letter_to_writer(mail, Says::HowToAsk, &writer, now(), None);
    for _ in 0..2 {
        let owed = store.owe_to_writer(mail, letter.clone(), now()).await;
        owed.unwrap();
    }
    let due = store.due_letters(now(), 25).await.unwrap();
    assert_eq!(due, [LetterKey::of_mail(mail, &letter.id)]);
    let lease = SignedDuration::from_mins(1);
    let owed = store.claim(&due[0], now(), lease).await.unwrap().unwrap();
    assert_eq!(owed.post, Post::One(letter));
    let sent = Sent {
        at: now(),
        ses_id: "0100".into(),
    };
    store.mark_sent(&owed, &sent).await.unwrap();
    assert!(store.due_letters(later(900), 25).await.unwrap().is_empty());
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
    let due = store.due_letters(now(), 25).await.unwrap();
    let letter = store
        .claim(&due[0], now(), SignedDuration::from_mins(1))
        .await
        .unwrap()
        .unwrap();
    store
        .reserve(&letter, &planted, date(2026, 11, 21), Budget::HOUSE)
        .await
        .unwrap();
    store.hold(&letter, &planted, later(1)).await.unwrap();
    let sent = store::Sent {
        at: now(),
        ses_id: "id".into(),
    };
    store.mark_sent(&letter, &sent).await.unwrap();
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
        let may = ["REQUEST#", "RECEIPT#", "MAIL#"]
            .iter()
            .any(|owner| pk.starts_with(owner));
        assert!(
            may || !format!("{item:?}").contains("planted"),
            "{pk} {sk} holds an address"
        );
    }
}

#[tokio::test]
async fn a_summary_takes_the_place_of_what_was_held() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    for (id, right) in [(1, OPT_OUT), (2, DELETE), (3, Right::Demand(Demand::Know))] {
        opened(&store, submission(id, right, &["ana@example.org"], now())).await;
    }
    let lease = SignedDuration::from_mins(2);
    for key in store.due_letters(now(), 25).await.unwrap() {
        let letter = store.claim(&key, now(), lease).await.unwrap().unwrap();
        store.hold(&letter, &ana, later(24)).await.unwrap();
    }
    assert!(store.due_letters(later(23), 25).await.unwrap().is_empty());
    let due = store.due_letters(later(24), 25).await.unwrap();
    assert_eq!(due.len(), 3);
    let first = store
        .claim(&due[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    store.summarise(&first, &ana, later(24)).await.unwrap();
    let summary = store.due_letters(later(24), 25).await.unwrap();
    assert_eq!(summary.len(), 1, "the three are in it");
    let summary = store
        .claim(&summary[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    let store::Post::Summary(letters) = &summary.post else {
        panic!("{:?}", summary.post)
    };
    assert_eq!(letters.len(), 3);
    assert_eq!(
        store.summarise(&first, &ana, later(24)).await,
        Err(StoreError::Gone),
        "once"
    );
}

#[tokio::test]
async fn a_doubt_that_turns_out_to_be_another_right_changes_its_purpose_in_one_write() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    for (id, right) in [(1, Right::Choice(Choice::Limit)), (2, DELETE)] {
        let doubt = opened(&store, unclear(id, "ana@example.org")).await;
        step(&store, &doubt, Step::Confirm(right), later(1)).await;
        let record = store.suppression(&ana).await.unwrap();
        assert_eq!(record.since(Purpose::SaleSharing), None, "{right:?}");
        assert_eq!(record.since(Purpose::Limit), Some(later(1)), "{right:?}");
    }
}

/// Writes every item anew as it stood before there were states: the id of one rule, and no grounds.
async fn as_with_one_rule(engines: &Engines) {
    let client = engines.dynamodb_client();
    let items = client.scan().table_name("requests").send().await.unwrap();
    for mut item in items.items.unwrap_or_default() {
        let Some(AttributeValue::M(value)) = item.get_mut("value") else {
            continue;
        };
        for fields in [Some("matter"), None] {
            let fields = match fields.map(|name| value.get_mut(name)) {
                Some(Some(AttributeValue::M(matter))) => matter,
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
async fn what_was_written_with_one_rule_is_still_read_and_moved() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    as_with_one_rule(&engines).await;
    let (read, request) = store
        .look_up(Some(receipt.reference()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read, receipt);
    assert_eq!(request.rule().map(|rule| rule.id), Some("ca.delete"));
    step(
        &store,
        &receipt,
        Step::ShowProof(ProofMeans::AddressConfirmed),
        later(1),
    )
    .await;
    let letters = store.due_letters(later(24), 25).await.unwrap();
    assert_eq!(letters.len(), 1, "its letter still leaves");
    let lease = SignedDuration::from_mins(5);
    let claimed = store.claim(&letters[0], later(24), lease).await.unwrap();
    assert!(claimed.is_some());
}

#[tokio::test]
async fn browsers_of_one_source_are_counted_up_to_their_share_and_each_day_anew() {
    let table = table().await;
    let count = |source: &'static str, day| table.store.count_browser(source, day, 3);
    let (today, tomorrow) = (date(2026, 11, 21), date(2026, 11, 22));
    for expected in [Some(1), Some(2), Some(3), None, None] {
        assert_eq!(count("192.0.2.1", today).await.unwrap(), expected);
    }
    assert_eq!(count("192.0.2.2", today).await.unwrap(), Some(1));
    assert_eq!(count("192.0.2.1", tomorrow).await.unwrap(), Some(1));
    let all: Vec<_> = (0..10).map(|_| count("192.0.2.3", today)).collect();
    let mut counted = Vec::new();
    for one in all {
        counted.extend(one.await.unwrap());
    }
    assert_eq!(counted, [1, 2, 3]);
    let scanned = table
        .engines
        .dynamodb_client()
        .scan()
        .table_name("requests");
    let items = scanned.send().await.unwrap().items.unwrap();
    assert_eq!(items.len(), 4);
    assert!(items.iter().all(|item| item.contains_key("expires")));
    assert!(!format!("{items:?}").contains("192.0.2"));
}

#[tokio::test]
async fn staff_are_owed_one_alarm_for_a_source_and_a_day() {
    let table = table().await;
    let staff = EmailAddress::parse("staff@example.com").unwrap();
    let burst = |day| Burst {
        day,
        more_than: 50,
        at_most: 2_000,
    };
    let (today, tomorrow) = (date(2026, 11, 21), date(2026, 11, 22));
    for (source, day, owed) in [
        ("192.0.2.1", today, true),
        ("192.0.2.1", today, false),
        ("192.0.2.2", today, true),
        ("192.0.2.1", tomorrow, true),
    ] {
        let newly = table
            .store
            .owe_burst(&staff, source, burst(day), now())
            .await;
        assert_eq!(newly.unwrap(), owed, "{source} {day}");
    }
    assert_eq!(table.store.due_letters(now(), 25).await.unwrap().len(), 3);
}
