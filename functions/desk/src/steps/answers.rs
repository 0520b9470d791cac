//! Proofs and answers as staff give them, and how a step is tried on a request.

use super::Try;
use crate::fields::Fields;
use domain::request::{
    Command, Denial, DenialBasis, Refused, Request, Response, ResponseDelivery, VerificationMethod,
};
use jiff::Timestamp;

pub(super) const PROOFS: [(&str, VerificationMethod); 3] = [
    ("known_account", VerificationMethod::KnownAccount),
    ("power_of_attorney", VerificationMethod::PowerOfAttorney),
    ("matched", VerificationMethod::Matched),
];
pub(super) const ANSWERS: [&str; 4] = ["granted", "in_part", "denied", "not_verified"];
pub(super) const DECISIONS: [&str; 2] = ["upheld", "denied"];
const BASES: [(&str, DenialBasis); 5] = [
    ("lawful_exception", DenialBasis::LawfulException),
    ("accurate", DenialBasis::Accurate),
    ("repeated_without_news", DenialBasis::RepeatedWithoutNews),
    ("too_often", DenialBasis::TooOften),
    ("unfounded", DenialBasis::Unfounded),
];

/// Reads an answer with what belongs to it.
pub(super) fn answer(fields: &mut Fields) -> Option<Response> {
    let word = fields.required("answer", |fields, name| fields.one_of(name, &ANSWERS))?;
    let delivery = match word {
        "granted" | "in_part" => fields.delivery("delivery"),
        _ => None,
    };
    let denial = match word {
        "in_part" | "denied" => {
            let words = BASES.map(|(word, _)| word);
            let basis = fields.required("basis", |fields, name| fields.one_of(name, &words));
            let explanation = fields.required("explanation", Fields::text);
            let (_, basis) = BASES.into_iter().find(|(word, _)| Some(*word) == basis)?;
            Some(Denial {
                basis,
                explanation: explanation?,
                // Whoever takes the step looks it up.
                earlier: Vec::new(),
            })
        }
        _ => None,
    };
    Some(match (word, denial) {
        ("in_part", Some(denial)) => Response::InPart { denial, delivery },
        (_, Some(denial)) => Response::Denied { denial },
        ("granted", None) => Response::Granted { delivery },
        (_, None) => Response::NotVerified,
    })
}

/// An answer of this kind, with nothing to hand over and with something.
pub(super) fn samples(word: &str) -> [Response; 2] {
    let denial = || Denial {
        basis: DenialBasis::LawfulException,
        explanation: words(),
        earlier: Vec::new(),
    };
    let deliveries = [None, Some(ResponseDelivery::Elsewhere { how: words() })];
    deliveries.map(|delivery| match word {
        "granted" => Response::Granted { delivery },
        "in_part" => Response::InPart {
            denial: denial(),
            delivery,
        },
        "denied" => Response::Denied { denial: denial() },
        _ => Response::NotVerified,
    })
}

/// Words of nobody, to try a step with.
pub(super) fn words() -> String {
    "words".to_owned()
}

pub(super) fn tried(request: &Request, command: Command, now: Timestamp) -> Result<(), Refused> {
    request.apply(command, now).map(|_| ())
}

pub(super) fn one(request: &Request, command: Command, now: Timestamp) -> Vec<Try> {
    vec![("", tried(request, command, now))]
}
