//! Opting back in: for the identifier whose holder confirmed it, and for no other.

use crate::asking::{asks, at, email};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::outbound_email::Addressee;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Command, Refused, Request, Submission};
use domain::suppression::SuppressionChange;

/// Returns an immediate right for an address and a phone number.
fn with_phone() -> Request {
    let mut immediate = asks("CA", Right::Immediate(ImmediateRight::OptOut));
    let ana = email("ana@example.com");
    let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143").unwrap();
    immediate.person = Person::new(None, None, [ana, phone]).unwrap();
    immediate
}

//= req: ca-7028-a
#[test]
fn the_holder_of_the_address_opts_back_in_for_it_and_the_phone_stays_suppressed() {
    let confirmed = email("ana@example.com");
    let now = at("2026-12-01T18:00:00Z");
    let command = Command::OptIn {
        confirmed: confirmed.clone(),
    };
    let transition = with_phone().apply(command.clone(), now).unwrap();
    let left = &transition.request;
    assert_eq!(
        (left.stage().as_str(), left.is_active()),
        ("in_force", true)
    );
    assert_eq!(left.ended_for(&confirmed), Some(now));
    let in_force: Vec<_> = left.in_force_for().map(Identifier::kind).collect();
    assert_eq!(in_force, [IdentifierKind::Phone]);
    assert_eq!(transition.suppressions.len(), 1, "and nothing else ends");
    assert_eq!(transition.suppressions[0].change, SuppressionChange::Lift);
    assert_eq!(transition.emails[0].kind.name(), "opted_back_in_partly");
    assert_eq!(
        left.due(),
        with_phone().due(),
        "partners are still to be told of the rest"
    );

    assert_eq!(left.apply(command, now).unwrap_err(), Refused::AlreadyEnded);
    let ask = Command::RequestOptIn { of: confirmed };
    assert_eq!(left.apply(ask, now).unwrap_err(), Refused::AlreadyEnded);
    let written = serde_json::to_value(left).unwrap();
    assert_eq!(&serde_json::from_value::<Request>(written).unwrap(), left);
}

#[test]
fn the_last_holder_ends_the_request_and_each_gets_an_email_at_their_own_address() {
    let mut immediate = asks("CA", Right::Immediate(ImmediateRight::OptOut));
    let holders = ["ana@example.com", "ana@work.example"].map(email);
    immediate.person = Person::new(None, None, holders.clone()).unwrap();
    let now = at("2026-12-01T18:00:00Z");
    for (holder, kind) in holders
        .into_iter()
        .zip(["opted_back_in_partly", "opted_back_in"])
    {
        let confirmed = holder.clone();
        let transition = immediate.apply(Command::OptIn { confirmed }, now).unwrap();
        let email = &transition.emails[0];
        assert_eq!(email.kind.name(), kind);
        let Identifier::Email(address) = holder else {
            unreachable!("both are addresses")
        };
        assert_eq!(email.to, Addressee::to(&address));
        immediate = transition.request;
    }
    assert_eq!(
        (immediate.stage().as_str(), immediate.is_active()),
        ("ended", false)
    );
    assert_eq!(immediate.in_force_for().count(), 0);
}

#[test]
fn a_repeat_after_an_opt_in_puts_the_right_in_force_again_and_notifies_partners_again() {
    let now = at("2026-12-01T18:00:00Z");
    let confirmed = email("ana@example.com");
    let notified = with_phone().apply(Command::PartnersNotified { notified: 0 }, now);
    let command = Command::OptIn {
        confirmed: confirmed.clone(),
    };
    let left = notified
        .unwrap()
        .request
        .apply(command, now)
        .unwrap()
        .request;
    let again = Submission {
        receipt: ReceiptId::from_bytes([2; 16]),
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: Person::new(None, None, [confirmed.clone()]).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: now,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"again"),
    };
    let transition = left.apply(Command::Repeat(again), now).unwrap();
    assert_eq!(transition.request.ended_for(&confirmed), None);
    assert_eq!(
        (
            transition.notifications.len(),
            transition.request.stage().as_str()
        ),
        (1, "in_force")
    );
    assert_eq!(
        transition.suppressions[0].change,
        SuppressionChange::AddCause
    );
}

#[test]
fn a_right_with_an_opt_in_does_not_return_to_review() {
    let mut immediate = with_phone();
    immediate.channel = Channel::Email;
    let now = at("2026-12-01T18:00:00Z");
    assert!(immediate.apply(Command::Reread, now).is_ok());
    let confirmed = email("ana@example.com");
    let left = immediate
        .apply(Command::OptIn { confirmed }, now)
        .unwrap()
        .request;
    let refused = left.apply(Command::Reread, now).unwrap_err();
    assert_eq!(
        refused,
        Refused::NotReadByMachine,
        "it would be stopped again"
    );
}
