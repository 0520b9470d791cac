//! The body of a webhook: only what the partner needs to find the person and to act.
//!
//! Identifiers are sent as the SHA-256 of their normal form, so that a partner that has the identifier can compare. The hash
//! is pseudonymous personal data: anyone can reverse the hash of a phone number by trying every number, and of an email
//! address with a list of candidates. The body contains no name, reference or state of residence, and no other request.

use data_encoding::HEXLOWER;
use domain::calendar::Due;
use domain::law::Right;
use domain::partner::PartnerKind;
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
    /// The information that the partner keeps after a deletion in part, and its only purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<&'a str>,
}

#[derive(Serialize)]
struct Identifier {
    r#type: &'static str,
    sha256: String,
}

//= req: ca-7022-f-4
/// Returns the body of a notification about this request to a partner of this kind. Each attempt sends the same body unless the request changed.
pub(crate) fn of(request: &Request, id: &str, kind: PartnerKind) -> Vec<u8> {
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
            kept: request.kept_by(kind),
        },
    };
    serde_json::to_vec(&body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::digest::Digest;
    use domain::law::VerifiableRight;
    use domain::locale::Locale;
    use domain::person::{Identifier as PersonIdentifier, IdentifierKind, Person};
    use domain::receipt::ReceiptId;
    use domain::request::{
        Asked, Channel, Command, Denial, DenialBasis, Response, Submission, VerificationMethod,
    };

    const KEPT: &str = "Invoices since 2022. Use them only for the tax authority.";

    /// Returns a deletion with this response.
    fn deletion(response: Response) -> Request {
        let now = "2026-11-21T18:00:00Z".parse().unwrap();
        let email = PersonIdentifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
        let submission = Submission {
            receipt: ReceiptId::from_bytes([1; 16]),
            asked: Asked::Right(Right::Verifiable(VerifiableRight::Delete)),
            person: Person::new(None, None, [email]).unwrap(),
            agent: None,
            channel: Channel::Email,
            locale: Locale::English,
            brand: None,
            received: now,
            inbound_email: None,
            approval_required: false,
            companions: Vec::new(),
            details: None,
            digest: Digest::of(b""),
        };
        let commands = [
            Command::Verify(VerificationMethod::Matched),
            Command::respond(response),
        ];
        let opened = Request::open(submission, now).unwrap().request;
        commands.into_iter().fold(opened, |request, command| {
            request.apply(command, now).unwrap().request
        })
    }

    fn kept(request: &Request, kind: PartnerKind) -> Option<serde_json::Value> {
        let body: serde_json::Value =
            serde_json::from_slice(&of(request, "msg_1_mail-house", kind)).unwrap();
        assert_eq!(body["type"], "privacy.delete");
        body["data"].get("kept").cloned()
    }

    //= req: ca-7022-f-4
    #[test]
    fn a_webhook_says_what_a_service_provider_keeps_after_a_deletion_in_part() {
        let in_part = deletion(Response::InPart {
            denial: Denial {
                basis: DenialBasis::LawfulException,
                explanation: "We must keep your invoices.".into(),
                earlier_responses: Vec::new(),
            },
            delivery: None,
            partners_keep: Some(KEPT.into()),
        });
        let whole = deletion(Response::Granted { delivery: None });
        let provider = PartnerKind::ServiceProvider;
        assert_eq!(kept(&in_part, provider), Some(KEPT.into()));
        assert_eq!(kept(&in_part, PartnerKind::ThirdParty), None);
        assert_eq!(kept(&whole, provider), None);
    }
}
