//! What a webhook carries: as little as lets its partner find the person and do what is asked.
//!
//! Identifiers go as the SHA-256 of their normal form, which whoever has them can make and nobody can undo who hasn't.
//! No name, no reference, no state of residence, and nothing of what else the person asked.

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
    /// By which a callback names it.
    id: &'a str,
    right: &'static str,
    law: Option<&'static str>,
    citation: Option<&'static str>,
    received_at: Timestamp,
    /// By when it must be done everywhere, where the law says so.
    due: Option<Due>,
    identifiers: Vec<Known>,
}

#[derive(Serialize)]
struct Known {
    r#type: &'static str,
    sha256: String,
}

/// The body of a notification about this request. It is the same on every attempt, unless the request has changed.
pub(crate) fn of(request: &Request, id: &str) -> Vec<u8> {
    let right = request.right().map_or("", Right::as_str);
    let rule = request.rule();
    let known = request.notified_identifiers().map(|known| Known {
        r#type: known.kind().as_str(),
        sha256: HEXLOWER.encode(&known.sha256()),
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
            identifiers: known.collect(),
        },
    };
    serde_json::to_vec(&body).unwrap_or_default()
}
