//! One email of each kind, for each right that gets it, with invented facts. Tests render them, and the local runner shows
//! them at `/texts`.

mod appealable;
mod kinds;

pub use kinds::done;

use appealable::{appealable, appeals};
use domain::calendar::Calendar;
use domain::company::{Color, Company, Face};
use domain::keys::{KeyRing, LinkKeys};
use domain::law::{ImmediateRight, Law, Right, VerifiableRight};
use domain::locale::Locale;
use domain::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy, Together};
use domain::person::{EmailAddress, Region};
use domain::receipt::ReceiptId;
use domain::request::{DenialBasis, Response, SetBy};
use jiff::Timestamp;
use kinds::{denial, immediate_kinds, verifiable_kinds};
use texts::OFFERED;

/// The requester's address.
pub const ADDRESS: &str = "robin.quillfeather@mail.example";
/// The address of the pages.
pub const BASE_URL: &str = "https://privacy.example.com";

const IMMEDIATE: [ImmediateRight; 5] = [
    ImmediateRight::OptOut,
    ImmediateRight::Limit,
    ImmediateRight::MarketingStop,
    ImmediateRight::AdmtOptOut,
    ImmediateRight::WithdrawConsent,
];
const VERIFIABLE: [VerifiableRight; 6] = [
    VerifiableRight::Delete,
    VerifiableRight::Know,
    VerifiableRight::KnowCategories,
    VerifiableRight::Correct,
    VerifiableRight::AdmtAccess,
    VerifiableRight::AdmtAppeal,
];

/// Returns the company.
#[must_use]
pub fn company() -> Company {
    Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Main Street".into(), "Sacramento, CA 95814".into()],
        privacy_policy: "https://www.example.com/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").expect("an address"),
        base_url: BASE_URL.into(),
        face: Face::default(),
        brands: Vec::new(),
    }
}

/// Returns the keys of links.
#[must_use]
pub fn keys() -> LinkKeys {
    LinkKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key"))
}

/// Returns an email with its legal dates. The request arrived late on a Saturday evening in California, when it was
/// already Sunday in UTC.
#[must_use]
pub fn email(kind: EmailKind, right: Option<Right>) -> OutboundEmail {
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
    .expect("a time");
    let day = Calendar::California.date_of(received);
    // Only states grant the withdrawal of consent.
    let of_states = right == Some(Right::Immediate(ImmediateRight::WithdrawConsent));
    let region = of_states.then(|| Region::parse("OR").expect("a state"));
    let rules_of = |right: Right| right.rules_on(region, day);
    let rules = right.and_then(rules_of);
    let strictest =
        rules_of(Right::Immediate(ImmediateRight::OptOut)).expect("a rule for everyone");
    let due = match kind {
        EmailKind::ReviewPending | EmailKind::Question { .. } => Some(strictest.due(day).0),
        EmailKind::ImmediateRecorded
        | EmailKind::VerifiableReceived
        | EmailKind::VerificationReminder => rules.map(|rules| rules.due(day).0),
        EmailKind::ResponseExtended { .. } => Some(
            Law::Ccpa
                .calendar()
                .due(day, domain::calendar::Span::CalendarDays(90)),
        ),
        _ => None,
    };
    OutboundEmail {
        id: "EMAIL".into(),
        due_set_by: if matches!(kind, EmailKind::ReviewPending | EmailKind::Question { .. }) {
            SetBy::Policy
        } else {
            SetBy::Law
        },
        kind,
        to: Addressee::Email(EmailAddress::parse(ADDRESS).expect("an address")),
        reader: Reader::Person,
        locale: Locale::English,
        brand: None,
        receipt: ReceiptId::from_bytes([7; 16]),
        right,
        rules,
        received,
        in_force_since: None,
        due,
        in_reply_to: None,
        send_policy: SendPolicy::Now,
        together: None,
        no_partners: false,
    }
}

