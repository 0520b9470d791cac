//! Suppressions: start, causes and end.

mod ending;
mod feed;
mod reading;

use crate::table::{
    DELETE, OPT_OUT, Table, command, email, later, now, opened, out_since, submission, table,
    unclear,
};
use domain::law::{ImmediateRight, Right};
use domain::log::Actor;
use domain::person::{IdentifierKind, Sha256Hash};
use domain::receipt::ReceiptId;
use domain::request::{Command, FraudBelief, Request, RequestId, Submission};
use domain::suppression::Purpose;
use jiff::Timestamp;
use store::{Handles, IntakeOutcome, SuppressionState};

const SALE: Purpose = Purpose::SaleSharing;

/// Opts these identifiers out in one request, which can be a repeated one.
async fn opt_out(store: &Handles, id: u16, emails: &[&str], at: Timestamp) -> RequestId {
    let mut receipt = [7; 16];
    receipt[..2].copy_from_slice(&id.to_be_bytes());
    let submission = Submission {
        receipt: ReceiptId::from_bytes(receipt),
        ..submission(7, OPT_OUT, emails, at)
    };
    match store.intake.submit(submission, at).await.unwrap() {
        IntakeOutcome::Created(receipt) | IntakeOutcome::MergedIntoActive(receipt) => {
            receipt.request
        }
        other => panic!("{other:?}"),
    }
}

async fn take(store: &Handles, id: RequestId, command: Command, at: Timestamp) -> Request {
    store
        .link_actions
        .apply(id, command, Actor::System, at)
        .await
        .unwrap()
}

fn deny() -> Command {
    Command::DenyForFraud(FraudBelief("a script".into()))
}

fn opt_in(address: &str) -> Command {
    Command::OptIn {
        confirmed: email(address),
    }
}

async fn sale(store: &Handles, address: &str) -> Option<SuppressionState> {
    let record = store.signals.suppression(&email(address)).await.unwrap();
    record.of(SALE).cloned()
}

fn hashed(address: &str) -> (IdentifierKind, Sha256Hash) {
    (IdentifierKind::Email, email(address).sha256())
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
        .signals
        .suppression(&email("shared@example.org"))
        .await
        .unwrap();
    assert_eq!(record.since(SALE), Some(now()));
    let SuppressionState::InForce { causes, .. } = &record.purposes[0].1 else {
        panic!("{record:?}")
    };
    assert_eq!(causes.len(), 2);
}

//= req: ca-civ-120-d
#[tokio::test]
async fn a_purpose_ends_with_its_last_cause() {
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

    command(&store, &first, deny(), later(1)).await;
    assert_eq!(out_since(&store, "ana@example.org").await, None);
    assert_eq!(out_since(&store, "shared@example.org").await, Some(now()));

    command(&store, &second, deny(), later(2)).await;
    let record = store
        .signals
        .suppression(&email("shared@example.org"))
        .await
        .unwrap();
    assert_eq!(record.purposes, [(SALE, SuppressionState::Ended(later(2)))]);

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
async fn an_opt_in_lifts_only_the_confirmed_identifier() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(
        &store,
        submission(1, OPT_OUT, &["ana@example.org", "work@example.org"], now()),
    )
    .await;
    command(&store, &receipt, opt_in("work@example.org"), later(1)).await;
    assert_eq!(out_since(&store, "work@example.org").await, None);
    assert!(out_since(&store, "ana@example.org").await.is_some());
}

#[tokio::test]
async fn a_review_confirmed_as_another_right_changes_its_purpose_in_one_write() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    for (id, right) in [(1, Right::Immediate(ImmediateRight::Limit)), (2, DELETE)] {
        let doubt = opened(&store, unclear(id, "ana@example.org")).await;
        command(&store, &doubt, Command::Confirm(right), later(1)).await;
        let record = store.signals.suppression(&ana).await.unwrap();
        assert_eq!(record.since(SALE), None, "{right:?}");
        assert_eq!(record.since(Purpose::Limit), Some(later(1)), "{right:?}");
    }
}
