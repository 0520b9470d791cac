//! What letters say of a choice and of a demand.

use domain::law::Demand;
use domain::letter::Says;
use domain::request::{Answer, Delivery, Denial, DenialBasis};

pub(crate) fn about_a_choice() -> impl Iterator<Item = (String, Says)> {
    let because = "The request named an account that was opened an hour before with a stolen card.\n\nWe asked the holder of the card, who did not know of the request.".to_owned();
    [
        ("recorded", Says::ChoiceRecorded),
        ("denied", Says::ChoiceDenied { because }),
        ("done_0", done(0, 0)),
        ("done_1", done(1, 0)),
        ("done_12", done(12, 0)),
        ("done_3_of_4", done(3, 1)),
        ("opt_in_asked", Says::OptInAsked),
        ("ended", Says::ChoiceEnded),
        ("ended_in_part", Says::ChoiceEndedInPart),
    ]
    .into_iter()
    .map(|(name, says)| (name.to_owned(), says))
}

fn done(told: u16, excused: u16) -> Says {
    let last = "2026-11-24T20:00:00Z".parse();
    Says::ChoiceDone {
        told,
        excused,
        last: last.ok().filter(|_| told > 0),
        applies_to: vec!["a***@example.com".into(), "*** *** **43".into()],
    }
}

pub(crate) fn about_a_demand(demand: Demand) -> impl Iterator<Item = (String, Says)> {
    let because =
        "Your information is in three systems, and one of them is being moved.".to_owned();
    let denial = denied(DenialBasis::LawfulException);
    let delivery = match demand {
        Demand::Know | Demand::AdmtAccess => Some(Delivery::File {
            key: "answers/one".into(),
            renewed: None,
        }),
        Demand::KnowCategories => Some(Delivery::Elsewhere {
            how: "It is on the last page of the statement that we sent you by post.".into(),
        }),
        Demand::Delete | Demand::Correct | Demand::AdmtAppeal => None,
    };
    let codes: &[(&str, Says)] = match &delivery {
        Some(Delivery::File { .. }) => &[
            ("code", Says::CollectCode { round: 0 }),
            ("new_code", Says::CollectCode { round: 1 }),
        ],
        _ => &[],
    };
    let says = [
        ("received", Says::DemandReceived),
        ("proof_wanted", Says::ProofWanted),
        ("extended", Says::AnswerExtended { because }),
        (
            "answer_granted",
            Says::Answered {
                answer: Answer::Granted {
                    delivery: delivery.clone(),
                },
            },
        ),
        (
            "answer_in_part",
            Says::Answered {
                answer: Answer::InPart {
                    denial: denial.clone(),
                    delivery,
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
    ];
    says.into_iter()
        .chain(codes.iter().cloned())
        .map(|(name, says)| (name.to_owned(), says))
}

pub(crate) fn denied(basis: DenialBasis) -> Denial {
    Denial {
        basis,
        explanation:
            "Your contract runs until May, and we need your address to send you the bills.".into(),
        earlier: Vec::new(),
    }
}
