//! One email of every kind for every right that gets it.

use crate::appealable::appealable;
use crate::kind::{about_a_choice, about_a_demand, denied};
use domain::calendar::Calendar;
use domain::company::{Color, Company};
use domain::keys::{KeyRing, LinkKeys};
use domain::law::{ImmediateRight, Law, Right, VerifiableRight};
use domain::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{DenialBasis, Response, SetBy};
use jiff::Timestamp;

pub(crate) const ADDRESS: &str = "robin.quillfeather@mail.example";
pub(crate) const BASE_URL: &str = "https://privacy.example.com";

const CHOICES: [ImmediateRight; 4] = [
    ImmediateRight::OptOut,
    ImmediateRight::Limit,
    ImmediateRight::MarketingStop,
    ImmediateRight::AdmtOptOut,
];
const DEMANDS: [VerifiableRight; 6] = [
    VerifiableRight::Delete,
    VerifiableRight::Know,
    VerifiableRight::KnowCategories,
    VerifiableRight::Correct,
    VerifiableRight::AdmtAccess,
    VerifiableRight::AdmtAppeal,
];

pub(crate) fn company() -> Company {
    Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Main Street".into(), "Sacramento, CA 95814".into()],
        privacy_policy: "https://www.example.com/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: BASE_URL.into(),
    }
}

pub(crate) fn keys() -> LinkKeys {
    LinkKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap())
}

/// An email with the dates that the law gives it. It was received late on Saturday evening in California,
/// when it was Sunday in UTC.
pub(crate) fn email(kind: EmailKind, right: Option<Right>) -> OutboundEmail {
    let admt = matches!(
        right,
        Some(
            Right::Immediate(ImmediateRight::AdmtOptOut)
                | Right::Verifiable(VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal)
        )
    );
    let received: Timestamp = if admt {
        "2027-02-07T06:30:00Z"
    } else {
        "2026-11-22T06:30:00Z"
    }
    .parse()
    .unwrap();
    let day = Calendar::California.date_of(received);
    let rules_of = |right: Right| right.rules_on(None, day);
    let rules = right.and_then(rules_of);
    let strictest = rules_of(Right::Immediate(ImmediateRight::OptOut)).unwrap();
    let due = match kind {
        EmailKind::ReviewPending | EmailKind::Question { .. } => Some(strictest.due(day).0),
        EmailKind::ImmediateRecorded
        | EmailKind::VerifiableReceived
        | EmailKind::VerificationDue => rules.map(|rules| rules.due(day).0),
        EmailKind::ResponseExtended { .. } => Some(
            Law::Ccpa
                .calendar()
                .due(day, domain::calendar::Span::CalendarDays(90)),
        ),
        _ => None,
    };
    OutboundEmail {
        id: "LETTER".into(),
        due_set_by: if matches!(kind, EmailKind::ReviewPending | EmailKind::Question { .. }) {
            SetBy::Policy
        } else {
            SetBy::Law
        },
        kind,
        to: Addressee::Email(EmailAddress::parse(ADDRESS).unwrap()),
        reader: Reader::Person,
        receipt: ReceiptId::from_bytes([7; 16]),
        right,
        rules,
        received,
        in_force_since: None,
        due,
        in_reply_to: None,
        send_policy: SendPolicy::Now,
    }
}

/// Receipts that were held back.
pub(crate) fn receipts() -> Vec<OutboundEmail> {
    let asked = [
        (
            EmailKind::ImmediateRecorded,
            Some(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (
            EmailKind::ImmediateRecorded,
            Some(Right::Immediate(ImmediateRight::MarketingStop)),
        ),
        (
            EmailKind::VerifiableReceived,
            Some(Right::Verifiable(VerifiableRight::Delete)),
        ),
        (
            EmailKind::OptInConfirmation,
            Some(Right::Immediate(ImmediateRight::Limit)),
        ),
        (EmailKind::ReviewPending, None),
        (EmailKind::HowToAsk, None),
        (opened(), None),
    ];
    (1..)
        .zip(asked)
        .map(|(n, (kind, right))| OutboundEmail {
            receipt: ReceiptId::from_bytes([n; 16]),
            ..email(kind, right)
        })
        .collect()
}

/// The receipt for an agent's list of two.
pub(crate) fn opened() -> EmailKind {
    EmailKind::RequestsOpened {
        receipts: vec![
            ReceiptId::from_bytes([7; 16]),
            ReceiptId::from_bytes([8; 16]),
        ],
    }
}

/// Every email under its name.
pub(crate) fn catalogue() -> Vec<(String, OutboundEmail)> {
    let mut kind = vec![
        ("will_be_read".to_owned(), EmailKind::ReviewPending, None),
        ("how_to_ask".to_owned(), EmailKind::HowToAsk, None),
        ("all_opened".to_owned(), opened(), None),
        (
            "question".to_owned(),
            EmailKind::Question {
                question: "Do you write for yourself, or for your mother?".into(),
            },
            None,
        ),
    ];
    for choice in CHOICES {
        kind.extend(
            about_a_choice().map(|(name, kind)| (name, kind, Some(Right::Immediate(choice)))),
        );
    }
    for demand in DEMANDS {
        kind.extend(
            about_a_demand(demand)
                .map(|(name, kind)| (name, kind, Some(Right::Verifiable(demand)))),
        );
    }
    for (name, basis, demand) in [
        ("accurate", DenialBasis::Accurate, VerifiableRight::Correct),
        (
            "repeated",
            DenialBasis::RepeatedWithoutNews,
            VerifiableRight::Correct,
        ),
        ("too_often", DenialBasis::TooOften, VerifiableRight::Know),
        ("unfounded", DenialBasis::Unfounded, VerifiableRight::Delete),
    ] {
        let answer = Response::Denied {
            denial: denied(basis),
        };
        kind.push((
            format!("answer_denied_{name}"),
            EmailKind::Response { answer },
            Some(Right::Verifiable(demand)),
        ));
    }
    kind.into_iter()
        .map(|(name, kind, right): (String, EmailKind, Option<Right>)| {
            let name = right.map_or(name.clone(), |right| format!("{}_{name}", right.as_str()));
            (name, email(kind, right))
        })
        .chain(appealable())
        .chain(to_others())
        .collect()
}

/// Emails that read differently where an agent asked.
fn to_others() -> impl Iterator<Item = (String, OutboundEmail)> {
    let delete = Some(Right::Verifiable(VerifiableRight::Delete));
    let opt_out = Some(Right::Immediate(ImmediateRight::OptOut));
    [
        (
            "delete_received_represented",
            EmailKind::VerifiableReceived,
            delete,
            Reader::Represented,
        ),
        (
            "delete_proof_wanted_represented",
            EmailKind::VerificationDue,
            delete,
            Reader::Represented,
        ),
        (
            "delete_received_anybody",
            EmailKind::VerifiableReceived,
            delete,
            Reader::Anybody,
        ),
        (
            "opt_out_recorded_anybody",
            EmailKind::ImmediateRecorded,
            opt_out,
            Reader::Anybody,
        ),
    ]
    .into_iter()
    .map(|(name, kind, right, reader)| {
        let email = OutboundEmail {
            reader,
            ..email(kind, right)
        };
        (name.to_owned(), email)
    })
}