/// Returns delayed receipts.
#[must_use]
pub fn receipts() -> Vec<OutboundEmail> {
    let kinds = [
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
        (requests_opened(), None),
        (done(3, 1), Some(Right::Immediate(ImmediateRight::OptOut))),
        (EmailKind::ReplyReceived, None),
        (
            EmailKind::VerificationReminder,
            Some(Right::Verifiable(VerifiableRight::Correct)),
        ),
        (
            not_verified(),
            Some(Right::Verifiable(VerifiableRight::Delete)),
        ),
        (
            not_verified(),
            Some(Right::Verifiable(VerifiableRight::Know)),
        ),
    ];
    (1..)
        .zip(kinds)
        .map(|(n, (kind, right))| OutboundEmail {
            receipt: ReceiptId::from_bytes([n; 16]),
            ..email(kind, right)
        })
        .collect()
}

/// Returns the receipts of one message that asks for three rights.
#[must_use]
pub fn of_one_message() -> Vec<OutboundEmail> {
    let rights = [
        Right::Immediate(ImmediateRight::OptOut),
        Right::Verifiable(VerifiableRight::Know),
        Right::Verifiable(VerifiableRight::Correct),
    ];
    let receipts: Vec<_> = (1..=3).map(|n| ReceiptId::from_bytes([n; 16])).collect();
    let together = Together {
        receipts: receipts.clone(),
        until: Timestamp::UNIX_EPOCH,
    };
    let receipt_of = |right: Right| match right {
        Right::Immediate(_) => email(EmailKind::ImmediateRecorded, Some(right)),
        Right::Verifiable(_) => email(EmailKind::VerifiableReceived, Some(right)),
    };
    rights
        .into_iter()
        .zip(receipts)
        .map(|(right, receipt)| OutboundEmail {
            receipt,
            together: Some(together.clone()),
            ..receipt_of(right)
        })
        .collect()
}

/// Returns the receipts of immediate rights when the company has no partner to notify.
fn without_partners() -> impl Iterator<Item = (String, OutboundEmail)> {
    IMMEDIATE.into_iter().map(|right| {
        let right = Right::Immediate(right);
        let email = OutboundEmail {
            no_partners: true,
            ..email(EmailKind::ImmediateRecorded, Some(right))
        };
        (format!("{}_recorded_no_partners", right.as_str()), email)
    })
}

/// Returns the response that time alone causes.
#[must_use]
pub fn not_verified() -> EmailKind {
    EmailKind::Response {
        response: Response::NotVerified,
        words: None,
    }
}

/// Returns the receipt for an agent who asked for two people.
#[must_use]
pub fn requests_opened() -> EmailKind {
    EmailKind::RequestsOpened {
        receipts: vec![
            ReceiptId::from_bytes([7; 16]),
            ReceiptId::from_bytes([8; 16]),
        ],
    }
}

/// Returns every email in every offered language, with its name. Names of those in another language than English start
/// with its code.
#[must_use]
pub fn catalog() -> Vec<(String, OutboundEmail)> {
    let in_language = |locale: Locale| {
        let named = move |(name, email)| match locale {
            Locale::English => (name, email),
            other => (
                format!("{}_{name}", other.code()),
                OutboundEmail { locale, ..email },
            ),
        };
        in_english().into_iter().map(named)
    };
    OFFERED.into_iter().flat_map(in_language).collect()
}

/// Returns every email in English, with its name.
#[must_use]
pub fn in_english() -> Vec<(String, OutboundEmail)> {
    without_states()
        .into_iter()
        .chain(without_partners())
        .chain(appealable())
        .chain(by_agents())
        .chain(to_parents())
        .collect()
}

fn message() -> EmailKind {
    EmailKind::Message {
        text: "We found two accounts with your name.\n\nDo you want the data of both?".into(),
    }
}

