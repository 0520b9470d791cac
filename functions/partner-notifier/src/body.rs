//! The body of a webhook: only what the partner needs to find the person and to act.
//!
//! Identifiers are sent as the SHA-256 of their normal form, so that a partner that has the identifier can compare. The hash
//! is pseudonymous personal data: anyone can reverse the hash of a phone number by trying every number, and of an email
//! address with a list of candidates. The body contains no name, reference or state of residence, and no other request.

use data_encoding::HEXLOWER;
use domain::calendar::Due;
use domain::law::Right;
use domain::request::Request;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    /// The ID that a callback repeats.
    id: &'a str,
    right: &'static str,
    law: Option<&'static str>,
    citation: Option<&'static str>,
    received_at: Timestamp,
    /// The deadline for all partners, if the law sets one.
    due: Option<Due>,
    identifiers: Vec<Identifier>,
}

#[derive(Serialize)]
struct Identifier {
    r#type: &'static str,
    sha256: String,
}

/// Returns the body of a notification about this request. Each attempt sends the same body unless the request changed.
pub(crate) fn of(request: &Request, id: &str) -> Vec<u8> {
    let right = request.right().map_or("", Right::as_str);
    let rule = request.rule();
    let identifier = request.notified_identifiers().map(|identifier| Identifier {
        r#type: identifier.kind().as_str(),
        sha256: HEXLOWER.encode(&identifier.sha256()),
    });
    let body = Body {
        r#type: format!("privacy.{right}"),
        timestamp: request.in_force_since().unwrap_or(request.received),
        data: Data {
            id,
            right,
            law: rule.map(|rule| rule.law.as_str()),
            citation: rule.map(|rule| rule.cite),
            received_at: request.received,
            due: request.due(),
            identifiers: identifier.collect(),
        },
    };
    serde_json::to_vec(&body).unwrap_or_default()
}
