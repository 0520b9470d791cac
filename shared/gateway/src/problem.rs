//! Errors as clients see them: problem details by RFC 9457.
//!
//! Every HTTP function answers with this type, as JSON in English. `pages` renders the same value as HTML for people, in
//! their language, with the text that [`PageText`] names. Titles of JSON are written here and nowhere else, and types in
//! [`types`].

mod page_text;
mod types;

pub use page_text::PageText;
pub use types::problems_page;

use crate::AccessDenied;
use axum::response::{IntoResponse, Response as HttpResponse};
use domain::log::Role;
use domain::request::RequestId;
use http::header::{RETRY_AFTER as RETRY_AFTER_HEADER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::time::Duration;
use types::ProblemType;

/// How long a client should wait after an outage before it tries again.
pub const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A field to correct, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, as the client sent it. A nested field carries the names of its objects: `person.email`.
    pub field: String,
    /// What to enter instead.
    pub message: String,
}

impl FieldError {
    /// Creates an error for this field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Why a request failed.
///
/// Invariant: a problem is safe to log, because no constructor takes input of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Details>);

/// The members of an `application/problem+json` body, in the order of RFC 9457, section 3, then our extensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Details {
    #[serde(rename = "type", serialize_with = "urn")]
    kind: &'static ProblemType,
    title: Cow<'static, str>,
    #[serde(serialize_with = "number")]
    status: StatusCode,
    detail: Cow<'static, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    /// The text on a page, if people can see this problem.
    #[serde(skip)]
    page_text: Option<PageText>,
    #[serde(skip)]
    retry_after: Option<Duration>,
    /// The scheme that a 401 asks for.
    #[serde(skip)]
    challenge: &'static str,
}

fn urn<S: Serializer>(kind: &&ProblemType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:honored:problem:{}", kind.slug))
}

fn number<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

const UNREADABLE: &str = "We couldn’t read what you sent";

