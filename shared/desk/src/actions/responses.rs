//! The values of verifications and responses, and how an action is tried on a request.

use super::Attempt;
use crate::fields::Fields;
use crate::saved_replies;
use domain::request::{
    Command, Denial, DenialBasis, Refused, Request, Response, ResponseDelivery, VerificationMethod,
};
use jiff::Timestamp;

pub(super) const VERIFICATION_METHODS: [(&str, VerificationMethod); 3] = [
    ("known_account", VerificationMethod::KnownAccount),
    ("power_of_attorney", VerificationMethod::PowerOfAttorney),
    ("matched", VerificationMethod::Matched),
];
pub(super) const RESPONSES: [&str; 4] = ["granted", "in_part", "denied", "not_verified"];
pub(super) const DECISIONS: [&str; 2] = ["upheld", "denied"];
const BASES: [(&str, DenialBasis); 5] = [
    ("lawful_exception", DenialBasis::LawfulException),
    ("accurate", DenialBasis::Accurate),
    ("repeated_without_news", DenialBasis::RepeatedWithoutNews),
    ("too_often", DenialBasis::TooOften),
    ("unfounded", DenialBasis::Unfounded),
];

/// The names of the bases.
pub(super) const BASIS_NAMES: [&str; BASES.len()] = {
    let mut names = [""; BASES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = BASES[at].0;
        at += 1;
    }
    names
};

/// The field in which staff confirm that they checked a copy.
pub(crate) const COPY_CHECKED: &str = "copy_checked";

/// Reads a response with its words.
pub(super) fn respond(fields: &mut Fields) -> Option<Command> {
    let outcome = fields.deciding("response", &RESPONSES)?;
    let copy_checked = match outcome {
        "granted" | "in_part" => fields.boolean(COPY_CHECKED).unwrap_or_default(),
        _ => false,
    };
    let words = match outcome {
        "granted" | "not_verified" => fields.text("explanation"),
        _ => None,
    };
    no_variable(fields, "explanation", words.as_deref());
    Some(Command::Respond {
        response: response(fields, outcome)?,
        words,
        copy_checked,
    })
}

/// Refuses a variable that a saved reply left open: it must not reach the requester.
pub(super) fn no_variable(fields: &mut Fields, name: &str, text: Option<&str>) {
    if let Some(variable) = text.and_then(saved_replies::first_variable) {
        fields.wrong(name, format!("Write what belongs in place of {variable}"));
    }
}

/// Reads text of staff that the requester reads.
pub(super) fn words(fields: &mut Fields, name: &str) -> Option<String> {
    let text = fields.required(name, Fields::text);
    no_variable(fields, name, text.as_deref());
    text
}

/// Reads a response with its denial and its delivery.
fn response(fields: &mut Fields, outcome: &str) -> Option<Response> {
    let delivery = match outcome {
        "granted" | "in_part" => fields.delivery("delivery"),
        _ => None,
    };
    let partners_keep = match outcome {
        "in_part" => fields.text("partners_keep"),
        _ => None,
    };
    let denial = match outcome {
        "in_part" | "denied" => {
            let basis = fields.required("basis", |fields, name| fields.one_of(name, &BASIS_NAMES));
            let explanation = words(fields, "explanation");
            let (_, basis) = BASES.into_iter().find(|(name, _)| Some(*name) == basis)?;
            Some(Denial {
                basis,
                explanation: explanation?,
                // The handler looks them up when it applies the action.
                earlier_responses: Vec::new(),
            })
        }
        _ => None,
    };
    Some(match (outcome, denial) {
        ("in_part", Some(denial)) => Response::InPart {
            denial,
            delivery,
            partners_keep,
        },
        (_, Some(denial)) => Response::Denied { denial },
        ("granted", None) => Response::Granted { delivery },
        (_, None) => Response::NotVerified,
    })
}

/// Returns two sample responses of this kind, without a delivery and with one.
pub(super) fn samples(outcome: &str) -> [Response; 2] {
    let denial = || Denial {
        basis: DenialBasis::LawfulException,
        explanation: sample_text(),
        earlier_responses: Vec::new(),
    };
    let deliveries = [
        None,
        Some(ResponseDelivery::Elsewhere { how: sample_text() }),
    ];
    deliveries.map(|delivery| match outcome {
        "granted" => Response::Granted { delivery },
        "in_part" => Response::InPart {
            denial: denial(),
            delivery,
            partners_keep: None,
        },
        "denied" => Response::Denied { denial: denial() },
        _ => Response::NotVerified,
    })
}

/// Returns any text, to try a command with.
pub(super) fn sample_text() -> String {
    "words".to_owned()
}

pub(super) fn tried(request: &Request, command: Command, now: Timestamp) -> Result<(), Refused> {
    request.apply(command, now).map(|_| ())
}

pub(super) fn one(request: &Request, command: Command, now: Timestamp) -> Vec<Attempt> {
    vec![("", tried(request, command, now))]
}
