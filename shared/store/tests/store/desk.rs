//! Actions of staff, and the lists that they work from.

use crate::table::{
    DELETE, OPT_OUT, TWO, Table, command, email, emails_of, later, moving, never, now, opened,
    submission, table, unclear, with_keys,
};
use domain::law::{Right, VerifiableRight};
use domain::log::{Actor, Event, Role};
use domain::outbound_email::Addressee;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{
    AppealDecision, Command, Denial, DenialBasis, FraudBelief, Fulfilled, Note, RequestId,
    Response, ResponseDelivery, VerificationMethod,
};
use jiff::civil::date;
use store::{
    ActionError, EmailActionError, EmailState, Handles, LogStart, Rekeying, StaffDecision,
};

fn kim() -> Actor {
    Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    }
}

fn order() -> StaffDecision {
    StaffDecision {
        by: kim(),
        why: Some("as Ana said".into()),
        seen: None,
    }
}

async fn take(
    store: &Handles,
    id: RequestId,
    command: Command,
    hours: i64,
) -> Result<(), ActionError> {
    let taken = store
        .desk
        .take_action(id, command, &order(), later(hours))
        .await;
    taken.map(|_| ())
}

fn granted() -> Command {
    let delivery = Some(ResponseDelivery::Elsewhere {
        how: "Here.".into(),
    });
    Command::respond(Response::Granted { delivery })
}

#[tokio::test]
async fn earlier_responses_are_found_for_the_same_person_and_move_to_a_new_key() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let know = Right::Verifiable(VerifiableRight::Know);
    let ask = |n: u8, who: &'static str| submission(n, know, &[who], later(i64::from(n)));
    for n in 1..=2 {
        let receipt = opened(&store, ask(n, "ana@example.org")).await;
        let verification = Command::Verify(VerificationMethod::Matched);
        take(&store, receipt.request, verification, 30)
            .await
            .unwrap();
        take(&store, receipt.request, granted(), 31).await.unwrap();
    }
    let third = opened(&store, ask(3, "ana@example.org")).await.request;
    let other = opened(&store, ask(4, "bo@example.org")).await.request;
    let answers = async |store: &Handles, id| {
        let request = store.desk.request(id).await.unwrap().unwrap();
        store.desk.earlier_responses(&request).await.unwrap().found
    };
    let found = answers(&store, third).await;
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|earlier| earlier.fulfilled == Fulfilled::All)
    );
    assert!(answers(&store, other).await.is_empty());
    let refused = Command::respond(Response::Denied {
        denial: Denial {
            basis: DenialBasis::TooOften,
            explanation: "Twice already.".into(),
            earlier_responses: found,
        },
    });
    take(&store, third, refused, 40).await.unwrap();

    let both = moving(&engines);
    let fourth = submission(5, know, &["ana@example.org"], later(50));
    let fourth = opened(&both, fourth).await.request;
    assert_eq!(answers(&both, fourth).await.len(), 3, "under either key");
    let mut rekeying = Rekeying::default();
    while !both
        .sweep
        .rekey_page(&mut rekeying, later(51), date(2026, 11, 23), &never)
        .await
        .unwrap()
    {}
    let new = with_keys(&engines, TWO);
    assert_eq!(answers(&new, fourth).await.len(), 3, "after the move");
    new.desk
        .erase(third, kim(), later(52), &never)
        .await
        .unwrap_err(); // its emails are yet to leave
}

#[tokio::test]
async fn an_email_is_joined_with_its_receipt_in_one_write_and_the_log_names_the_staff() {
    let Table { store, _stop, .. } = table().await;
    let stands = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let email = opened(&store, unclear(2, "ana@work.example")).await;
    let nobody = RequestId(ReceiptId::from_bytes([9; 16]));
    let lost = store
        .desk
        .join(email.request, nobody, &order(), later(1))
        .await;
    assert_eq!(lost, Err(ActionError::NoRequest));
    let joined = store
        .desk
        .join(email.request, stands.request, &order(), later(1))
        .await;
    assert_eq!(joined.unwrap().stage().as_str(), "joined");
    let log = store.desk.log(stands.request).await.unwrap();
    let from = email.request;
    let last = log.last().unwrap();
    assert_eq!(last.event, Event::Noted(Note::Joined { from }));
    assert_eq!(last.by, kim());
    let page = store
        .desk
        .log_page(stands.request, LogStart::Before(None), 10);
    let receipts = page.await.unwrap().receipts.into_iter();
    let receipts: Vec<_> = receipts.map(|counted| counted.receipt).collect();
    assert_eq!(receipts, [stands.clone(), email]);
    // Erasing one request leaves the other request's receipt as it is.
    command(
        &store,
        &stands,
        Command::PartnersNotified { notified: 0 },
        later(2),
    )
    .await;
    for pending in emails_of(&store, stands.request).await {
        let closed = store::EmailAction::Close;
        let refused = store
            .desk
            .act_on_email(&pending.key, &closed, &kim(), later(3))
            .await;
        assert!(matches!(refused, Err(EmailActionError::WrongState { .. })));
    }
}

