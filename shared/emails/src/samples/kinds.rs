//! The kinds of emails about each sort of right.

use domain::law::VerifiableRight;
use domain::outbound_email::{Completion, EmailKind};
use domain::request::{Denial, DenialBasis, Response, ResponseDelivery};

pub(super) fn immediate_kinds() -> impl Iterator<Item = (String, EmailKind)> {
    let explanation = "The request named an account that was opened an hour before with a stolen card.\n\nWe asked the holder of the card, who did not know of the request.".to_owned();
    [
        ("recorded", EmailKind::ImmediateRecorded),
        ("denied", EmailKind::ImmediateDenied { explanation }),
        ("done_0", done(0, 0)),
        ("done_1", done(1, 0)),
        ("done_12", done(12, 0)),
        ("done_3_of_4", done(3, 1)),
        ("opt_in_confirmation", EmailKind::OptInConfirmation),
        ("opted_back_in", EmailKind::OptedBackIn),
        ("opted_back_in_partly", EmailKind::OptedBackInPartly),
    ]
    .into_iter()
    .map(|(name, kind)| (name.to_owned(), kind))
}

/// Returns an email about an opt-out that is complete, with this many partners notified and excused.
#[must_use]
pub fn done(notified: u16, excused: u16) -> EmailKind {
    let last = "2026-11-24T20:00:00Z".parse();
    EmailKind::ImmediateDone(Completion {
        notified,
        excused,
        last: last.ok().filter(|_| notified > 0),
        applies_to: vec!["a***@example.com".into(), "*** *** **43".into()],
    })
}

pub(super) fn verifiable_kinds(
    right: VerifiableRight,
) -> impl Iterator<Item = (String, EmailKind)> {
    let explanation =
        "Your information is in three systems, and one of them is being moved.".to_owned();
    let denial = denial(DenialBasis::LawfulException);
    let delivery = match right {
        VerifiableRight::Know | VerifiableRight::AdmtAccess => Some(ResponseDelivery::File {
            key: "responses/one".into(),
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
    let kinds = [
        ("received", EmailKind::VerifiableReceived),
        ("verification_due", EmailKind::VerificationReminder),
        ("extended", EmailKind::ResponseExtended { explanation }),
        (
            "response_granted",
            EmailKind::Response {
                response: Response::Granted {
                    delivery: delivery.clone(),
                },
                words: None,
            },
        ),
        (
            "response_in_part",
            EmailKind::Response {
                response: Response::InPart {
                    denial: denial.clone(),
                    delivery,
                    partners_keep: None,
                },
                words: None,
            },
        ),
        (
            "response_denied",
            EmailKind::Response {
                response: Response::Denied { denial },
                words: None,
            },
        ),
        (
            "response_not_verified",
            EmailKind::Response {
                response: Response::NotVerified,
                words: None,
            },
        ),
    ];
    kinds
        .into_iter()
        .chain(codes.iter().cloned())
        .map(|(name, kind)| (name.to_owned(), kind))
}

pub(super) fn denial(basis: DenialBasis) -> Denial {
    Denial {
        basis,
        explanation:
            "Your contract runs until May, and we need your address to send you the bills.".into(),
        earlier_responses: Vec::new(),
    }
}
