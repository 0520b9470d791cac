//! What a machine is told when something can't be done: RFC 9457, always.

use axum::response::{IntoResponse, Response as HttpResponse};
use http::StatusCode;
use serde::Serialize;
use store::StoreError;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// What to do about it.
    pub message: &'static str,
}

/// Why a call was not done: the members of an `application/problem+json` body.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip)]
    allow: Option<&'static str>,
}

impl Problem {
    fn new(slug: &str, status: StatusCode, title: &'static str, detail: &'static str) -> Self {
        Self {
            r#type: format!("urn:honored:problem:{slug}"),
            title,
            status: status.as_u16(),
            detail,
            errors: Vec::new(),
            allow: None,
        }
    }

    pub(crate) fn nobody() -> Self {
        let detail = "Sign the call, or send a token that the gateway knows.";
        let title = "Nobody says who calls";
        Self::new("unauthorized", StatusCode::UNAUTHORIZED, title, detail)
    }

    pub(crate) fn no_role() -> Self {
        let detail = "Whoever looks after the setting ROLES can give you the role machine.";
        let title = "You have no role here";
        Self::new("no-role", StatusCode::FORBIDDEN, title, detail)
    }

    pub(crate) fn not_found() -> Self {
        let detail = "There is nothing at this address.";
        Self::new("not-found", StatusCode::NOT_FOUND, "It is not here", detail)
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        let detail = "The header Allow says what this address takes.";
        let title = "This address does not take that method";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self {
            allow: Some(allow),
            ..Self::new("method-not-allowed", status, title, detail)
        }
    }

    pub(crate) fn bad_json() -> Self {
        let detail = "Send one JSON object.";
        let title = "The body can't be read";
        Self::new("bad-request", StatusCode::BAD_REQUEST, title, detail)
    }

    pub(crate) fn too_large() -> Self {
        let detail = "A thousand identifiers fit into 1 MB. Send the rest in another call.";
        let title = "The body is too large";
        Self::new("too-large", StatusCode::PAYLOAD_TOO_LARGE, title, detail)
    }

    pub(crate) fn field(field: &'static str, message: &'static str) -> Self {
        let detail = "Correct the field named here and send it again.";
        let title = "There is a problem with what was sent";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self {
            errors: vec![FieldError { field, message }],
            ..Self::new("invalid-fields", status, title, detail)
        }
    }

    pub(crate) fn unavailable() -> Self {
        let detail = "Send the same call again in a moment.";
        let title = "It can't be done just now";
        Self::new(
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            title,
            detail,
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "what is stopped could not be read");
        Self::unavailable()
    }
}

impl From<archive::ArchiveError> for Problem {
    fn from(error: archive::ArchiveError) -> Self {
        tracing::error!(%error, "an export could not be stored");
        Self::unavailable()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        gateway::response::refusal(status, &self, self.allow)
    }
}
