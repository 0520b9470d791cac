//! The key migration moves every kind of item, passes what it can't read, and stops in time.

use crate::table::{
    OPT_OUT, TWO, Table, command, later, moving, never, now, opened, spoil, submission, table,
    with_keys,
};
use domain::law::{Right, VerifiableRight};
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::Receipt;
use domain::request::{Command, Response, ResponseDelivery, Submission, VerificationMethod};
use jiff::civil::{Date, date};
use store::{Handles, Rekeying};

const TODAY: Date = date(2026, 11, 21);

async fn one_pass(store: &Handles) -> Rekeying {
    let mut rekeying = Rekeying::from(1);
    while !store
        .sweep
        .rekey_page(&mut rekeying, later(2), TODAY, &never)
        .await
        .unwrap()
    {}
    rekeying
}

/// Opens a request to know whose contact is an identifier of this kind, and responds to it.
async fn responded(store: &Handles, n: u8, kind: IdentifierKind) -> Receipt {
    let value = match kind {
        IdentifierKind::Email => "ana@example.org",
        IdentifierKind::Phone => "916 555 0143",
        _ => "customer-4711-ab",
    };
    let contact = Identifier::parse(kind, value).unwrap();
    let know = Right::Verifiable(VerifiableRight::Know);
    let of_kind = Submission {
        person: Person::new(None, None, [contact]).unwrap(),
        ..submission(n, know, &["ana@example.org"], now())
    };
    let receipt = opened(store, of_kind).await;
    let verified = Command::Verify(VerificationMethod::Matched);
    command(store, &receipt, verified, later(1)).await;
    let delivery = Some(ResponseDelivery::Elsewhere {
        how: "Here.".into(),
    });
    let granted = Command::respond(Response::Granted { delivery });
    command(store, &receipt, granted, later(1)).await;
    receipt
}

#[tokio::test]
async fn responses_to_every_kind_of_identifier_move_to_a_new_index_key() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    for (n, kind) in (1..).zip(IdentifierKind::STORED) {
        responded(&store, n, kind).await;
    }
    let both = moving(&engines);
    let rekeying = one_pass(&both).await;
    // Five notes, and the search by each of them but the device.
    assert_eq!((rekeying.found, rekeying.moved), (9, 9));
    assert_eq!(rekeying.unreadable, 0);
    assert_eq!(one_pass(&both).await.found, 0);
}

#[tokio::test]
async fn an_unreadable_item_is_counted_and_does_not_stop_the_key_migration() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    responded(&store, 1, IdentifierKind::Email).await;
    assert_eq!(spoil(&engines, "RESPONDED#", "").await, 1);
    for n in 2..8 {
        let who = format!("p{n}@example.org");
        opened(&store, submission(n, OPT_OUT, &[&who], now())).await;
    }
    let both = moving(&engines);
    let rekeying = one_pass(&both).await;
    assert_eq!((rekeying.found, rekeying.moved), (20, 19));
    assert_eq!(rekeying.unreadable, 1);
    let current = with_keys(&engines, TWO);
    for n in 2..8 {
        let who = format!("p{n}@example.org");
        assert!(crate::table::out_since(&current, &who).await.is_some());
    }
}

#[tokio::test]
async fn a_page_of_the_key_migration_stops_in_time_and_the_next_call_continues() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    for n in 1..=10 {
        let who = format!("p{n}@example.org");
        opened(&store, submission(n, OPT_OUT, &[&who], now())).await;
    }
    let both = moving(&engines);
    let mut rekeying = Rekeying::from(1);
    let (mut calls, mut ended) = (0, false);
    while !ended {
        let asked = std::sync::atomic::AtomicU32::new(0);
        let stop = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 3;
        ended = both
            .sweep
            .rekey_page(&mut rekeying, later(2), TODAY, &stop)
            .await
            .unwrap();
        calls += 1;
    }
    assert!(calls > 5, "{calls}");
    assert_eq!((rekeying.found, rekeying.moved), (30, 30));
}
