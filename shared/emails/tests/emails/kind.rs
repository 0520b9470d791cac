//! What emails say of a choice and of a demand.

use domain::law::VerifiableRight;
use domain::outbound_email::EmailKind;
use domain::request::{Denial, DenialBasis, Response, ResponseDelivery};

pub(crate) fn about_a_choice() -> impl Iterator<Item = (String, EmailKind)> {
    let because = "The request named an account that was opened an hour before with a stolen card.\n\nWe asked the holder of the card, who did not know of the request.".to_owned();
    [
        ("recorded", EmailKind::ImmediateRecorded),
        ("denied", EmailKind::ImmediateDenied { because }),
        ("done_0", done(0, 0)),
        ("done_1", done(1, 0)),
        ("done_12", done(12, 0)),
        ("done_3_of_4", done(3, 1)),
        ("opt_in_asked", EmailKind::OptInConfirmation),
        ("ended", EmailKind::OptedBackIn),
        ("ended_in_part", EmailKind::OptedBackInPartly),
    ]
    .into_iter()
    .map(|(name, kind)| (name.to_owned(), kind))
}

fn done(notified: u16, excused: u16) -> EmailKind {
    let last = "2026-11-24T20:00:00Z".parse();
    EmailKind::ImmediateDone {
        notified,
        excused,
        last: last.ok().filter(|_| notified > 0),
        applies_to: vec!["a***@example.com".into(), "*** *** **43".into()],
    }
}

pub(crate) fn about_a_demand(demand: VerifiableRight) -> impl Iterator<Item = (String, EmailKind)> {
    let because =
        "Your information is in three systems, and one of them is being moved.".to_owned();
    let denial = denied(DenialBasis::LawfulException);
    let delivery = match demand {
        VerifiableRight::Know | VerifiableRight::AdmtAccess => Some(ResponseDelivery::File {
            key: "answers/one".into(),
            renewed: None,
        }),
        VerifiableRight::KnowCategories => Some(ResponseDelivery::Elsewhere {
            how: "It is on the last page of the statement that we sent you by post.".into(),
        }),
        VerifiableRight::Delete | VerifiableRight::Correct | VerifiableRight::AdmtAppeal => None,
    };
    let codes: &[(&str, EmailKind)] = match &delivery {
        Some(ResponseDelivery::File { .. }) => &[
            ("code", EmailKind::DownloadCode { round: 0 }),
            ("new_code", EmailKind::DownloadCode { round: 1 }),
        ],
        _ => &[],
    };
    let kind = [
        ("received", EmailKind::VerifiableReceived),
        ("proof_wanted", EmailKind::VerificationDue),
        ("extended", EmailKind::ResponseExtended { because }),
        (
            "answer_granted",
            EmailKind::Response {
                answer: Response::Granted {
                    delivery: delivery.clone(),
                },
            },
        ),
        (
            "answer_in_part",
            EmailKind::Response {
                answer: Response::InPart {
                    denial: denial.clone(),
                    delivery,
                },
            },
        ),
        (
            "answer_denied",
            EmailKind::Response {
                answer: Response::Denied { denial },
            },
        ),
        (
            "answer_not_verified",
            EmailKind::Response {
                answer: Response::NotVerified,
            },
        ),
    ];
    kind.into_iter()
        .chain(codes.iter().cloned())
        .map(|(name, kind)| (name.to_owned(), kind))
}

pub(crate) fn denied(basis: DenialBasis) -> Denial {
    Denial {
        basis,
        explanation:
            "Your contract runs until May, and we need your address to send you the bills.".into(),
        earlier: Vec::new(),
    }
}
