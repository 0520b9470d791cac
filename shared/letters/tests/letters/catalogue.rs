//! One letter of every kind for every right that gets it.

use domain::calendar::Calendar;
use domain::company::{Colour, Company};
use domain::keys::{KeyRing, LinkKeys};
use domain::law::{Choice, Demand, Law, Right};
use domain::letter::{Addressee, Letter, Pace, Says};
use domain::person::{EmailAddress, Region};
use domain::receipt::ReceiptId;
use domain::request::{Answer, Decision, Denial, DenialBasis, SetBy};
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
        Says::WillBeRead => Some(strictest.due(day).0),
        Says::ChoiceRecorded | Says::DemandReceived => grounds.map(|grounds| grounds.due(day).0),
        Says::AnswerExtended { .. } => Some(
            Law::Ccpa
                .calendar()
                .due(day, domain::calendar::Span::CalendarDays(90)),
        ),
        _ => None,
    };
    Letter {
        id: "LETTER".into(),
        due_set_by: if says == Says::WillBeRead {
            SetBy::House
        } else {
            SetBy::Law
        },
        says,
        to: Addressee::Mail(EmailAddress::parse(ADDRESS).unwrap()),
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
    ];
    for choice in CHOICES {
        says.extend(about_a_choice().map(|(name, says)| (name, says, Some(Right::Choice(choice)))));
    }
    for demand in DEMANDS {
        says.extend(about_a_demand().map(|(name, says)| (name, says, Some(Right::Demand(demand)))));
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
            denial: explained(basis),
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
        .collect()
}

/// Letters to those whose state grants an appeal: Virginia names a body with its denial, Colorado with any
/// decision, Nebraska with the refusal already, and Florida names none.
fn appealable() -> impl Iterator<Item = (String, Letter)> {
    let basis = DenialBasis::LawfulException;
    let decided = |decision| Says::AppealDecided { decision };
    let delete = Right::Demand(Demand::Delete);
    let denied = Says::Answered {
        answer: Answer::Denied {
            denial: explained(basis),
        },
    };
    let because = "Your information is in three systems.".to_owned();
    [
        ("va", "appeal_received", delete, Says::AppealReceived),
        ("va", "appeal_upheld", delete, decided(upheld())),
        ("va", "appeal_denied", delete, decided(stays())),
        ("va", "received", delete, Says::DemandReceived),
        ("va", "denied", delete, denied.clone()),
        ("co", "appeal_upheld", delete, decided(upheld())),
        ("ne", "denied", delete, denied),
        ("fl", "appeal_denied", delete, decided(stays())),
        ("fl", "extended", delete, Says::AnswerExtended { because }),
        (
            "ct",
            "denied",
            Right::Choice(Choice::OptOut),
            Says::ChoiceDenied {
                because: "The card was stolen.".into(),
            },
        ),
    ]
    .into_iter()
    .map(|(state, name, right, says)| {
        let letter = letter(says, Some(right));
        let region = Region::parse(state).ok();
        let day = Calendar::California.date_of(letter.received);
        let grounds = right.rules_on(region, day).unwrap();
        let due = match letter.says {
            Says::AppealReceived => grounds.appeal_due(day).ok(),
            Says::AnswerExtended { .. } => grounds.extension(day).ok().map(|(due, _)| due),
            Says::DemandReceived => Some(grounds.due(day).0),
            _ => None,
        };
        let letter = Letter {
            grounds: Some(grounds),
            due,
            ..letter
        };
        (format!("{}_{state}_{name}", right.as_str()), letter)
    })
}

fn about_a_choice() -> impl Iterator<Item = (String, Says)> {
    let because = "The request named an account that was opened an hour before with a stolen card.\n\nWe asked the holder of the card, who did not know of the request.".to_owned();
    [
        ("recorded", Says::ChoiceRecorded),
        ("denied", Says::ChoiceDenied { because }),
        ("done_0", Says::ChoiceDone { told: 0 }),
        ("done_1", Says::ChoiceDone { told: 1 }),
        ("done_12", Says::ChoiceDone { told: 12 }),
        ("ended", Says::ChoiceEnded),
    ]
    .into_iter()
    .map(|(name, says)| (name.to_owned(), says))
}

fn about_a_demand() -> impl Iterator<Item = (String, Says)> {
    let because =
        "Your information is in three systems, and one of them is being moved.".to_owned();
    let denial = explained(DenialBasis::LawfulException);
    [
        ("received", Says::DemandReceived),
        ("extended", Says::AnswerExtended { because }),
        (
            "answer_granted",
            Says::Answered {
                answer: Answer::Granted { delivery: None },
            },
        ),
        (
            "answer_in_part",
            Says::Answered {
                answer: Answer::InPart {
                    denial: denial.clone(),
                    delivery: None,
                },
            },
        ),
        (
            "answer_denied",
            Says::Answered {
                answer: Answer::Denied { denial },
            },
        ),
        (
            "answer_not_verified",
            Says::Answered {
                answer: Answer::NotVerified,
            },
        ),
    ]
    .into_iter()
    .map(|(name, says)| (name.to_owned(), says))
}

fn explained(basis: DenialBasis) -> Denial {
    Denial {
        basis,
        explanation:
            "Your contract runs until May, and we need your address to send you the bills.".into(),
    }
}

fn upheld() -> Decision {
    Decision::Upheld {
        done: "We have now deleted the last of the three copies, too.".into(),
    }
}

fn stays() -> Decision {
    Decision::Denied {
        because: "Your contract runs until May, as our first answer said.".into(),
    }
}