impl Problem {
    fn new(
        kind: &'static ProblemType,
        title: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Details {
            kind,
            title: title.into(),
            status: kind.status,
            detail: detail.into(),
            page_text: None,
            errors: Vec::new(),
            version: None,
            request: None,
            contact: None,
            retry_after: None,
            challenge: "Bearer",
        }))
    }

    /// 400: the body is unreadable. `detail` says what to send instead.
    #[must_use]
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(&types::BAD_REQUEST, UNREADABLE, detail)
    }

    /// 400: a form on a page was posted with an unreadable body.
    #[must_use]
    pub fn bad_form() -> Self {
        Self::bad_request("Send the fields percent-encoded in UTF-8 (application/x-www-form-urlencoded), or one JSON object (application/json).")
            .on_page(PageText::BadForm)
    }

    /// 400: the body is not a JSON object.
    #[must_use]
    pub fn bad_json() -> Self {
        Self::bad_request("Send one JSON object.")
    }

    /// 401: the gateway did not authenticate the caller.
    #[must_use]
    pub fn authentication_required() -> Self {
        Self::new(
            &types::AUTHENTICATION_REQUIRED,
            "Authentication required",
            "Sign the request, or send a token that the gateway accepts.",
        )
    }

    /// 401: the signature of the body is missing or invalid. `detail` says what to correct.
    #[must_use]
    pub fn invalid_signature(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(&types::INVALID_SIGNATURE, "Invalid signature", detail)
    }

    /// 403: the caller lacks a role. `detail` names the role.
    fn insufficient_permission(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            &types::INSUFFICIENT_PERMISSION,
            "Insufficient permission",
            detail,
        )
    }

    /// 403: the action needs a higher role of staff.
    #[must_use]
    pub fn role_required(role: Role) -> Self {
        Self::insufficient_permission(format!("This needs the role {}.", role.as_str()))
    }

    /// 403: the call bypassed CloudFront.
    #[must_use]
    pub fn direct_access() -> Self {
        Self::new(
            &types::DIRECT_ACCESS,
            "Direct access is not allowed",
            "We recorded nothing. Use the same path at the address of the form and the emails. This address is for internal use.",
        )
    }

    /// 403: a script of a site that this setting doesn't list.
    #[must_use]
    pub fn foreign_origin(setting: &str) -> Self {
        Self::new(
            &types::FOREIGN_ORIGIN,
            "This site may not call this address",
            format!(
                "We recorded nothing. The administrator can add the site’s origin to the setting {setting}, exactly as browsers send it."
            ),
        )
    }

    /// 404: `detail` says what does not exist.
    #[must_use]
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(&types::NOT_FOUND, "Not found", detail)
    }

    /// 404: no route of an API has this path.
    #[must_use]
    pub fn no_route() -> Self {
        Self::not_found("There is nothing at this address.")
    }

    /// 404: no page has this address, or its link is invalid.
    #[must_use]
    pub fn no_page() -> Self {
        Self::not_found(
            "No route has this path, or its reference and token or contact don’t belong together.",
        )
        .on_page(PageText::NoPage)
    }

    /// 404: a link in a marketing email is incomplete or not ours.
    #[must_use]
    pub fn broken_link() -> Self {
        Self::new(
            &types::BROKEN_LINK,
            "This link is incomplete",
            "We changed nothing. Copy the whole link from the email, or use the form to stop marketing emails.",
        )
        .on_page(PageText::BrokenLink)
    }

    /// 405: axum adds the header `Allow`.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(
            &types::METHOD_NOT_ALLOWED,
            "Method not allowed",
            "We recorded nothing. The header Allow lists the methods that this address accepts.",
        )
        .on_page(PageText::WrongMethod)
    }

    /// 409: the action is not possible now, or no longer. `title` and `detail` say why, and what to do.
    #[must_use]
    pub fn conflict(
        title: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(&types::CONFLICT, title, detail)
    }

    /// 413: the body exceeds the limit that `detail` names.
    #[must_use]
    pub fn too_large(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(&types::TOO_LARGE, "What you sent is too large", detail)
    }

    /// 413: a form on a page was posted with more text than any request needs.
    #[must_use]
    pub fn form_too_large() -> Self {
        Self::too_large(
            "The body exceeds the limit of this address. Send less text, or several calls.",
        )
        .on_page(PageText::FormTooLarge)
    }

    /// 415: `detail` names the content types that the address accepts.
    #[must_use]
    pub fn unsupported_media_type(detail: &'static str) -> Self {
        Self::new(
            &types::UNSUPPORTED_MEDIA_TYPE,
            "Unsupported content type",
            detail,
        )
    }

    /// 415: the body is neither a form nor JSON.
    #[must_use]
    pub fn neither_form_nor_json() -> Self {
        Self::unsupported_media_type(
            "We recorded nothing. Send a form (application/x-www-form-urlencoded) or JSON (application/json).",
        )
        .on_page(PageText::NotAForm)
    }

    /// 422: fields to correct, in the order of the page.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(
            &types::INVALID_FIELDS,
            "There is a problem with what you sent",
            "We recorded nothing. Correct the fields listed here and send the request again.",
        )
        .on_page(PageText::Invalid);
        problem.0.errors = errors;
        problem
    }

    /// 422: one field to correct.
    #[must_use]
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    /// 422: an idempotency key was used before with another body.
    #[must_use]
    pub fn idempotency_key_reused() -> Self {
        Self::new(
            &types::IDEMPOTENCY_KEY_REUSED,
            "This idempotency key was used for another request",
            "The first request is recorded. Send this one again with a new key.",
        )
        .on_page(PageText::KeyUsedBefore)
    }

    /// 503: a submission could not be stored, or its storage could not be confirmed.
    #[must_use]
    pub fn not_saved(retry_after: Duration) -> Self {
        Self::unavailable_titled(
            "We couldn’t save your request",
            "We can’t confirm that your request is recorded. Send the same request again in a moment. With the same nonce or Idempotency-Key, it counts only once.",
            retry_after,
        )
        .on_page(PageText::NotSaved)
    }

    /// 503: a service that we depend on failed.
    #[must_use]
    pub fn unavailable(retry_after: Duration) -> Self {
        Self::unavailable_titled(
            "Temporarily unavailable",
            "Nothing was lost. Try again in a moment.",
            retry_after,
        )
        .on_page(PageText::Unavailable)
    }

    /// 503: the call took too long, so its result is unknown.
    #[must_use]
    pub fn late(retry_after: Duration) -> Self {
        Self::unavailable_titled(
            "This is taking too long",
            "We can’t confirm that we recorded anything. Send the same again in a moment. It counts only once.",
            retry_after,
        )
        .on_page(PageText::Late)
    }

    fn unavailable_titled(
        title: &'static str,
        detail: &'static str,
        retry_after: Duration,
    ) -> Self {
        let mut problem = Self::new(&types::UNAVAILABLE, title, detail);
        problem.0.retry_after = Some(retry_after);
        problem
    }

    /// Sets the text on a page.
    #[must_use]
    pub fn on_page(mut self, text: PageText) -> Self {
        self.0.page_text = Some(text);
        self
    }

    /// Replaces the detail.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = detail.into();
        self.0.page_text = None;
        self
    }

    /// Replaces the status, for clients that react to another one.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// Replaces the scheme that a 401 asks for, which is `Bearer`.
    #[must_use]
    pub fn with_challenge(mut self, challenge: &'static str) -> Self {
        self.0.challenge = challenge;
        self
    }

    /// Adds the current version of the item that the caller tried to change.
    #[must_use]
    pub fn with_version(mut self, version: u64) -> Self {
        self.0.version = Some(version);
        self
    }

    /// Adds the request that prevents the action.
    #[must_use]
    pub fn with_request(mut self, request: RequestId) -> Self {
        self.0.request = Some(request);
        self
    }

    /// Adds the address of the privacy team.
    #[must_use]
    pub fn with_contact(mut self, contact: impl Into<String>) -> Self {
        self.0.contact = Some(contact.into());
        self
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the summary of this type of problem.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// Returns what happened and what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Returns the text on a page. `None` for a problem that only programs can cause.
    #[must_use]
    pub fn page_text(&self) -> Option<PageText> {
        self.0.page_text
    }

    /// Returns the current version of the item that the caller tried to change.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        self.0.version
    }

    /// Returns the fields to correct.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Adds the headers that this problem calls for: `WWW-Authenticate` and `Retry-After`.
    pub fn add_headers(&self, headers: &mut HeaderMap) {
        if self.0.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(self.0.challenge);
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(wait) = self.0.retry_after {
            headers.insert(RETRY_AFTER_HEADER, HeaderValue::from(wait.as_secs()));
        }
    }
}

/// JSON is for programs.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<AccessDenied> for Problem {
    fn from(denied: AccessDenied) -> Self {
        match denied {
            AccessDenied::Unauthenticated => Self::authentication_required(),
            AccessDenied::NotStaff => Self::insufficient_permission(
                "You have no role here. The administrator of the setting ROLES can grant you one: read, decide or configure.",
            ),
            AccessDenied::NotMachine => Self::insufficient_permission(
                "You have no role here. The administrator of the setting ROLES can grant you the role machine.",
            ),
        }
    }
}

/// The response carries the problem as an extension, so that a layer can send it in another way.
impl IntoResponse for Problem {
    fn into_response(self) -> HttpResponse {
        let media_type = "application/problem+json";
        let mut response = crate::response::of_type(media_type, self.status(), &self);
        self.add_headers(response.headers_mut());
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
