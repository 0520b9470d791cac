//! One letter of every kind for every right that gets it.

use crate::appealable::appealable;
use crate::says::{about_a_choice, about_a_demand, denied};
use domain::calendar::Calendar;
use domain::company::{Colour, Company};
use domain::keys::{KeyRing, LinkKeys};
use domain::law::{Choice, Demand, Law, Right};
use domain::letter::{Addressee, Letter, Pace, Reader, Says};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Answer, DenialBasis, SetBy};
use jiff::Timestamp;

pub(crate) const ADDRESS: &str = "robin.quillfeather@mail.example";
pub(crate) const BASE_URL: &str = "https://privacy.example.com";

const CHOICES: [Choice; 4] = [
    Choice::OptOut,
    Choice::Limit,
    Choice::MarketingStop,
    Choice::AdmtOptOut,
];
const DEMANDS: [Demand; 6] = [
    Demand::Delete,
    Demand::Know,
    Demand::KnowCategories,
    Demand::Correct,
    Demand::AdmtAccess,
    Demand::AdmtAppeal,
];

pub(crate) fn company() -> Company {
    Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Main Street".into(), "Sacramento, CA 95814".into()],
        privacy_policy: "https://www.example.com/privacy".into(),
        accent: Colour::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: BASE_URL.into(),
    }
}

pub(crate) fn keys() -> LinkKeys {
    LinkKeys(KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap())
}

/// A letter with the dates that the law gives it. It was received late on Saturday evening in California,
/// when it was Sunday in UTC.
pub(crate) fn letter(says: Says, right: Option<Right>) -> Letter {
    let admt = matches!(
        right,
        Some(
            Right::Choice(Choice::AdmtOptOut)
                | Right::Demand(Demand::AdmtAccess | Demand::AdmtAppeal)
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
    let rules = |right: Right| right.rules_on(None, day);
    let grounds = right.and_then(rules);
    let strictest = rules(Right::Choice(Choice::OptOut)).unwrap();
    let due = match says {
        Says::WillBeRead | Says::Question { .. } => Some(strictest.due(day).0),
        Says::ChoiceRecorded | Says::DemandReceived | Says::ProofWanted => {
            grounds.map(|grounds| grounds.due(day).0)
        }
        Says::AnswerExtended { .. } => Some(
            Law::Ccpa
                .calendar()
                .due(day, domain::calendar::Span::CalendarDays(90)),
        ),
        _ => None,
    };
    Letter {
        id: "LETTER".into(),
        due_set_by: if matches!(says, Says::WillBeRead | Says::Question { .. }) {
            SetBy::House
        } else {
            SetBy::Law
        },
        says,
        to: Addressee::Mail(EmailAddress::parse(ADDRESS).unwrap()),
        reader: Reader::Person,
        receipt: ReceiptId::from_bytes([7; 16]),
        right,
        grounds,
        received,
        in_force_since: None,
        due,
        in_reply_to: None,
        pace: Pace::Now,
    }
}

/// Receipts that were held back.
pub(crate) fn receipts() -> Vec<Letter> {
    let asked = [
        (Says::ChoiceRecorded, Some(Right::Choice(Choice::OptOut))),
        (
            Says::ChoiceRecorded,
            Some(Right::Choice(Choice::MarketingStop)),
        ),
        (Says::DemandReceived, Some(Right::Demand(Demand::Delete))),
        (Says::OptInAsked, Some(Right::Choice(Choice::Limit))),
        (Says::WillBeRead, None),
        (Says::HowToAsk, None),
        (opened(), None),
    ];
    (1..)
        .zip(asked)
        .map(|(n, (says, right))| Letter {
            receipt: ReceiptId::from_bytes([n; 16]),
            ..letter(says, right)
        })
        .collect()
}

/// The receipt for an agent's list of two.
pub(crate) fn opened() -> Says {
    Says::AllOpened {
        receipts: vec![
            ReceiptId::from_bytes([7; 16]),
            ReceiptId::from_bytes([8; 16]),
        ],
    }
}

/// Every letter under its name.
pub(crate) fn catalogue() -> Vec<(String, Letter)> {
    let mut says = vec![
        ("will_be_read".to_owned(), Says::WillBeRead, None),
        ("how_to_ask".to_owned(), Says::HowToAsk, None),
        ("all_opened".to_owned(), opened(), None),
        (
            "question".to_owned(),
            Says::Question {
                question: "Do you write for yourself, or for your mother?".into(),
            },
            None,
        ),
    ];
    for choice in CHOICES {
        says.extend(about_a_choice().map(|(name, says)| (name, says, Some(Right::Choice(choice)))));
    }
    for demand in DEMANDS {
        says.extend(
            about_a_demand(demand).map(|(name, says)| (name, says, Some(Right::Demand(demand)))),
        );
    }
    for (name, basis, demand) in [
        ("accurate", DenialBasis::Accurate, Demand::Correct),
        (
            "repeated",
            DenialBasis::RepeatedWithoutNews,
            Demand::Correct,
        ),
        ("too_often", DenialBasis::TooOften, Demand::Know),
        ("unfounded", DenialBasis::Unfounded, Demand::Delete),
    ] {
        let answer = Answer::Denied {
            denial: denied(basis),
        };
        says.push((
            format!("answer_denied_{name}"),
            Says::Answered { answer },
            Some(Right::Demand(demand)),
        ));
    }
    says.into_iter()
        .map(|(name, says, right): (String, Says, Option<Right>)| {
            let name = right.map_or(name.clone(), |right| format!("{}_{name}", right.as_str()));
            (name, letter(says, right))
        })
        .chain(appealable())
        .chain(to_others())
        .collect()
}

/// Letters that read differently where an agent asked.
fn to_others() -> impl Iterator<Item = (String, Letter)> {
    let delete = Some(Right::Demand(Demand::Delete));
    let opt_out = Some(Right::Choice(Choice::OptOut));
    [
        (
            "delete_received_represented",
            Says::DemandReceived,
            delete,
            Reader::Represented,
        ),
        (
            "delete_proof_wanted_represented",
            Says::ProofWanted,
            delete,
            Reader::Represented,
        ),
        (
            "delete_received_anybody",
            Says::DemandReceived,
            delete,
            Reader::Anybody,
        ),
        (
            "opt_out_recorded_anybody",
            Says::ChoiceRecorded,
            opt_out,
            Reader::Anybody,
        ),
    ]
    .into_iter()
    .map(|(name, says, right, reader)| {
        let letter = Letter {
            reader,
            ..letter(says, right)
        };
        (name.to_owned(), letter)
    })
}
