//! Emails to people whose state grants an appeal.

use super::kinds::denial;
use super::{email, living_in};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::person::Region;
use domain::request::{AppealDecision, DenialBasis, Response};

/// Returns emails to people whose state grants an appeal. Virginia requires the complaint authority's name in a denial
/// of the appeal, Colorado in each decision on an appeal, Nebraska already in the denial of the request. Florida names no
/// authority.
pub(super) fn appealable() -> impl Iterator<Item = (String, OutboundEmail)> {
    let basis = DenialBasis::LawfulException;
    let decided = |decision| EmailKind::AppealDecided { decision };
    let delete = Right::Verifiable(VerifiableRight::Delete);
    let refused = EmailKind::Response {
        response: Response::Denied {
            denial: denial(basis),
        },
        words: None,
    };
    let opt_out = Right::Immediate(ImmediateRight::OptOut);
    let explanation = "Your information is in three systems.".to_owned();
    [
        ("va", "appeal_received", delete, EmailKind::AppealReceived),
        ("va", "appeal_upheld", delete, decided(upheld())),
        ("va", "appeal_denied", delete, decided(stays())),
        ("va", "received", delete, EmailKind::VerifiableReceived),
        ("va", "denied", delete, refused.clone()),
        ("co", "appeal_upheld", delete, decided(upheld())),
        (
            "co",
            "appeal_extended",
            delete,
            EmailKind::AppealExtended {
                explanation: explanation.clone(),
            },
        ),
        ("ne", "denied", delete, refused),
        ("ct", "appeal_received", opt_out, EmailKind::AppealReceived),
        ("ct", "appeal_upheld", opt_out, decided(in_force())),
        ("ct", "appeal_denied", opt_out, decided(stays())),
        ("fl", "appeal_denied", delete, decided(stays())),
        (
            "fl",
            "extended",
            delete,
            EmailKind::ResponseExtended { explanation },
        ),
        (
            "ct",
            "denied",
            opt_out,
            EmailKind::ImmediateDenied {
                explanation: "The card was stolen.".into(),
            },
        ),
    ]
    .into_iter()
    .map(|(state, name, right, kind)| {
        let region = Region::parse(state).ok();
        let email = living_in(email(kind, Some(right)), region).expect("a state with an appeal");
        (format!("{}_{state}_{name}", right.as_str()), email)
    })
}

/// Returns emails about an appeal, whatever the state is.
pub(super) fn appeals() -> impl Iterator<Item = (String, OutboundEmail)> {
    let explanation = "Your information is in three systems.".to_owned();
    let kinds = [
        ("appeal_received", EmailKind::AppealReceived),
        ("appeal_extended", EmailKind::AppealExtended { explanation }),
        (
            "appeal_upheld",
            EmailKind::AppealDecided { decision: upheld() },
        ),
        (
            "appeal_denied",
            EmailKind::AppealDecided { decision: stays() },
        ),
    ];
    let rights = [
        Right::Immediate(ImmediateRight::OptOut),
        Right::Verifiable(VerifiableRight::Delete),
    ];
    kinds.into_iter().flat_map(move |(name, kind)| {
        rights.map(|right| {
            (
                format!("{}_{name}", right.as_str()),
                email(kind.clone(), Some(right)),
            )
        })
    })
}

fn upheld() -> AppealDecision {
    AppealDecision::Upheld {
        remedy: "We have now deleted the last of the three copies, too.".into(),
    }
}

fn in_force() -> AppealDecision {
    AppealDecision::Upheld {
        remedy: "We have found that the card was yours.".into(),
    }
}

fn stays() -> AppealDecision {
    AppealDecision::Denied {
        explanation: "Your contract runs until May, as our first response said.".into(),
    }
}
