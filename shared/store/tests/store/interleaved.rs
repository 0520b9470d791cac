//! Writes that another write overtakes between their read and their write.

use crate::table::{
    DELETE, ONE, OPT_OUT, TWO, Table, command, email, later, moving, never, now, opened, out_since,
    submission, table,
};
use domain::keys::{IndexKeys, KeyRing};
use domain::log::{Actor, Role};
use domain::receipt::ReceiptId;
use domain::request::{Command, MAX_SUBMISSIONS_PER_DAY, RequestId, Response, Submission};
use domain::suppression::Purpose;
use engines::clients::{self, Retries};
use engines::proxy::{self, Proxy};
use engines::{Engines, stop_signal};
use jiff::civil::date;
use std::time::Duration;
use store::{Handles, InboundList, IntakeOutcome, Rekeying, SuppressionState, UnopenedEmail};
use tokio::sync::watch;

/// A store behind a proxy that delays every call.
pub(crate) struct Slow {
    pub(crate) store: Handles,
    pub(crate) proxy: Proxy,
    _stop: watch::Sender<bool>,
}

async fn slow(engines: &Engines, keys: &str) -> Slow {
    let slow = through_proxy(engines, keys).await;
    slow.proxy.set_latency(Duration::from_millis(250));
    slow
}

/// Opens the store behind a proxy that counts its calls.
pub(crate) async fn counting(engines: &Engines) -> Slow {
    through_proxy(engines, ONE).await
}

async fn through_proxy(engines: &Engines, keys: &str) -> Slow {
    let (stop, stopping) = stop_signal();
    let proxy = proxy::start(engines.dynamodb.endpoint(), 0, stopping);
    let proxy = proxy.await.unwrap();
    let client = clients::dynamodb(proxy.endpoint(), Retries::Never);
    let store = Handles::new(client, "requests", IndexKeys(KeyRing::parse(keys).unwrap()));
    Slow {
        store,
        proxy,
        _stop: stop,
    }
}

/// Waits until the proxy holds a call of this operation.
async fn holds(proxy: &Proxy, operation: &str) {
    while !proxy.calls().iter().any(|call| call.operation == operation) {
        tokio::task::yield_now().await;
    }
}

async fn state(store: &Handles, address: &str) -> SuppressionState {
    let record = store.signals.suppression(&email(address)).await.unwrap();
    record.of(Purpose::SaleSharing).cloned().unwrap()
}

#[tokio::test]
async fn a_repeat_during_the_move_to_a_new_key_keeps_its_time() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let slow = slow(&engines, &format!("{TWO},{ONE}")).await;
    let store_of_move = slow.store.clone();
    let moving_on = tokio::spawn(async move {
        let mut rekeying = Rekeying::from(1);
        let today = date(2026, 11, 21);
        while !store_of_move
            .sweep
            .rekey_page(&mut rekeying, later(3), today, &never)
            .await
            .unwrap()
        {}
    });
    holds(&slow.proxy, "TransactWriteItems").await;
    // A process that doesn't have the new key yet.
    let again = submission(2, OPT_OUT, &["ana@example.org"], later(2));
    store.intake.submit(again, later(2)).await.unwrap();
    moving_on.await.unwrap();
    let moved = state(&moving(&engines), "ana@example.org").await;
    let SuppressionState::InForce { since, asked, .. } = moved else {
        panic!("{moved:?}")
    };
    assert_eq!((since, asked), (now(), later(2)));
}

