//! Proofs and answers as staff give them, and how a step is tried on a request.

use super::Try;
use crate::fields::Fields;
use domain::request::{Answer, Delivery, Denial, DenialBasis, ProofMeans, Refused, Request, Step};
use jiff::Timestamp;

pub(super) const PROOFS: [(&str, ProofMeans); 3] = [
    ("known_account", ProofMeans::KnownAccount),
    ("power_of_attorney", ProofMeans::PowerOfAttorney),
    ("matched", ProofMeans::Matched),
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
pub(super) fn answer(fields: &mut Fields) -> Option<Answer> {
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
        ("in_part", Some(denial)) => Answer::InPart { denial, delivery },
        (_, Some(denial)) => Answer::Denied { denial },
        ("granted", None) => Answer::Granted { delivery },
        (_, None) => Answer::NotVerified,
    })
}

/// An answer of this kind, with nothing to hand over and with something.
pub(super) fn samples(word: &str) -> [Answer; 2] {
    let denial = || Denial {
        basis: DenialBasis::LawfulException,
        explanation: words(),
        earlier: Vec::new(),
    };
    let deliveries = [None, Some(Delivery::Elsewhere { how: words() })];
    deliveries.map(|delivery| match word {
        "granted" => Answer::Granted { delivery },
        "in_part" => Answer::InPart {
            denial: denial(),
            delivery,
        },
        "denied" => Answer::Denied { denial: denial() },
        _ => Answer::NotVerified,
    })
}

/// Words of nobody, to try a step with.
pub(super) fn words() -> String {
    "words".to_owned()
}

pub(super) fn tried(request: &Request, step: Step, now: Timestamp) -> Result<(), Refused> {
    request.take(step, now).map(|_| ())
}

pub(super) fn one(request: &Request, step: Step, now: Timestamp) -> Vec<Try> {
    vec![("", tried(request, step, now))]
}
