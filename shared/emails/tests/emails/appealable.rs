//! Emails to people whose state grants an appeal.

use crate::catalog::email;
use crate::kinds::denial;
use domain::calendar::Calendar;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::person::Region;
use domain::request::{AppealDecision, DenialBasis, Response};

/// Returns emails to people whose state grants an appeal. Virginia requires the complaint authority's name in a denial
/// of the appeal, Colorado in each decision on an appeal, Nebraska already in the denial of the request. Florida names no
/// authority.
pub(crate) fn appealable() -> impl Iterator<Item = (String, OutboundEmail)> {
    let basis = DenialBasis::LawfulException;
    let decided = |decision| EmailKind::AppealDecided { decision };
    let delete = Right::Verifiable(VerifiableRight::Delete);
    let refused = EmailKind::Response {
        response: Response::Denied {
            denial: denial(basis),
        },
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
        let email = email(kind, Some(right));
        let region = Region::parse(state).ok();
        let day = Calendar::California.date_of(email.received);
        let rules = right.rules_on(region, day).unwrap();
        let due = match email.kind {
            EmailKind::AppealReceived => rules.appeal_due(day).ok(),
            EmailKind::AppealExtended { .. } => rules.appeal_extension(day).ok(),
            EmailKind::ResponseExtended { .. } => rules.extension(day).ok().map(|(due, _)| due),
            EmailKind::VerifiableReceived => Some(rules.due(day).0),
            _ => None,
        };
        let email = OutboundEmail {
            rules: Some(rules),
            due,
            ..email
        };
        (format!("{}_{state}_{name}", right.as_str()), email)
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
