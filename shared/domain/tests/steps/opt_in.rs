//! Opting back in: for what its holder confirmed, and for nothing else.

use crate::asking::{asks, at, email};
use domain::digest::Digest;
use domain::law::{Choice, Right};
use domain::letter::Addressee;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Refused, Request, Step, Submission};
use domain::suppression::Turn;

/// A choice for an address and a phone number.
fn with_phone() -> Request {
    let mut choice = asks("CA", Right::Choice(Choice::OptOut));
    let ana = email("ana@example.com");
    let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143").unwrap();
    choice.person = Person::new(None, None, [ana, phone]).unwrap();
    choice
}

#[test]
fn the_holder_of_the_contact_address_ends_it_for_that_address_and_the_phone_stays_stopped() {
    let confirmed = email("ana@example.com");
    let now = at("2026-12-01T18:00:00Z");
    let step = Step::OptIn {
        confirmed: confirmed.clone(),
    };
    let change = with_phone().take(step.clone(), now).unwrap();
    let left = &change.request;
    assert_eq!((left.stage(), left.stands()), ("in_force", true));
    assert_eq!(left.ended_for(&confirmed), Some(now));
    let in_force: Vec<_> = left.in_force_for().map(Identifier::kind).collect();
    assert_eq!(in_force, [IdentifierKind::Phone]);
    assert_eq!(change.suppressions.len(), 1, "and nothing else ends");
    assert_eq!(change.suppressions[0].turn, Turn::End);
    assert_eq!(change.letters[0].says.name(), "choice_ended_in_part");
    assert_eq!(
        left.due(),
        with_phone().due(),
        "partners are still to be told of the rest"
    );

    assert_eq!(left.take(step, now).unwrap_err(), Refused::EndedAlready);
    let ask = Step::AskOptIn { of: confirmed };
    assert_eq!(left.take(ask, now).unwrap_err(), Refused::EndedAlready);
    let written = serde_json::to_value(left).unwrap();
    assert_eq!(&serde_json::from_value::<Request>(written).unwrap(), left);
}

#[test]
fn the_last_holder_ends_the_request_and_each_is_told_at_their_own_address() {
    let mut choice = asks("CA", Right::Choice(Choice::OptOut));
    let holders = ["ana@example.com", "ana@work.example"].map(email);
    choice.person = Person::new(None, None, holders.clone()).unwrap();
    let now = at("2026-12-01T18:00:00Z");
    for (holder, says) in holders
        .into_iter()
        .zip(["choice_ended_in_part", "choice_ended"])
    {
        let confirmed = holder.clone();
        let change = choice.take(Step::OptIn { confirmed }, now).unwrap();
        let letter = &change.letters[0];
        assert_eq!(letter.says.name(), says);
        let Identifier::Email(address) = holder else {
            unreachable!("both are addresses")
        };
        assert_eq!(letter.to, Addressee::to(&address));
        choice = change.request;
    }
    assert_eq!((choice.stage(), choice.stands()), ("ended", false));
    assert_eq!(choice.in_force_for().count(), 0);
}

#[test]
fn whoever_chooses_again_has_it_in_force_again_and_partners_are_told_anew() {
    let now = at("2026-12-01T18:00:00Z");
    let confirmed = email("ana@example.com");
    let told = with_phone().take(Step::PartnersTold { told: 0 }, now);
    let step = Step::OptIn {
        confirmed: confirmed.clone(),
    };
    let left = told.unwrap().request.take(step, now).unwrap().request;
    let again = Submission {
        receipt: ReceiptId::from_bytes([2; 16]),
        asked: Asked::Right(Right::Choice(Choice::OptOut)),
        person: Person::new(None, None, [confirmed.clone()]).unwrap(),
        agent: None,
        channel: Channel::Form,
        received: now,
        mail: None,
        reviewed_first: false,
        digest: Digest::of(b"again"),
    };
    let change = left.take(Step::Repeat(again), now).unwrap();
    assert_eq!(change.request.ended_for(&confirmed), None);
    assert_eq!(
        (change.notices.len(), change.request.stage()),
        (1, "in_force")
    );
    assert_eq!(change.suppressions[0].turn, Turn::Begin);
}

#[test]
fn what_a_holder_took_back_is_not_read_again() {
    let mut choice = with_phone();
    choice.channel = Channel::Email;
    let now = at("2026-12-01T18:00:00Z");
    assert!(choice.take(Step::Reread, now).is_ok());
    let confirmed = email("ana@example.com");
    let left = choice.take(Step::OptIn { confirmed }, now).unwrap().request;
    let refused = left.take(Step::Reread, now).unwrap_err();
    assert_eq!(
        refused,
        Refused::NotMachineRead,
        "it would be stopped again"
    );
}