/// Returns the emails that no state's law changes.
fn without_states() -> Vec<(String, OutboundEmail)> {
    let mut kinds = vec![
        ("review_pending".to_owned(), EmailKind::ReviewPending, None),
        ("how_to_ask".to_owned(), EmailKind::HowToAsk, None),
        ("reply_received".to_owned(), EmailKind::ReplyReceived, None),
        ("requests_opened".to_owned(), requests_opened(), None),
        (
            "question".to_owned(),
            EmailKind::Question {
                question: "Do you write for yourself, or for your mother?".into(),
            },
            None,
        ),
        ("message".to_owned(), message(), None),
        (
            "staff_answer".to_owned(),
            EmailKind::StaffAnswer {
                text: "Your parcel is with the carrier. Their number is on your order.".into(),
            },
            None,
        ),
        (
            "message".to_owned(),
            message(),
            Some(Right::Verifiable(VerifiableRight::Know)),
        ),
    ];
    for right in IMMEDIATE {
        kinds.extend(
            immediate_kinds().map(|(name, kind)| (name, kind, Some(Right::Immediate(right)))),
        );
    }
    for right in VERIFIABLE {
        kinds.extend(
            verifiable_kinds(right)
                .map(|(name, kind)| (name, kind, Some(Right::Verifiable(right)))),
        );
    }
    for (name, basis, right) in [
        ("accurate", DenialBasis::Accurate, VerifiableRight::Correct),
        (
            "repeated",
            DenialBasis::RepeatedWithoutNews,
            VerifiableRight::Correct,
        ),
        ("too_often", DenialBasis::TooOften, VerifiableRight::Know),
        ("unfounded", DenialBasis::Unfounded, VerifiableRight::Delete),
    ] {
        let response = Response::Denied {
            denial: denial(basis),
        };
        kinds.push((
            format!("response_denied_{name}"),
            EmailKind::Response {
                response,
                words: None,
            },
            Some(Right::Verifiable(right)),
        ));
    }
    kinds
        .into_iter()
        .map(|(name, kind, right): (String, EmailKind, Option<Right>)| {
            let name = right.map_or(name.clone(), |right| format!("{}_{name}", right.as_str()));
            (name, email(kind, right))
        })
        .collect()
}

/// Returns every email about a request of a person who lives in this state, in English, with its name. A right that no law
/// grants there is left out.
#[must_use]
pub fn in_state(region: Option<Region>) -> Vec<(String, OutboundEmail)> {
    without_states()
        .into_iter()
        .chain(without_partners())
        .chain(appeals())
        .chain(by_agents())
        .chain(to_parents())
        .filter_map(|(name, email)| Some((name, living_in(email, region)?)))
        .collect()
}

/// Returns the email with the rules and the due date of this state, if it grants the right or the appeal.
fn living_in(email: OutboundEmail, region: Option<Region>) -> Option<OutboundEmail> {
    let Some(right) = email.right else {
        return Some(email);
    };
    let day = Calendar::California.date_of(email.received);
    let rules = right.rules_on(region, day)?;
    let due = match email.kind {
        EmailKind::AppealReceived => Some(rules.appeal_due(day).ok()?),
        EmailKind::AppealExtended { .. } => Some(rules.appeal_extension(day).ok()?),
        EmailKind::AppealDecided { .. } => {
            rules.appeal()?;
            None
        }
        EmailKind::ResponseExtended { .. } => Some(rules.extension(day).ok()?.0),
        EmailKind::ImmediateRecorded
        | EmailKind::VerifiableReceived
        | EmailKind::VerificationReminder => Some(rules.due(day).0),
        _ => None,
    };
    Some(OutboundEmail {
        rules: Some(rules),
        due,
        ..email
    })
}

/// Returns emails that differ if a parent or guardian reads them.
pub fn to_parents() -> impl Iterator<Item = (String, OutboundEmail)> {
    let of_immediate = IMMEDIATE.into_iter().flat_map(|right| {
        [EmailKind::OptInConfirmation, EmailKind::OptedBackIn]
            .map(|kind| (kind, Right::Immediate(right)))
    });
    let opt_out = Right::Immediate(ImmediateRight::OptOut);
    let delete = Right::Verifiable(VerifiableRight::Delete);
    of_immediate
        .chain([
            (EmailKind::ImmediateRecorded, opt_out),
            (EmailKind::VerifiableReceived, delete),
        ])
        .map(|(kind, right)| {
            let name = format!("{}_{}_parent", right.as_str(), kind.name());
            let email = OutboundEmail {
                reader: Reader::Parent,
                ..email(kind, Some(right))
            };
            (name, email)
        })
}

/// Returns emails that differ if an agent made the request.
fn by_agents() -> impl Iterator<Item = (String, OutboundEmail)> {
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
            "delete_verification_due_represented",
            EmailKind::VerificationReminder,
            delete,
            Reader::Represented,
        ),
        (
            "delete_received_anybody",
            EmailKind::VerifiableReceived,
            delete,
            Reader::Unknown,
        ),
        (
            "opt_out_recorded_anybody",
            EmailKind::ImmediateRecorded,
            opt_out,
            Reader::Unknown,
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
