//! A call of staff that changes something: the caller, the version that the caller read, and the body.

use crate::Deps;
use crate::error::{Error, no_request};
use axum::body::to_bytes;
use axum::extract::Request;
use domain::receipt::{ReceiptId, Reference};
use domain::request::RequestId;
use gateway::Problem;
use gateway::Staff;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, IF_MATCH};
use store::{EmailKey, StaffDecision};

/// The maximum size of a body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// A call of staff with its body.
pub(crate) struct StaffCall {
    pub(crate) staff: Staff,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The version that the caller read, from `If-Match`. The action counts for this version only.
    pub(crate) seen: Option<u64>,
}

impl StaffCall {
    /// Reads the body and the headers.
    pub(crate) async fn of(request: Request) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let staff = head.extensions.get::<Staff>().cloned();
        let staff = staff.ok_or_else(Problem::authentication_required)?;
        let sent = head.headers.get(CONTENT_TYPE);
        let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::unsupported_media_type(
                "Send JSON, with content-type: application/json.",
            ));
        }
        let body = to_bytes(body, LARGEST_BODY).await;
        Ok(Self {
            staff,
            seen: seen(&head.headers)?,
            headers: head.headers,
            body: body
                .map_err(|_| Problem::too_large("A body holds at most 64 KB."))?
                .into(),
        })
    }

    /// Returns who acts, why, and on which version.
    pub(crate) fn order(&self, why: Option<String>) -> StaffDecision {
        StaffDecision {
            by: self.staff.actor(),
            why,
            seen: self.seen,
        }
    }
}

/// Parses `If-Match`.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(tag) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    match tag.trim_matches('"').parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) if tag == "*" => Ok(None),
        Err(_) => Err(Problem::field(
            "If-Match",
            "Send the version that you read, such as \"3\"",
        )),
    }
}

impl Deps {
    /// Finds a request by its ID or reference.
    pub(crate) async fn find_request(&self, name: &str) -> Result<RequestId, Error> {
        if let Ok(id) = name.parse::<ReceiptId>() {
            return Ok(RequestId(id));
        }
        let reference = Reference::parse(name).map_err(|_| no_request())?;
        let found = self.store.look_up(Some(reference)).await?;
        found
            .map(|(receipt, _)| receipt.request)
            .ok_or_else(|| no_request().into())
    }

    /// Finds an email by its ID and its owner: a request, an inbound email that opened none, or a summary's first receipt.
    pub(crate) async fn find_email(&self, owner: &str, email: &str) -> Result<EmailKey, Error> {
        let no_email = || Problem::not_found("There is no such email.");
        let owner: ReceiptId = owner.parse().map_err(|_| no_email())?;
        for key in [
            EmailKey::new(RequestId(owner), email),
            EmailKey::of_mail(owner, email),
            EmailKey::of_summary(owner, email),
        ] {
            if self.store.email(&key).await?.is_some() {
                return Ok(key);
            }
        }
        Err(no_email().into())
    }
}
