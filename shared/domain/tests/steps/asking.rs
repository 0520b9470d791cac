//! New requests.

use domain::digest::Digest;
use domain::law::Right;
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person, Region};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Request, Submission};
use jiff::Timestamp;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

/// Returns a request of a resident of this state, received in November.
pub(crate) fn asks(state: &str, right: Right) -> Request {
    opened(Region::parse(state).ok(), Asked::Right(right))
}

/// Returns a request that was received in November, with or without a state.
pub(crate) fn opened(region: Option<Region>, asked: Asked) -> Request {
    received_at("2026-11-21T18:00:00Z", region, asked)
}

/// Returns a request that was received at this time.
pub(crate) fn received_at(received: &str, region: Option<Region>, asked: Asked) -> Request {
    let received = at(received);
    let ana = email("ana@example.com");
    let submission = Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked,
        person: Person::new(None, region, [ana]).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"a body"),
    };
    Request::open(submission, received).unwrap().request
}
