//! A call of staff that changes something: the caller, the version that the caller read, and the body.

use axum::body::to_bytes;
use axum::extract::Request;
use desk::{Fields, StaffOrder};
use gateway::{Problem, Staff};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, IF_MATCH};

/// The maximum size of a body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// A call of staff with its body.
pub(crate) struct StaffCall {
    /// Who acts, on the version of `If-Match`.
    pub(crate) by: StaffOrder,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
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
        let seen = seen(&head.headers)?;
        Ok(Self {
            by: StaffOrder { staff, seen },
            headers: head.headers,
            body: body
                .map_err(|_| Problem::too_large("A body holds at most 64 KB."))?
                .into(),
        })
    }

    /// Parses the body.
    pub(crate) fn fields(&self) -> Result<Fields, Problem> {
        Fields::of(&self.body)
    }
}

/// Parses `If-Match`.
pub(crate) fn seen(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
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
