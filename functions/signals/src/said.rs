//! What a site's script sends beside the header: nothing, or a JSON object.

use axum::body::{Body, to_bytes};
use domain::keys::AccountKeys;
use domain::person::{Identifier, OpaqueId};
use http::HeaderMap;
use jiff::Timestamp;
use pages::{FieldError, Problem, media_type};
use serde_json::Value;

/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 8 * 1024;

/// What was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Whether the script read the signal from `navigator.globalPrivacyControl`: a browser's extension may set that,
    /// and no header (11 CCR § 7025(b)(1) takes either).
    pub(crate) signal: bool,
    /// Who is signed in there, by the company's word.
    pub(crate) account: Option<Named>,
}

/// An account that was named, and what shows that it is whose browser it is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Named {
    id: OpaqueId,
    signature: String,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹account›")
    }
}

impl Named {
    /// The account, if the company signed it. Anybody can name anybody's.
    pub(crate) fn proven(&self, keys: Option<&AccountKeys>, now: Timestamp) -> Option<Identifier> {
        let proven = keys?.prove(&self.signature, self.id.as_str(), now);
        proven.then(|| Identifier::Account(self.id.clone()))
    }
}

impl Said {
    /// Reads a body.
    ///
    /// # Errors
    /// The problem to answer with, if it is too long or no JSON object.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let body = to_bytes(body, LARGEST_BODY).await;
        let body = body.map_err(|_| Problem::too_large())?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        if media_type(headers) != "application/json" {
            return Err(Problem::unsupported_media_type());
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(&body) else {
            return Err(Problem::bad_request());
        };
        let wrong = |field, message: &str| Problem::invalid(vec![FieldError::new(field, message)]);
        let signal = match object.get("gpc") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(signal)) => *signal,
            Some(_) => {
                let message = "Give true or false, as navigator.globalPrivacyControl does";
                return Err(wrong("gpc", message));
            }
        };
        let account = match object.get("account") {
            None | Some(Value::Null) => None,
            Some(account) => {
                let text = |name: &str| account.get(name).and_then(Value::as_str);
                let id = text("id").and_then(|id| OpaqueId::parse(id).ok());
                let signature = text("signature").map(str::to_owned);
                let named = id
                    .zip(signature)
                    .map(|(id, signature)| Named { id, signature });
                let message = "Give an object with the account’s id and the company’s signature";
                Some(named.ok_or_else(|| wrong("account", message))?)
            }
        };
        Ok(Self { signal, account })
    }
}
