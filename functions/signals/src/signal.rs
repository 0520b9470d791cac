//! The body that a site's script sends in addition to the header: empty, or a JSON object.

use axum::body::{Body, to_bytes};
use domain::keys::AccountKeys;
use domain::person::{Identifier, OpaqueId};
use gateway::json;
use http::HeaderMap;
use jiff::Timestamp;
use pages::{BodyFormat, FieldError, Problem};
use serde_json::{Map, Value};

/// The maximum body size in bytes.
const MAX_BODY: usize = 8 * 1024;

//= req: ca-7025-b-1
/// The content of the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Signal {
    /// True if the script read the signal from `navigator.globalPrivacyControl`. A browser extension may set this property
    /// without the header. The regulations accept both (11 CCR § 7025(b)(1)).
    pub(crate) is_on: bool,
    /// The signed-in account, with the company's signature.
    pub(crate) account: Option<SignedAccount>,
}

/// An account ID with its signature, not yet verified.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SignedAccount {
    id: OpaqueId,
    signature: String,
}

impl std::fmt::Debug for SignedAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹account›")
    }
}

impl SignedAccount {
    //= req: ca-7025-c-1.2
    /// Returns the account if the signature is valid. Without a signature, anyone could name another person's account.
    pub(crate) fn verify(&self, keys: Option<&AccountKeys>, now: Timestamp) -> Option<Identifier> {
        let is_valid = keys?.prove(&self.signature, self.id.as_str(), now);
        is_valid.then(|| Identifier::Account(self.id.clone()))
    }
}

impl Signal {
    /// Reads a body: what it says, and the problem to respond with if it isn't a JSON object with these fields. An opt-out that
    /// can be read counts in spite of the problem, because a visitor can't mend the script of a site.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> (Self, Option<Problem>) {
        let Ok(body) = to_bytes(body, MAX_BODY).await else {
            return (Self::default(), Some(Problem::form_too_large()));
        };
        if body.is_empty() {
            return (Self::default(), None);
        }
        if BodyFormat::of(headers, &body) != BodyFormat::Json {
            return (Self::default(), Some(Problem::neither_form_nor_json()));
        }
        match json::object(&body) {
            Ok(object) => {
                let (signal, errors) = Self::of(&object);
                (
                    signal,
                    (!errors.is_empty()).then(|| Problem::invalid(errors)),
                )
            }
            Err(problem) => (Self::default(), Some(problem)),
        }
    }

    fn of(object: &Map<String, Value>) -> (Self, Vec<FieldError>) {
        let mut errors = json::unknown_fields(object, &["gpc", "account"], "");
        let is_on = match object.get("gpc") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(is_on)) => *is_on,
            Some(_) => {
                let message = "Send true or false, as navigator.globalPrivacyControl returns it";
                errors.push(FieldError::new("gpc", message));
                false
            }
        };
        let account = match object.get("account") {
            None | Some(Value::Null) => None,
            Some(account) => {
                if let Some(account) = account.as_object() {
                    let known = ["id", "signature"];
                    errors.extend(json::unknown_fields(account, &known, "account."));
                }
                let text = |name: &str| account.get(name).and_then(Value::as_str);
                let id = text("id").and_then(|id| OpaqueId::parse(id).ok());
                let signature = text("signature").map(str::to_owned);
                let signed = id.zip(signature);
                if signed.is_none() {
                    let message =
                        "Send an object with the account’s id and the company’s signature";
                    errors.push(FieldError::new("account", message));
                }
                signed.map(|(id, signature)| SignedAccount { id, signature })
            }
        };
        (Self { is_on, account }, errors)
    }
}