#[tokio::test]
async fn a_new_opt_out_during_an_opt_in_stays_in_force() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let shared = ["ana@example.org", "shared@example.org"];
    let first = opened(&store, submission(1, OPT_OUT, &shared, now())).await;
    let slow = slow(&engines, ONE).await;
    let store_of_opt_in = slow.store.clone();
    let opting_in = tokio::spawn(async move {
        let opt_in = Command::OptIn {
            confirmed: email("shared@example.org"),
        };
        let applied =
            store_of_opt_in
                .link_actions
                .apply(first.request, opt_in, Actor::Person, later(1));
        applied.await.unwrap();
    });
    holds(&slow.proxy, "TransactWriteItems").await;
    let other = ["bo@example.org", "shared@example.org"];
    opened(&store, submission(2, OPT_OUT, &other, later(2))).await;
    opting_in.await.unwrap();
    assert!(out_since(&store, "shared@example.org").await.is_some());
    let SuppressionState::InForce { causes, .. } = state(&store, "shared@example.org").await else {
        panic!("the newer opt-out was lost")
    };
    assert_eq!(causes.len(), 1, "only the newer request's cause is left");
}

#[tokio::test]
async fn two_members_of_staff_who_triage_an_email_keep_both_requests() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let id = ReceiptId::from_bytes([1; 16]);
    let mail = UnopenedEmail {
        archived: "inbound/a".into(),
        received: now(),
        why: "it asks for nothing".into(),
        list: InboundList::Unopened,
        about: Vec::new(),
        heading: Default::default(),
    };
    store.email_intake.list_unopened(id, &mail).await.unwrap();
    let staff = |name: &str| Actor::Staff {
        id: name.into(),
        role: Role::Decide,
    };
    let [one, two] = [1, 2].map(|n| RequestId(ReceiptId::from_bytes([n; 16])));
    let slow = slow(&engines, ONE).await;
    let (store_of_kim, kim) = (slow.store.clone(), staff("kim"));
    let triaging = tokio::spawn(async move {
        let triaged = store_of_kim.desk.triage(id, Some(one), &kim);
        triaged.await.unwrap();
    });
    holds(&slow.proxy, "TransactWriteItems").await;
    let lee = staff("lee");
    store.desk.triage(id, Some(two), &lee).await.unwrap();
    triaging.await.unwrap();
    let stored = store.desk.unopened(id).await.unwrap().unwrap();
    let mut about = stored.about;
    about.sort_by_key(ToString::to_string);
    assert_eq!(about.len(), 2, "{about:?}");
}

#[tokio::test]
async fn parallel_repeats_of_one_person_are_all_stored() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let mut posters = tokio::task::JoinSet::new();
    for poster in 0..8_u8 {
        let store = store.clone();
        posters.spawn(async move {
            for n in 0..50_u8 {
                let mut receipt = [poster; 16];
                receipt[..2].copy_from_slice(&[200, n]);
                let again = Submission {
                    receipt: ReceiptId::from_bytes(receipt),
                    ..submission(1, OPT_OUT, &["ana@example.org"], now())
                };
                store.intake.submit(again, now()).await.unwrap();
            }
        });
    }
    posters.join_all().await;
}

#[tokio::test]
async fn a_repeat_that_is_counted_while_staff_close_its_request_opens_a_new_one() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    let repeat = |n: u8| submission(n, DELETE, &["ana@example.org"], later(1));
    for n in 1..=u8::try_from(MAX_SUBMISSIONS_PER_DAY).unwrap() {
        store.intake.submit(repeat(n + 1), later(1)).await.unwrap();
    }
    let slow = slow(&engines, ONE).await;
    let store_of_repeat = slow.store.clone();
    let last = repeat(200);
    let counted = tokio::spawn({
        let last = last.clone();
        async move { store_of_repeat.intake.submit(last, later(1)).await }
    });
    // The failed creation and the read have returned: the third call counts.
    while slow.proxy.calls().len() < 3 {
        tokio::task::yield_now().await;
    }
    command(
        &store,
        &first,
        Command::respond(Response::NotVerified),
        later(1),
    )
    .await;
    let outcome = counted.await.unwrap().unwrap();
    let IntakeOutcome::Created(receipt) = outcome else {
        panic!("it counts on a closed request: {outcome:?}")
    };
    assert_eq!(receipt.id, last.receipt);
    assert_ne!(receipt.request, first.request);
}
