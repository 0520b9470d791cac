//! What staff are told when something can't be done: RFC 9457, always.

use axum::response::{IntoResponse, Response as HttpResponse};
use domain::log::Role;
use domain::request::{Refused, RequestId};
use http::StatusCode;
use serde::Serialize;
use store::{ActionError, EmailActionError, IntakeError, NotificationActionError, StoreError};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, with the objects that it is in.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// Why a call was not done.
#[derive(Debug, Clone)]
pub struct Problem(Box<Body>);

/// The members of an `application/problem+json` body.
#[derive(Debug, Clone, Serialize)]
struct Body {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// The request's version now, where another one was meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    /// The request that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    #[serde(skip)]
    allow: Option<&'static str>,
}

impl Problem {
    fn new(slug: &str, status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Body {
            r#type: format!("urn:honored:problem:{slug}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            version: None,
            request: None,
            allow: None,
        }))
    }

    pub(crate) fn nobody() -> Self {
        let detail = "Sign the call, or send a token that the gateway knows.";
        Self::new(
            "unauthorized",
            StatusCode::UNAUTHORIZED,
            "Nobody says who calls",
            detail,
        )
    }

    pub(crate) fn no_role() -> Self {
        let detail =
            "Whoever looks after the setting ROLES can give you one: read, decide or configure.";
        Self::new(
            "no-role",
            StatusCode::FORBIDDEN,
            "You have no role here",
            detail,
        )
    }

    pub(crate) fn role_too_small(needed: Role) -> Self {
        let detail = format!("This needs the role {}.", needed.as_str());
        Self::new(
            "role-too-small",
            StatusCode::FORBIDDEN,
            "Your role is too small",
            detail,
        )
    }

    pub(crate) fn not_found(what: &'static str) -> Self {
        Self::new("not-found", StatusCode::NOT_FOUND, "It is not here", what)
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        let detail = format!("This address takes {allow}.");
        let mut problem = Self::new(
            "method-not-allowed",
            StatusCode::METHOD_NOT_ALLOWED,
            "This address does not take that method",
            detail,
        );
        problem.0.allow = Some(allow);
        problem
    }

    pub(crate) fn bad_json() -> Self {
        let detail = "Send one JSON object.";
        Self::new(
            "bad-request",
            StatusCode::BAD_REQUEST,
            "The body can't be read",
            detail,
        )
    }

    pub(crate) fn unsupported_media_type() -> Self {
        let detail = "Send JSON, with content-type: application/json.";
        Self::new(
            "unsupported-media-type",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body is no JSON",
            detail,
        )
    }

    pub(crate) fn too_large() -> Self {
        let detail = "Nothing that staff order needs more than 64 KB.";
        Self::new(
            "too-large",
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is too large",
            detail,
        )
    }

    pub(crate) fn file_too_large() -> Self {
        let detail = "A file is handed over up to 4 MB. Pack it, or deliver a larger one elsewhere and say how: {\"delivery\": {\"elsewhere\": …}}.";
        Self::new(
            "too-large",
            StatusCode::PAYLOAD_TOO_LARGE,
            "The file is too large",
            detail,
        )
    }

    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = "Nothing was changed. Correct the fields named here and send it again.";
        let mut problem = Self::new(
            "invalid-fields",
            StatusCode::UNPROCESSABLE_ENTITY,
            "There is a problem with what was sent",
            detail,
        );
        problem.0.errors = errors;
        problem
    }

    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(
            "conflict",
            StatusCode::CONFLICT,
            "It can't be done as things stand",
            detail,
        )
    }

    pub(crate) fn moved(version: u64) -> Self {
        let mut problem = Self::conflict(
            "The request has changed since you read it. Read it again and decide again.",
        );
        problem.0.version = Some(version);
        problem
    }

    pub(crate) fn list_moved(version: u64) -> Self {
        let mut problem = Self::conflict(
            "The list has changed since you read it. Read it again and set it again.",
        );
        problem.0.version = Some(version);
        problem
    }

    pub(crate) fn of_store(error: &StoreError) -> Self {
        tracing::error!(%error, "the desk could not do what staff ordered");
        let detail = "Send the same call again in a moment.";
        Self::new(
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            "It can't be done just now",
            detail,
        )
    }

    pub(crate) fn of_archive(error: &archive::ArchiveError) -> Self {
        tracing::error!(%error, "the desk could not use the archive");
        let detail = "The archive can't be reached. Send the same call again in a moment.";
        Self::new(
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            "It can't be done just now",
            detail,
        )
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let said = refused.to_string();
        match refused {
            Refused::NotABasis | Refused::NotTooOften | Refused::NotRepeated => {
                Self::field("basis", said)
            }
            Refused::NoDelivery | Refused::FileByHand => Self::field("delivery", said),
            Refused::NobodyNamed => Self::field("person", said),
            _ => Self::conflict(said),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::of_store(&error)
    }
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::NoRequest => Self::not_found("There is no such request."),
            ActionError::Refused(refused) => refused.into(),
            ActionError::Moved { version } => Self::moved(version),
            ActionError::Stands { request } => {
                let mut problem = Self::conflict(
                    "Another request of the same person for the same right stands: join this one to it.",
                );
                problem.0.request = Some(request);
                problem
            }
            ActionError::Store(error) => Self::of_store(&error),
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Refused(refused) => refused.into(),
            IntakeError::Store(error) => Self::of_store(&error),
        }
    }
}

impl From<EmailActionError> for Problem {
    fn from(error: EmailActionError) -> Self {
        match error {
            EmailActionError::NoLetter => Self::not_found("There is no such email."),
            EmailActionError::NoAddress => Self::field("address", error.to_string()),
            EmailActionError::WrongState { .. } => Self::conflict(error.to_string()),
            EmailActionError::Store(error) => Self::of_store(&error),
        }
    }
}

impl From<NotificationActionError> for Problem {
    fn from(error: NotificationActionError) -> Self {
        match error {
            NotificationActionError::NoNotification => {
                Self::not_found("There is no such notification.")
            }
            NotificationActionError::WrongState(_) | NotificationActionError::NotAwaited => {
                Self::conflict(error.to_string())
            }
            NotificationActionError::Store(error) => Self::of_store(&error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.0.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        gateway::response::refusal(status, &*self.0, self.0.allow)
    }
}