#[tokio::test]
async fn an_appeal_can_be_upheld_beside_a_newer_request() {
    let Table { store, _stop, .. } = table().await;
    let mut denied = submission(1, OPT_OUT, &["ana@example.org"], now());
    denied.person.region = domain::person::Region::parse("CT").ok();
    let denied = opened(&store, denied).await.request;
    let belief = FraudBelief("A stolen card.".into());
    take(&store, denied, Command::DenyForFraud(belief), 1)
        .await
        .unwrap();
    take(&store, denied, Command::Appeal, 2).await.unwrap();
    let newer = opened(
        &store,
        submission(2, OPT_OUT, &["ana@example.org"], later(3)),
    )
    .await;
    let remedy = "It was hers.".to_owned();
    let upheld = Command::DecideAppeal(AppealDecision::Upheld { remedy });
    take(&store, denied, upheld, 4).await.unwrap();
    let over = store.desk.request(denied).await.unwrap().unwrap();
    assert_eq!(
        (over.stage().as_str(), over.is_open()),
        ("appeal_decided", false)
    );
    let standing = store
        .email_intake
        .active_requests_of(&email("ana@example.org"))
        .await
        .unwrap();
    assert_eq!(standing, [newer.request]);
}

#[tokio::test]
async fn a_new_code_unlocks_a_locked_file() {
    let Table { store, _stop, .. } = table().await;
    let know = Right::Verifiable(VerifiableRight::Know);
    let id = opened(&store, submission(1, know, &["ana@example.org"], now()))
        .await
        .request;
    take(&store, id, Command::Verify(VerificationMethod::Matched), 1)
        .await
        .unwrap();
    let key = "responses/one".to_owned();
    let delivery = Some(ResponseDelivery::File { key, renewed: None });
    take(
        &store,
        id,
        Command::respond(Response::Granted { delivery }),
        2,
    )
    .await
    .unwrap();
    while store.link_actions.count_code(id).await.unwrap().is_some() {}
    assert!(store.link_actions.downloads(id).await.unwrap().is_locked());
    take(&store, id, Command::RenewCode, 3).await.unwrap();
    assert_eq!(
        store.link_actions.downloads(id).await.unwrap(),
        store::Downloads::default()
    );
    assert!(
        store
            .link_actions
            .record_download(id, later(4))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_corrected_address_applies_to_every_unsent_email_and_to_no_sent_one() {
    let Table { store, _stop, .. } = table().await;
    let id = opened(&store, submission(1, DELETE, &["ana@exmaple.org"], now()))
        .await
        .request;
    let sent = emails_of(&store, id).await.remove(0);
    let claimed = store
        .outbox
        .claim(&sent.key, later(1), jiff::SignedDuration::from_mins(1))
        .await
        .unwrap()
        .unwrap();
    let was = store::Sent {
        at: later(1),
        ses_id: "one".into(),
    };
    store.outbox.mark_sent(&claimed, &was).await.unwrap();
    let reason = "Old tapes.".to_owned();
    take(&store, id, Command::Extend { reason }, 2)
        .await
        .unwrap();
    take(&store, id, Command::respond(Response::NotVerified), 3)
        .await
        .unwrap();
    let right = EmailAddress::parse("ana@example.org").unwrap();
    let (email, also) = store
        .desk
        .correct_address(&sent.key, &right, &kim(), later(4))
        .await
        .unwrap();
    assert_eq!((email.state, also.len()), (EmailState::Pending, 2));
    for email in emails_of(&store, id).await {
        let first = email.content.first().unwrap();
        assert_eq!(first.to, Addressee::to(&right));
    }
    let gone = store
        .desk
        .correct_address(&sent.key, &right, &kim(), later(5))
        .await;
    assert!(matches!(gone, Err(EmailActionError::WrongState { .. })));
}
